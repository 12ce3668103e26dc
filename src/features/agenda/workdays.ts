import type { Holiday } from '../../lib/city.ts'
import { nextDay, weekdayOf } from './day.ts'

/** The days off of a city by date. Build once per question: the list is short, the questions many. */
export type DaysOff = ReadonlyMap<string, Holiday>

/** Of two holidays on one day the national one decides: nobody works then, whatever else it is. */
export function daysOff(holidays: readonly Holiday[]): DaysOff {
  const days = new Map<string, Holiday>()
  for (const one of holidays) if (days.get(one.date)?.type !== 'libur_nasional') days.set(one.date, one)
  return days
}

/** Monday to Friday, and neither a national holiday nor cuti bersama. */
export function isWorkday(day: string, off: DaysOff): boolean {
  return weekdayOf(day) <= 5 && !off.has(day)
}

/** The first working day after this one. Lebaran with its weekends takes less than two weeks. */
export function workdayAfter(day: string, off: DaysOff): string {
  let next = nextDay(day)
  for (let n = 0; n < 60 && !isWorkday(next, off); n++) next = nextDay(next)
  return next
}
