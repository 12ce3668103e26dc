import type { City } from '../../lib/city.ts'
import { timesFor } from '../agenda/session-times.ts'
import type { SessionTimes } from '../agenda/window.ts'

/** Nearer than this nobody could check in to one and not to the other. */
export const NEAREST_MINUTES = 10
/** Longer after closing nobody waits with the summary of a day. */
const GRACE_MS = 2 * 3_600_000

type Wanted = { kind: string; day: string; time: string }

/**
 * When check-in opens and closes for each of several sessions: as its kind has it, but never two at once, so that a code
 * and a word belong to one of them. Neighbours meet where the later one opens, at the latest halfway between their
 * beginnings. Pure.
 * @param wanted in any order
 * @returns in the same order; null where a time is none
 */
export function windowsOf(wanted: Wanted[], city: City): (SessionTimes | null)[] {
  const times = wanted.map((one) => windowOf(one, city))
  const inOrder = times.flatMap((one) => (one ? [one] : [])).sort((a, b) => +a.startsAt - +b.startsAt)
  narrowed(inOrder)
  return times
}

/** When check-in of its kind opens and closes, whatever stands beside it. */
export function windowOf(wanted: Wanted, city: City): SessionTimes | null {
  const found = timesFor(city, wanted)
  return found.ok ? strip({ ...found, graceUntil: soon(found) }) : null
}

const strip = ({ startsAt, opensAt, onTimeUntil, closesAt, graceUntil }: SessionTimes): SessionTimes => ({
  ...{ startsAt, opensAt, onTimeUntil, closesAt, graceUntil },
})

const soon = ({ closesAt, graceUntil }: SessionTimes): Date =>
  new Date(Math.min(graceUntil.getTime(), closesAt.getTime() + GRACE_MS))

/**
 * Makes neighbours meet.
 * @param inOrder of time; changed in place
 * @param fixed what has opened already: the others make room for it
 */
export function narrowed(inOrder: SessionTimes[], fixed: ReadonlySet<SessionTimes> = new Set()): void {
  for (const [n, one] of inOrder.entries()) {
    const next = inOrder[n + 1]
    if (!next || one.closesAt <= next.opensAt) continue
    const half = one.startsAt.getTime() + (next.startsAt.getTime() - one.startsAt.getTime()) / 2
    const between = new Date(Math.max(next.opensAt.getTime(), Math.floor(half / 60_000) * 60_000))
    const meet = fixed.has(one) ? one.closesAt : fixed.has(next) ? next.opensAt : between
    if (one.closesAt > meet && !fixed.has(one))
      Object.assign(one, { closesAt: meet, onTimeUntil: new Date(Math.min(+one.onTimeUntil, +meet)) })
    if (next.opensAt < meet && !fixed.has(next)) next.opensAt = meet
  }
}

/** Whether somebody can be on time in it. */
export const isWindow = ({ startsAt, opensAt, onTimeUntil, closesAt }: SessionTimes): boolean =>
  opensAt < onTimeUntil && closesAt > startsAt
