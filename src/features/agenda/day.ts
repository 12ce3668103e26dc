import { instantOf } from './window.ts'

/** A calendar day of the city, as moments: [start, end). */
export function dayBounds(date: string, zone: string): { start: Date; end: Date } {
  const start = instantOf(date, '00:00', zone)
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const following = new Date(Date.UTC(year, month - 1, day + 1)).toISOString().slice(0, 10)
  return { start, end: instantOf(following, '00:00', zone) }
}

/** The calendar day of a moment in a zone, "2026-11-23". */
export function dayOf(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(at)
}
