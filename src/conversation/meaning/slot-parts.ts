import { MON, MONTHS } from '../../language/date-words.ts'
import type { Quantity } from '../../language/quantities.ts'
import { eventType } from './events.ts'
import type { Message } from './heard.ts'

export type Slots = Record<string, unknown>

/** Only what was said becomes a slot. */
export const set = (slots: Slots, key: string, value: unknown): void => {
  if (value !== undefined && value !== null) slots[key] = value
}

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

export function withEvent(m: Message, slots: Slots): Slots {
  const event = eventType(m.core)
  return event ? { ...(slots.event_type ? {} : { event_type: event }), ...slots } : slots
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
export function dayIndex(text: string): number | undefined {
  const match =
    /\b(?:hari|day) (?:yang )?(?:ke ?-? ?(\d)|(\d)(?! (?:ini|lagi))|(pertama|kedua|ketiga|keempat|kelima))\b/.exec(
      text,
    )
  if (!match) return undefined
  return match[3] ? ORDINALS[match[3]] : Number(match[1] ?? match[2])
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
