import { afterAll, beforeEach, expect, it } from 'vitest'
import { approversOf } from '../../../src/features/absence/approvers.ts'
import { askLeave, type LeaveWish } from '../../../src/features/absence/ask-leave.ts'
import { type Actor, decideLeave, type Word } from '../../../src/features/absence/decide-leave.ts'
import { keepLeaves } from '../../../src/features/absence/keep-leaves.ts'
import { withdrawLeave } from '../../../src/features/absence/withdraw-leave.ts'
import { rollOf } from '../../../src/features/attendance/missing.ts'
import { settleSessions } from '../../../src/features/attendance/settle.ts'
import { transaction } from '../../../src/lib/db.ts'
import { enqueue, rowsFor } from '../../../src/outbox/enqueue.ts'
import { testDatabase } from '../../support/database.ts'
import { address, apel, at, person, smallCity } from '../attendance/setting.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const { city, health, division, traffic } = await smallCity(prisma)
for (const unit of [city, health, division, traffic]) {
  const parents = { [city.id]: `/${city.id}/`, [health.id]: `/${city.id}/${health.id}/` }
  const path =
    parents[unit.id] ?? `${unit.id === division.id ? parents[health.id] : parents[city.id]}${unit.id}/`
  await prisma.unit.update({ where: { id: unit.id }, data: { path } })
}
const pathOf = async (id: number) => (await prisma.unit.findUniqueOrThrow({ where: { id } })).path
const healthPath = await pathOf(health.id)
const cityPath = await pathOf(city.id)
const trafficPath = await pathOf(traffic.id)

let inbox = 0n
const wish = (personId: number, more: Partial<LeaveWish> = {}): LeaveWish => ({
  ...{ personId, unitId: health.id, addressId: 1, kind: 'sakit', sessionId: null, note: null },
  ...{ fromAt: at('00.00.00'), untilAt: new Date(at('00.00.00').getTime() + 86_400_000) },
  ...{ askedAt: at('06.50.00'), inboxId: ++inbox, replacesId: null },
  ...more,
})
const coordinator = async (path: string, role = 'koordinator'): Promise<Actor> => {
  const id = await person(prisma, health.id, 'Koordinator')
  return { id, unitPath: healthPath, roles: [{ role, unitPath: path }], phone: [id] }
}
const statusOf = async (sessionId: number, personId: number) =>
  (await prisma.attendance.findUnique({ where: { sessionId_personId: { sessionId, personId } } }))?.status ??
  null
const ask = async (personId: number, more: Partial<LeaveWish> = {}) => {
  const asked = await askLeave(prisma, wish(personId, more), at('06.50.00'))
  if (asked.kind === 'gone') throw new Error('gone')
  return asked
}
const say = (ref: string, word: Word, actor: Actor, now = at('07.00.00')) =>
  transaction(db, (tx) => decideLeave(tx, ref, word, actor, now, now))
const approve: Word = { act: 'approve' }

beforeEach(async () => {
  await prisma.attendance.deleteMany()
  await prisma.session.deleteMany()
  await prisma.absence.deleteMany()
})

it('keeps the same message and the same wish once, and shows what overlaps', async () => {
  const id = await person(prisma, health.id)
  const first = await ask(id)
  expect(first.kind).toBe('asked')
  expect(await ask(id)).toMatchObject({ kind: 'same', absence: { id: first.absence.id } })
  expect(await ask(id, { inboxId: inbox })).toMatchObject({ kind: 'same' })
  expect(await ask(id, { kind: 'cuti' })).toMatchObject({
    kind: 'overlaps',
    absence: { id: first.absence.id },
  })
  expect(await ask(id, { fromAt: wish(id).untilAt, untilAt: new Date('2026-12-01') })).toMatchObject({
    kind: 'asked',
  })
  expect(await prisma.absence.count({ where: { personId: id } })).toBe(2)
})

it('is decided by the own coordinator only, never by oneself, and a refusal has a reason', async () => {
  const id = await person(prisma, health.id)
  const { absence } = await ask(id)
  const own = await coordinator(healthPath)
  expect(await say(absence.ref, approve, await coordinator(trafficPath))).toEqual({ kind: 'not_yours' })
  // A term that ended yesterday is no role any more: none of them is handed over.
  expect(await say(absence.ref, approve, { ...own, roles: [] })).toEqual({ kind: 'not_yours' })
  expect(await say(absence.ref, approve, { ...own, id })).toEqual({ kind: 'own' })
  expect(await say(absence.ref, approve, { ...own, phone: [own.id, id] })).toEqual({ kind: 'own' })
  expect(await say(absence.ref, { act: 'refuse', reason: ' . ' }, own)).toEqual({ kind: 'no_reason' })
  expect(await say('2222', approve, own)).toEqual({ kind: 'unknown' })
  expect(await say(absence.ref, { act: 'refuse', reason: 'kurang orang' }, own)).toMatchObject({
    ...{ kind: 'refused', absence: { reason: 'kurang orang' } },
  })
})

it('lets a deputy of the unit, and of a unit above, decide', async () => {
  const id = await person(prisma, division.id)
  const deputy = await coordinator(healthPath)
  const unarmed = { ...deputy, roles: [] }
  const { absence } = await ask(id, { unitId: division.id })
  await prisma.unit.update({ where: { id: health.id }, data: { deputyId: deputy.id } })
  expect(await say(absence.ref, approve, unarmed)).toMatchObject({ kind: 'approved' })
  await prisma.unit.update({ where: { id: health.id }, data: { deputyId: null } })
})

it('counts one word of two who decide at once', async () => {
  const id = await person(prisma, health.id)
  const session = await apel(prisma, [health])
  const { absence } = await ask(id)
  const [one, other] = [await coordinator(healthPath), await coordinator(cityPath, 'admin')]
  const said = await Promise.all([
    say(absence.ref, approve, one),
    say(absence.ref, { act: 'refuse', reason: 'kurang orang' }, other),
  ])
  expect(said.filter(({ kind }) => kind === 'already')).toHaveLength(1)
  const row = await prisma.absence.findUniqueOrThrow({ where: { id: absence.id } })
  expect(row.decidedBy).toBe(row.state === 'approved' ? one.id : other.id)
  expect(await statusOf(session.id, id)).toBe(row.state === 'approved' ? 'sakit' : null)
})

it('writes approved leave into the sessions, and stops their reminders', async () => {
  const id = await person(prisma, health.id)
  const session = await apel(prisma, [health])
  const addressId = await address(prisma)
  const about = { lane: 'reminder' as const, recipient: `person/${id}`, topic: `session/${session.id}` }
  await enqueue(prisma, rowsFor(addressId, { text: 'ingat' }, `r/${id}`, 4_000, about))
  const { absence } = await ask(id)
  expect(await statusOf(session.id, id)).toBeNull()
  await say(absence.ref, approve, await coordinator(healthPath))
  expect(await statusOf(session.id, id)).toBe('sakit')
  const [row] = await prisma.outbox.findMany({ where: { key: `r/${id}` } })
  expect(row?.state).toBe('cancelled')
})

it('shows who waits as waiting, and never as absent without notice', async () => {
  const [waits, absent] = [
    await person(prisma, health.id, 'Menunggu'),
    await person(prisma, health.id, 'Absen'),
  ]
  const session = await apel(prisma, [health])
  const { absence } = await ask(waits)
  const listed = async () => {
    const roll = await rollOf(prisma, session.id, [healthPath])
    return [roll.waiting, roll.without].map((all) => all.map(({ personId }) => personId))
  }
  expect((await listed())[0]).toEqual([waits])
  await settleSessions(db, at('17.00.00'))
  expect(await statusOf(session.id, waits)).toBe('belum_dipastikan')
  expect(await statusOf(session.id, absent)).toBe('tanpa_keterangan')
  expect((await listed())[0]).toEqual([waits])
  expect((await listed())[1]).toContain(absent)
  await say(
    absence.ref,
    { act: 'refuse', reason: 'tidak ada kabar' },
    await coordinator(healthPath),
    at('18.00.00'),
  )
  expect(await statusOf(session.id, waits)).toBe('tanpa_keterangan')
})

it('takes a request that comes after the session has closed, and what was written there gives way', async () => {
  const id = await person(prisma, health.id)
  const session = await apel(prisma, [health])
  await settleSessions(db, at('17.00.00'))
  expect(await statusOf(session.id, id)).toBe('tanpa_keterangan')
  const { absence } = await ask(id, { askedAt: at('18.00.00') })
  expect(await statusOf(session.id, id)).toBe('belum_dipastikan')
  await say(absence.ref, approve, await coordinator(healthPath), at('18.30.00'))
  expect(await statusOf(session.id, id)).toBe('sakit')
})

it('can be taken back until it is over, and then stays', async () => {
  const id = await person(prisma, health.id)
  const session = await apel(prisma, [health])
  const { absence } = await ask(id)
  await say(absence.ref, approve, await coordinator(healthPath))
  const back = (now: Date, whose = id, from: Date | null = null) =>
    transaction(db, (tx) => withdrawLeave(tx, absence.ref, whose, from, now, now))
  expect(await back(at('07.00.00'), id + 1)).toEqual({ kind: 'unknown' })
  // After the session has begun only what comes later ends: it was missed with leave.
  expect(await back(at('09.00.00'))).toMatchObject({ kind: 'shortened' })
  expect(await statusOf(session.id, id)).toBe('sakit')
  expect(await back(at('09.30.00'))).toEqual({ kind: 'over' })
})

it('taken back before the session, nothing is left of it', async () => {
  const id = await person(prisma, health.id)
  const session = await apel(prisma, [health])
  const { absence } = await ask(id)
  await say(absence.ref, approve, await coordinator(healthPath))
  const now = at('07.05.00')
  expect(await transaction(db, (tx) => withdrawLeave(tx, absence.ref, id, null, now, now))).toMatchObject({
    kind: 'withdrawn',
  })
  expect(await statusOf(session.id, id)).toBeNull()
})

it('an approved one stands until the one that takes its place is approved', async () => {
  const id = await person(prisma, health.id)
  const session = await apel(prisma, [health])
  const who = await coordinator(healthPath)
  const { absence: old } = await ask(id)
  await say(old.ref, approve, who)
  const { absence: fresh, kind } = await ask(id, { kind: 'dinas_luar', replacesId: old.id })
  expect(kind).toBe('asked')
  expect(await statusOf(session.id, id)).toBe('sakit')
  await say(fresh.ref, approve, who)
  expect(await statusOf(session.id, id)).toBe('dinas_luar')
  expect((await prisma.absence.findUniqueOrThrow({ where: { id: old.id } })).state).toBe('withdrawn')
})

it('follows sessions that are made or moved after the decision', async () => {
  const id = await person(prisma, health.id)
  const { absence } = await ask(id)
  await say(absence.ref, approve, await coordinator(healthPath))
  const session = await apel(prisma, [health])
  expect(await keepLeaves(db, at('06.40.00'))).toBe(1)
  expect(await keepLeaves(db, at('06.41.00'))).toBe(0)
  expect(await statusOf(session.id, id)).toBe('sakit')
  const tomorrow = new Date(session.startsAt.getTime() + 86_400_000)
  await prisma.session.update({ where: { id: session.id }, data: { startsAt: tomorrow } })
  expect(await keepLeaves(db, at('06.42.00'))).toBe(1)
  expect(await statusOf(session.id, id)).toBeNull()
})

it('asks the nearest who can be reached, never whoever it is about or shares a phone, and the next when they are away', async () => {
  const join = async (personId: number, addressId: number) =>
    prisma.addressPerson.create({ data: { addressId, personId, how: 'code', at: at('06.00.00') } })
  const role = async (
    personId: number,
    unitId: number,
    name: 'koordinator' | 'admin',
    until: Date | null = null,
  ) => prisma.role.create({ data: { personId, unitId, role: name, from: at('00.00.00'), until } })
  const [asker, boss, shared, above, past] = [
    await person(prisma, division.id, 'Pemohon'),
    await person(prisma, health.id, 'Koordinator'),
    await person(prisma, health.id, 'Sehape'),
    await person(prisma, city.id, 'Admin'),
    await person(prisma, health.id, 'Lewat'),
  ]
  const phone = await address(prisma)
  await join(asker, phone)
  await join(shared, phone)
  for (const one of [boss, above, past]) await join(one, await address(prisma))
  await role(boss, health.id, 'koordinator')
  await role(shared, health.id, 'koordinator')
  await role(above, city.id, 'admin')
  await role(past, health.id, 'koordinator', at('05.00.00'))
  const levels = async (personId: number) =>
    (await approversOf(prisma, { personId, unitId: division.id }, at('07.00.00'))).map((level) =>
      level.map(({ personId: id }) => id),
    )
  expect(await levels(asker)).toEqual([[boss], [above]])
  expect(await levels(boss)).toEqual([[shared], [above]])
  const { absence } = await ask(boss)
  await say(absence.ref, approve, await coordinator(cityPath, 'admin'))
  expect(await levels(asker)).toEqual([[boss, above]])
})
