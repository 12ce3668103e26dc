import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { settleSessions } from '../../../src/features/attendance/settle.ts'
import { rolesOf } from '../../../src/features/people/roles-of.ts'
import { chooseBest } from '../../../src/features/recap/award.ts'
import { tellClosings } from '../../../src/features/recap/closing.ts'
import { tellDiffering } from '../../../src/features/recap/differs.ts'
import { recapFile, recapMaker } from '../../../src/features/recap/files.ts'
import { handIn } from '../../../src/features/recap/hand-in.ts'
import { handedIn } from '../../../src/features/recap/handed.ts'
import { tellPimpinan } from '../../../src/features/recap/morning.ts'
import {
  countsByPerson,
  countsByUnit,
  personRows,
  sessionsOf,
  unitRows,
} from '../../../src/features/recap/query.ts'
import { readRecapPayload, recapPayload, recapRef } from '../../../src/features/recap/recap-link.ts'
import { totalsOf } from '../../../src/features/recap/sheets.ts'
import { fixedClock } from '../../../src/lib/clock.ts'
import { transaction } from '../../../src/lib/db.ts'
import { loadLocales } from '../../../src/lib/i18n.ts'
import { testDatabase } from '../../support/database.ts'
import { apel } from '../attendance/setting.ts'
import { at, city, depsFor, offices, person } from '../reminders/setting.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const t = loadLocales(city).translator('id')
const month = { month: '2026-11', zone: city.zone, path: '/' }
const now = at('2026-11-23 08.10')

let units: Awaited<ReturnType<typeof offices>>
let ratna: { id: number; address: number }
let siti: number
let budi: number
let sessionId: number

beforeEach(async () => {
  await prisma.$executeRawUnsafe(
    'TRUNCATE outbox, address_person, address, role, person, attendance, hand_in, award, session, activity, reminder, audit, unit RESTART IDENTITY CASCADE',
  )
  units = await offices(db)
  ratna = await person(db, units.health, 'Ratna', { coordinator: units.health })
  siti = (await person(db, units.gizi, 'Siti', { without: 'phone' })).id
  budi = (await person(db, units.health, 'Budi', { without: 'phone' })).id
  sessionId = (await apel(prisma, [units.kota])).id
  await write(budi, units.health.id, 'hadir')
})

const write = (
  personId: number,
  unitId: number,
  status: string,
  decidedAt = at('2026-11-23 07.20'),
  session = sessionId,
) =>
  prisma.attendance.upsert({
    where: { sessionId_personId: { sessionId: session, personId } },
    create: {
      ...{ sessionId: session, personId, unitId, status, decidedAt, countsAt: decidedAt },
      proof: 'code',
      flags: [],
    },
    update: { status, decidedAt },
  })

let messages = 0n
async function send(by: number, unit: { id: number; path: string }, when = now) {
  messages += 1n
  const roles = await rolesOf(prisma, by, when)
  const wish = { sessionId, unit, by: { id: by, roles }, at: when, now: when, year: 2026, inboxId: messages }
  return transaction(db, (tx) => handIn(tx, wish))
}
const letters = () =>
  prisma.$queryRaw<
    { key: string; text: string }[]
  >`SELECT key, body ->> 'text' AS text FROM outbox ORDER BY id`

describe('a recap that is handed in', () => {
  it('has the next number of the unit and year, and the same content is handed in once', async () => {
    expect(await send(ratna.id, units.health)).toMatchObject({
      kind: 'handed',
      number: 1,
      revision: 1,
      sums: { hadir: 1, unsure: 2 },
    })
    expect(await send(ratna.id, units.health)).toMatchObject({ kind: 'same', number: 1, revision: 1 })
    await write(siti, units.gizi.id, 'sakit', at('2026-11-23 09.00'))
    expect(await send(ratna.id, units.health)).toMatchObject({
      kind: 'handed',
      number: 1,
      revision: 2,
      changes: 1,
    })
    const second = await apel(prisma, [units.kota], 'Lain')
    sessionId = second.id
    expect(await send(ratna.id, units.health)).toMatchObject({ kind: 'handed', number: 2, revision: 1 })
  })

  it('is handed in once by two coordinators at the same moment', async () => {
    const other = await person(db, units.health, 'Dewi', { coordinator: units.health })
    const done = await Promise.all([send(ratna.id, units.health), send(other.id, units.health)])
    expect(done.map(({ kind }) => kind).sort()).toEqual(['handed', 'same'])
    expect(await prisma.handIn.count()).toBe(1)
  })

  it('is not for another unit, after the term, before closing, or of a cancelled session', async () => {
    const { traffic, health } = units
    expect(await send(ratna.id, traffic)).toEqual({ kind: 'notYours' })
    expect(await send(budi, health)).toEqual({ kind: 'notYours' })
    expect(await send(ratna.id, health, at('2026-11-23 07.59'))).toEqual({ kind: 'notClosed' })
    await prisma.role.updateMany({ data: { until: at('2026-11-22 23.59') } })
    expect(await send(ratna.id, health)).toEqual({ kind: 'notYours' })
    await prisma.role.updateMany({ data: { until: null } })
    await prisma.session.update({ where: { id: sessionId }, data: { status: 'cancelled' } })
    expect(await send(ratna.id, health)).toEqual({ kind: 'notClosed' })
  })

  it('is missed by who has not handed in; the unit above hands in for those below', async () => {
    await person(db, units.traffic, 'Dodi', { coordinator: units.traffic })
    await person(db, units.gizi, 'Gina', { coordinator: units.gizi })
    const missing = async () =>
      (await handedIn(prisma, sessionId, ['/'], now)).waiting.map(({ unitName }) => unitName)
    expect(await missing()).toEqual(['Dinas Kesehatan', 'Bidang Gizi', 'Dinas Perhubungan'])
    await send(ratna.id, units.health)
    expect(await missing()).toEqual(['Dinas Perhubungan'])
    await prisma.unit.update({ where: { id: units.traffic.id }, data: { joined: false } })
    expect(await missing()).toEqual([])
  })

  it('is told once that it differs, when it has been calm; settling is no change', async () => {
    await send(ratna.id, units.health)
    await settleSessions(db, at('2026-11-23 17.00'))
    expect(await tellDiffering(depsFor(db), at('2026-11-23 17.10'))).toBe(0)
    await write(siti, units.gizi.id, 'sakit', at('2026-11-23 17.20'))
    expect(await tellDiffering(depsFor(db), at('2026-11-23 17.22'))).toBe(0)
    expect(await tellDiffering(depsFor(db), at('2026-11-23 17.26'))).toBe(1)
    await write(siti, units.gizi.id, 'izin', at('2026-11-23 17.30'))
    expect(await tellDiffering(depsFor(db), at('2026-11-23 17.40'))).toBe(0)
    expect((await letters()).map(({ text }) => text)).toEqual([
      expect.stringContaining('1 perubahan sejak rekap no. 1 Dinas Kesehatan'),
    ])
  })
})

describe('the text at closing', () => {
  it('comes ten minutes after, once, to who has a phone, and to nobody of a cancelled session', async () => {
    await person(db, units.traffic, 'Tanpa', { coordinator: units.traffic, without: 'phone' })
    expect(await tellClosings(depsFor(db), at('2026-11-23 08.09'))).toBe(0)
    expect(await tellClosings(depsFor(db), now)).toBe(1)
    expect(await tellClosings(depsFor(db), at('2026-11-23 08.11'))).toBe(0)
    const [letter] = await letters()
    expect(letter?.text).toContain('Hadir 1, terlambat 0')
    expect(letter?.text).toContain('Bidang Gizi: Siti')
    await prisma.$executeRaw`TRUNCATE outbox, reminder CASCADE`
    await prisma.session.update({ where: { id: sessionId }, data: { status: 'cancelled' } })
    expect(await tellClosings(depsFor(db), now)).toBe(0)
  })

  it('is not sent for a unit whose wave has not come', async () => {
    await prisma.attendance.deleteMany()
    await prisma.unit.updateMany({ data: { joined: false } })
    expect(await tellClosings(depsFor(db), now)).toBe(0)
  })

  it('broken off in the middle goes on with the next minute: nobody twice, nobody not at all', async () => {
    await person(db, units.traffic, 'Dodi', { coordinator: units.traffic })
    await person(db, units.gizi, 'Gina', { coordinator: units.gizi })
    const deps = depsFor(db)
    let left = 1
    const dying = {
      ...deps,
      translator: (locale: string) => {
        left -= 1
        if (left < 0) throw new Error('killed')
        return deps.translator(locale)
      },
    }
    await expect(tellClosings(dying, now)).rejects.toThrow('killed')
    expect(await letters()).toHaveLength(1)
    expect(await tellClosings(deps, now)).toBe(2)
    expect(new Set((await letters()).map(({ key }) => key)).size).toBe(3)
    expect(await tellClosings(deps, now)).toBe(0)
  })
})

describe('the line of 08.30', () => {
  it('has totals of the own scope and no names, beside the last of its kind', async () => {
    const { kota, health, traffic } = units
    await person(db, traffic, 'Dodi')
    const head = await person(db, kota, 'Walida')
    await prisma.role.create({
      data: { personId: head.id, role: 'pimpinan', unitId: health.id, from: at('2026-01-02 07.00') },
    })
    expect(await tellPimpinan(depsFor(db), at('2026-11-23 08.29'))).toBe(0)
    expect(await tellPimpinan(depsFor(db), at('2026-11-23 08.30'))).toBe(1)
    expect(await tellPimpinan(depsFor(db), at('2026-11-23 08.31'))).toBe(0)
    const [letter] = await letters()
    expect(letter?.text).toBe(
      'Apel 23 November 2026: hadir 1 dari 3 (33%), belum jelas 2. Unit tanpa catatan: Bidang Gizi. Ini yang pertama.',
    )
    await settleSessions(db, at('2026-11-23 17.00'))
    const { id } = await prisma.session.findUniqueOrThrow({ where: { id: sessionId } })
    await prisma.session.update({
      where: { id },
      data: {
        startsAt: at('2026-11-16 07.15'),
        opensAt: at('2026-11-16 06.45'),
        onTimeUntil: at('2026-11-16 07.30'),
      },
    })
    const today = await apel(prisma, [kota], 'Apel')
    for (const one of [siti, budi]) await write(one, health.id, 'hadir', at('2026-11-23 07.20'), today.id)
    await prisma.$executeRaw`TRUNCATE outbox, reminder CASCADE`
    expect(await tellPimpinan(depsFor(db), at('2026-11-23 08.30'))).toBe(1)
    expect((await letters())[0]?.text).toContain(
      'hadir 2 dari 3 (67%), belum jelas 1. Semua unit ada catatannya. Sebelumnya (16 November 2026): 33%.',
    )
  })
})

describe('what is read', () => {
  it('agrees however it is counted, and a move leaves old rows where they were', async () => {
    await write(siti, units.gizi.id, 'terlambat')
    await settleSessions(db, at('2026-11-23 17.00'))
    await prisma.person.update({ where: { id: siti }, data: { unitId: units.traffic.id } })
    const ids = (await sessionsOf(prisma, month)).map(({ id }) => id)
    const rows = await unitRows(prisma, [units.health.path], ids)
    expect(rows.map(({ name, unitName, status }) => [name, unitName, status])).toEqual([
      ['Budi', 'Dinas Kesehatan', 'hadir'],
      ['Ratna', 'Dinas Kesehatan', 'tanpa_keterangan'],
      ['Siti', 'Bidang Gizi', 'terlambat'],
    ])
    const { people, units: byUnit } = totalsOf(rows)
    const plain = (all: { unitName: string; counts: object }[]) =>
      all.map(({ unitName, counts }) => ({ unitName, counts }))
    const sorted = (all: { unitName: string; counts: object }[]) =>
      plain(all).sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
    expect(sorted(await countsByUnit(prisma, [units.health.path], ids))).toEqual(sorted(byUnit))
    expect(sorted(await countsByPerson(prisma, [units.health.path], ids))).toEqual(sorted(people))
    expect((await personRows(prisma, siti, ids)).map(({ unitName }) => unitName)).toEqual(['Bidang Gizi'])
    expect(await sessionsOf(prisma, { ...month, kind: 'senam' })).toEqual([])
    expect(await sessionsOf(prisma, { ...month, month: '2026-10' })).toEqual([])
  })

  it('becomes files of three kinds, made again when the process was killed before they were sent', async () => {
    await settleSessions(db, at('2026-11-23 17.00'))
    const about = { city, now, t }
    const u = units.health.id
    const file = async (wish: object) => recapFile(prisma, { u, m: '2026-11', f: 'xlsx', ...wish }, about)
    expect((await file({}))?.bytes.subarray(0, 2).toString()).toBe('PK')
    expect((await file({ f: 'pdf' }))?.bytes.subarray(0, 5).toString()).toBe('%PDF-')
    expect((await file({ f: 'pdf', m: undefined, s: sessionId }))?.bytes.subarray(0, 5).toString()).toBe(
      '%PDF-',
    )
    expect((await file({ f: 'png' }))?.bytes.subarray(1, 4).toString()).toBe('PNG')
    expect(await file({ u: 9_999 })).toBeNull()
    const folder = `${tmpdir()}/guyub-rekap-${process.pid}`
    const make = recapMaker({
      db,
      city,
      clock: fixedClock(now),
      translator: loadLocales(city).translator,
      folder,
    })
    const ref = recapRef({ u, m: '2026-11', f: 'xlsx' }, 'id').slice('made:'.length)
    const [first, second] = [await make(ref), await make(ref)]
    expect(first?.name).toBe('rekap-dinas-kesehatan-2026-11.xlsx')
    expect(first?.ref).not.toBe(second?.ref)
    expect((await readFile(fileURLToPath(second?.ref ?? ''))).subarray(0, 2).toString()).toBe('PK')
  })

  it('a link says whole what it is of, and nothing that is not one', () => {
    const wish = { u: 3, m: '2026-10', k: 'apel', f: 'pdf' as const }
    expect(readRecapPayload(recapPayload(wish, now), at('2026-11-23 09.09'))).toEqual(wish)
    expect(readRecapPayload(recapPayload(wish, now), at('2026-11-23 09.10'))).toBeNull()
    expect(readRecapPayload('barang:{}', now)).toBeNull()
    expect(() => readRecapPayload('rekap:{"u":1,"m":"2026-13","f":"pdf","until":1}', now)).toThrow()
  })
})

it('the choice of the best units is for those who may compare them, and the same message counts once', async () => {
  const by = async (id: number) => ({ id, unitPath: null, roles: await rolesOf(prisma, id, now) })
  const choice = { month: '2026-10', unitIds: [units.health.id], why: 'tertib', at: now, inboxId: 900n }
  expect(await chooseBest(prisma, { ...choice, by: await by(ratna.id) })).toBe('notYours')
  const part = { personId: ratna.id, role: 'pimpinan' as const, unitId: units.health.id }
  await prisma.role.create({ data: { ...part, from: at('2026-01-02 07.00') } })
  expect(await chooseBest(prisma, { ...choice, by: await by(ratna.id) })).toBe('notYours')
  await prisma.role.create({
    data: { personId: ratna.id, role: 'pimpinan', unitId: units.kota.id, from: at('2026-01-02 07.00') },
  })
  expect(await chooseBest(prisma, { ...choice, by: await by(ratna.id) })).toBe('recorded')
  expect(await chooseBest(prisma, { ...choice, by: await by(ratna.id) })).toBe('double')
  expect(await prisma.award.count()).toBe(1)
})
