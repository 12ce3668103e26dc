import { EVENT_WORDS as EV } from './events.ts'

/** What else is known of a message when its wish is weighed. */
export type Signs = {
  /** A question mark, or a question word. */
  question: boolean
  event: boolean
  eggs: boolean
  quantity: boolean
  when: boolean
  time: boolean
  /** A day after today. */
  future: boolean
  unit: boolean
  nip: boolean
  nik: boolean
  code: boolean
  /** Somebody else's name with a status: "Budi sakit". */
  named: number
}

/** `has` must match, `unless` must not; the rule with the highest `score` says what the message wants. */
export type Rule = { intent: string; score: number; has: RegExp; unless?: RegExp; if?: (s: Signs) => boolean }

export const EVENT = `\\b(?:${EV})\\b`
export const NEG = '\\b(?:tidak|belum|berhalangan|gagal|urung)\\b'
export const COME =
  '(?:hadir|ikut|masuk|datang|menghadiri|turut|bergabung|gabung|sempat|apel|senam|upacara|berpartisipasi|ngantor|ke kantor|kerja|hadiri|retret|pelatihan)'
export const GIVE =
  '(?:sedekah|sumbang|donasi|titip|infak|infaq|hibah|menyedekahkan|keping sedulur|kiping sedulur|sedulur|beri telur|kasih telur|memberi telur|janji|berbagi telur)'
export const ASK =
  /\b(?:apa|apakah|kapan|berapa|di mana|ke mana|mana|bagaimana|siapa|kenapa|adakah|jadi tidak|benarkah|betulkah)\b/
export const ABSENT = 'tanpa keterangan|tidak hadir|terlambat|belum hadir|tidak masuk|bolos|izin|sakit|absen'
export const re = (source: string): RegExp => new RegExp(source)
