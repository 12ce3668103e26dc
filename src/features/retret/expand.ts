import { plusDays } from '../agenda/day.ts'
import { inOrder, type Planned } from './check-programme.ts'
import type { Line } from './read-programme.ts'

/** More sessions than this are no retret but a year's agenda. */
export const MOST_SESSIONS = 60
const MOST_DAYS = 31

/** The days of a span; none when it is backwards or longer than anybody stays. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = []
  for (let day = from; day <= to && days.length <= MOST_DAYS; day = plusDays(day, 1)) days.push(day)
  return days.length > MOST_DAYS ? [] : days
}

/**
 * The sessions of a programme, each on its day: what has none takes place on every day of the span. Pure.
 * @returns null while the days have to be asked
 */
export function expanded(lines: Line[], from: string | null, to: string | null): Planned[] | null {
  const sessions: Planned[] = []
  for (const { day, nth, ...one } of lines) {
    if (day === null && from === null) return null
    const days =
      day !== null
        ? [day]
        : nth !== null
          ? [plusDays(from ?? '', nth - 1)]
          : daysBetween(from ?? '', to ?? from ?? '')
    sessions.push(...days.map((each) => ({ ...one, day: each })))
  }
  return inOrder(sessions)
}
