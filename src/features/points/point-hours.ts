import { wallClock } from '../../language/calendar.ts'
import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import { agendaBetween } from '../agenda/agenda-between.ts'
import { dayBounds, dayOf, plusDays } from '../agenda/day.ts'
import { daysOff } from '../agenda/workdays.ts'
import { type DropPoint, type Hours, hoursOn } from './points.ts'

/** How far ahead an opening is looked for, in days. */
const AHEAD = 28

/** `unsaid`: it says no hours, so that one has to ask there; `hours` empty: closed on that day. */
export type Opening = { unsaid: boolean; hours: Hours[] }

/**
 * When a point takes something on a day: an event only where its session is held, an office not on a day off.
 * Hours that are over by `at` (on its own day) do not count.
 */
export async function openingOn(
  tx: Tx,
  city: City,
  point: DropPoint,
  day: string,
  at: Date,
): Promise<Opening> {
  const hours = (await openings(tx, city, point, day, day)).get(day) ?? []
  const clock = dayOf(at, city.zone) === day ? clockOf(at, city.zone) : '00:00'
  return { unsaid: saysNothing(point), hours: hours.filter(({ until }) => until > clock) }
}

/** The first day from `day` on, within four weeks, on which a point takes something; null: it says no hours, or none comes. */
export async function nextOpening(
  tx: Tx,
  city: City,
  point: DropPoint,
  day: string,
  at: Date,
): Promise<string | null> {
  if (saysNothing(point)) return null
  const today = dayOf(at, city.zone)
  for (const [open, hours] of await openings(tx, city, point, day, plusDays(day, AHEAD))) {
    const clock = open === today ? clockOf(at, city.zone) : '00:00'
    if (hours.some(({ until }) => until > clock)) return open
  }
  return null
}

/** "07:15" */
function clockOf(at: Date, zone: string): string {
  const { minutes } = wallClock(at, zone)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

const saysNothing = ({ hours, activityKind }: DropPoint): boolean =>
  activityKind === null && hours.length === 0

/** Every day of a span on which the point is open, in order. */
async function openings(
  tx: Tx,
  city: City,
  point: DropPoint,
  from: string,
  to: string,
): Promise<Map<string, Hours[]>> {
  if (point.activityKind !== null) return eventDays(tx, city, point, from, to)
  const off = daysOff(city.holidays)
  const found = new Map<string, Hours[]>()
  for (let day = from; day <= to; day = plusDays(day, 1)) {
    const hours = off.has(day) ? [] : hoursOn(point, day)
    if (hours.length > 0) found.set(day, hours)
  }
  return found
}

/** An event takes something while a session of its activity is held, at the point's own hours where it says them. */
async function eventDays(
  tx: Tx,
  city: City,
  point: DropPoint,
  from: string,
  to: string,
): Promise<Map<string, Hours[]>> {
  const [start, end] = [dayBounds(from, city.zone).start, dayBounds(to, city.zone).end]
  const held = await agendaBetween(tx, city, start, end, ({ kind }) => kind === point.activityKind)
  const found = new Map<string, Hours[]>()
  for (const { startsAt, closesAt, status } of held) {
    if (status === 'cancelled') continue
    const day = dayOf(startsAt, city.zone)
    const clock = { days: [], from: clockOf(startsAt, city.zone), until: clockOf(closesAt, city.zone) }
    const own = hoursOn(point, day)
    if (!found.has(day)) found.set(day, own.length > 0 ? own : [clock])
  }
  return found
}
