import { afterAll, beforeEach, expect, it } from 'vitest'
import { answerHandOver, proposeHandOver } from '../../../src/features/handover/hand-over.ts'
import { testDatabase } from '../../support/database.ts'
import { address, at, person, smallCity } from '../attendance/setting.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const { city, health } = await smallCity(prisma)
const now = at('09.00.00')
const later = (days: number) => new Date(now.getTime() + days * 86_400_000)

let rina = 0
let budi = 0
let phone = 0
let inboxId = 0n
beforeEach(async () => {
  rina = await person(prisma, health.id, 'Rina')
  budi = await person(prisma, health.id, 'Budi')
  phone = await address(prisma)
  await prisma.addressPerson.create({ data: { addressId: phone, personId: budi, how: 'code', at: now } })
  await prisma.role.create({
    data: { personId: rina, unitId: health.id, role: 'koordinator', from: later(-30), until: later(20) },
  })
})
const as = (id: number, role: 'koordinator' | 'admin' | null = null, unit = health) => ({
  ...{ id, phone: [id], addressId: phone },
  roles: role ? [{ role, unitPath: unit.path || `/${unit.id}/` }] : [],
})
const propose = (actor = as(rina, 'koordinator'), toId = budi) =>
  proposeHandOver(prisma, { fromId: rina, toId, actor, at: now, inboxId: ++inboxId })
const held = async (personId: number) =>
  (await prisma.role.findMany({ where: { personId, until: { gt: now } } })).map(({ unitId, until }) => ({
    unitId,
    until,
  }))

it('moves the role with its term, and ends open codes, once the successor agrees', async () => {
  const code = { digest: `d${rina}`, purpose: 'claim', subject: {}, expiresAt: later(7), createdBy: rina }
  await prisma.oneTimeCode.create({ data: code })
  const said = await propose()
  if (said.kind !== 'proposed') throw new Error(said.kind)
  expect(await held(budi)).toEqual([])
  const done = await answerHandOver(prisma, said.ref.toLowerCase(), true, as(budi), now)
  expect(done).toMatchObject({
    kind: 'accepted',
    fromId: rina,
    goods: { units: ['Dinas Kesehatan'], links: 1 },
  })
  expect(await held(budi)).toEqual([{ unitId: health.id, until: later(20) }])
  expect(await held(rina)).toEqual([])
  expect((await prisma.oneTimeCode.findUnique({ where: { digest: code.digest } }))?.expiresAt).toEqual(now)
  expect(await answerHandOver(prisma, said.ref, true, as(budi), now)).toEqual({ kind: 'already' })
})

it('changes nothing when it is refused, too old, or answered by somebody else', async () => {
  const [one, two] = [await propose(), await propose()]
  if (one.kind !== 'proposed' || two.kind !== 'proposed') throw new Error('not proposed')
  expect(await answerHandOver(prisma, one.ref, true, as(rina), now)).toEqual({ kind: 'not_yours' })
  // Whoever shares a phone with the predecessor could agree in the other's name.
  const shared = { ...as(budi), phone: [budi, rina] }
  expect(await answerHandOver(prisma, one.ref, true, shared, now)).toEqual({ kind: 'not_yours' })
  expect(await answerHandOver(prisma, one.ref, false, as(budi), now)).toMatchObject({ kind: 'refused' })
  expect(await answerHandOver(prisma, two.ref, true, as(budi), later(8))).toEqual({ kind: 'expired' })
  expect(await answerHandOver(prisma, '2222', true, as(budi), now)).toEqual({ kind: 'unknown' })
  expect(await held(budi)).toEqual([])
  expect(await held(rina)).toHaveLength(1)
})

it('is begun by the holder, or by an admin above, for somebody who can agree', async () => {
  const ani = await person(prisma, health.id, 'Ani')
  expect(await propose(as(ani, 'koordinator'))).toEqual({ kind: 'not_yours' })
  expect(await propose(as(ani, 'admin', city))).toMatchObject({ kind: 'proposed' })
  expect(await propose(as(rina, 'koordinator'), ani)).toEqual({ kind: 'no_phone' })
  expect(await propose(as(rina, 'koordinator'), rina)).toEqual({ kind: 'same' })
  expect(await propose({ ...as(rina, 'koordinator'), phone: [rina, budi] })).toEqual({ kind: 'same_phone' })
  await prisma.role.updateMany({ where: { personId: rina }, data: { until: later(-1) } })
  expect(await propose()).toEqual({ kind: 'none' })
})
