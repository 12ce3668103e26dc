import { dayOf } from '../agenda/day.ts'

/** A calendar month of the city is "2026-11". */
export const monthOf = (at: Date, zone: string): string => dayOf(at, zone).slice(0, 7)

/** The month so many months later, or, below zero, earlier. */
export function plusMonths(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7)
}

/** So many months up to this one, the oldest first. */
export const lastMonths = (month: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => plusMonths(month, n - count + 1))

/** A moment of a month, for sentences that show only the month. */
export const shownMonth = (month: string): Date => new Date(`${month}-15T05:00:00Z`)
