import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { importRoster } from '../../../src/features/people/import-roster.ts'
import { readRosterFile } from '../../../src/features/people/roster-file.ts'
import { seedCity } from '../../../src/features/people/seed-city.ts'
import { forgetUndo, undoRoster } from '../../../src/features/people/undo-roster.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { testDatabase } from '../../support/database.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const monday = new Date('2026-11-23T02:00:00Z')
const tuesday = new Date('2026-11-24T02:00:00Z')
let units: Map<string, number>

beforeAll(async () => {
  units = await seedCity(db, loadCity('pangkalpinang'))
})
beforeEach(async () => {
  await prisma.$executeRawUnsafe(
    'TRUNCATE roster_import, assignment, role, claim, address_person, address, person CASCADE',
  )
})

const take = async (csv: string, now: Date, gone = false) =>
  importRoster(db, await readRosterFile(new TextEncoder().encode(csv)), { dryRun: false, now, gone })
const everything = async () => ({
  people: await prisma.person.findMany({ orderBy: { id: 'asc' } }),
  assignments: await prisma.assignment.findMany({
    where: { until: null },
    orderBy: { personId: 'asc' },
    select: { personId: true, unitId: true },
  }),
})
const undo = () => undoRoster(db, { actorId: null, now: new Date('2026-11-25T02:00:00Z') })

const first =
  'nama,nip,unit,status,hp\nSiti,198503172010012999,Dinkes,PNS,\nAni,198503172010012998,Dinkes,PNS,081234567890\nYanti,,Dinkes,PHL,\n'
const second =
  'nama,nip,unit,status\nSiti Rahma,198503172010012999,Dishub,PNS\nAni,198503172010012998,Dinkes,CPNS\nUdin,,Dinkes,PHL\n'

describe('the last import', () => {
  it('is taken back whole: new people, data, moves, and whoever was taken out', async () => {
    await take(first, monday)
    const before = await everything()
    await take(second, tuesday, true)
    expect(await prisma.person.count({ where: { unitId: units.get('dinkes')! } })).toBe(2)
    expect(await undo()).toMatchObject({ ok: true, created: 1, changed: 1, moved: 1, gone: 1 })
    expect(await everything()).toEqual(before)
    // And then the one before it.
    expect(await undo()).toMatchObject({ ok: true, created: 3 })
    expect(await prisma.person.count()).toBe(0)
    expect(await undo()).toEqual({ ok: false, why: 'none' })
  })

  it('makes nobody a deputy where they are no longer', async () => {
    await take(first, monday)
    await take(second, tuesday)
    const siti = await prisma.person.findFirstOrThrow({ where: { name: 'Siti Rahma' } })
    const id = units.get('dishub')!
    expect(siti.unitId).toBe(id)
    await prisma.unit.update({ where: { id }, data: { deputyId: siti.id } })
    expect(await undo()).toMatchObject({ ok: true, moved: 1 })
    expect((await prisma.unit.findUniqueOrThrow({ where: { id } })).deputyId).toBeNull()
  })

  it('is only looked at in a dry run', async () => {
    await take(first, monday)
    expect(await undoRoster(db, { actorId: null, now: tuesday, dryRun: true })).toMatchObject({ ok: true })
    expect(await prisma.person.count()).toBe(3)
  })

  it('is forgotten after thirty days, with all it kept of people', async () => {
    await take(first, monday)
    const later = new Date('2026-12-24T02:00:00Z')
    expect(await undoRoster(db, { actorId: null, now: later })).toEqual({ ok: false, why: 'none' })
    await forgetUndo(db, tuesday)
    expect(await prisma.rosterImport.findFirst()).not.toMatchObject({ undo: [] })
    await forgetUndo(db, later)
    expect(await prisma.rosterImport.findFirst()).toMatchObject({ undo: [] })
  })

  it('stays when others depend on it, with their names and why', async () => {
    await take(first, monday)
    const [siti, ani, yanti] = (await prisma.person.findMany({ orderBy: { nip: 'desc' } })).sort(
      (a, b) => a.id - b.id,
    )
    const address = await prisma.address.create({
      data: { channel: 'telegram', externalId: '1', firstSeenAt: monday },
    })
    await prisma.addressPerson.create({
      data: { addressId: address.id, personId: siti!.id, how: 'code', at: monday },
    })
    await prisma.role.create({
      data: { personId: ani!.id, role: 'koordinator', unitId: units.get('dinkes')!, from: monday },
    })
    await prisma.person.update({ where: { id: yanti!.id }, data: { phone: '+6281200000000' } })
    const before = await everything()
    const refused = await undo()
    expect(refused).toMatchObject({ ok: false, why: 'depends' })
    expect('hindrances' in refused && refused.hindrances).toEqual([
      { why: 'joined', names: ['Siti'] },
      { why: 'holds', names: ['Ani'] },
      { why: 'changed', names: ['Yanti'] },
    ])
    expect(await everything()).toEqual(before)
  })

  it('stays when a move has been counted in the new unit', async () => {
    await take(first, monday)
    await take('nama,nip,unit\nSiti,198503172010012999,Dishub\n', tuesday)
    const siti = await prisma.person.findFirstOrThrow({ where: { name: 'Siti' } })
    const activity = await prisma.activity.create({
      data: { kind: 'apel', title: 'Apel', unitId: units.get('kota')!, createdAt: monday },
    })
    const at = {
      startsAt: tuesday,
      opensAt: tuesday,
      onTimeUntil: tuesday,
      closesAt: tuesday,
      graceUntil: tuesday,
    }
    const session = await prisma.session.create({
      data: { ...at, activityId: activity.id, title: 'Apel', place: '-', codeKey: 'k', createdAt: monday },
    })
    await prisma.attendance.create({
      data: {
        ...{ sessionId: session.id, personId: siti.id, unitId: siti.unitId, status: 'hadir', proof: 'code' },
        decidedAt: new Date('2026-11-24T03:00:00Z'),
      },
    })
    expect(await undo()).toMatchObject({ hindrances: [{ why: 'recorded', names: ['Siti'] }] })
    expect(await prisma.person.findFirst({ where: { id: siti.id } })).toMatchObject({
      unitId: units.get('dishub'),
    })
  })
})
