import { codeWithin } from '../../language/codes.ts'
import { absenceStatus } from './absence-slots.ts'
import { eventType } from './events.ts'
import type { Message } from './heard.ts'
import { placeIn } from './places.ts'
import { reasonIn } from './reason.ts'
import { dates, dayIndex, ORDINALS, type Slots, set, statusIn, withEvent } from './slot-parts.ts'

export function checkinSlots(m: Message): Slots {
  const slots: Slots = { status: 'hadir' }
  const rest = m.found.rest
  const later =
    /,? (?:tapi |tetapi |namun |dan |sekalian |nanti )*(izin .+|pulang (?:duluan|cepat|awal).*)$/.exec(m.core)
  const now =
    later &&
    !/^izin (?:hadir|absen)/.test(later[1]!) &&
    /hadir|absen|sudah/.test(m.core.slice(0, later.index))
      ? m.core.slice(0, later.index)
      : m.core
  const event = eventType(now)
  if (event) slots.event_type = event
  set(slots, 'code', codeWithin(m.raw))
  const day = dayIndex(now)
  set(slots, 'day_index', day)
  const session = /\bsesi (?:ke ?)?(\d|pagi|siang|sore|malam|pertama|kedua|ketiga)\b/.exec(m.core)
  if (session)
    slots.session = ORDINALS[session[1]!] ?? (/\d/.test(session[1]!) ? Number(session[1]) : session[1])
  if (!slots.code) {
    const place = /\b(?:di|ke)\b/.test(rest)
      ? placeIn(
          rest.replace(/\b(?:lokasi|tempat|barisan|titik|area)(?: (?:apel|senam|kegiatan|acara))?\b/g, ''),
          m.gazetteer,
        )
      : undefined
    set(slots, 'place', place)
  }
  const only = dates(m)
  if (only.date && !/\b(?:tadi|nanti|sekarang)\b/.test(m.core)) slots.date = only.date
  if (/\b(?:kami|kita|rombongan|semua)\b/.test(m.core)) slots.group = true
  if (later && now !== m.core) {
    const early = /pulang (?:duluan|cepat|awal|lebih awal|dulu)/.test(later[1]!)
    slots.followup = early
      ? { status: 'izin', subtype: 'pulang_cepat' }
      : { status: absenceStatus(later[1]!, undefined) ?? 'izin' }
  }
  return slots
}

export function lateSlots(m: Message): Slots {
  const slots: Slots = { status: 'terlambat' }
  const minutes = /\b(\d{1,3}) ?menit\b/.exec(m.core)
  const hours = /\b(\d) jam\b(?! \d)|\b(setengah) jam\b/.exec(m.core)
  if (minutes) slots.minutes = Number(minutes[1])
  else if (hours) slots.minutes = hours[2] ? 30 : Number(hours[1]) * 60
  set(
    slots,
    'reason',
    reasonIn(m, /\b(?:terlambat|lambat|telat|otw|menit|datang)\b/) ??
      /^(?:saya )?((?:masih|kena|kejebak|terjebak|ban|macet|motor|mobil) .*|macet)$/.exec(m.core)?.[1],
  )
  return slots
}

export function partialSlots(m: Message): Slots {
  const slots = withEvent(m, {})
  set(
    slots,
    'day_index',
    dayIndex(m.core) ?? (/\bsesi\b/.test(m.core) ? dayIndex(m.core.replace('sesi', 'hari')) : undefined),
  )
  const absent = /\b(?:tidak|izin|berhalangan|absen)\b/.test(m.core)
  const reason = reasonIn(m, /\b(?:hari|sesi) (?:ke ?-? ?\d|\w+)\b/)
  slots.status = absent ? (absenceStatus(m.core, reason) ?? 'izin') : 'hadir'
  if (slots.status !== 'sakit') set(slots, 'reason', reason)
  return slots
}

export function disputeSlots(m: Message): Slots {
  const slots = withEvent(m, dates(m))
  const text = m.core
  const recorded =
    /\b(?:tercatat|tertulis|tercantum|kok|kenapa|dicatat|dianggap|status|terhitung|ditulis|dibilang|dinyatakan|bukan)\b(?: \w+){0,2}? (tanpa keterangan|tidak hadir|terlambat|belum hadir|tidak masuk|bolos|izin|sakit|belum absen|cuti)/.exec(
      text,
    )
  const claim =
    /\b(?:padahal|harusnya|seharusnya|mestinya|semestinya|saya|sudah|tapi)\b(?: \w+){0,3}? (hadir|ikut|datang|absen|izin|sakit|cuti|dinas luar|masuk|tepat waktu|apel|senam)\b/.exec(
      recorded ? text.replace(recorded[0], ' ') : text,
    )
  slots.claimed_status = (claim && statusIn(claim[1]!)) || 'hadir'
  if (recorded) slots.recorded_status = statusIn(recorded[1]!)
  return slots
}

export function documentSlots(m: Message): Slots {
  const slots: Slots = {}
  const text = m.core
  slots.document = /\b(?:surat tugas|surat perintah|spt|sppd)\b/.test(text)
    ? 'surat tugas'
    : /\bsurat cuti\b/.test(text)
      ? 'surat cuti'
      : /\b(?:dokter|sakit|rawat|opname|rumah sakit|puskesmas|klinik)\b/.test(text)
        ? 'surat dokter'
        : /\bsurat izin\b/.test(text)
          ? 'surat izin'
          : 'surat keterangan'
  if (/\[ ?(?:foto|gambar|image|photo)|^foto/i.test(m.raw)) slots.media = 'image'
  else if (/\[ ?(?:dokumen|document|file|pdf)|\bpdf\b/i.test(m.raw)) slots.media = 'document'
  if (/\b(?:menyusul|nanti|besok|susulan|belum)\b/.test(text)) slots.pending = true
  return slots
}
