import { afterAll, describe, expect, it } from 'vitest'
import { resetDemo } from '../../../src/features/demo/reset.ts'
import { openDemo } from '../../../src/features/demo/stage.ts'
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
  const open = (clock = movableClock()) =>
    openDemo({ db, city, units, clock, changed: () => {}, tick: async () => {} }).then((demo) => ({
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
    expect(await db.prisma.session.count()).toBe(1)
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
