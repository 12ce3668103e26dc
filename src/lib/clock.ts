/**
 * Domain time: what a session's window and a reminder go by. The demo and the tests move it; leases,
 * backoff and lanes never ask it (they use the database's own clock).
 */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

export type MovableClock = Clock & { forward(ms: number): void; reset(to?: Date): void }

/** A clock that stands `offset` ms away from the machine's and can be moved forward. */
export function movableClock(start?: Date): MovableClock {
  let offset = start ? start.getTime() - Date.now() : 0
  return {
    now: () => new Date(Date.now() + offset),
    forward: (ms) => {
      if (ms < 0) throw new RangeError('The clock only moves forward; reset it instead.')
      offset += ms
    },
    reset: (to) => {
      offset = to ? to.getTime() - Date.now() : 0
    },
  }
}

/** A clock that does not tick by itself: stories and decisions at an exact moment. */
export function fixedClock(start: Date): Clock & { set(to: Date): void } {
  let at = start
  return { now: () => at, set: (to) => (at = to) }
}
