import type { Log } from './log.ts'

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

/**
 * Work that is done soon after it was asked for, once for everybody who asked meanwhile, and never twice at a time.
 */
export function soon(work: () => Promise<void>, log: Pick<Log, 'warn'>): () => void {
  let wanted = false
  let running = false
  const run = async () => {
    running = true
    while (wanted) {
      wanted = false
      await work().catch((error) => log.warn({ err: error }, 'what had to be done soon failed'))
    }
    running = false
  }
  return () => {
    wanted = true
    if (!running) void run()
  }
}
