import { setTimeout as sleep } from 'node:timers/promises'
import type { Channel, Pacing } from '../channels/channel.ts'
import type { Tx } from '../lib/db.ts'
import type { Log } from '../lib/log.ts'
import type { Outgoing } from '../message.ts'
import { howLong, PLATFORM_PACE } from './pace.ts'
import { pacedSince } from './rows.ts'

const EVERY_MS = 3_000
/** More are not counted one by one: their time grows in proportion. */
const MOST_COUNTED = 20_000

type Given = {
  channels: Channel[]
  /** The city's, for its quiet hours. */
  zone: string
  /** How far the city's clock is ahead of the machine's, now. */
  ahead(): number
  log: Log
}

/**
 * What the messengers of this process can do, for previews and for whoever chooses how something travels. Their paces
 * are read every few seconds: whoever plans inside a transaction cannot ask a messenger, which asks the database by
 * itself (the embedded one would wait for itself).
 */
export function messengersOf({ channels, zone, ahead, log }: Given) {
  const paces = new Map<string, Pacing>()
  const ended = new AbortController()

  async function refresh(): Promise<void> {
    for (const channel of channels) {
      try {
        paces.set(channel.name, (await channel.pacing?.()) ?? PLATFORM_PACE)
      } catch (error) {
        if (!ended.signal.aborted) log.warn({ err: error, channel: channel.name }, 'a pace was not read')
      }
    }
  }

  const loop = (async () => {
    while (!ended.signal.aborted) {
      await refresh()
      await sleep(EVERY_MS, undefined, { signal: ended.signal, ref: false }).catch(() => {})
    }
  })()

  /** As it was read last, its quiet hours by the city's clock as it stands now; null for a messenger that is off. */
  function paceOf(name: string): Pacing | null {
    const pace = paces.get(name)
    return pace ? { ...pace, quiet: pace.quiet ? { ...pace.quiet, ahead: ahead() } : null } : null
  }
  const isCapped = (name: string) => Number.isFinite(paceOf(name)?.perDay)
  const those = (which: (channel: Channel) => boolean) =>
    channels.filter(which).map(({ name }): string => name)
  const sentBy = (tx: Tx, name: string, { perDay }: Pacing) =>
    pacedSince(tx, name, Number.isFinite(perDay) ? perDay : 1)

  return {
    refresh,

    ways: () => ({
      channels: those(() => true),
      // Where there is a cap for each day, a city's employees are not all told in a morning.
      slow: those(({ name }) => isCapped(name)),
      files: those(({ limits }) => limits.files),
      edits: those(({ edit }) => edit !== undefined),
    }),

    /**
     * When the first and the last of so many messages that nobody asked for would have gone, in milliseconds from their
     * start; null: never, or none.
     * @param inMs when they start, from now
     */
    async howLong(
      tx: Tx,
      name: string,
      count: number,
      { urgent, inMs }: { urgent: boolean; inMs: number },
    ): Promise<{ first: number; last: number } | null> {
      const pace = paceOf(name)
      if (!pace || count === 0) return null
      const free = Number.POSITIVE_INFINITY
      const pacing = urgent ? { ...pace, perHour: free, perDay: free } : pace
      const now = new Date(Date.now() + inMs)
      const sent = await sentBy(tx, name, pacing)
      const counted = Math.min(count, MOST_COUNTED)
      const first = howLong(pacing, 1, sent, now, zone, urgent)
      const last = howLong(pacing, counted, sent, now, zone, urgent)
      if (!first || !last) return null
      const since = (at: Date) => at.getTime() - now.getTime()
      return { first: since(first), last: since(last) * (count / counted) }
    },

    /**
     * When the last of so many reminders would have gone, behind those that wait already, in domain time, counted from
     * a moment of it. A messenger that is off carries nothing.
     */
    async reach(
      tx: Tx,
      name: string,
      count: number,
      from: Date,
    ): Promise<{ at: Date | null; capped: boolean }> {
      const pacing = paceOf(name)
      if (!pacing) return { at: null, capped: true }
      const shift = ahead()
      const begin = new Date(Math.max(from.getTime() - shift, Date.now()))
      const before = await waiting(tx, name)
      const at = howLong(pacing, before + count, await sentBy(tx, name, pacing), begin, zone)
      return { at: at && new Date(at.getTime() + shift), capped: isCapped(name) }
    },

    look(name: string, message: Outgoing): string {
      const buttons = (message.choices ?? []).map(({ label }) => `[ ${label} ]`).join(' ')
      const channel = channels.find((one) => one.name === name)
      return channel?.look?.(message) ?? [message.text, buttons].filter(Boolean).join('\n\n')
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
      AND batch_id IS NULL AND expires_at > now()`
  return rows[0]?.count ?? 0
}
