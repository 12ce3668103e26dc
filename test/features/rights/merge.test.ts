import { tmpdir } from 'node:os'
import { afterAll, expect, it } from 'vitest'
import { redecide } from '../../../src/features/attendance/redecide.ts'
import { sealNew } from '../../../src/features/audit/seal.ts'
import { verifyChains } from '../../../src/features/audit/verify.ts'
import { copyOf } from '../../../src/features/rights/copy.ts'
import { mergePeople } from '../../../src/features/rights/merge.ts'
import { transaction } from '../../../src/lib/db.ts'
import { openSecret } from '../../../src/lib/secret.ts'
import { testDatabase } from '../../support/database.ts'
import { address, apel, at, person, smallCity } from '../attendance/setting.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const { city, health, traffic } = await smallCity(prisma)
const secret = openSecret('rahasia-untuk-rantai-catatan-yang-cukup-panjang', tmpdir())
const admin = async () => {
  const id = await person(prisma, city.id, 'Joko')
  const { path } = await prisma.unit.findUniqueOrThrow({ where: { id: city.id } })
  return { id, unitPath: path, roles: [{ role: 'admin', unitPath: path }], phone: [id] }
}
const join = (loserId: number, winnerId: number, actor: Awaited<ReturnType<typeof admin>>) =>
  transaction(db, (tx) => mergePeople(tx, { loserId, winnerId }, actor, at('18.00.00')))

let messages = 0n
async function checkIn(sessionId: number, personId: number, addressId: number, clock: string) {
  messages += 1n
  await prisma.checkIn.create({
    data: {
      ...{ sessionId, personId, addressId, inboxId: messages, proof: 'code', messageAt: at(clock) },
      ...{ countsAt: at(clock), verdict: 'accepted', flags: [] },
    },
  })
  await redecide(prisma, [{ sessionId, personId }], { at: at(clock), actorId: null })
}

it('joins phones, presence and leave; the earlier check-in counts, and seals hold', async () => {
  const joko = await admin()
  const [loser, winner] = [
    await person(prisma, traffic.id, 'Siti A'),
    await person(prisma, health.id, 'Siti Aminah'),
  ]
  await prisma.person.update({ where: { id: loser }, data: { nip: '198503152010012001' } })
  const phone = await address(prisma)
  for (const personId of [loser, winner])
    await prisma.addressPerson.create({
      data: { addressId: phone, personId, how: 'code', at: at('06.00.00') },
    })
  const [both, only] = [await apel(prisma, [city], 'Apel'), await apel(prisma, [city], 'Senam')]
  await checkIn(both.id, loser, phone, '07.12.00')
  await checkIn(both.id, winner, phone, '07.40.00')
  await checkIn(only.id, loser, phone, '07.13.00')
  await prisma.absence.create({
    data: {
      ...{ ref: 'CT22', personId: loser, unitId: traffic.id, kind: 'cuti', askedAt: at('06.00.00') },
      ...{ fromAt: at('20.00.00'), untilAt: at('21.00.00'), state: 'approved', decidedAt: at('06.30.00') },
    },
  })
  await sealNew({ db, secret }, at('17.00.00'))
  expect(await join(loser, winner, joko)).toMatchObject({ kind: 'merged', sessions: 2, addressIds: [phone] })

  const rows = await prisma.attendance.findMany({ orderBy: { sessionId: 'asc' } })
  expect(rows.map(({ personId, status, unitId, countsAt }) => [personId, status, unitId, countsAt])).toEqual([
    [winner, 'hadir', health.id, at('07.12.00')],
    // Counted where it was counted then.
    [winner, 'hadir', traffic.id, at('07.13.00')],
  ])
  expect(await prisma.checkIn.count({ where: { personId: loser } })).toBe(2)
  expect(await prisma.absence.count({ where: { personId: winner, state: 'approved', kind: 'cuti' } })).toBe(1)
  expect(await prisma.person.findUniqueOrThrow({ where: { id: loser } })).toMatchObject({
    ...{ status: 'merged', mergedInto: winner, nip: null, unitId: null },
  })
  expect(await prisma.person.findUniqueOrThrow({ where: { id: winner } })).toMatchObject({
    nip: '198503152010012001',
  })
  expect(await prisma.address.findUniqueOrThrow({ where: { id: phone } })).toMatchObject({ personId: winner })
  // The copy of the one holds what was the other's.
  const copy = await copyOf(prisma, { addressId: phone, personId: winner }, at('19.00.00'))
  expect(copy.find(({ section }) => section === 'checkIns')?.rows).toHaveLength(5)
  await sealNew({ db, secret }, at('19.00.00'))
  expect((await verifyChains(db, secret)).findings).toEqual([])
  expect(await join(loser, winner, joko)).toEqual({ kind: 'gone' })
})

it('is refused for two people, for oneself, and while something waits', async () => {
  const joko = await admin()
  const [one, two] = [await person(prisma, health.id, 'Budi'), await person(prisma, health.id, 'Budi S')]
  expect(await join(one, one, joko)).toEqual({ kind: 'same' })
  expect(await join(one, joko.id, joko)).toEqual({ kind: 'own' })
  // Another phone of the admin's than the one that writes is the person's as well.
  const shared = await address(prisma)
  for (const personId of [joko.id, two])
    await prisma.addressPerson.create({
      data: { addressId: shared, personId, how: 'code', at: at('06.00.00') },
    })
  expect(await join(one, two, joko)).toEqual({ kind: 'own' })
  await prisma.addressPerson.deleteMany({ where: { addressId: shared } })
  const coordinator = { ...joko, roles: [{ role: 'koordinator', unitPath: joko.unitPath }] }
  expect(await join(one, two, coordinator)).toEqual({ kind: 'not_yours' })
  await prisma.absence.create({
    data: {
      ...{ ref: 'OP22', personId: one, unitId: health.id, kind: 'izin', askedAt: at('06.00.00') },
      ...{ fromAt: at('20.00.00'), untilAt: at('21.00.00') },
    },
  })
  expect(await join(one, two, joko)).toEqual({ kind: 'open' })
  await prisma.absence.updateMany({ where: { personId: one }, data: { state: 'withdrawn' } })
  await prisma.person.update({ where: { id: one }, data: { nip: '198001012005011002' } })
  await prisma.person.update({ where: { id: two }, data: { nip: '198001012005011003' } })
  expect(await join(one, two, joko)).toEqual({ kind: 'differ' })
})
