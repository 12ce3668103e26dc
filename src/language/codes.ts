import { correct } from './spelling.ts'

/**
 * Things made of digits that are no amount: a check-in code, a NIP, a NIK (DOMAIN.md §2.1). They are looked for
 * in the text as typed, before any word is changed ("kapal" is no "kapan" with a slip).
 */

/** Words that come before two digits without making a code of it. */
const NO_CODE = new Set(
  (
    'senin selasa rabu kamis jumat sabtu minggu ahad sen sel rab kam jum sab januari februari pebruari maret april ' +
    'mei juni juli agustus september oktober november desember nopember jan feb peb mar apr jun jul agt ags sep sept ' +
    'okt nov nop des jam jm pukul pkl tgl tanggal hari hr bulan bln tahun thn menit mnt papan karpet tray rak lusin ' +
    'kodi pasang butir btr biji kilo ikat peti telur telor telok apel senam retret pelatihan upacara rapat sesi ' +
    'nomor nomer pilih opsi menu tambah tmbh nambah kurang kurangi jadi jadinya cuma cuman hanya sedekah sumbang ' +
    'nyumbang donasi antar bawa janji titip kasih beri total jumlah maaf bukan sudah udah sdh tidak gak ada saya ' +
    'kami kita pppk pns cpns telat terlambat setengah stgh set lewat kali umur usia juara besok bsk lusa kemarin ' +
    'kmrn sekitar kira sebanyak malam pagi siang sore sampai dari atau dan mau izin ijin cuti sakit aja saja rekap ' +
    'golongan kelas sdn smp smpn sma sman rumah blok gang jalan rt rw lantai ruang yang utk untuk lagi lg hadir absen ' +
    'kecuali selain tiap setiap mulai per'
  ).split(' '),
)

const BARE =
  /^(?:(?:kode|code|kodenya|token)\s*(?:nya|apel|hadir|absen)?\s*[:=]?\s*)?([a-z]{3,12})[\s\-_.:]{0,3}(\d)\s?([\do])[\s.!]*(?:(?:pak|bu|kak|min|bang|mas|mbak)[\s.!]*)?$/i
const INSIDE =
  /(?<![a-z\d])([a-z]{3,12})[\s\-_]{0,2}(\d{2})(?![\d.:,/]?\d)(?!\s*(?:menit|mnt|butir|btr|biji|papan|orang|org|hari|kg|%))/gi
const DIGITS_ONLY = /^(?:(?:kode|code|kodenya)\s*[:=]?\s*)?(\d{4,6})[\s.!]*(?:(?:pak|bu|kak|min)[\s.!]*)?$/i

/** "tanggl 20" is a date with a slip, not a code. */
const isOrdinary = (word: string): boolean => NO_CODE.has(word) || NO_CODE.has(correct(word))

/** "KAPAL 27" for a message that is nothing but a code, in any spelling ("kapal27", "Kapal-27"); else null. */
export function bareCode(raw: string): string | null {
  const match = BARE.exec(raw)
  if (!match || isOrdinary(match[1]!.toLowerCase())) return null
  return `${match[1]!.toUpperCase()} ${match[2]}${match[3]!.toLowerCase() === 'o' ? '0' : match[3]}`
}

/** The code somewhere in a longer message ("hadir KAPAL 27"); words that carry another meaning are passed over. */
export function codeWithin(raw: string): string | null {
  for (const match of raw.matchAll(INSIDE)) {
    if (!isOrdinary(match[1]!.toLowerCase())) return `${match[1]!.toUpperCase()} ${match[2]}`
  }
  return null
}

/** Four to six digits alone, as a coordinator may call them out. */
export function digitCode(raw: string): string | null {
  return DIGITS_ONLY.exec(raw.trim())?.[1] ?? null
}

/** 18 digits, spaces and dots between them allowed: "19850317 201001 2 999". Returned without them. */
export function findNip(raw: string): string | null {
  const match = /(?<!\d)\d(?:[ .\-/]{0,2}\d){17}(?!\d)/.exec(raw)
  return match ? match[0].replace(/\D/g, '') : null
}

/** 16 digits in a row (or in groups of four): an identity number that must never be stored. */
export function hasNik(raw: string): boolean {
  return /(?<!\d)(?:\d{16}|\d{4}([ .-])\d{4}\1\d{4}\1\d{4}|\d{6}([ .-])\d{6}\2\d{4})(?!\d)/.test(raw)
}

/**
 * What digits 13 and 14 of a NIP tell: a month is a civil servant, 21 and more a contract (DOMAIN.md §2.1).
 * Part time cannot be told from it. Null when the number has neither form.
 */
export function employmentOf(nip: string): 'PNS' | 'PPPK' | null {
  const code = Number(nip.slice(12, 14))
  return code >= 1 && code <= 12 ? 'PNS' : code >= 21 ? 'PPPK' : null
}
