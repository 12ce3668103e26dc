import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { decideRequest } from '../../../src/features/rights/decide-request.ts'
import { remindRequests } from '../../../src/features/rights/remind-requests.ts'
import {
  type Field,
  hoursLeft,
  LAW_HOURS,
  requestCorrection,
  waitingRequests,
  withdrawRequest,
} from '../../../src/features/rights/requests.ts'
import { transaction } from '../../../src/lib/db.ts'
import { testDatabase } from '../../support/database.ts'
import { address, at, person, smallCity } from '../attendance/setting.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const { city, health, traffic } = await smallCity(prisma)
const HOUR = 3_600_000

async function holder(name: string, role: 'koordinator' | 'admin', unitId: number) {
  const id = await person(prisma, unitId, name)
  await prisma.role.create({ data: { personId: id, role, unitId, from: at('00.00.00') } })
  const addressId = await address(prisma)
  await prisma.addressPerson.create({ data: { addressId, personId: id, how: 'code', at: at('06.00.00') } })
  const { path } = await prisma.unit.findUniqueOrThrow({ where: { id: unitId } })
  return { id, unitPath: path, roles: [{ role, unitPath: path }], phone: [id] }
}
const ratna = await holder('Ratna', 'koordinator', health.id)
const budi = await holder('Budi', 'koordinator', traffic.id)
const joko = await holder('Joko', 'admin', city.id)

let messages = 0n
async function ask(
  personId: number,
  field: Field,
  value: string,
  unitId: number | null = null,
  inboxId = ++messages,
) {
  const wish = { field, value, unitId }
  return requestCorrection(prisma, wish, { personId, addressId: 1, inboxId }, at('08.00.00'))
}
const decide = (ref: string, reason: string | null, actor: typeof ratna) =>
  transaction(db, (tx) =>
    decideRequest(tx, ref, { approve: reason === null, words: reason }, actor, at('10.00.00')),
  )

describe('a request to correct', () => {
  it('runs for three times 24 hours from the message, whatever the hour', async () => {
    const { request } = await ask(await person(prisma, health.id), 'name', 'Siti')
    expect(request.dueAt.getTime() - request.at.getTime()).toBe(LAW_HOURS * HOUR)
    fc.assert(
      fc.property(fc.integer({ min: -200 * HOUR, max: 200 * HOUR }), (ms) => {
        const hours = hoursLeft(new Date(ms), new Date(0))
        expect(Math.abs(hours) * HOUR).toBeLessThanOrEqual(Math.abs(ms))
        expect((Math.abs(hours) + 1) * HOUR).toBeGreaterThan(Math.abs(ms))
      }),
    )
  })

  it('is one request however often it is sent; another wish for the same takes its place', async () => {
    const siti = await person(prisma, health.id, 'Siti')
    const first = await ask(siti, 'name', 'Siti Aminah', null, 900n)
    expect(await ask(siti, 'name', 'Siti Aminah', null, 900n)).toMatchObject({ fresh: false })
    expect((await ask(siti, 'name', 'Siti Aminah')).request.ref).toBe(first.request.ref)
    const second = await ask(siti, 'name', 'Siti Aminah Rahayu')
    expect(second.fresh).toBe(true)
    const open = await waitingRequests(prisma, [ratna.unitPath])
    expect(open.filter(({ personId }) => personId === siti).map(({ ref }) => ref)).toEqual([
      second.request.ref,
    ])
    expect(await withdrawRequest(prisma, second.request.ref, [budi.id], at('09.00.00'))).toBe(false)
    expect(await withdrawRequest(prisma, second.request.ref, [siti], at('09.00.00'))).toBe(true)
    expect(await decide(second.request.ref, null, ratna)).toMatchObject({ kind: 'already' })
  })

  it('is decided once, by two who press at the same moment', async () => {
    const siti = await person(prisma, health.id, 'Siti')
    const { request } = await ask(siti, 'name', 'Siti Aminah')
    const both = await Promise.all([
      decide(request.ref, null, ratna),
      decide(request.ref, 'tidak cocok', joko),
    ])
    expect(both.map((one) => one?.kind).sort()).toEqual(
      both[0]?.kind === 'already' ? ['already', 'refused'] : ['already', 'approved'],
    )
    const { name } = await prisma.person.findUniqueOrThrow({ where: { id: siti } })
    expect(name).toBe(both[0]?.kind === 'approved' ? 'Siti Aminah' : 'Siti')
    // What was wished for is not kept once it is decided.
    expect(await prisma.dataRequest.findUniqueOrThrow({ where: { id: request.id } })).toMatchObject({
      value: null,
    })
  })

  it('is for whoever may: not the person, not another unit, not below a role', async () => {
    const own = await ask(ratna.id, 'name', 'Ratna Sari')
    expect(own.deciders.map(({ personId }) => personId)).toEqual([joko.id])
    expect(await decide(own.request.ref, null, ratna)).toEqual({ kind: 'own' })
    expect(await decide(own.request.ref, null, budi)).toEqual({ kind: 'not_yours' })
    const admins = await ask(joko.id, 'name', 'Joko S')
    expect(await decide(admins.request.ref, null, ratna)).toEqual({ kind: 'not_yours' })
    expect(await decide('ZZZZ', null, joko)).toBeNull()
    // A coordinator who moves is no lower for it: the admin is asked, not the new unit's coordinator.
    const moving = await ask(ratna.id, 'unit', 'Dinas Perhubungan', traffic.id)
    expect(moving.deciders.map(({ personId }) => personId)).toEqual([joko.id])
    const gone = await person(prisma, health.id, 'Pergi')
    const { request } = await ask(gone, 'name', 'Pergi Jauh')
    await prisma.person.update({ where: { id: gone }, data: { status: 'merged' } })
    expect(await decide(request.ref, null, joko)).toEqual({ kind: 'gone' })
  })

  it('moves somebody with the word of the new unit, and keeps where they were', async () => {
    const siti = await person(prisma, health.id, 'Siti')
    const { request, deciders } = await ask(siti, 'unit', 'Dinas Perhubungan', traffic.id)
    expect(deciders.map(({ personId }) => personId)).toEqual([budi.id])
    expect(await decide(request.ref, null, ratna)).toEqual({ kind: 'not_yours' })
    expect(await decide(request.ref, null, budi)).toMatchObject({ kind: 'approved' })
    const history = await prisma.assignment.findMany({ where: { personId: siti }, orderBy: { id: 'asc' } })
    expect(history.map(({ unitId, until }) => [unitId, until])).toEqual([
      [health.id, at('10.00.00')],
      [traffic.id, null],
    ])
  })

  it('of what the record has no field for is answered in words, and nothing is said to be changed', async () => {
    const siti = await person(prisma, health.id, 'Siti')
    const { request } = await ask(siti, 'other', 'gelar saya belum ada')
    const yes = (words: string | null) =>
      transaction(db, (tx) => decideRequest(tx, request.ref, { approve: true, words }, ratna, at('10.00.00')))
    expect(await yes(null)).toEqual({ kind: 'wordless' })
    expect(await prisma.dataRequest.findUniqueOrThrow({ where: { id: request.id } })).toMatchObject({
      ...{ state: 'open', value: 'gelar saya belum ada' },
    })
    expect(await yes('kami perbaiki di SIMPEG hari ini')).toMatchObject({ kind: 'answered', personId: siti })
    expect(await prisma.dataRequest.findUniqueOrThrow({ where: { id: request.id } })).toMatchObject({
      ...{ state: 'approved', reason: 'kami perbaiki di SIMPEG hari ini' },
    })
  })

  it('does not give somebody else’s NIP', async () => {
    const nip = '198503152010012001'
    const other = await person(prisma, traffic.id, 'Lain')
    await prisma.person.update({ where: { id: other }, data: { nip } })
    const siti = await person(prisma, health.id, 'Siti')
    const { request } = await ask(siti, 'nip', nip)
    expect(await decide(request.ref, null, ratna)).toEqual({ kind: 'taken' })
    await prisma.person.update({ where: { id: other }, data: { nip: null } })
    expect(await decide(request.ref, null, ratna)).toMatchObject({ kind: 'approved' })
    expect(await prisma.person.findUniqueOrThrow({ where: { id: siti } })).toMatchObject({ nip })
    // Never in the audit.
    const lines = await prisma.audit.findMany({ where: { subject: `person/${siti}` } })
    expect(lines.map(({ action }) => action)).toEqual(['data.ask', 'data.correct'])
    expect(JSON.stringify(lines.map(({ before, after }) => [before, after]))).not.toContain(nip)
  })

  it('is reminded of once at each end', async () => {
    await prisma.dataRequest.deleteMany()
    await ask(await person(prisma, health.id, 'Siti'), 'name', 'Siti A')
    const voice = { db, translator: () => (key: string) => key }
    const later = (hours: number) => new Date(at('08.00.00').getTime() + hours * HOUR)
    const told: number[] = []
    for (const hours of [47, 48, 49, 71, 72, 73, 200]) told.push(await remindRequests(voice, later(hours)))
    // Ratna with a day left; Ratna and the admin when it is over.
    expect(told).toEqual([0, 1, 0, 0, 2, 0, 0])
  })
})
