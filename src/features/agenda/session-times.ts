import { type City, timingOf } from '../../lib/city.ts'
import { type WindowResult, windowFor } from './window.ts'

/**
 * When check-in opens and closes for a kind of activity that starts then.
 * @param what its `until`, where an end was said, is the end of what is for residents; check-in closes as it usually does,
 *   however long a training takes
 */
export function timesFor(
  city: City,
  what: { kind: string; day: string; time: string; until?: string | null },
): WindowResult {
  const timing = timingOf(city, what.kind)
  const open = city.activityKinds.find((one) => one.kind === what.kind)?.public
  const closes = what.until && open ? minutesOf(what.until) - minutesOf(what.time) : timing.closesMinutes
  return windowFor({
    date: what.day,
    time: what.time,
    zone: city.zone,
    opensMinutesBefore: timing.opensMinutesBefore,
    onTimeMinutes: Math.min(timing.onTimeMinutes, Math.max(closes, 0)),
    // An end before the beginning is no window, and `windowFor` says so.
    closesMinutesAfter: Math.max(closes, 0),
    graceMinutes: timing.graceMinutes,
  })
}

/** "07:15" → 435. */
export function minutesOf(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(/[:.]/).map(Number)
  return hour * 60 + minute
}
