import { afterAll, expect, it } from 'vitest'
import { rollOf } from '../../../src/features/attendance/missing.ts'
import { recordOf } from '../../../src/features/attendance/my-record.ts'
import { settleSessions } from '../../../src/features/attendance/settle.ts'
import { recordAll } from '../../../src/features/check-in/record.ts'
import { testDatabase } from '../../support/database.ts'
import { address, apel, at, person, smallCity } from './setting.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const { city, health, division, traffic } = await smallCity(prisma)
const addressId = await address(prisma)
const evening = at('17.00.00')
const statusOf = async (sessionId: number, personId: number) =>
  (await prisma.attendance.findUnique({ where: { sessionId_personId: { sessionId, personId } } }))?.status ??
  null

it('gives everybody who was expected a status, once, in the unit of that day', async () => {
  const session = await apel(prisma, [health])
  const [absent, there, piket, elsewhere] = [
    await person(prisma, health.id, 'Absen'),
    await person(prisma, division.id, 'Hadir'),
    await person(prisma, health.id, 'Piket'),
    await person(prisma, traffic.id, 'Lain'),
  ]
  await prisma.offDuty.create({
    data: {
      personId: piket,
      fromAt: at('06.00.00'),
      untilAt: at('14.00.00'),
      label: 'piket',
      by: 1,
      at: at('06.00.00'),
    },
  })
  const line = {
    ...{
      sessionId: session.id,
      personId: there,
      addressId,
      inboxId: 1n,
      proof: 'code' as const,
      codeAt: null,
    },
    ...{
      codeUnitId: null,
      verdict: 'accepted',
      flags: [],
      status: 'hadir' as const,
      decidedAt: at('07.20.00'),
    },
  }
  await recordAll(prisma, [{ ...line, countsAt: at('07.20.00'), messageAt: at('07.20.00') }])
  expect(await settleSessions(db, at('16.45.00'))).toEqual([])
  expect(await settleSessions(db, evening)).toEqual([session.id])
  expect(await settleSessions(db, evening)).toEqual([])
  expect(await statusOf(session.id, absent)).toBe('tanpa_keterangan')
  expect(await statusOf(session.id, there)).toBe('hadir')
  expect(await statusOf(session.id, piket)).toBeNull()
  expect(await statusOf(session.id, elsewhere)).toBeNull()

  // A move afterwards changes nothing about that day, for the unit and for the person.
  await prisma.person.update({ where: { id: absent }, data: { unitId: traffic.id } })
  const roll = await rollOf(prisma, session.id, [`/${city.id}/${health.id}/`])
  expect(roll).toMatchObject({ hadir: 1, without: [{ name: 'Absen' }] })
  const own = await recordOf(prisma, absent, at('00.00.00'), at('23.00.00'))
  expect(own.map(({ status }) => status)).toEqual(['tanpa_keterangan'])

  // What arrives hours late decides again, and is noted.
  await recordAll(prisma, [
    {
      ...line,
      personId: absent,
      inboxId: 2n,
      countsAt: at('07.25.00'),
      messageAt: at('07.25.00'),
      decidedAt: evening,
    },
  ])
  expect(await statusOf(session.id, absent)).toBe('hadir')
  const noted = await prisma.audit.findFirst({
    where: { action: 'attendance.change', subject: `person/${absent}` },
  })
  expect(noted).toMatchObject({ before: { status: 'tanpa_keterangan' }, after: { status: 'hadir' } })
})

it('waits for what a messenger may bring still, but no longer than a day', async () => {
  const session = await apel(prisma, [traffic], 'Apel lalu lintas')
  const row = {
    channel: 'telegram',
    externalId: 'x1',

    addressId,
    at: at('07.20.00'),
    payload: {},
  }
  const { id } = await prisma.inbox.create({ data: row })
  expect(await settleSessions(db, evening)).toEqual([])
  await prisma.inbox.update({ where: { id }, data: { state: 'done' } })
  await prisma.outage.create({
    data: { channel: 'whatsapp', accountId: 1, from: at('07.00.00'), reason: 'x' },
  })
  expect(await settleSessions(db, evening)).toEqual([])
  expect(await settleSessions(db, new Date(evening.getTime() + 86_400_000))).toEqual([session.id])
  await prisma.outage.deleteMany()
})

it('makes nobody absent of a unit that has not joined, or in a session of which nobody can say', async () => {
  const session = await apel(prisma, [health, traffic], 'Apel terganggu')
  const waiting = await person(prisma, health.id, 'Belum')
  const unsure = await person(prisma, traffic.id, 'Ragu')
  await prisma.unit.update({ where: { id: health.id }, data: { joined: false } })
  await prisma.session.update({ where: { id: session.id }, data: { disturbedAt: at('07.10.00') } })
  await settleSessions(db, evening)
  expect(await statusOf(session.id, waiting)).toBeNull()
  expect(await statusOf(session.id, unsure)).toBe('belum_dipastikan')
  const roll = await rollOf(prisma, session.id, [`/${city.id}/`])
  expect(roll.notJoined.map(({ name }) => name)).toEqual(['Dinas Kesehatan'])
})
