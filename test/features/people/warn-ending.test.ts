import { afterAll, expect, it } from 'vitest'
import { leftAlone } from '../../../src/features/people/left-alone.ts'
import { warnOfEndings } from '../../../src/features/people/warn-ending.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { loadLocales } from '../../../src/lib/i18n.ts'
import type { Outgoing } from '../../../src/message.ts'
import { testDatabase } from '../../support/database.ts'
import { address, at, person, smallCity } from '../attendance/setting.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const { translator } = loadLocales(loadCity('pangkalpinang'))
const { city, health, traffic } = await smallCity(prisma)
const days = (n: number) => new Date(at('09.00.00').getTime() + n * 86_400_000)
const hold = (personId: number, unitId: number, role: 'koordinator' | 'admin', until: Date | null) =>
  prisma.role.create({ data: { personId, unitId, role, from: days(-30), until } })

it('warns each admin once of a term that ends soon and that nobody follows', async () => {
  const [hendra, budi, ani, joko] = [
    await person(prisma, city.id, 'Hendra'),
    await person(prisma, health.id, 'Budi'),
    await person(prisma, traffic.id, 'Ani'),
    await person(prisma, traffic.id, 'Joko'),
  ]
  const phone = await address(prisma)
  await prisma.addressPerson.create({
    data: { addressId: phone, personId: hendra, how: 'code', at: days(-30) },
  })
  await hold(hendra, city.id, 'admin', null)
  await hold(budi, health.id, 'koordinator', days(2))
  // Somebody follows here, and there the end is far.
  await hold(ani, traffic.id, 'koordinator', days(1))
  await hold(joko, traffic.id, 'koordinator', days(40))
  expect(await leftAlone(prisma, budi, 'koordinator', days(0))).toEqual(['Dinas Kesehatan'])
  expect(await leftAlone(prisma, ani, 'koordinator', days(0))).toEqual([])

  expect(await warnOfEndings({ db, translator }, days(0))).toBe(1)
  expect(await warnOfEndings({ db, translator }, days(1))).toBe(1)
  const said = (await prisma.outbox.findMany()).map(({ body, addressId }) => [
    addressId,
    (body as Outgoing).text,
  ])
  expect(said).toHaveLength(1)
  expect(said[0]).toEqual([
    phone,
    expect.stringContaining('Budi sebagai koordinator Dinas Kesehatan berakhir Rabu, 25 November 2026'),
  ])
  expect(await warnOfEndings({ db, translator }, days(3))).toBe(0)
})
