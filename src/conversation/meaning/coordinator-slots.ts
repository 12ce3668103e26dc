import { eventType } from './events.ts'
import type { Message } from './heard.ts'
import { titleCase } from './names.ts'
import { placeIn } from './places.ts'
import { dates, monthOf, type Slots, statusIn } from './slot-parts.ts'

const STATUSES = 'hadir|sakit|izin|cuti|dinas luar|tanpa keterangan|terlambat|tidak hadir|tugas belajar'
const FUNCTION_WORDS = new Set(
  (
    'saya kami kita aku dia mereka tidak belum sudah mau ingin bisa akan yang dan atau tapi karena dengan untuk ' +
    'siapa apel senam mohon tolong lagi hari ini besok lusa tadi nanti semua semuanya seluruh pegawai orang ' +
    'ikut lapor siap iya oke tandai catat ubah jadi menjadi wajib harap anak istri suami dari ini itu kalau ' +
    'surat ambil minta mengajukan ajukan sedang masih jadwal rekap daftar batal cuma saja juga insyaallah pasti ' +
    'retret pelatihan kegiatan acara status selain kecuali sekarang pagi siang sore malam kemarin bapak ibu kakak ' +
    'masuk sakit izin cuti hadir terlambat ada kerja dinas luar hanya sampai tetap telat macet datang pulang'
  ).split(' '),
)

const OVERRIDE = new RegExp(
  `^(?:tolong |bisa |mohon |bantu |minta )*(?:tandai|catat|catatkan|ubah|set|input|inputkan|jadikan|masukkan|absenkan|hadirkan|koreksi|ganti|update|tulis)(?: status| kehadiran| absen)* (?:bapak |ibu |atas nama )?([a-z'.-]+(?: [a-z'.-]+)?)(?: (?:dari [a-z ]+?|jadi|menjadi|sebagai|ke))*? (${STATUSES})\\b(?: (?:jadi|menjadi|ke) (${STATUSES})\\b)?`,
)
const TO_STATUS = new RegExp(`\\b(?:jadi|menjadi|ke) (${STATUSES})\\b`)
const ONLY_STATUS = new RegExp(`^(?:${STATUSES}|iya)$`)
const STATUS_WORDS = new RegExp(`\\b(${STATUSES})\\b`)
const CALL = /^(?:tolong |bantu |mohon )*(?:tandai|catat|input|absenkan|ubah|set|masukkan|rekap)\b[ :,]*/

const WEEKDAY = /^(?:hari )?(?:senin|selasa|rabu|kamis|jumat|sabtu|minggu|ahad)$/

/** "Andi hadir, Budi dan Cici sakit" → each name with its status; names that are ordinary words do not count. */
export function namedStatuses(core: string): { name: string; status: string }[] {
  if (!STATUS_WORDS.test(core)) return []
  const entries: { name: string; status: string }[] = []
  // Names and statuses by turns; what follows the last status is a remark.
  const parts = core.replace(CALL, '').split(STATUS_WORDS)
  for (let i = 0; i + 1 < parts.length; i += 2) {
    for (const said of parts[i]!.replace(/[:=]/g, ' ').split(/,| dan | & /)) {
      const name = said
        .trim()
        .replace(/^(?:dan|bapak|ibu|kakak) /, '')
        .replace(/^-|-$| -$/g, '')
        .trim()
      if (name === '') continue
      // "selasa dan rabu izin": days of one's own, nobody else.
      if (WEEKDAY.test(name)) return []
      const words = name.split(' ')
      if (
        words.length > 3 ||
        name.length < 3 ||
        words.some((w) => FUNCTION_WORDS.has(w) || !/^[a-z][a-z'.-]*$/.test(w))
      )
        return []
      entries.push({ name: titleCase(name), status: parts[i + 1]!.replace(' ', '_') })
    }
  }
  return entries
}

/** Slots of what a coordinator asks for; null when the intent is none of these. */
export function coordinatorSlots(intent: string, m: Message): Slots | null {
  switch (intent) {
    case 'event_create':
      return createSlots(m)
    case 'event_change':
    case 'event_cancel':
      return changeSlots(intent, m)
    case 'event_open':
    case 'event_close': {
      const event = eventType(m.core)
      const slots: Slots = event ? { event_type: event } : {}
      if (m.when?.date && intent === 'event_open') slots.date = m.when.date
      if (m.when?.time && intent === 'event_open') slots.time = m.when.time
      return slots
    }
    case 'recap_request':
      return recapSlots(m)
    case 'reminder_create':
      return reminderSlots(m)
    case 'broadcast':
      return broadcastSlots(m)
    case 'attendance_override':
      return overrideSlots(m)
    case 'attendance_bulk':
      return bulkSlots(m)
    case 'award_set':
      return awardSlots(m)
  }
  return null
}

function createSlots(m: Message): Slots {
  const slots: Slots = {}
  const { when, found } = m
  const event = eventType(m.core, true)
  if (event) slots.event_type = event
  Object.assign(slots, dates(m))
  if (when?.time) {
    if (when.timeTo) Object.assign(slots, { time_from: when.time, time_to: when.timeTo })
    else if (when.timeTo === '') slots.time = when.time
    else slots.time = when.time
  }
  const zone = /\b(wita|wit)\b/.exec(m.core)
  if (zone) slots.tz = zone[1]!.toUpperCase()
  const place = placeIn(
    found.rest.replace(/\b(?:layanan|apel|senam) (?:di )?kantor\b/, ' di kantor'),
    m.gazetteer,
  )
  if (place) slots.place = place
  const dress =
    /\b(?:pakai|pakaian|baju|seragam|dress ?code|memakai|berpakaian)[: ]+(?:baju |seragam |pakaian )?([a-z]+(?: (?!di |jam |pukul |untuk )[a-z]+){0,2})/.exec(
      found.rest,
    )
  if (dress) slots.dress_code = dress[1]
  if (when?.weekdayMismatch) slots.weekday_mismatch = true
  if (/\bsesi baru\b|^buat sesi$/.test(m.core)) slots.command = 'new_session'
  return slots
}

function changeSlots(intent: string, m: Message): Slots {
  const slots: Slots = {}
  const event = eventType(m.core, true)
  if (event) slots.event_type = event
  const verb = m.core.search(
    /\b(?:diundur|dipindah|dipindahkan|pindah|dimajukan|majukan|maju|geser|digeser|diubah|ubah|ganti|berubah|jadi|menjadi|ke|dialihkan)\b/,
  )
  const days = m.found.days.filter((d) => d.kind !== 'bad')
  const later = intent === 'event_change' && verb >= 0 ? days.find((d) => d.start > verb) : undefined
  if (later) slots.date = new Date(later.day * 86_400_000).toISOString().slice(0, 10)
  else Object.assign(slots, dates(m))
  if (intent === 'event_change') {
    const time = m.found.times.filter((t) => t.value).at(-1)
    if (time?.value) slots.time = time.value
    const place = placeIn(m.found.rest, m.gazetteer)
    if (place) slots.place = place
    const why = /\bkarena (?:ada )?([^,¤]+)/.exec(m.found.rest)
    if (why) slots.reason = why[1]!.trim()
  }
  return slots
}

function recapSlots(m: Message): Slots {
  const slots: Slots = {}
  const text = m.core
  const event = eventType(text, true)
  if (event) slots.event_type = event
  const month = monthOf(m)
  if (month && m.when?.kind !== 'date') slots.month = month
  else if (m.when?.date) slots.date = m.when.date
  const unit = m.gazetteer.unit(text)
  if (unit) slots.opd = unit.shown
  if (/\bper (?:opd|unit|dinas|instansi)\b|\btiap opd\b|\bmasing-masing opd\b|\bsetiap opd\b/.test(text))
    slots.group_by = 'opd'
  else if (/\bper (?:orang|pegawai|nama)\b/.test(text)) slots.group_by = 'person'
  else if (/\bper (?:kecamatan)\b/.test(text)) slots.group_by = 'kecamatan'
  else if (/\bper (?:hari|tanggal)\b/.test(text)) slots.group_by = 'date'
  const filter =
    /\b(?:yang |siapa |berapa |daftar |saja |orang |pegawai )+(?:yang )?(belum|tidak hadir|tanpa keterangan|terlambat|izin|sakit|cuti|dinas luar|sudah|tidak|hadir|bolos)\b/.exec(
      text,
    )
  if (/\bbelum\b/.test(text)) slots.filter = 'belum'
  else if (filter)
    slots.filter =
      { tidak: 'tidak_hadir', sudah: 'hadir', bolos: 'tanpa_keterangan' }[filter[1]!] ??
      filter[1]!.replace(' ', '_')
  const format = /\b(excel|xlsx|xls|exel|pdf|csv|gambar)\b/.exec(text)
  if (format) slots.format = /^ex|^xl/.test(format[1]!) ? 'xlsx' : format[1]
  return slots
}

/** "H-1 jam 7 malam dan hari H jam 6 pagi" → one reminder for each offset with the time that follows it. */
function reminderSlots(m: Message): Slots {
  const slots: Slots = {}
  const { offsets, times } = m.found
  const reminders: Slots[] = offsets.map((o, i) => {
    const next = offsets[i + 1]?.start ?? Number.POSITIVE_INFINITY
    const time =
      times.find((t) => t.start >= o.end && t.start < next) ?? (offsets.length === 1 ? times[0] : undefined)
    return { offset_days: o.days, ...(time?.value ? { time: time.value } : {}) }
  })
  if (reminders.length === 0 && (m.when?.date || m.when?.time)) {
    reminders.push({
      ...(m.when.date ? { date: m.when.date } : {}),
      ...(m.when.time ? { time: m.when.time } : {}),
    })
  }
  if (reminders.length > 0) slots.reminders = reminders
  const first = reminders[0]?.offset_days
  if (reminders.length === 1 && first !== undefined) slots.offset_days = first
  if (reminders.length === 1) delete slots.offset_days
  const target = targetIn(m)
  if (target) slots.target = target
  return slots
}

function targetIn(m: Message): Slots | undefined {
  const kinds = [...m.core.matchAll(/\b(phl|honorer|pns|cpns|pppk|tkk|asn|non-asn)\b/g)].map((x) =>
    x[1]!.toUpperCase(),
  )
  const target: Slots = {}
  if (kinds.length > 0) target.employment = [...new Set(kinds)]
  const units = m.gazetteer.units(m.core.split(',')[0]!)
  if (units.length > 0) target.opd = units.map((u) => u.shown)
  if (/\b(?:yang )?belum (?:hadir|absen|daftar)\b/.test(m.core)) target.filter = 'belum'
  return Object.keys(target).length > 0 ? target : undefined
}

function broadcastSlots(m: Message): Slots {
  const slots: Slots = {}
  const target = targetIn(m)
  if (target) slots.target = target
  const colon = /:\s*([\s\S]+)$/.exec(m.raw.replace(/\b\d{1,2}:\d{2}\b/g, (t) => t.replace(':', '\u0002')))
  const after = /\b(?:bahwa|kalau|agar|supaya|untuk)\s+([\s\S]+)$/i.exec(m.raw)
  const plain =
    /^\s*(?:tolong\s+)?(?:umumkan|siarkan|broadcast|infokan|sampaikan|kirim(?:kan)? pengumuman|pengumuman)\s+(?:(?:ke|kepada)\s+(?:semua|seluruh|para)?\s*(?:pegawai|opd|asn|phl|honorer|pns|pppk|staf|unit)\b(?: (?:saja|semua))?[,\s]*)?([\s\S]+)$/i.exec(
      m.raw,
    )
  const body = colon?.[1] ?? after?.[1] ?? plain?.[1]
  if (body) slots.body = body.replaceAll('\u0002', ':').trim()
  return slots
}

function overrideSlots(m: Message): Slots {
  const slots: Slots = {}
  const one = namedStatuses(m.core.split(',')[0]!)[0] ?? namedStatuses(m.core)[0]
  const loose = OVERRIDE.exec(m.core)
  if (loose) {
    slots.name = titleCase(loose[1]!.replace(/ (?:jadi|menjadi|sebagai|dari)$/, ''))
    slots.status = statusIn(loose[3] ?? loose[2]!)
    const change = TO_STATUS.exec(m.core)
    if (change) slots.status = statusIn(change[1]!)
  } else if (one) {
    slots.name = one.name
    slots.status = one.status
  }
  const why = /(?:,|\bkarena|\bsebab) ?([^,]+)$/.exec(m.core)
  if (why && m.core.indexOf(why[0]) > 5) {
    const reason = why[1]!
      .trim()
      .replace(/\bhp(?: nya)?\b/g, 'HP')
      .replace(/^(?:karena|ada) /, '')
    if (reason && !ONLY_STATUS.test(reason)) slots.reason = reason
  }
  return slots
}

function bulkSlots(m: Message): Slots {
  const entries = namedStatuses(m.core)
  if (entries.length > 0) return { entries }
  const except =
    /\b(?:kecuali|selain) ([a-z ,&]+?)(?: (?:yang )?(sakit|izin|cuti|dinas luar|tidak hadir|terlambat))?(?:,|$)/.exec(
      m.core,
    )
  const list: Slots[] = [{ name: '*', status: 'hadir' }]
  for (const name of except?.[1]?.split(/, dan |, | dan | & /) ?? []) {
    list.push({ name: titleCase(name), status: except?.[2] ? except[2].replace(' ', '_') : 'tidak_hadir' })
  }
  return { entries: list }
}

function awardSlots(m: Message): Slots {
  const slots: Slots = {}
  const month = monthOf(m)
  if (month) slots.month = month
  const winners = m.gazetteer.units(m.core).map((u) => u.shown)
  if (winners.length > 0) slots.winners = winners
  return slots
}
