import { describe, expect, it } from 'vitest'
import { CODE_WORDS, EVERYDAY_NEAR } from '../../../src/features/check-in/code-words.ts'
import { damerau, soundKey } from './alike.ts'

/** Words that mean something beside a number in this bot: numbers, days, months, units, commands. */
const MEANINGFUL = `
abad acara admin agust agustus ahad alasan anak apel april asar bahasa bantu bantuan batal belas belum
beras berhenti besok biji buah buat bulan butir cuti daftar delapan desember detik dinas dua ekor empat
enam februari gram hadir hapus hari ikat ingatkan isya izin jadwal jam janji januari jeda juli jumat
juni juta kali kamis karpet kemarin kembali kilo kirim kode kodi koordinator kosong kurang lanjut lapor
layar lebih lembar lewat lima liter lokasi luar lusa lusin magrib malam maret mei menit menu meter
minggu minyak mulai musim nanti nol nomor nopember november oktober orang pagi papan pasang pebruari
pegawai pengumuman persen peti petugas pindah privasi pukul puluh rabu rak ralat rapat ratus rekap resmi
retret ribu rupiah sabtu sakit satu saya sebelas sedekah sekarang selasa sembilan senam senin seperempat
sept september sepuluh serah seratus seribu sesi setengah setuju setujui siang siapa simpan sore subuh
sudah tadi tahun tanggal telat telor telur tempat terima terlambat tiga tolak tray tujuh tulat tunda
ubah ulang umumkan undang warga zuhur
`

/** Nobody is to read these into a misheard or mistyped code. */
const RUDE = `
anjing babi bajingan banci bangke bangsat bego bencong bugil bunuh burit butuh cabul entot goblok iblis
itil jablay jembut kafir kampret kelentit kentot kimak kontol korupsi lonte maling mati mayat memek
mesum monyet pantat pantek peler pelir pepek perang perek puki pukimak setan sial suap sundal taik
telaso tempek teroris tetek toket tolol zina
`

const list = (text: string) => text.trim().toUpperCase().split(/\s+/)

function alike(of: (word: string) => string, least: number): string[] {
  return CODE_WORDS.flatMap((a, i) =>
    CODE_WORDS.slice(i + 1)
      .filter((b) => damerau(of(a), of(b)) < least)
      .map((b) => `${a} ~ ${b}`),
  )
}

describe('the words of the codes', () => {
  it('are 512, each once, 4 to 7 letters, upper case', () => {
    expect(CODE_WORDS).toHaveLength(512)
    expect(new Set(CODE_WORDS).size).toBe(512)
    expect(CODE_WORDS.filter((word) => !/^[A-Z]{4,7}$/.test(word))).toEqual([])
    expect(CODE_WORDS).toEqual(expect.arrayContaining(['KAPAL', 'MELATI']))
  })

  it('are never one typo apart', () => {
    expect(alike((word) => word, 2)).toEqual([])
  })

  it('do not sound alike over a loudspeaker', () => {
    expect(alike(soundKey, 2)).toEqual([])
  })

  it('keep away from words that mean something beside a number, and from rude ones', () => {
    const near = [...list(MEANINGFUL), ...list(RUDE)].flatMap((other) =>
      CODE_WORDS.filter((word) => damerau(word, other) < 2).map((word) => `${word} ~ ${other}`),
    )
    expect(near).toEqual([])
  })

  it('names as everyday neighbours only words that are near, and no code word', () => {
    for (const word of EVERYDAY_NEAR) {
      expect(CODE_WORDS).not.toContain(word)
      expect(
        CODE_WORDS.some((code) => damerau(code, word) === 1),
        word,
      ).toBe(true)
    }
  })
})

describe('the ear', () => {
  it.each([
    ['PALU', 'BARU'],
    ['TELOR', 'TELUR'],
    ['PANTAI', 'PANTE'],
    ['SYAL', 'SAR'],
    ['BAPAK', 'PAPA'],
    ['RUMAH', 'LUMA'],
    ['ANGIN', 'ANIM'],
  ])('cannot tell %s from %s', (a, b) => expect(soundKey(a)).toBe(soundKey(b)))
})
