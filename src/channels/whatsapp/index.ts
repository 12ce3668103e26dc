import { setTimeout as sleep } from 'node:timers/promises'
import { DEFAULT_CONNECTION_CONFIG, type proto, type WASocket, type WAVersion } from '@whiskeysockets/baileys'
import type { Config } from '../../config.ts'
import { type Channel, type ChannelEvents, type ChannelStatus, SendError } from '../channel.ts'
import { openAccounts } from './accounts.ts'
import { createAcks } from './acks.ts'
import { boundedCache } from './caches.ts'
import { openFile } from './download.ts'
import { textOf } from './format.ts'
import { guardLibraries, trustRoot } from './guard.ts'
import { messageIdOf } from './message-id.ts'
import { TIMING, type WhatsAppOptions } from './options.ts'
import { sendPart } from './send.ts'
import { runSession, type Session, type SessionState } from './session.ts'

export type { WhatsAppOptions } from './options.ts'
export type { SessionState } from './session.ts'

export type WhatsAppChannel = Channel & {
  /** Our numbers, in the order in which they are asked to send, and how each of them is. */
  accounts(): { id: number; state: SessionState }[]
  /** Begins pairing. @param phone for an 8-character code beside the QR */
  pair(accountId: number, phone?: string): Promise<void>
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
  const devices = boundedCache(20_000, DAY)
  const exists = boundedCache(20_000, DAY)
  const underWay = new Map<string, proto.IMessage>()
  const inFlight = new Set<Promise<unknown>>()
  const listeners = new Set<() => void>()
  let sessions: Session[] = []
  let stopped = false

  const version = async (): Promise<WAVersion> => config.version ?? DEFAULT_CONNECTION_CONFIG.version

  async function getMessage(id: string): Promise<proto.IMessage | undefined> {
    const known = underWay.get(id)
    if (known) return known
    const part = await options.sent(id)
    return part ? { conversation: textOf(part, options.texts) } : undefined
  }

  /** What was heard while the connection is being made is answered a moment later. */
  async function openSocket(): Promise<WASocket | null> {
    const begun = performance.now()
    while (!best() && sessions.some((one) => one.state().name === 'connecting')) {
      if (performance.now() - begun > OPENING_MS) break
      await sleep(20)
    }
    return best()?.socket() ?? null
  }

  const best = () => sessions.find((one) => one.socket() !== null) ?? null

  return {
    name: 'whatsapp',
    limits: { text: 4_000, choices: 20, draws: 'numbers', inFlight: IN_FLIGHT, idempotent: true },

    async start(events: ChannelEvents) {
      if (sessions.length > 0) throw new Error('WhatsApp is started already')
      stopped = false
      sessions = (await accounts.list()).map(({ id }) =>
        runSession({
          ...{ accountId: id, accounts, acks, events, options, timing, version, now },
          parts: { log: options.log, timing, url: config.url, getMessage, devices },
          changed: () => {
            for (const listener of listeners) listener()
          },
        }),
      )
    },

    async stop() {
      stopped = true
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
      const call = openSocket().then((sock) => {
        if (!sock) throw new SendError('unreachable', 'WhatsApp is not connected')
        const more = { sock, acks, exists, underWay, texts: options.texts, ackMs: timing.ack }
        return sendPart(more, to, part, messageIdOf(key))
      })
      inFlight.add(call)
      const done = () => inFlight.delete(call)
      call.then(done, done)
      return call
    },

    download: ({ ref }) => openFile(ref, options.media),

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

    accounts: () => sessions.map((one) => ({ id: one.accountId, state: one.state() })),
    async pair(accountId, phone) {
      const session = sessions.find((one) => one.accountId === accountId)
      if (!session) throw new Error('there is no such account')
      await session.pair(phone)
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
