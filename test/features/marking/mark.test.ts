import { afterAll, describe, expect, it } from 'vitest'
import { settleChanged } from '../../../src/features/attendance/session-changed.ts'
import { recordAll } from '../../../src/features/check-in/record.ts'
import { mark } from '../../../src/features/marking/mark.ts'
import {
  decideMarks,
  proposedMarks,
  secondsFor,
  withdrawMarks,
} from '../../../src/features/marking/second-word.ts'
import type { Entry } from '../../../src/features/marking/sort-marks.ts'
import { testDatabase } from '../../support/database.ts'
import { address, apel, at, person, smallCity } from '../attendance/setting.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const { city, health, division, traffic } = await smallCity(prisma)
const root = `/${city.id}/`
const paths = {
  health: `${root}${health.id}/`,
  traffic: `${root}${traffic.id}/`,
  division: `${root}${health.id}/${division.id}/`,
}

const holder = async (path: string, unitId: number) => ({
  ...{ id: await person(prisma, unitId, 'Koordinator'), unitPath: path },
  roles: [{ role: 'koordinator', unitPath: path }],
})
const ratna = await holder(paths.health, health.id)
const dian = await holder(paths.health, health.id)
const yanti = await holder(paths.traffic, traffic.id)
/** A mandor: coordinator of a part below. */
const mandor = await holder(paths.division, division.id)
let inbox = 100n
const say = (
  session: Awaited<ReturnType<typeof apel>>,
  actor: typeof ratna,
  entries: Entry[],
  when = '07.20.00',
  id = ++inbox,
) =>
  mark(prisma, session, {
    actor,
    entries,
    named: new Set(entries.map((one) => one.id)),
    inboxId: id,
    at: at(when),
    now: at(when),
  })
const entry = (id: number, status: Entry['status'] = 'hadir'): Entry => ({ id, status, note: null })
const statusOf = async (sessionId: number, personId: number) =>
  (await prisma.attendance.findUnique({ where: { sessionId_personId: { sessionId, personId } } }))?.status ??
  null
const second = (one: typeof ratna) => ({ ...one, phone: [one.id] })
const when = (clock: string) => ({ at: at(clock), now: at(clock) })

describe('a word about others', () => {
  it('counts for the own part of the city only, never about oneself, and once for a message', async () => {
    const session = await apel(prisma, [health, traffic])
    const [siti, dewi, gizi] = [
      await person(prisma, health.id),
      await person(prisma, traffic.id),
      await person(prisma, division.id),
    ]
    const said = await say(
      session,
      ratna,
      [entry(siti), entry(dewi), entry(ratna.id), entry(gizi, 'sakit')],
      '07.20.00',
      1n,
    )
    expect(said?.people.map(({ id, status }) => [id, status])).toEqual([
      [siti, 'hadir'],
      [gizi, 'sakit'],
    ])
    expect(await statusOf(session.id, dewi)).toBeNull()
    expect(await statusOf(session.id, ratna.id)).toBeNull()
    expect(await say(session, ratna, [entry(siti, 'izin')], '07.20.00', 1n)).toBeNull()
    expect(await statusOf(session.id, siti)).toBe('hadir')
    // A mandor of the division has no say above it.
    expect(await say(session, mandor, [entry(siti, 'izin')])).toBeNull()
    expect((await say(session, mandor, [entry(gizi, 'izin')]))?.people).toHaveLength(1)
    expect(await say(session, { ...yanti, roles: [] }, [entry(dewi)])).toBeNull()
  })

  it('stores no reason for an illness', async () => {
    const session = await apel(prisma, [health])
    const [a, b] = [await person(prisma, health.id), await person(prisma, health.id)]
    await say(session, ratna, [
      { id: a, status: 'sakit', note: 'demam' },
      { id: b, status: 'izin', note: 'keluarga' },
    ])
    const rows = await prisma.ruling.findMany({
      where: { sessionId: session.id },
      orderBy: { personId: 'asc' },
    })
    expect(rows.map(({ why }) => why)).toEqual([null, 'keluarga'])
  })
})

describe('after closing', () => {
  it('waits for another person: the first of two at once decides, and an own check-in that came meanwhile is kept', async () => {
    const session = await apel(prisma, [health])
    const [siti, late] = [await person(prisma, health.id), await person(prisma, health.id)]
    const said = await say(session, ratna, [entry(siti), entry(late, 'izin')], '08.30.00')
    expect(said?.waits).toBe(true)
    expect(await statusOf(session.id, siti)).toBeNull()
    // A phone without signal: its message was sent in time.
    await recordAll(prisma, [
      {
        ...{ sessionId: session.id, personId: late, addressId: await address(prisma), inboxId: ++inbox },
        ...{ proof: 'code', verdict: 'accepted', flags: [], codeAt: null, codeUnitId: null, status: 'hadir' },
        ...{ countsAt: at('07.10.00'), messageAt: at('07.10.00'), decidedAt: at('08.40.00') },
      },
    ])
    const proposed = await proposedMarks(prisma, said?.ref ?? '')
    if (!proposed) throw new Error('nothing was proposed')
    expect(await decideMarks(prisma, proposed, true, second(ratna), when('08.50.00'))).toEqual({
      kind: 'another',
    })
    expect(await decideMarks(prisma, proposed, true, second(yanti), when('08.50.00'))).toEqual({
      kind: 'notYours',
    })
    expect(await decideMarks(prisma, proposed, true, second(mandor), when('08.50.00'))).toEqual({
      kind: 'notYours',
    })
    // Whose phone also speaks for whoever it is about.
    const shared = { ...dian, phone: [dian.id, siti] }
    expect(await decideMarks(prisma, proposed, true, shared, when('08.50.00'))).toEqual({ kind: 'another' })
    const both = await Promise.all([
      decideMarks(prisma, proposed, true, second(dian), when('08.50.00')),
      decideMarks(prisma, proposed, false, second(dian), when('08.50.00')),
    ])
    expect(both.filter((one) => one.kind === 'decided')).toHaveLength(1)
    const rows = await prisma.ruling.findMany({ where: { ref: proposed.ref } })
    expect(new Set(rows.map((one) => Boolean(one.confirmedAt) !== Boolean(one.refusedAt)))).toEqual(
      new Set([true]),
    )
    expect(await statusOf(session.id, late)).toBe('hadir')
    expect(await statusOf(session.id, siti)).toBe(both[0]?.kind === 'approved' ? 'hadir' : null)
    expect(await withdrawMarks(prisma, ratna.id, when('09.00.00'))).toEqual({
      kind: both[0]?.kind === 'approved' ? 'agreed' : 'none',
    })
  })

  it('asks the nearest other coordinator whom a phone of their own reaches', async () => {
    const session = await apel(prisma, [health])
    const siti = await person(prisma, health.id)
    const said = await say(session, ratna, [entry(siti)], '08.30.00')
    const proposed = await proposedMarks(prisma, said?.ref ?? '')
    if (!proposed) throw new Error('nothing was proposed')
    const role = (personId: number, unitId: number, until: Date | null = null) =>
      prisma.role.create({ data: { personId, unitId, role: 'koordinator', from: at('01.00.00'), until } })
    await role(ratna.id, health.id)
    await role(dian.id, health.id)
    const [phone, own] = [await address(prisma), await address(prisma)]
    const join = (personId: number, addressId: number) =>
      prisma.addressPerson.create({ data: { personId, addressId, how: 'code', at: at('06.00.00') } })
    await join(ratna.id, phone)
    await join(dian.id, phone)
    expect(await secondsFor(prisma, proposed, at('08.30.00'))).toEqual([])
    await join(dian.id, own)
    // The phone that both use would let one person say both words.
    expect(await secondsFor(prisma, proposed, at('08.30.00'))).toEqual([])
    await prisma.addressPerson.deleteMany({ where: { personId: dian.id, addressId: phone } })
    expect((await secondsFor(prisma, proposed, at('08.30.00'))).map((one) => one.personId)).toEqual([dian.id])
    // A term that is over is none.
    await prisma.role.updateMany({ where: { personId: dian.id }, data: { until: at('08.00.00') } })
    expect(await secondsFor(prisma, proposed, at('08.30.00'))).toEqual([])
  })
})

it('a cancelled session leaves no status, and the audit says which there was', async () => {
  const session = await apel(prisma, [health])
  const siti = await person(prisma, health.id)
  await say(session, ratna, [entry(siti)])
  const by = { id: ratna.id, why: 'hujan', now: at('07.30.00') }
  await prisma.session.update({ where: { id: session.id }, data: { status: 'cancelled' } })
  expect(await settleChanged(prisma, session.id, 'cancelled', by)).toMatchObject([
    { personId: siti, before: 'hadir', after: null },
  ])
  expect(await settleChanged(prisma, session.id, 'cancelled', by)).toEqual([])
  expect(await statusOf(session.id, siti)).toBeNull()
  const notes = await prisma.audit.findMany({
    where: { sessionId: session.id, subject: `person/${siti}` },
    orderBy: { id: 'asc' },
  })
  expect(notes.map(({ before, after, why }) => [before, after, why]).at(-1)).toEqual([
    { status: 'hadir' },
    { status: null },
    'hujan',
  ])
})
