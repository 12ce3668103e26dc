import { afterAll, describe, expect, it } from 'vitest'
import { resetDemo } from '../../../src/features/demo/reset.ts'
import { openDemo } from '../../../src/features/demo/stage.ts'
import type { Walk } from '../../../src/features/demo/time.ts'
import { seedCity } from '../../../src/features/people/seed-city.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { movableClock } from '../../../src/lib/clock.ts'
import { testDatabase } from '../../support/database.ts'

const city = loadCity('pangkalpinang')

describe('the demo’s clock', async () => {
  const { db, close } = await testDatabase()
  afterAll(close)
  await db.prisma.meta.create({ data: { key: 'mode', value: 'demo' } })
  const units = await seedCity(db, city)
  const open = (clock = movableClock(), walk?: Walk) =>
    openDemo({ db, city, units, clock, changed: () => {}, ...(walk ? { walk } : {}) }).then((demo) => ({
      ...demo,
      clock,
    }))

  it('goes from event to event, a second past each', async () => {
    const { stage, clock } = await open()
    const first = await stage.time()
    expect(first).toMatchObject({ moved: false, next: { what: 'onTimeUntil' } })
    const then = await stage.forward('next')
    expect(then.now.getTime() - (first.next?.at.getTime() ?? 0)).toBeGreaterThanOrEqual(1_000)
    expect(then.now.getTime() - (first.next?.at.getTime() ?? 0)).toBeLessThan(3_000)
    expect(then).toMatchObject({ moved: true, next: { what: 'closes' } })
    const before = clock.now().getTime()
    await stage.forward('hour')
    expect(clock.now().getTime() - before).toBeGreaterThanOrEqual(3_600_000)
  })

  it('lets what is due on the way happen at its own time, each once', async () => {
    const clock = movableClock()
    const begun = clock.now().getTime()
    const minutes = (n: number) => new Date(begun + n * 60_000)
    const due = [minutes(20), minutes(40), minutes(400)]
    const fired: number[] = []
    const { stage } = await open(clock, {
      nextDue: async (after) => due.find((at) => at > after) ?? null,
      fire: async () => void fired.push(Math.round((clock.now().getTime() - begun) / 60_000)),
    })
    // What an earlier start had moved on stays; from there.
    const offset = Math.round((clock.now().getTime() - begun) / 60_000)
    due.splice(0, due.length, ...[20, 40, 400].map((n) => minutes(offset + n)))
    await stage.forward('hour')
    expect(fired.map((at) => at - offset)).toEqual([0, 20, 40])
    expect(Math.round((clock.now().getTime() - begun) / 60_000) - offset).toBe(60)
  })

  it('is kept over a restart, and an apel is open whenever somebody comes', async () => {
    const { stage } = await open()
    await stage.forward('hour')
    const { now } = await stage.time()
    const again = await open()
    expect((await again.stage.time()).now.getTime()).toBeGreaterThanOrEqual(now.getTime())
    const at = (await again.stage.time()).now
    expect(
      await db.prisma.session.count({ where: { opensAt: { lte: at }, closesAt: { gt: at } } }),
    ).toBeGreaterThan(0)
  })

  it('goes back by a reset only, which leaves the city as it was at first', async () => {
    const { stage } = await open()
    const people = await db.prisma.person.count()
    const sessions = await db.prisma.session.count()
    expect(sessions).toBeGreaterThan(1)
    await db.prisma.person.create({ data: { name: 'Pengunjung', status: 'active' } })
    const { epoch } = await stage.time()
    const after = await stage.reset()
    expect(after).toMatchObject({ moved: false, epoch: epoch + 1 })
    expect(await db.prisma.person.count()).toBe(people)
    expect(await db.prisma.session.count({ where: { settledAt: null } })).toBe(1)
    expect((await open()).people.map(({ role }) => role)).toEqual(['pegawai', 'koordinator', 'warga'])
  })

  it('throws nothing away that is not a demo', async () => {
    await db.prisma.meta.update({ where: { key: 'mode' }, data: { value: 'real' } })
    const people = await db.prisma.person.count()
    await expect(resetDemo(db, city, units, new Date())).rejects.toThrow('not a demo')
    expect(await db.prisma.person.count()).toBe(people)
    await db.prisma.meta.update({ where: { key: 'mode' }, data: { value: 'demo' } })
  })
})
