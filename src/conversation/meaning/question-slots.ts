import type { Message } from './heard.ts'
import { placeIn } from './places.ts'
import { dates, monthOf, type Slots, set, withEvent } from './slot-parts.ts'

export function scheduleSlots(m: Message): Slots {
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

export function holidaySlots(m: Message): Slots {
  const slots = dates(m)
  const named = slots.date ? null : m.gazetteer.holidayNamed(m.core, m.today)
  if (named) slots.date = named.date
  return slots
}

export function placeSlots(m: Message): Slots {
  const type = /\b(posyandu|puskesmas|kelurahan|kecamatan|mpp|rsud|kantor)\b/.exec(m.core)?.[1]
  return type
    ? { place_type: type }
    : /\b(?:telur|antar|diantar|sedekah|titip|kumpul|setor)\b/.test(m.core)
      ? { place_type: 'posyandu' }
      : {}
}

export function myAttendanceSlots(m: Message): Slots {
  const slots = withEvent(m, dates(m))
  const filter = /\b(terlambat|tanpa keterangan|izin|sakit|cuti)\b/.exec(m.core)
  if (filter) slots.filter = filter[1]!.replace(' ', '_')
  return slots
}

export function awardSlots(m: Message): Slots {
  const slots = withEvent(m, {})
  set(slots, 'month', monthOf(m))
  return slots
}
