import { setTimeout as sleep } from 'node:timers/promises'
import type { SendFailure } from '../../src/channels/channel.ts'
import {
  createWhatsApp,
  type WhatsAppChannel,
  type WhatsAppOptions,
} from '../../src/channels/whatsapp/index.ts'
import type { Timing } from '../../src/channels/whatsapp/options.ts'
import type { Db } from '../../src/lib/db.ts'
import { acquire, type Lease } from '../../src/lib/lease.ts'
import { openSecret } from '../../src/lib/secret.ts'
import type { Account } from '../peers/whatsapp/accounts.ts'
import type { Fault } from '../peers/whatsapp/faults.ts'
import { startWhatsApp, type WhatsApp } from '../peers/whatsapp/server.ts'
import { linkAccount, PACE } from '../support/whatsapp.ts'
import type { Harness } from './contract.ts'

export const QUICK: Timing = {
  ack: 1_500,
  open: 5_000,
  query: 2_000,
  keepAlive: 25_000,
  settled: 60_000,
  look: 20,
  stop: 2_000,
  pauses: 0.02,
}

export const SECRET = openSecret('a-secret-for-the-tests-of-whatsapp-long-enough', '')
export const TEXTS = {
  answerByNumber: 'Balas dengan angka.',
  answerByWord: 'Balas dengan kata.',
  sharePlace: 'Kirim lokasi.',
}

export type WhatsAppHarness = Harness & {
  channel: WhatsAppChannel
  peer: WhatsApp
  bot: Account
  person(n: number): Account
  lines: string[]
  /** Replaces the lease; null takes it away. */
  lease: { current: Lease | null }
  make(options?: Partial<WhatsAppOptions>): WhatsAppChannel
}

const FAULTS: Partial<Record<SendFailure, Omit<Fault, 'to'>>> = {
  rejected: { kind: 'refused', code: 463, times: 1 },
  uncertain: { kind: 'swallowed', times: 1 },
}

let botNumber = 6281100000000

/** The adapter in front of a loopback WhatsApp, with pauses that a test can wait for. */
export async function whatsappHarness(db: Db): Promise<WhatsAppHarness> {
  const peer = await startWhatsApp()
  const untrust = peer.trust()
  const bot = peer.addAccount(String(++botNumber), 'Guyub')
  await linkAccount(db, peer, bot, SECRET)
  await db.prisma.lease.deleteMany()
  const lease = { current: await acquire(db, 'deliver/whatsapp', 'test', 600_000) }
  const lines: string[] = []
  const write = (details: object, message: string) => void lines.push(`${message} ${JSON.stringify(details)}`)
  const make = (options: Partial<WhatsAppOptions> = {}) =>
    createWhatsApp(
      { url: peer.url, rootKey: null, version: null, pace: PACE },
      {
        ...{ db, secret: SECRET, texts: TEXTS },
        log: { debug: write, info: write, warn: write, error: write } as never,
        hold: () => lease.current,
        sent: async () => null,
        uploads: peer.media.agent,
        media: { dispatcher: peer.media.dispatcher } as RequestInit,
        ...options,
        timing: { ...QUICK, ...options.timing },
      },
    )
  const people = new Map<number, Account>()
  const person = (n: number) => {
    const known = people.get(n) ?? peer.addAccount(String(6281200000000 + n), `Orang ${n}`)
    people.set(n, known)
    return known
  }
  let repeats = 0
  const harness: WhatsAppHarness = {
    channel: make(),
    ...{ peer, bot, person, lines, lease, make },
    address: (n) => ({ channel: 'whatsapp', id: person(n).phone.lid }),
    async says(n, text, at) {
      await person(n).phone.sendText(bot, text, { ...(at && { at }), repeat: repeats })
      repeats = 0
    },
    heard: (n) => person(n).phone.texts(),
    async echoes() {
      await bot.phone.sendText(person(9), 'gema')
    },
    repeatsNext() {
      repeats = 1
    },
    kept: () => [...bot.linked()].reduce((sum, device) => sum + device.pending.size, 0),
    fails(kind, n) {
      const fault = FAULTS[kind]
      if (!fault) throw new Error(`WhatsApp has no ${kind}`)
      peer.faults.add({ ...fault, to: person(n).lid })
    },
    breaks() {
      peer.faults.add({ kind: 'kill' })
    },
    restart() {
      harness.channel = make()
    },
    async close() {
      untrust()
      await peer.stop()
      await sleep(20)
    },
  }
  return harness
}
