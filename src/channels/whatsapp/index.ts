import { setTimeout as sleep } from 'node:timers/promises'
import type { proto, WASocket } from '@whiskeysockets/baileys'
import type { Config } from '../../config.ts'
import { oneByOne } from '../../lib/one-by-one.ts'
import type { Address } from '../../message.ts'
import { type Channel, type ChannelEvents, type ChannelStatus, SendError } from '../channel.ts'
import { openAccounts } from './accounts.ts'
import { createAcks } from './acks.ts'
import { phoneOf } from './address.ts'
import { boundedCache } from './caches.ts'
import { openFile } from './download.ts'
import { textOf } from './format.ts'
import { guardLibraries, trustRoot } from './guard.ts'
import { messageIdOf } from './message-id.ts'
import { TIMING, type WhatsAppOptions } from './options.ts'
import { paceOf } from './pacing.ts'
import { sendPart } from './send.ts'
import { runSession, type Session, type SessionState } from './session.ts'
import { createVersion } from './version.ts'

export type { WhatsAppOptions } from './options.ts'
export type { SessionState } from './session.ts'

export type WhatsAppChannel = Channel & {
  /** Our numbers, in the order in which they are asked to send, and how each of them is. */
  accounts(): { id: number; state: SessionState }[]
  /** The number that people may write to, E.164; undefined while none is connected. */
  number(): string | undefined
  /** Called whenever an account's state has changed. */
  onChange(listener: () => void): () => void
}

const IN_FLIGHT = 16
const DAY = 86_400_000
const OPENING_MS = 2_000

/**
 * The WhatsApp channel, by Baileys: an unofficial client, with all that follows from it (docs/operasi.md).
 */
export function createWhatsApp(
  config: NonNullable<Config['whatsapp']>,
  options: WhatsAppOptions,
): WhatsAppChannel {
  guardLibraries()
  if (config.rootKey) trustRoot(config.rootKey)
  const now = options.now ?? (() => new Date())
  const timing = { ...TIMING, ...options.timing }
  const accounts = openAccounts(options.db)
  const acks = createAcks()
  const people = oneByOne()
  const exists = boundedCache(20_000, DAY)
  const underWay = new Map<string, proto.IMessage>()
  const inFlight = new Set<Promise<unknown>>()
  const listeners = new Set<() => void>()
  let sessions: Session[] = []
  let stopped = false
  let more: NodeJS.Timeout | undefined

  const version = createVersion(options, config.version, options.latestVersion)

  async function getMessage(id: string): Promise<proto.IMessage | undefined> {
    const known = underWay.get(id)
    if (known) return known
    const part = await options.sent(id)
    return part ? { conversation: textOf(part, options.texts) } : undefined
  }

  /**
   * The number that the person wrote to, or there it is a stranger; when that one is gone for good, the first that is
   * connected. What was heard while a connection is being made is answered a moment later.
   */
  async function openSocket(to: Address): Promise<WASocket | null> {
    const via = await accounts.heardBy(to.id)
    const own = sessions.find((one) => String(one.accountId) === via)
    const begun = performance.now()
    for (;;) {
      const mine = own?.socket()
      if (mine) return mine
      if (own?.state().name !== 'connecting') {
        const other = best()?.socket()
        if (other) return other
      }
      const waits = sessions.some((one) => one.state().name === 'connecting')
      if (!waits || performance.now() - begun > OPENING_MS) return null
      await sleep(20)
    }
  }

  const best = () => sessions.find((one) => one.socket() !== null) ?? null

  return {
    name: 'whatsapp',
    limits: {
      text: 4_000,
      choices: 20,
      draws: 'numbers',
      inFlight: IN_FLIGHT,
      files: true,
      idempotent: true,
    },

    async start(events: ChannelEvents) {
      if (sessions.length > 0) throw new Error('WhatsApp is started already')
      stopped = false
      const begin = async () => {
        for (const accountId of await accounts.list()) {
          if (stopped || sessions.some((one) => one.accountId === accountId)) continue
          const session = runSession({
            ...{ accountId, accounts, acks, people, events, options, timing, version, now },
            parts: {
              log: options.log,
              timing,
              url: config.url,
              uploads: options.uploads,
              getMessage,
            },
            changed: () => {
              for (const listener of listeners) listener()
            },
          })
          sessions.push(session)
        }
      }
      await begin()
      // A spare number is added while we run.
      more = setInterval(() => void begin().catch(() => undefined), timing.look * 20)
    },

    async stop() {
      stopped = true
      clearInterval(more)
      const last = sessions
      let timer: NodeJS.Timeout | undefined
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, timing.stop)
      })
      await Promise.race([Promise.allSettled(inFlight), late])
      clearTimeout(timer)
      await Promise.all(last.map((one) => one.stop()))
      sessions = []
    },

    send(to, part, key) {
      if (stopped) return Promise.reject(new SendError('unreachable', 'WhatsApp is stopped'))
      const call = openSocket(to).then((sock) => {
        if (!sock) throw new SendError('unreachable', 'WhatsApp is not connected')
        const more = { sock, acks, people, exists, underWay, texts: options.texts, ackMs: timing.ack }
        return sendPart(more, to, part, messageIdOf(key))
      })
      inFlight.add(call)
      const done = () => inFlight.delete(call)
      call.then(done, done)
      return call
    },

    look: (part) => textOf(part, options.texts),

    async pacing() {
      const first = await accounts.standing(best()?.accountId ?? null)
      return paceOf(config.pace, first, now())
    },

    download: (file) => openFile(file, options.media),

    status(): ChannelStatus {
      const states = sessions.map((one) => one.state())
      const open = best()
      if (open) {
        const state = open.state()
        const oldest = open.oldestUnderWay()
        // The server counts in whole seconds.
        const through = new Date(
          Math.min(now().getTime() - 1_000, oldest?.getTime() ?? Number.POSITIVE_INFINITY),
        )
        return { state: 'open', ...(state.name === 'open' && state.drained && { drainedThrough: through }) }
      }
      const stuck = states.find((one) => one.name === 'needs_person')
      if (stuck?.name === 'needs_person') return { state: 'needs_person', detail: `pair again: ${stuck.why}` }
      if (states.some((one) => one.name === 'connecting')) return { state: 'connecting' }
      if (states.some((one) => one.name === 'unpaired' || one.name === 'pairing'))
        return { state: 'needs_person', detail: 'not paired yet' }
      return { state: sessions.length > 0 && !stopped ? 'connecting' : 'off' }
    },

    number: () => {
      const id = best()?.socket()?.user?.id
      return id && phoneOf(id)
    },
    accounts: () => sessions.map((one) => ({ id: one.accountId, state: one.state() })),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
