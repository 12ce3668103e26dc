import type { Db } from '../../lib/db.ts'
import type { Log } from '../../lib/log.ts'
import { changedAddresses } from './history.ts'

const POLL_MS = 2_000
/** Commits may lag behind their own time stamp; what the poll sees twice, the reader knows by id. */
const OVERLAP_S = 10
/** `send` returns before its row is settled as sent: the reader looks again a moment later. */
const AFTER_SEND_MS = [15, 80, 400]

/**
 * Who is looking at which address, in this process. A wake-up is only a hint; one poll for all listeners,
 * every 2 s while there are any, is the truth: so a page hears of a message that another process sent.
 */
export function createMailroom(deps: { db: Db; log: Log }) {
  const listeners = new Map<string, Set<() => void>>()
  let timer: NodeJS.Timeout | undefined
  let lastPoll = Date.now()

  const wake = (address: string): void => {
    for (const listener of listeners.get(address) ?? []) listener()
  }

  async function poll(): Promise<void> {
    try {
      const since = Math.ceil((Date.now() - lastPoll) / 1000) + OVERLAP_S
      const changed = await changedAddresses(deps.db, [...listeners.keys()], since)
      lastPoll = Date.now()
      for (const address of changed) wake(address)
    } catch (error) {
      deps.log.warn({ err: error }, 'webchat: poll failed, trying again')
    }
    schedule()
  }

  function schedule(): void {
    timer = listeners.size === 0 ? undefined : setTimeout(poll, POLL_MS)
    timer?.unref()
  }

  return {
    wake,
    wakeAfterSend(address: string): void {
      if (!listeners.has(address)) return
      for (const ms of AFTER_SEND_MS) setTimeout(() => wake(address), ms).unref()
    },
    /** @returns how to stop listening */
    listen(address: string, listener: () => void): () => void {
      const set = listeners.get(address) ?? new Set()
      set.add(listener)
      listeners.set(address, set)
      if (!timer) {
        lastPoll = Date.now()
        schedule()
      }
      return () => {
        set.delete(listener)
        if (set.size === 0 && listeners.get(address) === set) listeners.delete(address)
      }
    },
    close(): void {
      clearTimeout(timer)
      listeners.clear()
    },
  }
}
