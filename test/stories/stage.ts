import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../../src/app.ts'
import type { Config } from '../../src/config.ts'
import { sealNew } from '../../src/features/audit/seal.ts'
import { tellHeads } from '../../src/features/audit/tell-heads.ts'
import { firstAdminCode } from '../../src/features/people/first-admin.ts'
import { loadCity } from '../../src/lib/city.ts'
import { fixedClock } from '../../src/lib/clock.ts'
import type { Db } from '../../src/lib/db.ts'
import { loadLocales } from '../../src/lib/i18n.ts'
import { createLog } from '../../src/lib/log.ts'
import { openSecret } from '../../src/lib/secret.ts'
import { startTelegram } from '../peers/telegram/server.ts'
import { startWhatsApp } from '../peers/whatsapp/server.ts'
import { testDatabase } from '../support/database.ts'
import { BRISK, linkAccount } from '../support/whatsapp.ts'
import type { Hand } from './hand.ts'
import { telegramHand } from './telegram-hand.ts'
import { openWebchat, webchatHand } from './webchat-hand.ts'
import { whatsappHand } from './whatsapp-hand.ts'

export type Messenger = 'telegram' | 'webchat' | 'whatsapp'

/** The whole app with one messenger; stories are played on it one after the other. */
export type Stage = {
  messenger: Messenger
  db: Db
  clock: ReturnType<typeof fixedClock>
  /** A phone that nobody has used before. */
  hand(who: { name: string; phone: string | null }): Hand
  /** A group of this messenger that the bot is in, linked to a unit. */
  group(unit: { id: number; name: string }): Promise<void>
  /** Resolves when everything said has been answered. */
  quiet(): Promise<void>
  /** What a minute brings. */
  tick(): Promise<void>
  /** The job of 16.30: what was said is sealed, the heads go to the pemeriksa. */
  sealHeads(): Promise<void>
  /** A fresh code for the first admin, as a start prints it. */
  adminCode(): Promise<string>
  /** Empties the city's people, sessions and talk; its units stay. */
  clear(): Promise<void>
  /** What the app logged as wrong since it was last asked. */
  troubles(): string[]
  close(): Promise<void>
}

const SECRET = 'rahasia untuk cerita, cukup panjang supaya diterima'

/** @param more `captions`: as the demo speaks, with each message in English beside it; `city`: another profile */
export async function openStage(
  messenger: Messenger,
  more: { captions?: boolean; city?: string } = {},
): Promise<Stage> {
  const { db, close } = await testDatabase()
  const clock = fixedClock(new Date('2026-11-23T07:00:00+07:00'))
  const peer = messenger === 'telegram' ? await startTelegram({ keep: 1_000 }) : null
  const whatsapp = messenger === 'whatsapp' ? await startWhatsApp() : null
  const bot = whatsapp?.addAccount('6281100000000', 'Guyub')
  const troubles: string[] = []
  const config: Config = {
    demo: more.captions ?? false,
    city: more.city ?? 'pangkalpinang',
    dataDir: join(tmpdir(), `guyub-cerita-${randomUUID()}`),
    database: null,
    secret: SECRET.replaceAll(' ', '-'),
    web: { host: '127.0.0.1', port: 0, publicUrl: 'https://guyub.example' },
    telegram: peer && { token: peer.token, mode: 'polling', apiRoot: peer.apiRoot },
    whatsapp: whatsapp && {
      url: whatsapp.url,
      rootKey: Buffer.from(whatsapp.rootKey, 'hex'),
      version: null,
      pace: BRISK,
    },
    webchat: false,
    latePhoneMinutes: 10,
    logLevel: 'warn',
    instance: `cerita-${messenger}`,
  }
  const log = createLog(config, { write: (line) => void troubles.push(line.trim()) })
  const door = messenger === 'webchat' ? openWebchat(db, clock, log) : null
  const app = createApp(config, {
    ...{ clock, log, db, channels: door ? [door.webchat] : [], ticks: 'hand', counted: true },
    ...(whatsapp && { uploads: whatsapp.media.agent }),
  })
  const secret = openSecret(config.secret, config.dataDir)
  const cityProfile = loadCity(config.city)
  if (whatsapp && bot) await linkAccount(db, whatsapp, bot, secret)
  await app.start()
  await keepAsSeeded(db)
  let phones = 0

  return {
    messenger,
    db,
    clock,
    hand(who) {
      phones += 1
      if (peer) return telegramHand(peer, 7_000_000 + phones, who)
      if (whatsapp && bot) return whatsappHand(whatsapp, bot, String(6289900000000 + phones), who)
      if (door) return webchatHand(door, `cerita-${phones}`, who)
      throw new Error('no messenger')
    },
    async group({ id, name }) {
      if (!whatsapp || !bot) throw new Error(`no groups on ${messenger}`)
      phones += 1
      const member = whatsapp.addAccount(String(6289900000000 + phones), name)
      const { jid } = whatsapp.addGroup(name, [member, bot])
      const address = await db.prisma.address.create({
        data: { channel: messenger, externalId: jid, firstSeenAt: clock.now(), lastInboundAt: clock.now() },
      })
      await db.prisma.groupLink.create({ data: { addressId: address.id, unitId: id, at: clock.now() } })
    },
    async quiet() {
      // Telegram's queue is empty when the app has asked for what comes after it: stored and confirmed.
      for (let waited = 0; peer && peer.updates.pending > 0; waited += 2) {
        if (waited > 15_000) throw new Error('Telegram: nobody fetched the update')
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
      // WhatsApp's is empty when the app has acknowledged everything.
      for (let waited = 0; bot?.linked().some((device) => device.pending.size > 0); waited += 2) {
        if (waited > 15_000) throw new Error('WhatsApp: nobody acknowledged the message')
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
      await app.drain()
      await untilUnasked(db)
    },
    tick: () => app.tick(),
    async sealHeads() {
      await sealNew({ db, secret }, clock.now())
      const { translator } = loadLocales(cityProfile)
      await tellHeads({ db, city: cityProfile, translator, captions: config.demo }, clock.now())
    },
    adminCode: async () =>
      (await firstAdminCode(db.prisma, (text) => secret.digest('one-time', text), clock.now())) ??
      'GUYUB-2222-2222',
    async clear() {
      await db.prisma.$executeRawUnsafe(`TRUNCATE ${CLEARED.join(', ')} RESTART IDENTITY CASCADE`)
      await db.prisma.unit.updateMany({ data: { deputyId: null, escalateHours: 24, joined: true } })
      await asSeeded(db)
      await app.drain()
    },
    troubles: () => troubles.splice(0),
    async close() {
      await app.stop()
      await peer?.stop()
      await whatsapp?.stop()
      await close()
    },
  }
}

/** What nobody asked for has gone too: to those whom the outbox may write to. */
async function untilUnasked(db: Db): Promise<void> {
  for (let waited = 0; waited < 15_000; waited += 20) {
    const [row] = await db.prisma.$queryRaw<{ waits: boolean }[]>`
      SELECT EXISTS (SELECT 1 FROM outbox o JOIN address a ON a.id = o.address_id WHERE o.lane <> 'reply'
        AND o.state IN ('queued', 'claimed', 'sending') AND o.run_at <= now() AND o.expires_at > now()
        AND a.last_inbound_at IS NOT NULL AND a.opted_out_at IS NULL AND a.blocked_at IS NULL) AS waits`
    if (!row?.waits) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Campaigns and drop points as the city has them at first. */
async function keepAsSeeded(db: Db): Promise<void> {
  // The demo knows where its example lies; in a city nobody has said it yet.
  await db.prisma.venue.updateMany({ data: { latitude: null, longitude: null } })
  for (const table of SEEDED)
    await db.prisma.$executeRawUnsafe(`CREATE TABLE ${table}_at_first AS SELECT * FROM ${table}`)
}

/** Without those that a story added, and what it changed about the others. */
async function asSeeded(db: Db): Promise<void> {
  await db.prisma.$executeRawUnsafe(`TRUNCATE ${SEEDED.join(', ')} CASCADE`)
  for (const table of SEEDED)
    await db.prisma.$executeRawUnsafe(`INSERT INTO ${table} SELECT * FROM ${table}_at_first`)
}

const SEEDED = ['campaign', 'drop_point', 'venue']

const CLEARED = [
  ...['absence', 'ruling', 'dispute', 'seal', 'check_in_ask', 'check_in_place'],
  ...['outbox', 'inbox', 'conversation', 'check_in', 'attendance', 'screen', 'session', 'activity', 'claim'],
  ...[
    'consent',
    'one_time_code',
    'guess_limit',
    'role',
    'hand_over',
    'address_person',
    'address',
    'person',
    'audit',
    'gate',
    ...['movement', 'correction', 'point_line', 'pledge', 'pledge_series', 'point_duty', 'follow'],
    ...['ruling', 'off_duty', 'head_count', 'roll_look'],
    ...['announcement', 'unasked', 'outbox_batch'],
    ...['roster_task', 'roster_import', 'assignment', 'unit_link', 'claim_list'],
    ...['hand_in', 'award', 'data_request', 'inspection'],
    ...['participant', 'feedback'],
    ...['reminder', 'reminder_plan', 'reminder_rule', 'setting', 'group_link'],
  ],
]
