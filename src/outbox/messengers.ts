import type { Channel, Pacing } from '../channels/channel.ts'
import type { Tx } from '../lib/db.ts'
import type { Outgoing } from '../message.ts'
import { howLong, PLATFORM_PACE } from './pace.ts'
import { pacedSince } from './rows.ts'

/** More are not counted one by one: their time grows in proportion. */
const MOST_COUNTED = 20_000
const FRESH_MS = 5_000

/**
 * What the messengers of this process can do, for previews and for whoever chooses how something travels. Paces are
 * asked for beforehand: a turn holds the database, and a messenger may keep its pace there.
 */
export function messengersOf(channels: Channel[], zone: string) {
  const paces = new Map<string, Pacing>()
  let lookedAt = Number.NEGATIVE_INFINITY

  async function refresh(): Promise<void> {
    lookedAt = performance.now()
    for (const channel of channels) {
      const pace = await channel.pacing?.()
      if (pace) paces.set(channel.name, pace)
    }
  }
  const paceOf = (name: string): Pacing => {
    if (performance.now() - lookedAt > FRESH_MS) void refresh().catch(() => undefined)
    return paces.get(name) ?? PLATFORM_PACE
  }
  const named = (name: string) => channels.find((one) => one.name === name)
  const those = (which: (channel: Channel) => boolean) =>
    channels.filter(which).map(({ name }): string => name)

  return {
    refresh,

    ways: () => ({
      channels: those(() => true),
      // Where there is a cap for each day, a city's employees are not all told in a morning.
      slow: those(({ name }) => Number.isFinite(paceOf(name).perDay)),
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
      if (!named(name) || count === 0) return null
      const whole = paceOf(name)
      const free = Number.POSITIVE_INFINITY
      const pacing = urgent ? { ...whole, quiet: null, perHour: free, perDay: free } : whole
      const now = new Date(Date.now() + inMs)
      const sent = await pacedSince(tx, name, Number.isFinite(pacing.perDay) ? pacing.perDay : 1)
      const first = howLong(pacing, 1, sent, now, zone)
      const counted = Math.min(count, MOST_COUNTED)
      const last = howLong(pacing, counted, sent, now, zone)
      if (!first || !last) return null
      const since = (at: Date) => at.getTime() - now.getTime()
      return { first: since(first), last: since(last) * (count / counted) }
    },

    look(name: string, message: Outgoing): string {
      const buttons = (message.choices ?? []).map(({ label }) => `[ ${label} ]`).join(' ')
      return named(name)?.look?.(message) ?? [message.text, buttons].filter(Boolean).join('\n\n')
    },
  }
}
