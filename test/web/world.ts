import pino from 'pino'
import { createWebchat } from '../../src/channels/webchat/webchat.ts'
import type { Urgent } from '../../src/features/announcements/urgent.ts'
import { store } from '../../src/inbox/store.ts'
import { createChanges } from '../../src/lib/changes.ts'
import { loadCity } from '../../src/lib/city.ts'
import { movableClock } from '../../src/lib/clock.ts'
import type { Db } from '../../src/lib/db.ts'
import { loadLocales } from '../../src/lib/i18n.ts'
import { openSecret } from '../../src/lib/secret.ts'
import type { Incoming, Outgoing } from '../../src/message.ts'
import type { DemoRole, WebDeps } from '../../src/web/deps.ts'
import { createWeb } from '../../src/web/server.ts'
import { testDatabase } from '../support/database.ts'

/** Monday, a quarter of an hour before the apel. */
export const MORNING = new Date('2026-11-23T07:00:00+07:00')

export type World = Awaited<ReturnType<typeof openWorld>>

/**
 * The web door over a real database and the real webchat, with a core that echoes: it keeps what comes in by the
 * inbox's own statement and answers through outbox rows, as the real one does.
 */
export async function openWorld(more: Partial<WebDeps> = {}) {
  const { db, close: closeDb } = await testDatabase()
  const city = loadCity('pangkalpinang')
  const clock = movableClock(MORNING)
  const log = pino({ level: 'silent' })
  const entered: { role: DemoRole; address: string }[] = []
  const webchat = createWebchat({ db, clock, log, vouchesPhone: true })
  const core = { answer: echo, failing: false }
  await webchat.start({
    receive: async (batch) => {
      if (core.failing) throw new Error('database away')
      await store(db, batch)
      for (const message of batch) {
        if (await isNew(db, message)) await reply(db, message, core.answer(message))
        await webchat.send(message.from, { text: '' }, message.id)
      }
    },
    receiveWithin: () => Promise.reject(new Error('webchat has no transaction of its own')),
    receipt: async () => {},
    addressChanged: async () => {},
    reachable: async () => {},
  })
  const changes = createChanges()
  const time = async () => ({ now: clock.now(), moved: false, epoch: 0, next: null })
  const stage = { time, forward: time, reset: time, traces: async () => [] }
  const urgents: Urgent[] = []
  /** Known at the next look. */
  const coming: Urgent[] = []
  const deps: WebDeps = {
    config: { demo: true, web: { host: '127.0.0.1', port: 0, publicUrl: null } },
    db,
    city,
    clock,
    secret: openSecret('a-secret-of-the-tests-long-enough-to-be-one', ''),
    letters: '',
    log,
    t: loadLocales(city).translator('id'),
    english: loadLocales(city).translator('en'),
    webchat,
    health: async () => ({ ready: true, reasons: [] }),
    botLinks: {},
    demo: {
      people: [
        { role: 'pegawai', name: 'Siti Aminah', about: 'Staf Dinas Kesehatan' },
        { role: 'koordinator', name: 'Budi Santoso', about: 'Koordinator Dinas Kesehatan' },
        { role: 'warga', name: 'Yanti', about: 'Warga Kelurahan Air Itam' },
      ],
      enter: async (role, address) => {
        entered.push({ role, address })
      },
      place: { latitude: -2.1291, longitude: 106.1138, accuracy: 12, live: false },
      phone: async () => '+6281234567890',
      stage,
    },
    changes,
    ways: () => ({ channels: ['webchat'], slow: [], edits: [], files: [] }),
    urgent: () => urgents,
    lookUrgent: async () => void urgents.push(...coming.splice(0)),
    ...more,
  }
  const web = createWeb(deps)
  return {
    db,
    clock,
    webchat,
    core,
    web,
    deps,
    urgents,
    coming,
    entered,
    close: async () => {
      await web.close()
      await webchat.stop()
      await closeDb()
    },
  }
}

function echo(message: Incoming): Outgoing {
  if (message.text.toLowerCase() === 'menu') {
    return {
      text: 'Mau apa hari ini?',
      choices: [
        { id: 'h', label: 'Hadir apel' },
        { id: '=izin', label: 'Izin' },
      ],
    }
  }
  if (message.text === 'lokasi') return { text: 'Di mana Bapak/Ibu sekarang?', ask: 'place' }
  return { text: `Diterima: ${message.text || message.choice || 'lokasi'}` }
}

async function isNew(db: Db, message: Incoming): Promise<boolean> {
  return (await db.prisma.outbox.count({ where: { key: `r/${message.id}` } })) === 0
}

async function reply(db: Db, message: Incoming, answer: Outgoing): Promise<void> {
  const key = `r/${message.id}`
  await queue(db, message.from.id, key, answer, message.at)
  await sent(db, key)
}

export async function queue(
  db: Db,
  address: string,
  key: string,
  body: Outgoing,
  answersAt?: Date,
): Promise<void> {
  const row = await db.prisma.address.findFirstOrThrow({ where: { channel: 'webchat', externalId: address } })
  const expiresAt = new Date(Date.now() + 3_600_000)
  const to = { channel: 'webchat', addressId: row.id, externalId: address }
  await db.prisma.outbox.create({
    data: { ...to, key, lane: 'reply', body, expiresAt, answersAt: answersAt ?? null },
  })
}

/** What delivery writes when a send has ended. */
export async function sent(db: Db, key: string): Promise<void> {
  await db.prisma
    .$executeRaw`UPDATE outbox SET state = 'sent', sent_at = clock_timestamp() WHERE key = ${key}`
}

/** An apel of this morning: opens 07.00, on time until 07.15, closes 07.30. */
export async function openApel(db: Db) {
  const unit = await db.prisma.unit.create({ data: { kind: 'kota', name: `Kota ${Math.random()}` } })
  const activity = await db.prisma.activity.create({
    data: { kind: 'apel', title: 'Apel Senin', unitId: unit.id, createdAt: MORNING },
  })
  const after = (minutes: number) => new Date(MORNING.getTime() + minutes * 60_000)
  return db.prisma.session.create({
    data: {
      activityId: activity.id,
      title: 'Apel Senin',
      place: 'Halaman Kantor Wali Kota',
      startsAt: after(15),
      opensAt: after(0),
      onTimeUntil: after(15),
      closesAt: after(30),
      graceUntil: after(540),
      audienceUnits: [unit.id],
      codeKey: Buffer.alloc(32, 7).toString('base64url'),
      createdAt: MORNING,
    },
  })
}

/** A browser without a window: keeps its cookies by path and sends what a browser would send. */
export function visitor(world: Pick<World, 'web'>, origin = 'http://127.0.0.1:3000') {
  const jar = new Map<string, { value: string; path: string }>()
  async function go(
    path: string,
    init: RequestInit & { headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const cookies = [...jar].filter(([, cookie]) => path.startsWith(cookie.path))
    const response = await world.web.fetch(
      new Request(`${origin}${path}`, {
        redirect: 'manual',
        ...init,
        headers: {
          host: new URL(origin).host,
          ...(cookies.length
            ? { cookie: cookies.map(([key, { value }]) => `${key.split(' ')[0]}=${value}`).join('; ') }
            : {}),
          ...(init.method === 'POST' ? { origin } : {}),
          ...init.headers,
        },
      }),
    )
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      const cookiePath = /;\s*path=([^;]+)/i.exec(line)?.[1] ?? '/'
      jar.set(`${name} ${cookiePath}`, { value, path: cookiePath })
    }
    return response
  }
  return {
    jar,
    get: (path: string, headers: Record<string, string> = {}) => go(path, { headers }),
    post: (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
      go(path, { method: 'POST', body: new URLSearchParams(form), headers }),
  }
}
