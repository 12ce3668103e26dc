import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import {
  announce,
  approve,
  byId,
  saidBefore,
  steer,
  type Wanted,
} from '../../../src/features/announcements/announcements.ts'
import { audience } from '../../../src/features/announcements/audience.ts'
import { sessionsHit, suspend } from '../../../src/features/announcements/urgent.ts'
import { seedCity } from '../../../src/features/people/seed-city.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { transaction } from '../../../src/lib/db.ts'
import { testDatabase } from '../../support/database.ts'
import { openApel } from '../../web/world.ts'

const { db, close } = await testDatabase()
afterAll(close)
await seedCity(db, loadCity('pangkalpinang'))
const NINE = new Date('2026-11-24T09:00:00+07:00')
const unit = await db.prisma.unit.findFirstOrThrow({ where: { name: 'Dinas Kesehatan' } })
const other = await db.prisma.unit.findFirstOrThrow({ where: { name: 'Dinas Perhubungan' } })
const city = await db.prisma.unit.findFirstOrThrow({ where: { kind: 'kota' } })
const actor = (id: number, role: string, unitPath: string) => ({ id, unitPath, roles: [{ role, unitPath }] })
const ratna = actor(1, 'koordinator', unit.path)
const hendra = actor(2, 'admin', city.path)
const maya = actor(3, 'admin', city.path)
const wanted = (more: Partial<Wanted> = {}): Wanted => ({
  ...{ class: 'dinas', text: 'Besok batik', viaGroups: true, startAt: NINE, waiting: false },
  audience: audience.parse({ units: [unit.id] }),
  expiresAt: new Date(NINE.getTime() + 86_400_000),
  ...more,
})

beforeEach(() => db.prisma.$executeRaw`TRUNCATE announcement, audit RESTART IDENTITY CASCADE`)

describe('who may say what to whom', () => {
  it('only to the own part of the city; in an emergency heads speak too', async () => {
    const everybody = wanted({ audience: audience.parse({ units: [city.id] }) })
    expect(await announce(db.prisma, everybody, ratna, 1, NINE)).toBe('not_yours')
    expect(await announce(db.prisma, everybody, hendra, 1, NINE)).toMatchObject({ state: 'scheduled' })
    const head = actor(4, 'pimpinan', unit.path)
    expect(await announce(db.prisma, wanted(), head, 1, NINE)).toBe('not_yours')
    expect(await announce(db.prisma, wanted({ class: 'darurat' }), head, 1, NINE)).toMatchObject({
      class: 'darurat',
    })
  })

  it('the smallest part that holds the audience says who may steer it', async () => {
    const two = audience.parse({ units: [unit.id, other.id] })
    const one = await announce(db.prisma, wanted({ audience: two }), hendra, 1, NINE)
    expect(one).toMatchObject({ unitPath: city.path })
  })
})

describe('a second person', () => {
  it('two who press together: one lets it go, the other hears that it is decided', async () => {
    const one = await announce(db.prisma, wanted({ waiting: true }), ratna, 1, NINE)
    if (one === 'not_yours') throw new Error('hers')
    expect(await approve(db.prisma, one, ratna, NINE)).toBe('own')
    expect(await approve(db.prisma, one, actor(9, 'koordinator', other.path), NINE)).toBe('not_yours')
    const results = await Promise.all(
      [hendra, maya].map((who) => transaction(db, (tx) => approve(tx, one, who, NINE))),
    )
    expect(results.sort()).toEqual(['approved', 'late'])
    expect(await db.prisma.audit.count({ where: { action: 'announcement.approve' } })).toBe(1)
  })

  it('what is out of date is not let go any more', async () => {
    const one = await announce(db.prisma, wanted({ waiting: true }), ratna, 1, NINE)
    if (one === 'not_yours') throw new Error('hers')
    expect(await approve(db.prisma, one, hendra, new Date(NINE.getTime() + 2 * 86_400_000))).toBe('late')
  })
})

describe('steering', () => {
  it('goes only where a state leads, and each step is kept', async () => {
    const one = await announce(db.prisma, wanted(), ratna, 1, NINE)
    if (one === 'not_yours') throw new Error('hers')
    const step = async (name: 'pause' | 'resume' | 'cancel') => {
      const now = (await byId(db.prisma, one.id)) ?? one
      return [await steer(db.prisma, now, name, ratna, NINE), (await byId(db.prisma, one.id))?.state]
    }
    expect(await step('resume')).toEqual([false, 'scheduled'])
    expect(await step('pause')).toEqual([true, 'paused'])
    // Nothing has been sent yet: it waits for its time again.
    expect(await step('resume')).toEqual([true, 'scheduled'])
    expect(await step('cancel')).toEqual([true, 'cancelled'])
    expect(await step('resume')).toEqual([false, 'cancelled'])
    expect(await db.prisma.audit.count({ where: { action: { startsWith: 'announcement.' } } })).toBe(4)
  })
})

describe('what was said before', () => {
  it('is found whatever its spaces and marks, and not when it was cancelled', async () => {
    const person = await db.prisma.person.create({ data: { name: 'Ratna Sari' } })
    const one = await announce(db.prisma, wanted(), { ...ratna, id: person.id }, 1, NINE)
    if (one === 'not_yours') throw new Error('hers')
    const since = new Date(NINE.getTime() - 1_000)
    expect(await saidBefore(db.prisma, '*besok*   BATIK!', since)).toEqual({ at: NINE, by: 'Ratna Sari' })
    expect(await saidBefore(db.prisma, 'besok korpri', since)).toBeNull()
    await steer(db.prisma, one, 'cancel', ratna, NINE)
    expect(await saidBefore(db.prisma, 'besok batik', since)).toBeNull()
  })
})

describe('an emergency', () => {
  it('suspends the sessions of its units that are on, and keeps who was there', async () => {
    const session = await openApel(db)
    const at = new Date(session.opensAt.getTime() + 60_000)
    const until = new Date(at.getTime() + 3_600_000)
    const hit = await sessionsHit(db.prisma, session.audienceUnits, at, until)
    expect(hit.map(({ id }) => id)).toEqual([session.id])
    expect(
      await sessionsHit(db.prisma, session.audienceUnits, new Date(session.closesAt.getTime() + 1), until),
    ).toEqual([])
    await suspend(db.prisma, hit, hendra.id, 'announcement 7KQ2', at)
    expect(await db.prisma.session.findUnique({ where: { id: session.id } })).toMatchObject({
      status: 'cancelled',
    })
    expect(
      await db.prisma.audit.count({ where: { action: 'session.suspended', sessionId: session.id } }),
    ).toBe(1)
  })
})
