import { afterAll, beforeAll, expect, it } from 'vitest'
import { changePoint } from '../../../src/features/points/change-point.ts'
import { allPoints } from '../../../src/features/points/points.ts'
import { reopenPoints } from '../../../src/features/points/reopen.ts'
import { transaction } from '../../../src/lib/db.ts'
import { clockCity } from '../pledges/by-clock.ts'
import { at } from '../reminders/setting.ts'

let here: Awaited<ReturnType<typeof clockCity>>
beforeAll(async () => {
  here = await clockCity()
})
afterAll(() => here.close())

it('a point that is closed until a day opens after it, and one that is closed for good does not', async () => {
  const close = (name: string, reopensAt: Date | null) =>
    transaction(here.db, (tx) =>
      changePoint(tx, here.point(name), { closedAt: here.at, reopensAt }, here.petugas.id, here.at),
    )
  await close('Posyandu Melati', at('2026-12-04 00.00'))
  await close('Posyandu Mawar', null)
  const closed = async () =>
    (await allPoints(here.db.prisma)).filter((one) => one.closedAt).map((one) => one.name)
  expect(await reopenPoints(here.db, at('2026-12-03 23.59'))).toBe(0)
  expect(await closed()).toEqual(['Posyandu Mawar', 'Posyandu Melati'])
  expect(await reopenPoints(here.db, at('2026-12-04 00.00'))).toBe(1)
  expect(await closed()).toEqual(['Posyandu Mawar'])
  expect(await reopenPoints(here.db, at('2027-12-04 00.00'))).toBe(0)
  const audit = await here.db.prisma.audit.findMany({
    where: { action: 'point.change' },
    orderBy: { id: 'desc' },
  })
  expect(audit[0]).toMatchObject({ actorId: null, after: { closedAt: null, reopensAt: null } })
})
