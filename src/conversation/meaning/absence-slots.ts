import { eventType } from './events.ts'
import type { Message } from './heard.ts'
import { placeIn } from './places.ts'
import { reasonIn } from './reason.ts'
import { dates, type Slots } from './slot-parts.ts'

/** Kinds of leave (Peraturan BKN 24/2017): what is said → the slot's word. */
const LEAVE: [RegExp, string][] = [
  [/tahunan/, 'tahunan'],
  [/alasan penting|\bcap\b/, 'alasan_penting'],
  [/melahirkan|hamil|bersalin|lahiran/, 'melahirkan'],
  [/cuti besar|\bumrah\b|\bhaji\b/, 'besar'],
  [/cuti bersama/, 'bersama'],
  [/luar tanggungan/, 'luar_tanggungan_negara'],
  [/cuti sakit/, 'sakit'],
]
const ILL =
  /\b(?:sakit|demam|flu|pilek|batuk|pusing|diare|meriang|masuk angin|rawat inap|opname|dirawat|muntah|vertigo|maag|asam lambung|tifus|tipes|dbd|operasi|kecelakaan|(?:tidak|kurang) enak badan|kurang sehat|tidak sehat|berobat|masuk rumah sakit)\b/
const OTHERS_ILL =
  /\b(?:anak|istri|suami|orang tua|ibu|bapak|mertua|bayi|keluarga|nenek|kakek|adik|mamak|ayah|mama|papa)(?: saya| kami| kandung)? (?:sedang |lagi |yang |masih )?(?:sakit|demam|dirawat|opname|rawat inap|masuk rumah sakit|operasi|melahirkan|berobat|meninggal)|\b(?:menjaga|jaga|antar|mengantar|menunggu|menemani|jenguk)\b.*\b(?:sakit|berobat)\b/
const ABSENT =
  /\b(?:tidak|izin|berhalangan|belum|cuti|dinas luar|batal)\b(?: (?:bisa|dapat|hadir|ikut|masuk|apel|senam|datang|sempat|kerja|dulu|saya|kantor))*/

/** izin, sakit, cuti, dinas_luar …; null when only the absence is known and the bot must ask. */
export function absenceStatus(text: string, reason: string | undefined): string | null {
  if (/\b(?:dinas luar|tugas luar|perjalanan dinas|sppd|spt)\b/.test(text)) return 'dinas_luar'
  if (/\b(?:tugas belajar)\b/.test(text)) return 'tugas_belajar'
  if (/\bbekerja dari rumah\b/.test(text)) return 'wfh'
  if (/\bcuti\b/.test(text)) return 'cuti'
  if (ILL.test(text) && !OTHERS_ILL.test(text)) return 'sakit'
  if (/\bmelahirkan\b/.test(text) && !OTHERS_ILL.test(text)) return 'cuti'
  if (
    /\bizin\b|\bpulang (?:cepat|duluan|awal|lebih awal|dulu)\b/.test(text) ||
    reason ||
    OTHERS_ILL.test(text)
  )
    return 'izin'
  return null
}

/** Slots of `report_absence`: status, event, dates, kind of leave, place and reason as far as they were said. */
export function absenceSlots(message: Message): Slots {
  const text = message.core
  const rest = message.found.rest
  const slots: Slots = {}
  const said = reasonIn(message, ABSENT)
  const status = absenceStatus(message.prelude ? `${message.text}` : text, said)
  slots.status = status
  if (/\bpulang (?:cepat|duluan|awal|lebih awal|dulu)\b/.test(text)) slots.subtype = 'pulang_cepat'
  if (status === 'cuti') {
    const leave = LEAVE.find(([pattern]) => pattern.test(text))
    if (leave) slots.leave_type = leave[1]
  }
  const event = eventType(said ? rest.replace(said, ' ') : rest)
  if (event && !(status === 'dinas_luar' && event === 'rapat')) slots.event_type = event
  Object.assign(slots, dates(message))
  if (/\bmulai\b/.test(text) && slots.date) {
    slots.date_from = slots.date
    delete slots.date
  }
  if (message.when?.part && !message.when.part.startsWith('setelah') && slots.date)
    slots.part = message.when.part
  const days = /\b(?:selama )?(\d{1,4}) (hari|minggu|bulan)\b(?! (?:lagi|lalu|yang|ke depan))/.exec(rest)
  if (days) slots.duration = `P${days[1]}${{ hari: 'D', minggu: 'W', bulan: 'M' }[days[2]!]}`
  if (status === 'dinas_luar') {
    const to =
      /\b(?:dinas luar|tugas luar|perjalanan dinas)(?: \w+)*? (?:ke|di) (?!mana|hari)([a-z]+(?: [a-z]+){0,2})(?=,|$|¤| (?:untuk|dalam|karena|dari|sampai|selama))/.exec(
        rest,
      )
    const place = to && !said ? placeIn(` ke ${to[1]}`, message.gazetteer) : undefined
    if (place) slots.place = place
  }
  if (said && !/^(?:tugas|dinas) luar$|^(?:sakit|cuti)$/.test(said)) slots.reason = said
  if (status === 'sakit') delete slots.reason
  return slots
}
