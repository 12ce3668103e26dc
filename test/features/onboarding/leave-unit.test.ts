import { afterAll, beforeEach, expect, it } from 'vitest'
import { approversOf } from '../../../src/features/absence/approvers.ts'
import { setLeaveRule } from '../../../src/features/absence/set-rule.ts'
import { settleSessions } from '../../../src/features/attendance/settle.ts'
import { mayDecide, voicesOver } from '../../../src/features/attendance/voices.ts'
import { dispute } from '../../../src/features/disputes/dispute.ts'
import { leaveUnit, returnToUnit } from '../../../src/features/onboarding/leave-unit.ts'
import { reassign } from '../../../src/features/people/save-roster.ts'
import { transaction } from '../../../src/lib/db.ts'
import { testDatabase } from '../../support/database.ts'
import { address, apel, at, person, smallCity } from '../attendance/setting.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const { health, division, traffic } = await smallCity(prisma)
const pathOf = async (id: number) => (await prisma.unit.findUniqueOrThrow({ where: { id } })).path
const healthPath = await pathOf(health.id)
const actorId = await person(prisma, health.id, 'Ratna')
const actor = { id: actorId, unitPath: healthPath, roles: [{ role: 'koordinator', unitPath: healthPath }] }
const out = (id: number, clock: string) =>
  transaction(db, (tx) => leaveUnit(tx, id, at(clock), { actor, phone: [actorId], at: at(clock) }))
const back = (name: string, clock: string) =>
  transaction(db, (tx) => returnToUnit(tx, name, { actor, at: at(clock) }))
const statusOf = async (sessionId: number, personId: number) =>
  (await prisma.attendance.findUnique({ where: { sessionId_personId: { sessionId, personId } } }))?.status ??
  null

beforeEach(async () => {
  await prisma.attendance.deleteMany()
  await prisma.session.deleteMany()
})

it('back in the unit, somebody has what was settled without them, and may dispute it', async () => {
  const budi = await person(prisma, health.id, 'Budi Santoso')
  const ani = await person(prisma, health.id, 'Ani')
  const before = await apel(prisma, [health], 'Apel kemarin')
  await prisma.session.update({ where: { id: before.id }, data: { settledAt: at('06.00.00') } })
  const session = await apel(prisma, [health])
  const elsewhere = await apel(prisma, [traffic], 'Apel lain')
  expect(await out(budi, '07.40.00')).toBe('left')
  expect(await out(ani, '07.40.00')).toBe('left')
  await prisma.absence.create({
    data: {
      ...{ ref: 'ABCD', personId: ani, unitId: health.id, addressId: 1, kind: 'izin', state: 'approved' },
      ...{
        fromAt: at('00.00.00'),
        untilAt: at('23.00.00'),
        askedAt: at('06.00.00'),
      },
      decidedAt: at('06.30.00'),
    },
  })
  expect(await settleSessions(db, at('17.00.00'))).toHaveLength(2)
  expect(await statusOf(session.id, budi)).toBeNull()
  expect(await back('Budi', '17.05.00')).toMatchObject([{ id: budi }])
  expect(await back('ani', '17.06.00')).toMatchObject([{ id: ani }])
  expect(await statusOf(session.id, budi)).toBe('tanpa_keterangan')
  expect(await statusOf(session.id, ani)).toBe('izin')
  // What was settled before, and what others were called to, is none of it.
  expect(await statusOf(before.id, budi)).toBeNull()
  expect(await statusOf(elsewhere.id, budi)).toBeNull()
  const notes = { action: 'attendance.change', subject: `person/${budi}` }
  expect(await prisma.audit.findMany({ where: notes })).toMatchObject([
    { actorId, sessionId: session.id, after: { status: 'tanpa_keterangan' } },
  ])
  const wish = { sessionId: session.id, personId: budi, addressId: 1, text: 'saya hadir', inboxId: 1n }
  const city = { zone: 'Asia/Jakarta', holidays: [] }
  expect(await transaction(db, (tx) => dispute(tx, wish, city, at('17.10.00')))).toMatchObject({
    kind: 'sent',
  })
})

it('of several of a name, nobody is put back before one is picked', async () => {
  const [first, second] = [
    await person(prisma, health.id, 'Joko Susilo'),
    await person(prisma, division.id, 'Joko Susanto'),
  ]
  const other = await person(prisma, traffic.id, 'Joko Lain')
  await out(first, '08.00.00')
  await out(second, '08.01.00')
  expect((await back('joko', '08.02.00')).map(({ id }) => id)).toEqual([first, second])
  expect(await prisma.person.count({ where: { id: { in: [first, second] }, unitId: null } })).toBe(2)
  expect(await back(`#${other}`, '08.03.00')).toEqual([])
  expect(await back(`#${first}`, '08.03.00')).toMatchObject([{ id: first, unitName: 'Dinas Kesehatan' }])
  expect(await back('Joko', '08.04.00')).toMatchObject([{ id: second }])
})

it('a deputy who leaves the unit, or moves out of it, decides nothing there any more', async () => {
  const ani = await person(prisma, division.id, 'Ani')
  const deputyOf = async () => (await prisma.unit.findUniqueOrThrow({ where: { id: health.id } })).deputyId
  const deputy = async (name: string) => {
    const id = await person(prisma, division.id, name)
    const addressId = await address(prisma)
    await prisma.addressPerson.create({ data: { addressId, personId: id, how: 'code', at: at('06.00.00') } })
    const unit = { id: health.id, path: healthPath }
    const set = () => transaction(db, (tx) => setLeaveRule(tx, unit, { deputyId: id }, actor, at('06.00.00')))
    expect(await set()).toBe('set')
    return id
  }
  const decides = async (id: number) => ({
    may: await mayDecide(prisma, { id, unitPath: null, roles: [], phone: [id] }, healthPath, [ani]),
    asked: (await voicesOver(prisma, division.id, [ani], at('09.00.00'))).some(
      ({ personId }) => personId === id,
    ),
    leave: (await approversOf(prisma, { personId: ani, unitId: division.id }, at('09.00.00')))
      .flat()
      .some(({ personId }) => personId === id),
  })
  const first = await deputy('Wakil')
  expect(await decides(first)).toEqual({ may: 'yes', asked: true, leave: true })
  expect(await out(first, '08.00.00')).toBe('left')
  expect(await decides(first)).toEqual({ may: 'not_yours', asked: false, leave: false })
  expect(await deputyOf()).toBeNull()
  const noted = { action: 'unit.leave', subject: `unit/${health.id}`, actorId }
  expect(await prisma.audit.findFirst({ where: noted, orderBy: { id: 'desc' } })).toMatchObject({
    before: { deputyId: first },
    after: { deputyId: null },
  })

  const second = await deputy('Wakil Kedua')
  const move = (to: number) => {
    const entry = { name: 'Wakil Kedua', nip: null, phone: null, employment: null, label: null }
    const change = { id: second, before: { ...entry, unitId: division.id }, after: { ...entry, unitId: to } }
    return transaction(db, (tx) => reassign(tx, [change as never], null, at('09.00.00')))
  }
  // From the division to the office itself: still one of it.
  await move(health.id)
  expect(await deputyOf()).toBe(second)
  await move(traffic.id)
  expect(await deputyOf()).toBeNull()
})
