import type { ReminderTime } from '../../lib/city.ts'
import { dayOf } from '../agenda/day.ts'
import { instantOf } from '../agenda/window.ts'
import type { Scope } from './rules.ts'

/** When the reminders of a session are due, and until when each is of any use. Pure. */

type Times = { startsAt: Date; onTimeUntil: Date; graceUntil: Date }

/** Whose reminder it is, and when. */
export type Moment = { scope: Scope; fireAt: Date; expiresAt: Date }

const DAY = 86_400_000

/** Of one scope, in order of time. What would come after the session has begun is left out. */
export function momentsOf(scope: Scope, session: Times, zone: string): Moment[] {
  const anchor = scope.template === 'ahead' ? session.startsAt : session.onTimeUntil
  const times = scope.times
    .map((time) => momentOf(time, anchor, zone))
    .filter((at) => (scope.template === 'ahead' ? at < session.startsAt : at <= session.onTimeUntil))
  const inOrder = [...new Set(times.map(Number))].sort((a, b) => a - b).map((at) => new Date(at))
  return inOrder.map((fireAt, n) => ({ scope, fireAt, expiresAt: useful(scope, inOrder[n + 1], session) }))
}

/** The day before at 16.00, an hour before: as a moment. */
export function momentOf(time: ReminderTime, anchor: Date, zone: string): Date {
  if ('minutesBefore' in time) return new Date(anchor.getTime() - time.minutesBefore * 60_000)
  const noon = instantOf(dayOf(anchor, zone), '12:00', zone).getTime()
  return instantOf(dayOf(new Date(noon - time.daysBefore * DAY), zone), time.clock, zone)
}

/** The next reminder says the same and is nearer: until then this one is worth sending, however late. */
function useful(
  { template }: Scope,
  next: Date | undefined,
  { startsAt, onTimeUntil, graceUntil }: Times,
): Date {
  if (template === 'names') return graceUntil
  return next ?? (template === 'ahead' ? startsAt : onTimeUntil)
}
