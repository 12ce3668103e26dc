import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { SendError } from '../../src/channels/channel.ts'
import { acquire, type Lease } from '../../src/lib/lease.ts'
import { countBatch, endBatches, isOver, resendUncertain, steerBatch } from '../../src/outbox/batch.ts'
import { FIRST } from '../../src/outbox/canary.ts'
import { enqueue, rowsFor } from '../../src/outbox/enqueue.ts'
import { dropUnasked } from '../../src/outbox/rows.ts'
import { testDatabase } from '../support/database.ts'
import { batchScene, type Call, until } from './batch-scene.ts'

const { db, close } = await testDatabase()
const scene = batchScene(db)
afterEach(() => scene.clear())
afterAll(async () => {
  scene.close()
  await close()
})

const twice = (calls: Call[]) => calls.length - new Set(calls.map(({ key }) => key)).size
const reply = async (address: number, text: string) =>
  void (await enqueue(db.prisma, rowsFor(address, { text }, `r/${address}/${text}`, 4_000)))
const texts = (calls: Call[]) => calls.map(({ part }) => part.text)

describe('a batch', () => {
  it('reaches everybody once, in order, and is over then', async () => {
    const to = await scene.people(60)
    const id = await scene.batch(to)
    const bot = scene.messenger()
    await scene.start(bot)
    await until(async () => expect(await scene.states(id)).toEqual({ sent: 60 }))
    expect(twice(bot.calls)).toBe(0)
    expect(bot.calls.map(({ key }) => key)).toEqual(to.map((one) => `b${id}/${one}`))
    expect(await isOver(db.prisma, id)).toBe(true)
    await endBatches(db.prisma, 100)
    expect((await db.prisma.outboxBatch.findUniqueOrThrow({ where: { id } })).settledAt).not.toBeNull()
  })

  it('is paused, goes on, is cancelled: what has not begun stays', async () => {
    const id = await scene.batch(await scene.people(80))
    const bot = scene.messenger(undefined, { gap: 15 })
    await scene.start(bot)
    await until(() => expect(bot.calls.length).toBeGreaterThan(4))
    await steerBatch(db.prisma, id, 'paused')
    // Calls under way end.
    await until(async () => expect((await scene.states(id)).sending ?? 0).toBe(0))
    const paused = bot.calls.length
    await sleep(400)
    expect(bot.calls.length).toBe(paused)
    await steerBatch(db.prisma, id, 'running')
    await until(() => expect(bot.calls.length).toBeGreaterThan(paused + 4))
    await steerBatch(db.prisma, id, 'cancelled')
    await until(async () => expect((await scene.states(id)).sending ?? 0).toBe(0))
    const counts = await countBatch(db.prisma, id)
    expect(counts.queued).toBe(0)
    expect(counts.sent + counts.cancelled).toBe(80)
    // The rows follow, in chunks.
    while (await endBatches(db.prisma, 10));
    expect(await scene.states(id)).toEqual({ sent: counts.sent, cancelled: counts.cancelled })
    expect(await steerBatch(db.prisma, id, 'running')).toBe(false)
  })

  it('shares its rate with others in turn, and goes on while people check in', async () => {
    const first = await scene.batch(await scene.people(40))
    const second = await scene.batch(await scene.people(40), { body: { text: 'lain' } })
    const bot = scene.messenger(undefined, { gap: 20 })
    await scene.start(bot, { gentle: () => true })
    await until(() => expect(bot.calls.length).toBeGreaterThan(30))
    const others = texts(bot.calls.slice(0, 30)).filter((text) => text === 'lain').length
    expect(others).toBeGreaterThan(8)
    expect(others).toBeLessThan(22)
    await until(async () =>
      expect([await scene.states(first), await scene.states(second)]).toEqual([{ sent: 40 }, { sent: 40 }]),
    )
  })

  it('that is urgent goes first', async () => {
    await scene.batch(await scene.people(30))
    const urgent = await scene.batch(await scene.people(30), { body: { text: 'darurat' }, urgent: true })
    const bot = scene.messenger()
    await scene.start(bot)
    await until(async () => expect(await scene.states(urgent)).toEqual({ sent: 30 }))
    await until(() => expect(bot.calls.length).toBe(60))
    expect(texts(bot.calls.slice(0, FIRST))).toEqual(Array(FIRST).fill('darurat'))
  })

  it('never makes a reply wait', async () => {
    const [somebody = 0, ...others] = await scene.people(40)
    await scene.batch(others)
    // The messenger keeps every announcement for a while: as many as it may are under way.
    let open = () => {}
    const gate = new Promise<undefined>((resolve) => {
      open = () => resolve(undefined)
    })
    const bot = scene.messenger(({ part }) => (part.text === 'pengumuman' ? gate : undefined))
    await scene.start(bot)
    await until(() => expect(bot.calls.length).toBeGreaterThan(5))
    await reply(somebody, 'jawaban')
    await until(async () =>
      expect((await db.prisma.outbox.findFirstOrThrow({ where: { lane: 'reply' } })).state).toBe('sent'),
    )
    open()
  })

  it('goes on in handfuls while people are answered', async () => {
    const [somebody = 0, ...others] = await scene.people(201)
    const id = await scene.batch(others)
    const bot = scene.messenger(undefined, { gap: 5 })
    await scene.start(bot)
    let talking = true
    const talk = (async () => {
      for (let n = 0; talking; n += 1) {
        await reply(somebody, `jawaban ${n}`)
        await sleep(100)
      }
    })()
    // One by one it would take longer than anybody waits here.
    await until(async () => expect(await scene.states(id)).toEqual({ sent: 200 }))
    talking = false
    await talk
  })

  it('that came too late is not sent, after a downtime', async () => {
    const id = await scene.batch(await scene.people(30))
    await db.prisma.$executeRaw`UPDATE outbox_batch SET expires_at = now() - interval '1 s'`
    const bot = scene.messenger()
    await scene.start(bot)
    await sleep(400)
    while (await endBatches(db.prisma, 10));
    expect(bot.calls).toEqual([])
    expect(await scene.states(id)).toEqual({ expired: 30 })
  })
})

describe('the first ones', () => {
  it('are looked at: refused for one reason, the batch stops by itself, and goes on when a person says so', async () => {
    const id = await scene.batch(await scene.people(50))
    let good = false
    const bot = scene.messenger(() => {
      if (!good) throw new SendError('rejected', "400 can't parse entities")
      return undefined
    })
    await scene.start(bot)
    await until(async () => expect(await scene.stateOf(id)).toBe('stopped'))
    const { reason } = await db.prisma.outboxBatch.findUniqueOrThrow({ where: { id } })
    expect(reason).toContain("can't parse")
    await until(async () => expect((await scene.states(id)).sending ?? 0).toBe(0))
    expect(bot.calls.length).toBeLessThanOrEqual(FIRST)
    good = true
    const failed = bot.calls.length
    await steerBatch(db.prisma, id, 'running')
    await until(async () => expect(await scene.states(id)).toEqual({ failed, sent: 50 - failed }))
  })

  it('are so many on each messenger', async () => {
    const telegram = await scene.people(30)
    const webchat = await scene.people(30, 'webchat')
    const id = await scene.batch([...telegram, ...webchat])
    const good = scene.messenger(undefined, { name: 'webchat' })
    await scene.start(good)
    await until(() => expect(good.calls.length).toBe(30))
    const bad = scene.messenger(() => {
      throw new SendError('rejected', '400 no')
    })
    await scene.start(bad)
    await until(async () => expect(await scene.stateOf(id)).toBe('stopped'))
    expect(bad.calls.length).toBeLessThanOrEqual(FIRST)
  })

  it('wait until they have ended', async () => {
    await scene.batch(await scene.people(40))
    let open = () => {}
    const gate = new Promise<undefined>((resolve) => {
      open = () => resolve(undefined)
    })
    const bot = scene.messenger(() => gate)
    await scene.start(bot)
    await until(() => expect(bot.calls.length).toBe(FIRST))
    await sleep(300)
    expect(bot.calls.length).toBe(FIRST)
    open()
    await until(() => expect(bot.calls.length).toBe(40))
  })

  it('do not show everything: refused twenty times in a row later on, it stops as well', async () => {
    const id = await scene.batch(await scene.people(150))
    const bot = scene.messenger(
      (_, n) => {
        if (n > 30) throw new SendError('rejected', '400 this language is broken')
        return undefined
      },
      { gap: 20 },
    )
    await scene.start(bot)
    await until(async () => expect(await scene.stateOf(id)).toBe('stopped'))
    expect(bot.calls.length).toBeLessThan(150)
  })

  it('say nothing when they are blocked', async () => {
    const id = await scene.batch(await scene.people(60))
    const bot = scene.messenger((_, n) => {
      if (n <= 25) throw new SendError('blocked', '403')
      return undefined
    })
    await scene.start(bot)
    await until(async () => expect(await scene.states(id)).toEqual({ blocked: 25, sent: 35 }))
  })
})

describe('the messenger says no', () => {
  it('429: what nobody asked for waits, replies do not, and nobody is left out', async () => {
    const [somebody = 0, ...others] = await scene.people(31)
    const id = await scene.batch(others)
    let refused = 0
    const bot = scene.messenger(({ part }) => {
      if (part.text === 'pengumuman' && refused++ === 0)
        throw new SendError('throttled', '429', { retryAfter: 2 })
      return undefined
    })
    await scene.start(bot)
    await until(async () =>
      expect(await db.prisma.gate.findUnique({ where: { key: 'telegram/bulk' } })).not.toBeNull(),
    )
    await reply(somebody, 'jawaban')
    await until(() => expect(texts(bot.calls)).toContain('jawaban'))
    await until(async () => expect(await scene.states(id)).toEqual({ sent: 30 }))
    // It spends no attempt.
    expect(
      (await db.prisma.outbox.findFirstOrThrow({ where: { batchId: id }, orderBy: { id: 'asc' } })).attempts,
    ).toBe(1)
  })

  it('429 in a group: that group waits', async () => {
    const [group = 0] = await scene.people(1, 'telegram', { externalId: '-1001' })
    const id = await scene.batch([group, ...(await scene.people(30))])
    const bot = scene.messenger(({ to }) => {
      if (to === '-1001') throw new SendError('throttled', '429', { retryAfter: 600 })
      return undefined
    })
    await scene.start(bot)
    await until(async () => expect(await scene.states(id)).toEqual({ sent: 30, queued: 1 }))
    expect(bot.calls.filter(({ to }) => to === '-1001')).toHaveLength(1)
  })

  it('429 on a reply: that chat waits, the batch goes on', async () => {
    const [somebody = 0, ...others] = await scene.people(31)
    const id = await scene.batch(others)
    const bot = scene.messenger(({ part }) => {
      if (part.text === 'jawaban') throw new SendError('throttled', '429', { retryAfter: 600 })
      return undefined
    })
    await reply(somebody, 'jawaban')
    await scene.start(bot)
    await until(async () => expect(await scene.states(id)).toEqual({ sent: 30 }))
    expect(texts(bot.calls).filter((text) => text === 'jawaban')).toHaveLength(1)
  })

  it('10,000 seconds: a restart does not forget it', async () => {
    const [somebody = 0, ...others] = await scene.people(31)
    const id = await scene.batch(others)
    const bot = scene.messenger((_, n) => {
      if (n === 3) throw new SendError('throttled', '429', { retryAfter: 10_000 })
      return undefined
    })
    const first = await scene.start(bot, { holder: 'first' })
    await until(async () => expect(await db.prisma.gate.count()).toBe(1))
    await first.stop()
    const before = bot.calls.length
    await scene.start(bot, { holder: 'first' })
    await reply(somebody, 'jawaban')
    await until(() => expect(texts(bot.calls)).toContain('jawaban'))
    await sleep(600)
    expect(bot.calls.length).toBe(before + 1)
    await db.prisma.gate.deleteMany()
    await db.prisma.$executeRaw`UPDATE outbox SET run_at = now()`
    await until(async () => expect(await scene.states(id)).toEqual({ sent: 30 }))
  })

  it('in doubt: not sent again by itself, once more when a person says so', async () => {
    const id = await scene.batch(await scene.people(25))
    const bot = scene.messenger((_, n) => {
      if (n === 4) throw new SendError('uncertain', 'the answer was lost')
      return undefined
    })
    await scene.start(bot)
    await until(async () => expect(await scene.states(id)).toEqual({ sent: 24, uncertain: 1 }))
    expect(twice(bot.calls)).toBe(0)
    await endBatches(db.prisma, 100)
    expect(await resendUncertain(db.prisma, id)).toBe(1)
    await until(async () => expect(await scene.states(id)).toEqual({ sent: 25 }))
    expect(twice(bot.calls)).toBe(1)
  })

  it('in doubt where sending twice shows once: sent again under the same key', async () => {
    const id = await scene.batch(await scene.people(22))
    const bot = scene.messenger(
      (_, n) => {
        if (n === 4) throw new SendError('uncertain', 'the answer was lost')
        return undefined
      },
      { idempotent: true },
    )
    await scene.start(bot)
    await until(async () => expect(await scene.states(id)).toEqual({ sent: 22 }))
    expect(twice(bot.calls)).toBe(1)
  })

  it('an outage uses up no row, and does not try one row after the other', async () => {
    const id = await scene.batch(await scene.people(300))
    await db.prisma.$executeRaw`UPDATE outbox SET attempts = 500`
    let away = true
    const bot = scene.messenger(() => {
      if (away) throw new SendError('unreachable', '502')
      return undefined
    })
    await scene.start(bot)
    await until(() => expect(bot.calls.length).toBeGreaterThan(0))
    await sleep(500)
    expect(bot.calls.length).toBeLessThan(300)
    away = false
    // A row that was tried so often would wait for a minute.
    await until(async () => expect((await scene.states(id)).sending ?? 0).toBe(0))
    await db.prisma.$executeRaw`UPDATE outbox SET run_at = now()`
    await until(async () => expect(await scene.states(id)).toEqual({ sent: 300 }))
  })

  it('a file goes up once, whatever language, while another batch goes on', async () => {
    const indonesian = await scene.people(15)
    const english = await scene.people(15, 'telegram', { locale: 'en' })
    const other = await scene.batch(await scene.people(60))
    const body = { text: 'foto', attachment: { kind: 'photo' as const, ref: 'file:///tmp/foto.jpg' } }
    const id = await scene.batch([...indonesian, ...english], { body, locales: ['id', 'en'] })
    const bot = scene.messenger(async ({ part }) => {
      await sleep(20)
      return part.attachment?.ref.startsWith('file:') ? { file: 'AgAC-1' } : undefined
    })
    await scene.start(bot)
    await until(async () =>
      expect([await scene.states(id), await scene.states(other)]).toEqual([{ sent: 30 }, { sent: 60 }]),
    )
    const refs = bot.calls.flatMap(({ part }) => part.attachment?.ref ?? [])
    expect(refs.filter((ref) => ref.startsWith('file:'))).toHaveLength(1)
    expect(refs.filter((ref) => ref === 'AgAC-1')).toHaveLength(29)
  })
})

describe('people change their minds in the middle', () => {
  it('who blocks, says stop, or is marked by the messenger gets nothing more', async () => {
    const to = await scene.people(60)
    const id = await scene.batch(to)
    const bot = scene.messenger(undefined, { gap: 15 })
    await scene.start(bot)
    await until(() => expect(bot.calls.length).toBeGreaterThan(5))
    const [stops = 0, leaves = 0, blocks = 0] = to.slice(-3)
    await dropUnasked(db.prisma, stops)
    await db.prisma.address.update({ where: { id: leaves }, data: { optedOutAt: new Date() } })
    await db.prisma.address.update({ where: { id: blocks }, data: { blockedAt: new Date() } })
    await until(async () => expect(await scene.states(id)).toEqual({ sent: 57, cancelled: 2, blocked: 1 }))
    expect(await isOver(db.prisma, id)).toBe(true)
  })
})

describe('two processes', () => {
  it('one of them sends; the other goes on where it ended', async () => {
    const id = await scene.batch(await scene.people(80))
    const bot = scene.messenger(undefined, { gap: 10 })
    let first: Lease | null = await acquire(db, 'deliver/telegram', 'first')
    let second: Lease | null = null
    await scene.start(bot, { hold: () => first })
    await scene.start(bot, { hold: () => second })
    await until(() => expect(bot.calls.length).toBeGreaterThan(20))
    // Stopped without a word: it still believes in its lease, and the other one has a later epoch.
    await db.prisma.$executeRaw`UPDATE lease SET expires_at = now() - interval '1 s'`
    second = await acquire(db, 'deliver/telegram', 'second')
    await until(async () => expect((await scene.states(id)).queued ?? 0).toBe(0))
    first = null
    await until(async () => expect((await scene.states(id)).sending ?? 0).toBe(0))
    expect(twice(bot.calls)).toBe(0)
    const states = await scene.states(id)
    expect((states.sent ?? 0) + (states.uncertain ?? 0)).toBe(80)
  })

  it('a process that was stopped between claim and call does not send when it wakes up', async () => {
    const id = await scene.batch(await scene.people(1))
    const bot = scene.messenger()
    let held = await acquire(db, 'deliver/telegram', 'stopped')
    // It is stopped when the claim is committed, and wakes up when its lease has gone to somebody else.
    const prisma = new Proxy(db.prisma, {
      get(target, name) {
        const value = Reflect.get(target, name)
        if (name !== '$queryRaw') return typeof value === 'function' ? value.bind(target) : value
        return async (strings: TemplateStringsArray, ...values: never[]) => {
          const rows = await target.$queryRaw<unknown[]>(strings, ...values)
          if (rows.length > 0 && strings.join('').includes('pick AS MATERIALIZED')) held = null
          return rows
        }
      },
    })
    await scene.start(bot, { hold: () => held, db: { ...db, prisma } as never })
    await until(() => expect(held).toBeNull())
    await until(async () => expect(await scene.states(id)).toEqual({ queued: 1 }))
    expect(bot.calls).toEqual([])
  })
})

describe('the world around', () => {
  it('a clock that is set back an hour holds nothing up', async () => {
    const id = await scene.batch(await scene.people(60))
    const bot = scene.messenger(undefined, { gap: 10 })
    await scene.start(bot)
    await until(() => expect(bot.calls.length).toBeGreaterThan(10))
    const real = Date.now
    const spy = vi.spyOn(Date, 'now').mockImplementation(() => real() - 3_600_000)
    await until(async () => expect(await scene.states(id)).toEqual({ sent: 60 }))
    spy.mockRestore()
    expect(twice(bot.calls)).toBe(0)
  })

  it('a database that is gone for a while: everybody gets it once', async () => {
    const id = await scene.batch(await scene.people(60))
    let away = false
    const prisma = new Proxy(db.prisma, {
      get(target, name) {
        if (away && (name === '$queryRaw' || name === '$executeRaw'))
          return () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }))
        const value = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const bot = scene.messenger(undefined, { gap: 10 })
    await scene.start(bot, { db: { ...db, prisma } as never })
    await until(() => expect(bot.calls.length).toBeGreaterThan(10))
    away = true
    await sleep(700)
    const meanwhile = bot.calls.length
    expect(meanwhile).toBeLessThan(60)
    away = false
    await until(async () => expect(await scene.states(id)).toEqual({ sent: 60 }))
    expect(twice(bot.calls)).toBe(0)
  })
})
