import { codeWithin, employmentOf, findNip } from '../../language/codes.ts'
import { MON, MONTHS } from '../../language/date-words.ts'
import type { Quantity } from '../../language/quantities.ts'
import { absenceSlots, absenceStatus } from './absence-slots.ts'
import { coordinatorSlots } from './coordinator-slots.ts'
import { eventType } from './events.ts'
import type { Message } from './heard.ts'
import { cleanName, employmentIn, nameAfterLabel, titleCase, unitIn } from './names.ts'
import { placeIn } from './places.ts'
import { deliveredSlots, pledgeChangeSlots, pledgeSlots } from './pledge-slots.ts'
import { reasonIn } from './reason.ts'

export type Slots = Record<string, unknown>

/** date, or date_from and date_to, as far as they were said. */
export function dates({ when }: Message): Slots {
  if (!when || when.kind === 'invalid' || !when.date) return {}
  if (when.dateTo) return { date_from: when.date, date_to: when.dateTo }
  return { date: when.date }
}

/** count, unit and eggs of an amount; eggs is null when it must be asked. */
export function quantitySlots(quantity: Quantity | null): Slots {
  if (!quantity) return {}
  const slots: Slots = {}
  if (quantity.count !== null) slots.count = quantity.count
  if (quantity.unit !== null && quantity.unit !== '?') slots.unit = quantity.unit
  slots.eggs = quantity.eggs
  return slots
}

const set = (slots: Slots, key: string, value: unknown): void => {
  if (value !== undefined && value !== null) slots[key] = value
}

const NAMED_MONTH = new RegExp(`\\b(${MON})\\b(?: (20\\d{2}))?`)

/** Which month is meant ("bulan lalu", "oktober") as "2026-10". */
export function monthOf(message: Message): string | undefined {
  const named = NAMED_MONTH.exec(message.core)
  if (named && !/\d$/.test(message.core.slice(0, named.index).trim())) {
    const m = MONTHS[named[1]!]!
    const [year, now] = [Number(message.today.slice(0, 4)), Number(message.today.slice(5, 7))]
    return `${named[2] ?? (m > now ? year - 1 : year)}-${String(m).padStart(2, '0')}`
  }
  return message.when?.date && /\bbulan\b/.test(message.core) ? message.when.date.slice(0, 7) : undefined
}

type Reader = (m: Message) => Slots

/** How each intent's slots are read; an intent that is not here has none. Shapes: utterances.dev.tsv. */
const READERS: Record<string, Reader> = {
  register: registerSlots,
  checkin: checkinSlots,
  report_late: lateSlots,
  report_absence: absenceSlots,
  rsvp_yes: (m) => withEvent(m, {}),
  rsvp_partial: partialSlots,
  attendance_dispute: disputeSlots,
  cancel_absence: (m) => withEvent(m, dates(m)),
  absence_document: documentSlots,
  ask_schedule: scheduleSlots,
  ask_holiday: (m) => {
    const slots = dates(m)
    const named = slots.date ? null : m.gazetteer.holidayNamed(m.core, m.today)
    if (named) slots.date = named.date
    return slots
  },
  ask_place: (m) => {
    const type = /\b(posyandu|puskesmas|kelurahan|kecamatan|mpp|rsud|kantor)\b/.exec(m.core)?.[1]
    return type
      ? { place_type: type }
      : /\b(?:telur|antar|diantar|sedekah|titip|kumpul|setor)\b/.test(m.core)
        ? { place_type: 'posyandu' }
        : {}
  },
  ask_my_attendance: (m) => {
    const slots = withEvent(m, dates(m))
    const filter = /\b(terlambat|tanpa keterangan|izin|sakit|cuti)\b/.exec(m.core)
    if (filter) slots.filter = filter[1]!.replace(' ', '_')
    return slots
  },
  ask_award: (m) => {
    const slots = withEvent(m, {})
    set(slots, 'month', monthOf(m))
    return slots
  },
  pledge_create: pledgeSlots,
  pledge_change: pledgeChangeSlots,
  pledge_delivered: deliveredSlots,
  pledge_cancel: (m) => (m.when?.rrule ? { recurrence: m.when.rrule } : {}),
  data_access: (m) =>
    /\b(?:salinan|copy|kopi|unduh|download|ekspor|export|fotokopi)\b/.test(m.core) ? { copy: true } : {},
  data_correct: correctSlots,
  opt_out: topicSlots,
  opt_in: topicSlots,
  help: helpSlots,
  human_handoff: (m) => {
    const unit = unitIn(m.core, m.gazetteer)
    return unit ? { opd: unit.shown } : {}
  },
  sensitive_unneeded: (m) => ({ kind: sensitiveKind(m) }),
  out_of_scope: (m) => ({ topic: outOfScopeTopic(m.core) }),
}

/** The slots of `intent` in this message. */
export function slotsFor(intent: string, message: Message): Slots {
  const reader = READERS[intent]
  return reader ? reader(message) : (coordinatorSlots(intent, message) ?? {})
}

function withEvent(m: Message, slots: Slots): Slots {
  const event = eventType(m.core)
  return event ? { ...(slots.event_type ? {} : { event_type: event }), ...slots } : slots
}

function registerSlots(m: Message): Slots {
  const slots: Slots = {}
  set(slots, 'name', nameAfterLabel(m.raw, m.gazetteer))
  const nip = findNip(m.raw)
  set(slots, 'nip', nip)
  set(slots, 'opd', unitIn(m.core, m.gazetteer)?.shown)
  set(slots, 'employment', employmentIn(m.core) ?? (nip ? employmentOf(nip) : undefined))
  return slots
}

function checkinSlots(m: Message): Slots {
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

export const ORDINALS: Record<string, number> = {
  pertama: 1,
  kedua: 2,
  ketiga: 3,
  keempat: 4,
  kelima: 5,
  keenam: 6,
  ketujuh: 7,
}

/** "hari kedua", "hari ke 3", "hari 2" → 2. */
function dayIndex(text: string): number | undefined {
  const match =
    /\b(?:hari|day) (?:yang )?(?:ke ?-? ?(\d)|(\d)(?! (?:ini|lagi))|(pertama|kedua|ketiga|keempat|kelima))\b/.exec(
      text,
    )
  if (!match) return undefined
  return match[3] ? ORDINALS[match[3]] : Number(match[1] ?? match[2])
}

function lateSlots(m: Message): Slots {
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

function partialSlots(m: Message): Slots {
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

const STATUS: [RegExp, string][] = [
  [/tanpa keterangan|mangkir|bolos/, 'tanpa_keterangan'],
  [/tidak hadir|belum hadir|tidak masuk|tidak absen|belum absen/, 'tidak_hadir'],
  [/terlambat/, 'terlambat'],
  [/sakit/, 'sakit'],
  [/dinas luar/, 'dinas_luar'],
  [/cuti/, 'cuti'],
  [/izin/, 'izin'],
  [/hadir|datang|ikut|masuk|tepat waktu|absen|apel|senam/, 'hadir'],
]
export const statusIn = (text: string): string | undefined =>
  STATUS.find(([pattern]) => pattern.test(text))?.[1]

function disputeSlots(m: Message): Slots {
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

function documentSlots(m: Message): Slots {
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

function scheduleSlots(m: Message): Slots {
  const slots = withEvent(m, {})
  const text = m.core
  const when = m.when
  const year = /\b(?:apel perdana|tahun|apel|upacara)\b.*\b(20\d{2})\b/.exec(text)
  Object.assign(slots, dates(m))
  if (when?.kind === 'range' && when.alternative?.includes('/')) slots.alt = when.alternative.split('/')
  else if (when?.kind === 'date' && when.alternative && /\b(?:depan|ini)\b/.test(text))
    slots.alt_dates = [when.alternative]
  if (year && !when?.date) slots.year = Number(year[1])
  const field = /\b(?:baju|seragam|pakaian|dress ?code|atribut|kostum)\b/.test(text)
    ? 'dress_code'
    : /\b(?:jam|pukul) (?:berapa|brp)|\bmulai(?:nya)? (?:jam|pukul|kapan)\b|\bjamnya\b|\bjam mulai\b/.test(
          text,
        )
      ? 'time'
      : /\b(?:di mana|ke mana|lokasi|tempat|mana)\b/.test(text)
        ? 'place'
        : /\b(?:kapan|tanggal berapa|hari apa)\b/.test(text)
          ? 'date'
          : /\b(?:batal|jadi|tidak jadi|ditiadakan|dibatalkan|tetap|libur|diundur|dipindah|diliburkan|masih)\b/.test(
                text,
              )
            ? 'status'
            : undefined
  set(slots, 'field', field)
  const place = /\b(?:di|kecamatan|kelurahan)\b/.test(m.found.rest)
    ? placeIn(m.found.rest.replace(/\bdi mana\b/g, ''), m.gazetteer)
    : undefined
  set(slots, 'place', place)
  return slots
}

function correctSlots(m: Message): Slots {
  const slots: Slots = {}
  const unit = unitIn(m.core, m.gazetteer)
  const nip = findNip(m.raw)
  const kind = employmentIn(m.core)
  if (nip || /\bnip\b/.test(m.core)) return { field: 'nip', ...(nip ? { value: nip } : {}) }
  if (/\bnama\b/.test(m.core)) {
    slots.field = 'name'
    const said =
      /(?:harusnya|seharusnya|yang benar|yg benar|yg bener|mestinya|jadi|menjadi|adalah|itu|:|bukan \w+,? (?:tapi|melainkan)|ke)\s+(?:nya\s+)?([a-z'’.\- ]{2,60})$/i.exec(
        m.raw,
      )
    set(slots, 'value', said ? cleanName(said[1]!, m.gazetteer) : undefined)
    return slots
  }
  if (/\b(?:nomor hp|hp|nomor telepon|nomor wa|nomor)\b/.test(m.core)) {
    slots.field = 'phone'
    set(slots, 'value', /(?:\+?62|0)8[\d\s-]{7,14}/.exec(m.raw)?.[0].replace(/[\s-]/g, ''))
    return slots
  }
  if (unit || /\b(?:opd|unit|pindah|mutasi|instansi|dimutasi)\b/.test(m.core)) {
    slots.field = 'opd'
    set(
      slots,
      'value',
      unit?.shown ??
        (/\b(?:ke|di) (?!opd|mana)([a-z ]+)$/.exec(m.core)?.[1]
          ? titleCase(/\b(?:ke|di) (?!opd|mana)([a-z ]+)$/.exec(m.core)![1]!)
          : undefined),
    )
    return slots
  }
  if (kind) return { field: 'employment', value: kind }
  return slots
}

const TOPICS =
  /\b(telur|sedekah|apel|senam|pengingat|pengumuman|promo|undangan|rekap|kegiatan|jadwal|notifikasi|notif|info)\b/g

function topicSlots(m: Message): Slots {
  const topics = [...m.core.matchAll(TOPICS)].map((x) => x[1]!)
  const topic = topics.find((t) => !/pengingat|notif|pengumuman|info/.test(t)) ?? topics[0]
  if (!topic) return /\bingatkan\b/.test(m.core) ? { topic: 'pengingat' } : {}
  return { topic: /notif/.test(topic) ? 'pengingat' : topic === 'sedekah' ? 'telur' : topic }
}

const COMMANDS: Record<string, string> = {
  menu: 'menu',
  'menu utama': 'menu',
  privasi: 'privacy',
  privacy: 'privacy',
  'kebijakan privasi': 'privacy',
  bahasa: 'language',
  english: 'language',
  language: 'language',
  'bahasa inggris': 'language',
  'bahasa indonesia': 'language',
  mulai: 'start',
  start: 'start',
}

function helpSlots(m: Message): Slots {
  const command = COMMANDS[m.core]
  if (command === 'privacy') return { topic: 'privacy', command }
  if (command) return { command }
  if (/\bmendaftar|pendaftaran|registrasi\b/.test(m.core)) return { topic: 'register' }
  if (/\b(?:sedekah|donasi|sumbang|telur)\b/.test(m.core)) return { topic: 'pledge' }
  if (/\b(?:izin|cuti|mengajukan)\b/.test(m.core)) return { topic: 'absence' }
  return /\b(?:apa|siapa|fungsi|guna|kegunaan)\b/.test(m.core) ? { topic: 'about' } : {}
}

function sensitiveKind(m: Message): string {
  const t = m.core
  if (/\b(?:anak|balita|bayi|cucu|keponakan|adik|batita)\b/.test(t)) return 'child_health'
  if (/\b(?:foto|kirim|scan)\b.*\b(?:ktp|kk)\b/.test(t)) return 'id_card'
  if (/\b(?:password|kata sandi|otp|pin)\b/.test(t)) return 'password'
  if (/\brekening|kartu kredit\b/.test(t)) return 'bank_account'
  return /\d{16}|\bnik\b|\bktp\b|\bkartu keluarga\b/.test(m.raw.replace(/[ .-]/g, '').toLowerCase()) ||
    /\bnik\b/.test(t)
    ? 'nik'
    : 'diagnosis'
}

function outOfScopeTopic(text: string): string {
  const groups: [RegExp, string][] = [
    [/\b(?:cuaca|hujan)\b/, 'cuaca'],
    [/\b(?:gaji|tunjangan|tpp|tukin|thr)\b/, 'gaji'],
    [/\b(?:ktp|kartu keluarga|akta|akte)\b/, 'ktp'],
    [/\b(?:sim|stnk|samsat|skck|paspor)\b/, 'sim'],
    [/\b(?:pajak|pbb)\b/, 'pajak'],
    [/\bbpjs\b/, 'bpjs'],
    [/\b(?:lowongan|loker|cpns|formasi)\b/, 'lowongan'],
  ]
  return groups.find(([pattern]) => pattern.test(text))?.[1] ?? 'lain'
}
