import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { isWaiting, transaction } from '../../src/lib/db.ts'
import { testDatabase } from '../support/database.ts'

const { db, kind, close } = await testDatabase()
afterAll(close)
beforeEach(async () => {
  await db.prisma.meta.deleteMany()
})

const set = (key: string, value = '1') => transaction(db, (tx) => tx.meta.create({ data: { key, value } }))

describe('transaction', () => {
  it('commits what it did, and undoes everything when the work throws', async () => {
    await set('a')
    const failing = transaction(db, async (tx) => {
      await tx.meta.create({ data: { key: 'b', value: '2' } })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await db.prisma.meta.findMany()).toEqual([{ key: 'a', value: '1' }])
  })

  it('keeps a hundred of them apart, failures included', async () => {
    await set('sum', '0')
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) =>
        transaction(db, async (tx) => {
          await tx.$queryRaw`SELECT 1 AS locked FROM pg_advisory_xact_lock(7)`
          const [row] = await tx.$queryRaw<{ value: string }[]>`SELECT value FROM meta WHERE key = 'sum'`
          await tx.meta.update({ where: { key: 'sum' }, data: { value: String(Number(row?.value) + 1) } })
          if (index % 10 === 9) throw new Error('undo')
        }),
      ),
    )
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(10)
    expect(await db.prisma.meta.findUnique({ where: { key: 'sum' } })).toEqual({ key: 'sum', value: '90' })
  })

  it('lets timers run while many transactions queue up', async () => {
    let longest = 0
    let last = performance.now()
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 5)
    await Promise.all(Array.from({ length: 200 }, (_, index) => set(`t${index}`)))
    clearInterval(timer)
    expect(longest).toBeLessThan(500)
  })

  it('keeps a time to the millisecond, whatever zone the server is set to', async () => {
    const at = new Date('2026-11-23T00:15:00.123Z')
    const [row] = await db.prisma.$queryRaw<{ same: Date; text: string }[]>`
      SELECT ${at}::timestamptz AS same, (${at}::timestamptz AT TIME ZONE 'Asia/Jakarta')::text AS text`
    expect(row).toEqual({ same: at, text: '2026-11-23 07:15:00.123' })
    const gate = await db.prisma.gate.create({ data: { key: 'g', until: at, reason: '' } })
    expect(gate.until).toEqual(at)
  })
})

describe('isWaiting', () => {
  it('is false for what would fail again', async () => {
    await set('a')
    const twice = await set('a').catch((error: unknown) => error)
    const nonsense = await db.prisma.$queryRaw`SELECT nonsense`.catch((error: unknown) => error)
    const late = await transaction(db, () => pause(60), { timeout: 20 }).catch((error: unknown) => error)
    expect([twice, nonsense, late].map(isWaiting)).toEqual([false, false, false])
    expect([null, undefined, 'P2024', 7].map(isWaiting)).toEqual([false, false, false, false])
  })

  it('is true when no transaction could begin in time, and later ones still work', async () => {
    let open = () => {}
    const holding = Array.from({ length: db.pool }, () =>
      transaction(db, () => new Promise<void>((resolve) => (open = chain(open, resolve)))),
    )
    await pause(50)
    const error = await transaction(db, async () => {}, { maxWait: 50 }).catch((caught: unknown) => caught)
    open()
    await Promise.all(holding)
    expect(isWaiting(error)).toBe(true)
    await set('after')
  })
})

const chain = (first: () => void, second: () => void) => () => {
  first()
  second()
}

describe.runIf(kind === 'postgres')('on a server', () => {
  it('gives every connection its limits and UTC', async () => {
    const [row] = await db.prisma.$queryRaw<Record<string, string>[]>`
      SELECT current_setting('idle_in_transaction_session_timeout') AS idle, current_setting('lock_timeout') AS lock,
        current_setting('statement_timeout') AS statement, current_setting('TimeZone') AS zone`
    expect(row).toEqual({ idle: '10s', lock: '5s', statement: '15s', zone: 'UTC' })
  })

  it('waits for a lock, by Prisma and by SQL', async () => {
    await set('locked')
    let done = () => {}
    const holder = transaction(db, async (tx) => {
      await tx.$executeRaw`UPDATE meta SET value = 'x' WHERE key = 'locked'`
      await new Promise<void>((resolve) => (done = resolve))
    })
    await pause(50)
    const errors = await Promise.all([
      transaction(db, async (tx) => {
        await tx.$executeRaw`SET LOCAL lock_timeout = 50`
        await tx.$executeRaw`UPDATE meta SET value = 'y' WHERE key = 'locked'`
      }).catch((error: unknown) => error),
      transaction(db, async (tx) => {
        await tx.$executeRaw`SET LOCAL lock_timeout = 50`
        await tx.meta.update({ where: { key: 'locked' }, data: { value: 'y' } })
      }).catch((error: unknown) => error),
    ])
    done()
    await holder
    expect(errors.map(isWaiting)).toEqual([true, true])
  })

  it('waits for a connection that the server ended', async () => {
    const error = await transaction(db, async (tx) => {
      await tx.$executeRaw`SELECT pg_terminate_backend(pg_backend_pid())`
    }).catch((caught: unknown) => caught)
    expect(isWaiting(error)).toBe(true)
    await set('after')
  })
})
