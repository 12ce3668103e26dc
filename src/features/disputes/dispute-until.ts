import type { Holiday } from '../../lib/city.ts'
import { dayBounds, dayOf } from '../agenda/day.ts'
import { daysOff, workdayAfter } from '../agenda/workdays.ts'

/** Working days in which a status may be disputed, after the day on which it was settled or changed. */
const WORKDAYS = 3

type Since = { settledAt: Date | null; changedAt: Date | null }

/**
 * Until when somebody may say that a status is wrong: the end of the third working day after the day on which the session
 * was settled, or on which the status last changed, whichever is later.
 * @returns null while it is not settled: the time has not begun
 */
export function disputeUntil(
  { settledAt, changedAt }: Since,
  city: { zone: string; holidays: readonly Holiday[] },
): Date | null {
  if (!settledAt) return null
  const since = changedAt && changedAt > settledAt ? changedAt : settledAt
  const off = daysOff(city.holidays)
  let day = dayOf(since, city.zone)
  for (let n = 0; n < WORKDAYS; n++) day = workdayAfter(day, off)
  return new Date(dayBounds(day, city.zone).end.getTime() - 1)
}
