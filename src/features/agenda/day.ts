import { instantOf } from './window.ts'

/** Days that a city's agenda can be about; "70 tahun lalu" is taken as the nearest of them. */
const FIRST = '2000-01-01'
const LAST = '2099-12-31'

/** A calendar day of the city, as moments: [start, end). */
export function dayBounds(day: string, zone: string): { start: Date; end: Date } {
  const date = day < FIRST ? FIRST : day > LAST ? LAST : day
  const start = instantOf(date, '00:00', zone)
  const [year = 0, month = 1, number = 1] = date.split('-').map(Number)
  const following = new Date(Date.UTC(year, month - 1, number + 1)).toISOString().slice(0, 10)
  return { start, end: instantOf(following, '00:00', zone) }
}

/** The calendar day of a moment in a zone, "2026-11-23". */
export function dayOf(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(at)
}
