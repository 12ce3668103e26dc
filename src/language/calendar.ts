/**
 * Civil days as whole numbers (days since 1970-01-01), so that no date is ever worked out in the machine's
 * zone. Weekdays count from Monday: 0 = Senin … 6 = Minggu.
 */
export type Day = number

const MS = 86_400_000

/** The day y-m-d, month 1–12; null when the calendar has no such day (31 April). */
export function dayOf(year: number, month: number, date: number): Day | null {
  if (month < 1 || month > 12 || date < 1 || date > daysIn(year, month) || year < 1900 || year > 2200)
    return null
  return Date.UTC(year, month - 1, date) / MS
}

/** How many days the month has; month 1–12. */
export function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** Year, month 1–12 and day of month. */
export function partsOf(day: Day): { year: number; month: number; date: number } {
  const at = new Date(day * MS)
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() }
}

/** "2026-11-23". */
export function iso(day: Day): string {
  return new Date(day * MS).toISOString().slice(0, 10)
}

/** 0 = Monday … 6 = Sunday. */
export function weekday(day: Day): number {
  return (((day + 3) % 7) + 7) % 7
}

/** The same day of the month, `months` later, or the month's last day. */
export function addMonths(day: Day, months: number): Day {
  const { year, month, date } = partsOf(day)
  const index = year * 12 + month - 1 + months
  const y = Math.floor(index / 12)
  const m = (index % 12) + 1
  return dayOf(y, m, Math.min(date, daysIn(y, m))) ?? day
}

const formats = new Map<string, Intl.DateTimeFormat>()
let last: { key: string; value: { day: Day; minutes: number } } | null = null

/** What the wall shows in `zone` at that instant: the civil day and the minutes since midnight. */
export function wallClock(at: Date, zone: string): { day: Day; minutes: number } {
  const minute = Math.floor(at.getTime() / 60_000)
  const key = `${zone}${minute}`
  if (last?.key === key) return last.value
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
    formats.set(zone, format)
  }
  const field: Record<string, number> = {}
  for (const part of format.formatToParts(at)) field[part.type] = Number(part.value)
  const day = Date.UTC(field.year!, field.month! - 1, field.day!) / MS
  const value = { day, minutes: field.hour! * 60 + field.minute! }
  last = { key, value }
  return value
}

/** Hours that WIB, WITA and WIT run ahead of UTC (Keppres 41/1987). */
export const INDONESIAN_ZONES: Record<string, number> = { wib: 7, wita: 8, wit: 9 }

/** How many minutes `zone` is ahead of UTC at that instant. */
export function offsetMinutes(at: Date, zone: string): number {
  const { day, minutes } = wallClock(at, zone)
  return Math.round((day * MS + minutes * 60_000 - Math.floor(at.getTime() / 60_000) * 60_000) / 60_000)
}
