import { setTimeout as sleep } from 'node:timers/promises'
import type { Channel, Pacing } from '../channels/channel.ts'
import type { Tx } from '../lib/db.ts'
import type { Log } from '../lib/log.ts'
import { howLong, PLATFORM_PACE } from './pace.ts'
import { pacedSince } from './rows.ts'

const EVERY_MS = 3_000

/**
 * The pace of each messenger, read every few seconds: whoever plans inside a transaction cannot ask the messenger, which
 * asks the database by itself (the embedded one would wait for itself).
 *
 * @param ahead how far the city's clock is ahead of the machine's, now
 */
export function keepPaces(channels: Channel[], zone: string, ahead: () => number, log: Log) {
  const known = new Map<string, Pacing>()
  const ended = new AbortController()

  async function read(): Promise<void> {
    for (const channel of channels) {
      try {
        known.set(channel.name, (await channel.pacing?.()) ?? PLATFORM_PACE)
      } catch (error) {
        if (!ended.signal.aborted) log.warn({ err: error, channel: channel.name }, 'a pace was not read')
      }
    }
  }

  const loop = (async () => {
    while (!ended.signal.aborted) {
      await read()
      await sleep(EVERY_MS, undefined, { signal: ended.signal, ref: false }).catch(() => {})
    }
  })()

  return {
    /**
     * When the last of so many messages would have gone, in domain time, counted from a moment of it.
     * A messenger that is off carries nothing.
     */
    async reach(
      tx: Tx,
      channel: string,
      count: number,
      from: Date,
    ): Promise<{ at: Date | null; capped: boolean }> {
      const read = known.get(channel)
      if (!read) return { at: null, capped: true }
      const shift = ahead()
      const pacing = { ...read, quiet: read.quiet ? { ...read.quiet, ahead: shift } : null }
      const capped = Number.isFinite(pacing.perDay)
      const begin = new Date(Math.max(from.getTime() - shift, Date.now()))
      const before = await waiting(tx, channel)
      const at = howLong(pacing, before + count, capped ? await pacedSince(tx, channel) : [], begin, zone)
      return { at: at && new Date(at.getTime() + shift), capped }
    },
    async stop(): Promise<void> {
      ended.abort()
      await loop
    },
  }
}

/** What is in the queue before a reminder that is written now. */
async function waiting(tx: Tx, channel: string): Promise<number> {
  const rows = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM outbox WHERE channel = ${channel} AND lane = 'reminder' AND state = 'queued'
      AND expires_at > now()`
  return rows[0]?.count ?? 0
}
