import type { PledgeTimes } from '../../lib/city.ts'
import { dayBounds, dayOf, plusDays, weekdayOf } from '../agenda/day.ts'
import { instantOf } from '../agenda/window.ts'

/** When a donor is reminded of a pledge, and when it ends by itself. Pure; clock times are the city's. */

export type PledgeMoment = {
  /** ahead: the day before. day: on the day. undated: once, of a pledge without a day. */
  template: 'ahead' | 'day' | 'undated'
  fireAt: Date
  /** Later than this it is of no use any more. */
  expiresAt: Date
}

type Facts = { day: string | null; createdAt: Date }

/** So soon after it was said, or changed, nobody needs to be reminded of it. */
const BREATH_MS = 2 * 3_600_000
/** Of one without a day, in days. */
const UNDATED_USE = 3

/** In order of time. */
export function pledgeMoments({ day, createdAt }: Facts, times: PledgeTimes, zone: string): PledgeMoment[] {
  const at = (date: string, clock: string) => instantOf(date, clock.replace('.', ':'), zone)
  if (day === null) {
    const reminded = plusDays(dayOf(createdAt, zone), times.undatedAfter)
    const [fireAt, expiresAt] = [reminded, plusDays(reminded, UNDATED_USE)].map((one) =>
      at(one, times.evening),
    ) as [Date, Date]
    return [{ template: 'undated', fireAt, expiresAt }]
  }
  const [ahead, onDay] = [at(plusDays(day, -1), times.ahead), at(day, times.day)]
  return [
    // The next one says the same and is nearer.
    { template: 'ahead', fireAt: ahead, expiresAt: onDay },
    { template: 'day', fireAt: onDay, expiresAt: at(day, times.evening) },
  ]
}

/**
 * Those of the moments that are left for a pledge: not before it has been let rest, and together with those that were
 * sent already at most `most`; the nearest to its day stay.
 * @param since when it was made, or last changed
 */
export function leftOver(moments: PledgeMoment[], since: Date, sent: number, most: number): PledgeMoment[] {
  const room = most - sent
  const later = moments.filter(({ fireAt }) => fireAt.getTime() >= since.getTime() + BREATH_MS)
  return room <= 0 ? [] : later.slice(-room)
}

/**
 * Which open pledges have had their time at this moment.
 * @returns the last day, and for those without a day the moment before which they were made
 */
export function overdueAt(now: Date, times: PledgeTimes, zone: string): { day: string; madeBefore: Date } {
  const today = dayOf(now, zone)
  const evening = instantOf(today, times.evening.replace('.', ':'), zone)
  const last = now >= evening ? today : plusDays(today, -1)
  return {
    day: plusDays(last, -times.lapseAfter),
    madeBefore: dayBounds(plusDays(last, -times.lapseUndatedAfter), zone).end,
  }
}

/** Whether a pledge has had its time, by what `overdueAt` said. */
export function isOverdue({ day, createdAt }: Facts, overdue: ReturnType<typeof overdueAt>): boolean {
  return day === null ? createdAt < overdue.madeBefore : day <= overdue.day
}

/** The next moment of something weekly, this one included. */
export function nextWeekly(now: Date, { weekday, clock }: PledgeTimes['thanks'], zone: string): Date {
  const today = dayOf(now, zone)
  const day = plusDays(today, (weekday - weekdayOf(today) + 7) % 7)
  const at = (date: string) => instantOf(date, clock.replace('.', ':'), zone)
  return at(day) >= now ? at(day) : at(plusDays(day, 7))
}
