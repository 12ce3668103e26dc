import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { recordOf } from '../../../src/features/attendance/my-record.ts'
import { leaveToCoordinators } from '../../../src/features/check-in/coordinator-only.ts'
import { statusWithout } from '../../../src/features/check-in/judge.ts'
import { testDatabase } from '../../support/database.ts'
import { address, apel, at, person, smallCity } from '../attendance/setting.ts'

const { db, close } = await testDatabase()
const { prisma } = db
afterAll(close)

let city: Awaited<ReturnType<typeof smallCity>>
let siti: number
let coordinator: number
beforeAll(async () => {
  city = await smallCity(prisma)
  await prisma.unit.update({ where: { id: city.city.id }, data: { path: `/${city.city.id}/` } })
  for (const one of [city.health, city.traffic])
    await prisma.unit.update({ where: { id: one.id }, data: { path: `/${city.city.id}/${one.id}/` } })
  siti = await person(prisma, city.health.id, 'Siti')
  const ratna = await person(prisma, city.health.id, 'Ratna')
  coordinator = await address(prisma)
  await prisma.addressPerson.create({
    data: { addressId: coordinator, personId: ratna, how: 'code', at: at('06.00.00') },
  })
  await prisma.role.create({
    data: { personId: ratna, role: 'koordinator', unitId: city.health.id, from: at('06.00.00') },
  })
})
beforeEach(async () => {
  // The raw log lets nothing be deleted row by row.
  await prisma.$executeRaw`TRUNCATE outbox, check_in, screen, session CASCADE`
})

const translator = () => ((key: string) => key) as never
const leave = async (now: string) => (await leaveToCoordinators({ db, translator }, at(now))).length
const screen = (sessionId: number, confirmedAt: string, closedAt?: string) =>
  prisma.screen.create({
    data: {
      ...{ id: `layar${Math.random()}`, sessionId, openedAt: at('06.00.00'), confirmedAt: at(confirmedAt) },
      ...{ expiresAt: at('10.00.00'), closedAt: closedAt ? at(closedAt) : null },
    },
  })

describe('a session without a code', () => {
  it('is left to its coordinators at the on-time limit, once, and they are told once', async () => {
    const session = await apel(prisma, [city.health])
    expect(await leave('07.29.59')).toBe(0)
    expect(await leave('07.30.00')).toBe(1)
    expect(await leave('07.31.00')).toBe(0)
    const rows = await prisma.outbox.findMany()
    expect(rows.map((row) => [row.addressId, row.key])).toEqual([
      [coordinator, `coordinator-only/${session.id}/${coordinator}`],
    ])
    expect(
      await prisma.audit.count({ where: { sessionId: session.id, action: 'session.coordinator_only' } }),
    ).toBe(1)
  })

  it('makes nobody absent without notice, now and after its grace', async () => {
    const session = await apel(prisma, [city.health])
    await leave('07.30.00')
    const [line] = await recordOf(prisma, siti, at('00.00.00'), at('23.00.00'))
    const without = (now: string) =>
      statusWithout({ ...session, coordinatorOnlyAt: line?.coordinatorOnlyAt ?? null }, at(now))
    expect([without('07.50.00'), without('17.00.00')]).toEqual(['belum', 'belum_dipastikan'])
  })

  it('is found after a downtime of days, and not after a week', async () => {
    const { id } = await apel(prisma, [city.health])
    const later = (days: number) => new Date(at('07.30.00').getTime() + days * 86_400_000)
    expect(await leaveToCoordinators({ db, translator }, later(8))).toHaveLength(0)
    expect(await leaveToCoordinators({ db, translator }, later(5))).toMatchObject([{ id }])
  })
})

describe('a session stays open to everybody', () => {
  it.each([
    ['a screen was confirmed in time', async (id: number) => screen(id, '07.29.00')],
    [
      'a screen was confirmed before, and closed after it had opened',
      async (id: number) => screen(id, '06.50.00', '07.00.00'),
    ],
    [
      'a code was called out',
      async (id: number) => prisma.session.update({ where: { id }, data: { codeGivenAt: at('07.00.00') } }),
    ],
    [
      'it was cancelled',
      async (id: number) => prisma.session.update({ where: { id }, data: { status: 'cancelled' } }),
    ],
    [
      'nobody must attend it',
      async (id: number) => prisma.session.update({ where: { id }, data: { audienceUnits: [] } }),
    ],
    [
      'somebody has checked in',
      async (id: number) =>
        prisma.checkIn.create({
          data: {
            ...{
              sessionId: id,
              personId: siti,
              proof: 'code',
              messageAt: at('07.10.00'),
              countsAt: at('07.10.00'),
            },
            verdict: 'accepted',
          },
        }),
    ],
  ])('when %s', async (_, change) => {
    const { id } = await apel(prisma, [city.health])
    await change(id)
    expect(await leave('07.30.00')).toBe(0)
  })

  it.each([
    ['came after the limit', '07.30.30', undefined],
    ['was closed before it opened', '06.30.00', '06.40.00'],
  ] as const)('but not when the screen %s', async (_, confirmed, closed) => {
    const { id } = await apel(prisma, [city.health])
    await screen(id, confirmed, closed)
    expect(await leave('07.31.00')).toBe(1)
  })
})
