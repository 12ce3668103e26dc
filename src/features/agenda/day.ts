import { instantOf } from './window.ts'

/** Days that a city's agenda can be about; "70 tahun lalu" is taken as the nearest of them. */
const FIRST = '2000-01-01'
const LAST = '2099-12-31'
const DAY_MS = 86_400_000

/** A calendar day of the city, as moments: [start, end). */
export function dayBounds(day: string, zone: string): { start: Date; end: Date } {
  const date = day < FIRST ? FIRST : day > LAST ? LAST : day
  return { start: instantOf(date, '00:00', zone), end: instantOf(nextDay(date), '00:00', zone) }
}

/** The calendar day of a moment in a zone, "2026-11-23". */
export function dayOf(at: Date, zone: string): string {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone })
  formats.set(zone, format)
  return format.format(at)
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** The day so many days later (or, below zero, earlier). */
export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

export const nextDay = (day: string): string => plusDays(day, 1)

/** ISO weekday: 1 is Monday, 7 Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7
}

/** A moment of a day, for sentences that show only the day: noon is the same day in all of Indonesia. */
export function shownDay(day: string): Date {
  return new Date(`${day}T05:00:00Z`)
}

/** A civil day as a column of type date wants it. */
export function asDate(day: string): Date {
  return new Date(`${day}T00:00:00Z`)
}
