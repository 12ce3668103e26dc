/**
 * A hint that something was committed in this process, for pages that show it: look again. Never the truth (another
 * process may have committed, too), so whoever listens also looks by itself now and then.
 */
export type Changes = { nudge(): void; listen(wake: () => void): () => void }

/** @param everyMs at most so often, however much happens; the first one at once */
export function createChanges(everyMs = 100): Changes {
  const listeners = new Set<() => void>()
  let resting = false
  let missed = false

  function nudge(): void {
    if (resting) {
      missed = true
      return
    }
    resting = true
    for (const wake of listeners) wake()
    setTimeout(() => {
      resting = false
      if (missed) {
        missed = false
        nudge()
      }
    }, everyMs).unref()
  }

  return {
    nudge,
    listen: (wake) => {
      listeners.add(wake)
      return () => listeners.delete(wake)
    },
  }
}
