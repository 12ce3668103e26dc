import type { Clock } from '../../lib/clock.ts'
import type { Db } from '../../lib/db.ts'
import type { Log } from '../../lib/log.ts'
import type { Address, E164, Incoming, Place } from '../../message.ts'
import { type Channel, type ChannelEvents, SendError } from '../channel.ts'
import { type Line, readHistory } from './history.ts'
import { createMailroom } from './mailroom.ts'
import { createRate } from './rate.ts'

/**
 * Webchat: our own messenger, whose "platform" is this process and its database. The outbox rows are the
 * mailbox: a message is delivered by being the row, `send` only wakes the pages that are looking at it.
 */

/** More than this is not a message; up to here the core answers that it was too long. */
const MOST_CHARACTERS = 5_000
const LIMITS = {
  text: 4_000,
  choices: 20,
  draws: 'buttons',
  inFlight: 50,
  files: false,
  idempotent: true,
} as const

type Say = { text: string } | { choice: string } | { place: Place } | { phone: E164 }
type Answer =
  | { result: 'stored' }
  | { result: 'too_fast'; waitSeconds: number }
  | { result: 'too_long' | 'empty' | 'invalid' | 'closed' }

export type Webchat = Channel & {
  /**
   * One message of a page. Resolves with `stored` after the inbox committed; rejects when it is not stored.
   * @param clientId made by the page, 8–100 safe characters: the same id again is a duplicate, not a new message
   */
  say(address: string, said: Say, clientId: string): Promise<Answer>
  history(address: string, at?: { after?: string; before?: string; limit?: number }): Promise<Line[]>
  /** Calls back when something may be new. @returns how to stop */
  listen(address: string, wake: () => void): () => void
}

/** @param vouchesPhone true in the demo only: a browser cannot prove whose phone it is */
export function createWebchat(deps: { db: Db; clock: Clock; log: Log; vouchesPhone?: boolean }): Webchat {
  const mailroom = createMailroom(deps)
  const rate = createRate(40, 10_000)
  /** Messages between their time stamp and their commit. */
  const storing = new Set<Incoming>()
  let events: ChannelEvents | null = null

  return {
    name: 'webchat',
    limits: LIMITS,
    start: async (given) => {
      events = given
    },
    stop: async () => {
      events = null
      const deadline = Date.now() + 10_000
      while (storing.size > 0 && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 20))
      mailroom.close()
    },
    send: async (to, _part, key) => {
      mailroom.wakeAfterSend(to.id)
      return { externalId: key }
    },
    download: async () => {
      throw new SendError('rejected', 'webchat carries no files')
    },
    status: () => ({
      state: events ? 'open' : 'off',
      ...(events ? { drainedThrough: earliest(storing) ?? deps.clock.now() } : {}),
    }),

    say: async (address, said, clientId) => {
      if (!events) return { result: 'closed' }
      const content = contentOf(said, deps.vouchesPhone ?? false)
      if (typeof content === 'string') return { result: content }
      if (!/^[\w.:=-]{8,100}$/.test(clientId)) return { result: 'invalid' }
      const waitSeconds = rate.take(address)
      if (waitSeconds > 0) return { result: 'too_fast', waitSeconds }
      const from: Address = { channel: 'webchat', id: address }
      const message: Incoming = {
        // With the address in front, nobody can use up the id of somebody else's next message.
        id: `${address}:${clientId}`,
        from,
        aliases: [],
        chat: from,
        group: false,
        at: deps.clock.now(),
        clock: 'platform',
        edited: false,
        forwarded: false,
        ...content,
      }
      storing.add(message)
      try {
        await events.receive([message])
      } finally {
        storing.delete(message)
      }
      mailroom.wake(address)
      return { result: 'stored' }
    },
    history: (address, at) => readHistory(deps.db, address, at),
    listen: mailroom.listen,
  }
}

type Content = Pick<Incoming, 'text'> & Partial<Pick<Incoming, 'choice' | 'place' | 'phone'>>

function contentOf(said: Say, vouchesPhone: boolean): Content | 'empty' | 'too_long' | 'invalid' {
  if ('choice' in said)
    return /^[\x20-\x7e]{1,48}$/.test(said.choice) ? { text: '', choice: said.choice } : 'invalid'
  if ('place' in said) return onEarth(said.place) ? { text: '', place: said.place } : 'invalid'
  if ('phone' in said) {
    return vouchesPhone && /^\+\d{8,15}$/.test(said.phone) ? { text: '', phone: said.phone } : 'invalid'
  }
  // A NUL or half a surrogate pair would be refused by the database, and the person could never send it.
  const text = Buffer.from(said.text.replaceAll('\0', ''), 'utf8').toString('utf8')
  if (text.trim() === '') return 'empty'
  return text.length > MOST_CHARACTERS ? 'too_long' : { text }
}

function onEarth(place: Place): boolean {
  return Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180
}

function earliest(messages: Set<Incoming>): Date | undefined {
  let first: Date | undefined
  for (const { at } of messages) if (!first || at < first) first = at
  return first
}
