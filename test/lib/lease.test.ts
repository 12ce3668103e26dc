import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { transaction } from '../../src/lib/db.ts'
import { acquire, holdLease, release, renew, stillHeld } from '../../src/lib/lease.ts'
import { testDatabase } from '../support/database.ts'

const { db, kind, close } = await testDatabase()
afterAll(close)
beforeEach(async () => {
  await db.prisma.lease.deleteMany()
})

const expire = (name: string) =>
  db.prisma.$executeRaw`UPDATE lease SET expires_at = clock_timestamp() - interval '1 s' WHERE name = ${name}`

describe('a lease', () => {
  it('belongs to one, and its epoch grows with each change of holder', async () => {
    const first = await acquire(db, 'bot', 'a')
    expect(first).toEqual({ lease: 'bot', holder: 'a', epoch: 1n })
    expect(await acquire(db, 'bot', 'b')).toBeNull()
    expect(await acquire(db, 'other', 'b')).toMatchObject({ epoch: 1n })
    await expire('bot')
    expect(await acquire(db, 'bot', 'b')).toMatchObject({ holder: 'b', epoch: 2n })
    expect(await acquire(db, 'bot', 'a')).toBeNull()
  })

  it('is won by exactly one of many', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, (_, index) => acquire(db, 'bot', `p${index}`)))
    expect(all.filter(Boolean)).toHaveLength(1)
  })

  it('can be renewed by its holder only, and no longer once somebody else had it', async () => {
    const mine = await acquire(db, 'bot', 'a')
    if (!mine) throw new Error('not acquired')
    expect(await renew(db, mine)).toBe(true)
    expect(await renew(db, { ...mine, holder: 'b' })).toBe(false)
    await expire('bot')
    await acquire(db, 'bot', 'b')
    expect(await renew(db, mine)).toBe(false)
    expect(await transaction(db, (tx) => stillHeld(tx, mine))).toBe(false)
  })

  it('is free at once when it was released, and the epoch goes on', async () => {
    const mine = await acquire(db, 'bot', 'a')
    if (!mine) throw new Error('not acquired')
    await release(db, mine)
    expect(await acquire(db, 'bot', 'b')).toMatchObject({ epoch: 2n })
    await release(db, mine)
    expect(await acquire(db, 'bot', 'c')).toBeNull()
  })

  it.runIf(kind === 'postgres')('cannot be gained under a transaction that checked it', async () => {
    const mine = await acquire(db, 'bot', 'a')
    if (!mine) throw new Error('not acquired')
    await expire('bot')
    const order: string[] = []
    let theirs: Promise<unknown> = Promise.resolve()
    await transaction(db, async (tx) => {
      expect(await stillHeld(tx, mine)).toBe(true)
      theirs = acquire(db, 'bot', 'b').then(() => order.push('gained'))
      await pause(200)
      order.push('written')
    })
    await theirs
    expect(order).toEqual(['written', 'gained'])
  })
})

describe('holdLease', () => {
  it('holds, renews, and hands over when it stops', async () => {
    const onGain = vi.fn()
    const onLoss = vi.fn()
    const one = holdLease(db, 'job', 'one', { ttlMs: 300, onGain, onLoss })
    await vi.waitFor(() => expect(one.current()).not.toBeNull())
    const two = holdLease(db, 'job', 'two', { ttlMs: 300 })
    await pause(800)
    expect([one.current()?.epoch, two.current()]).toEqual([1n, null])
    await one.stop()
    expect([onGain.mock.calls.length, onLoss.mock.calls.length, one.current()]).toEqual([1, 1, null])
    await vi.waitFor(() => expect(two.current()?.epoch).toBe(2n), { timeout: 2_000 })
    await two.stop()
  })

  it('notices that another has taken over, and comes back when it can', async () => {
    const onLoss = vi.fn()
    const one = holdLease(db, 'job', 'one', { ttlMs: 300, onLoss })
    await vi.waitFor(() => expect(one.current()).not.toBeNull())
    await expire('job')
    const thief = await acquire(db, 'job', 'thief', 400)
    expect(thief?.epoch).toBe(2n)
    await vi.waitFor(() => expect(onLoss).toHaveBeenCalledOnce())
    expect(one.current()).toBeNull()
    await vi.waitFor(() => expect(one.current()?.epoch).toBe(3n), { timeout: 2_000 })
    await one.stop()
  })

  it('trusts itself no longer than the lease lasts when the database is away', async () => {
    const onLoss = vi.fn()
    const onError = vi.fn()
    let away = false
    const prisma = new Proxy(db.prisma, {
      get(target, name) {
        if (away && String(name).startsWith('$')) return () => Promise.reject(new Error('away'))
        const value = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const one = holdLease({ prisma }, 'job', 'one', { ttlMs: 300, onLoss, onError })
    await vi.waitFor(() => expect(one.current()).not.toBeNull())
    away = true
    await vi.waitFor(() => expect(one.current()).toBeNull(), { timeout: 1_000 })
    await vi.waitFor(() => expect(onLoss).toHaveBeenCalledOnce(), { timeout: 1_000 })
    expect(onError).toHaveBeenCalled()
    await one.stop()
  })
})
