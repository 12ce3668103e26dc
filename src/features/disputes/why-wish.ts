import { readAbout } from './about-words.ts'

export type WhyWish = {
  /** Whom; empty or "saya": whoever asks. */
  name: string
  /** Behind a button. */
  id: number | null
  day: string | null
  event: string | null
  /** What the sentence says that the person was, as it may stand in the roll. */
  statuses: string[]
}

export const WHY_SELF = /^(?:saya|sy|aku|gue|gw|kami)$/i

const ASKS =
  /^\W*(?:(?:pak|bu|min|kak|mohon|tolong|maaf|ijin|izin|mau|numpang|tanya|bertanya)[\s,]+)*(?:kenapa|knp|knapa|kenape|mengapa|napa|ngapa)\s+(?:ya\s+|sih\s+|kok\s+)?(.+)$/is
/** Where the name ends and what is asked about begins: "tidak" only of being there, not "tidak bisa daftar". */
const STATUS =
  /\b(?:(?:kok|di\s?bilang|di\s?anggap|di\s?catat|tercatat|tertulis|masih|malah|jadi|dapat|kena|statusnya|status)\s+)*(?:(?:tidak|tdk|tak|nggak|ngga|gak|ga|dak|dk|belum|blm|lum)(?=\s+(?:hadir|masuk|datang|ikut|tercatat|terdata|terekam|dihitung|ada|absen|apel|senam)\b|\W*(?:ya|dong|pak|bu)?\W*$)|tanpa keterangan|tk|alpa|alfa|bolos|terlambat|telat|hadir|izin|ijin|sakit|cuti|dinas luar|dl|absen|tercatat|dianggap|status(?:nya)?)\b/i
/** What nobody is called: then something else is asked. */
const NO_NAME =
  /\b(?:saya|sy|aku|kami|kita|telur|sedekah|donasi|janji|kode|bot|pesan|aplikasi|layar|wa|whatsapp|hp|sinyal|jadwal|orang|semua|siapa|apa|link|tautan|pengumuman|pengingat|nama|nip|data|titik|posyandu|harus|disuruh|bisa|mau)\b/i
const EVENT = /\b(apel|senam|upacara|rapat|retret|pelatihan)\b/i

const ABSENT = ['tanpa_keterangan', 'belum_dipastikan']
const MEANT: [RegExp, string[]][] = [
  [/\b(?:terlambat|telat)\b/i, ['terlambat']],
  [/\b(?:tanpa keterangan|tk|alpa|alfa|bolos|absen)\b/i, ABSENT],
  [/\b(?:tidak|tdk|tak|nggak|ngga|gak|ga|dak|dk|belum|blm|lum)\b/i, ABSENT],
  [/\b(?:izin|ijin)\b/i, ['izin']],
  [/\bsakit\b/i, ['sakit']],
  [/\bcuti\b/i, ['cuti']],
  [/\b(?:dinas luar|dl)\b/i, ['dinas_luar']],
  [/\bhadir\b/i, ['hadir']],
]

/** "kenapa Budi tidak hadir senin"; null for any other question. */
export function readWhy(text: string, when: { ref: Date; zone: string }): WhyWish | null {
  const asked = ASKS.exec(text)?.[1]?.replace(/[?!.\s]+$/, '') ?? (/^\W*kenapa\W*$/i.test(text) ? '' : null)
  if (asked === null) return null
  const none = { name: '', id: null, event: null, statuses: [] as string[] }
  const id = /^#(\d{1,9})$/.exec(asked)?.[1]
  if (id) return { ...none, id: Number(id), day: null }
  if (/^\d{4}-\d\d-\d\d$/.test(asked)) return { ...none, day: asked }
  const found = STATUS.exec(asked)
  if (asked !== '' && !found) return null
  const head = found ? asked.slice(0, found.index) : asked
  const { day } = readAbout(asked, when)
  // "status saya terlambat": the word comes first, the name after it.
  const name = readAbout(head, when).name || afterStatus(asked, found?.[0] ?? '', when)
  if (NO_NAME.test(name) && !WHY_SELF.test(name)) return null
  return {
    ...none,
    ...{ name, day },
    event: EVENT.exec(asked)?.[1]?.toLowerCase() ?? null,
    statuses: MEANT.find(([shape]) => shape.test(asked))?.[1] ?? [],
  }
}

/** "kenapa status saya terlambat", "kenapa dianggap terlambat saya": only oneself may stand behind. */
function afterStatus(asked: string, status: string, when: { ref: Date; zone: string }): string {
  const rest = asked.slice(asked.indexOf(status) + status.length)
  const [first = ''] = readAbout(rest, when).name.split(' ')
  return WHY_SELF.test(first) || !/^status/i.test(status) ? '' : first
}
