import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { markDisturbed } from '../../../src/features/attendance/disturb.ts'
import { recordOf } from '../../../src/features/attendance/my-record.ts'
import { statusWithout } from '../../../src/features/check-in/judge.ts'
import { trackOutages } from '../../../src/features/numbers/outages.ts'
import { testDatabase } from '../../support/database.ts'
import { address, apel, at, person, smallCity } from './setting.ts'

const { db, close } = await testDatabase()
const { prisma } = db
afterAll(close)

let city: Awaited<ReturnType<typeof smallCity>>
let siti: number
let coordinator: number
beforeAll(async () => {
  city = await smallCity(prisma)
  // A path is a prefix of those below it.
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
  await prisma.outage.deleteMany()
  await prisma.outbox.deleteMany()
  await prisma.session.deleteMany()
})

const about = { db, translator: () => ((key: string) => key) as never }
const outage = (from: string, until: string | null) =>
  prisma.outage.create({
    data: {
      channel: 'whatsapp',
      accountId: 1,
      from: at(from),
      until: until ? at(until) : null,
      reason: 'logged_out',
    },
  })
const mark = async (now: string) => (await markDisturbed(about, at(now))).length

describe('a session is disturbed', () => {
  it.each([
    ['begins before it and ends in it', '06.00.00', '07.00.00', 1],
    ['lies within it', '07.10.00', '07.12.00', 1],
    ['goes on', '07.10.00', null, 1],
    ['was over before it opened', '05.00.00', '06.44.00', 0],
    ['began after it had closed', '08.01.00', null, 0],
  ] as const)('by an outage that %s', async (_, from, until, count) => {
    await apel(prisma, [city.health])
    await outage(from, until)
    expect(await mark('08.30.00')).toBe(count)
  })

  it('once, and its coordinators are told once', async () => {
    const session = await apel(prisma, [city.health])
    await outage('07.10.00', null)
    expect(await mark('07.11.00')).toBe(1)
    expect(await mark('07.12.00')).toBe(0)
    const rows = await prisma.outbox.findMany()
    expect(rows.map((row) => [row.addressId, row.key])).toEqual([
      [coordinator, `disturbed/${session.id}/${coordinator}`],
    ])
  })

  it('and nobody is absent without notice by it, before and after its grace', async () => {
    const session = await apel(prisma, [city.health])
    await outage('07.10.00', '07.40.00')
    await mark('07.41.00')
    const [line] = await recordOf(prisma, siti, at('00.00.00'), at('23.00.00'))
    const without = (now: string) =>
      statusWithout({ ...session, disturbedAt: line?.disturbedAt ?? null }, at(now))
    expect(line?.disturbedAt).toEqual(at('07.41.00'))
    expect(without('07.50.00')).toBe('belum')
    expect(without('17.00.00')).toBe('belum_dipastikan')
    expect(statusWithout(session, at('17.00.00'))).toBe('tanpa_keterangan')
  })
})

describe('an outage', () => {
  const number = (state: 'needs_person' | 'open' | 'connecting') =>
    [{ id: 1, state, reason: 'logged_out', openAt: at('07.05.00') }] as never
  it('begins when the number was last connected, and ends when it is again; a lost connection is none', async () => {
    expect(await trackOutages(prisma, number('connecting'), at('07.10.00'))).toBe(false)
    expect(await trackOutages(prisma, number('needs_person'), at('07.20.00'))).toBe(true)
    expect(await trackOutages(prisma, number('needs_person'), at('07.21.00'))).toBe(false)
    expect(await trackOutages(prisma, number('open'), at('09.00.00'))).toBe(true)
    expect(await prisma.outage.findMany()).toMatchObject([{ from: at('07.05.00'), until: at('09.00.00') }])
  })
})
