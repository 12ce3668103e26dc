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
  const times = wanted.map((one) => {
    const found = timesFor(city, one)
    return found.ok ? { ...found, graceUntil: soon(found) } : null
  })
  const inOrder = times.flatMap((one) => (one ? [one] : [])).sort((a, b) => +a.startsAt - +b.startsAt)
  narrowed(inOrder)
  return times.map((one) => one && strip(one))
}

const strip = ({ startsAt, opensAt, onTimeUntil, closesAt, graceUntil }: SessionTimes): SessionTimes => ({
  ...{ startsAt, opensAt, onTimeUntil, closesAt, graceUntil },
})

const soon = ({ closesAt, graceUntil }: SessionTimes): Date =>
  new Date(Math.min(graceUntil.getTime(), closesAt.getTime() + GRACE_MS))

/** Makes neighbours meet. @param inOrder of time; changed in place @returns those that were changed */
export function narrowed<T extends SessionTimes>(inOrder: T[]): T[] {
  const changed = new Set<T>()
  for (const [n, one] of inOrder.entries()) {
    const next = inOrder[n + 1]
    if (!next || one.closesAt <= next.opensAt) continue
    const half = one.startsAt.getTime() + (next.startsAt.getTime() - one.startsAt.getTime()) / 2
    const meet = new Date(Math.max(next.opensAt.getTime(), Math.floor(half / 60_000) * 60_000))
    if (one.closesAt > meet) {
      Object.assign(one, { closesAt: meet, onTimeUntil: new Date(Math.min(+one.onTimeUntil, +meet)) })
      changed.add(one)
    }
    if (next.opensAt < meet) {
      next.opensAt = meet
      changed.add(next)
    }
  }
  return [...changed]
}
