import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linesOf } from '../../../src/features/inspections/finding-words.ts'
import { findingsOf, tellable } from '../../../src/features/inspections/findings.ts'
import { inspectionFile } from '../../../src/features/inspections/inspection-file.ts'
import {
  inspectionPayload,
  inspectionRef,
  readInspectionPayload,
  readInspectionRef,
} from '../../../src/features/inspections/inspection-link.ts'
import { look, type Target } from '../../../src/features/inspections/look.ts'
import { looksAt } from '../../../src/features/inspections/looks.ts'
import { readInspection } from '../../../src/features/inspections/read-inspection.ts'
import { scopeOfLook } from '../../../src/features/inspections/scope-of-look.ts'
import { seedCity } from '../../../src/features/people/seed-city.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { transaction } from '../../../src/lib/db.ts'
import { loadLocales } from '../../../src/lib/i18n.ts'
import { openSecret } from '../../../src/lib/secret.ts'
import { testDatabase } from '../../support/database.ts'

const when = { ref: new Date('2026-11-24T09:00:00+07:00'), zone: 'Asia/Jakarta' }
const NOVEMBER = { from: '2026-11-01', to: '2026-11-30' }

describe('what is to be inspected', () => {
  it.each([
    ['periksa Dinkes 1–30 November', 'Dinkes', null, NOVEMBER],
    ['mohon izin, periksa kehadiran dinkes bulan november 2026', 'dinkes', null, NOVEMBER],
    ['periksa apel 3 november', '', 'apel', { from: '2026-11-03', to: '2026-11-03' }],
    ['saya mau memeriksa Budi Santoso november', 'Budi Santoso', null, NOVEMBER],
    ['pemeriksaan dishub minggu lalu', 'dishub', null, { from: '2026-11-16', to: '2026-11-22' }],
    ['periksa dinkes', 'dinkes', null, { from: '2026-11-01', to: '2026-11-24' }],
    ['periksa dinkes 1 juli s/d 24 november', 'dinkes', null, { problem: 'tooLong' }],
    ['periksa dinkes 40 november', 'dinkes', null, { problem: 'noSuchDate' }],
    ['periksa dinkes 24 november sampai 1 november', 'dinkes', null, { problem: 'noSuchDate' }],
    ['periksa dinkes besok', 'dinkes', null, { problem: 'future' }],
  ])('%s', (text, about, event, span) => {
    expect(readInspection(text, when)).toEqual({ about, event, span })
  })

  it.each(['dinkes november', 'saya sudah diperiksa dokter', 'rekap dinkes'])('is not in: %s', (text) => {
    expect(readInspection(text, when)).toBeNull()
  })
})

describe('what an inspector may read of a reason', () => {
  it.each([
    ['titip absen', ['tanpa_keterangan'], 'titip absen'],
    ['menemani istri', ['izin'], null],
    ['demam berdarah', ['hadir'], null],
    ['surat dokter menyusul', ['tanpa_keterangan'], null],
    ['7KQ2', ['hadir'], null],
    [null, [], null],
  ])('%s', (why, statuses, told) => expect(tellable(why, ...statuses)).toBe(told))
})

describe('a look', async () => {
  const { db, close } = await testDatabase()
  afterAll(close)
  const { prisma } = db
  const at = new Date('2026-11-24T02:00:00Z')
  let dinkes: { id: number; path: string }
  let dishub: { id: number; path: string }
  let budi: number
  let inspector: { id: number; unitPath: null; roles: { role: string; unitPath: string }[] }
  const ofUnit = (unitId: number, more: Partial<Target> = {}): Target => ({
    ...{ scope: 'unit', unitId, sessionId: null, personId: null },
    ...{ from: new Date('2026-10-31T17:00:00Z'), until: new Date('2026-11-30T17:00:00Z') },
    ...more,
  })
  let inboxId = 0n
  const looks = (target: Target, more: { purpose?: string; actor?: typeof inspector } = {}) => {
    inboxId += 1n
    const by = { actor: inspector, purpose: 'berkala', form: 'text' as const, at, inboxId, ...more }
    return transaction(db, (tx) => look(tx, target, by))
  }

  beforeAll(async () => {
    await seedCity(db, loadCity('pangkalpinang'))
    dinkes = await prisma.unit.findFirstOrThrow({ where: { name: 'Dinas Kesehatan' } })
    dishub = await prisma.unit.findFirstOrThrow({ where: { name: 'Dinas Perhubungan' } })
    const person = await prisma.person.create({ data: { name: 'Yusuf', unitId: dishub.id } })
    budi = (await prisma.person.create({ data: { name: 'Budi', unitId: dinkes.id } })).id
    await prisma.role.create({
      data: { personId: person.id, role: 'pemeriksa', unitId: dinkes.id, from: new Date('2026-01-01') },
    })
    inspector = { id: person.id, unitPath: null, roles: [{ role: 'pemeriksa', unitPath: dinkes.path }] }
  })

  it('is only for whoever inspects that part of the city, for a purpose, and a quarter at most', async () => {
    expect(await looks(ofUnit(dinkes.id))).toEqual(expect.any(Number))
    expect(await looks(ofUnit(dishub.id))).toBe('not_yours')
    for (const role of ['koordinator', 'pimpinan', 'admin', 'petugas'])
      expect(
        await looks(ofUnit(dinkes.id), { actor: { ...inspector, roles: [{ role, unitPath: '/1/' }] } }),
      ).toBe('not_yours')
    expect(await looks(ofUnit(dinkes.id), { purpose: '  a  ' })).toBe('no_purpose')
    expect(await looks(ofUnit(dinkes.id, { from: new Date('2026-01-01') }))).toBe('not_yours')
    expect(await looks(ofUnit(dinkes.id, { scope: 'person', personId: inspector.id }))).toBe('not_yours')
    expect(await looks(ofUnit(dinkes.id, { personId: budi }))).toBe('not_yours')
    expect(await looks(ofUnit(dinkes.id, { scope: 'person', personId: budi }))).toEqual(expect.any(Number))
  })

  it('is one look, however often its message comes', async () => {
    const first = await looks(ofUnit(dinkes.id))
    inboxId -= 1n
    expect(await looks(ofUnit(dinkes.id))).toBe(first)
  })

  it('is never changed nor taken away', async () => {
    const id = (await looks(ofUnit(dinkes.id))) as number
    await expect(prisma.inspection.update({ where: { id }, data: { purpose: 'lain' } })).rejects.toThrow()
    await expect(prisma.inspection.delete({ where: { id } })).rejects.toThrow()
    expect((await prisma.inspection.findUniqueOrThrow({ where: { id } })).purpose).toBe('berkala')
  })

  it('is a file with every finding and the chain recomputed, made from its row', async () => {
    const id = (await looks(ofUnit(dinkes.id), { purpose: '=HYPERLINK("x")' })) as number
    const city = loadCity('pangkalpinang')
    const secret = openSecret('rahasia-yang-cukup-panjang-untuk-dipakai-di-sini', '')
    const about = { city, now: at, t: loadLocales(city).translator('id'), secret }
    const book = await inspectionFile(prisma, { look: id, f: 'xlsx' }, about)
    expect(book?.bytes.subarray(0, 2).toString()).toBe('PK')
    const paper = await inspectionFile(prisma, { look: id, f: 'pdf' }, about)
    expect(paper?.bytes.subarray(0, 5).toString()).toBe('%PDF-')
    expect(await inspectionFile(prisma, { look: 99_999, f: 'pdf' }, about)).toBeNull()
    const payload = inspectionPayload({ look: id, f: 'pdf' }, at)
    expect(readInspectionPayload(payload, at)).toEqual({ look: id, f: 'pdf' })
    expect(readInspectionPayload(payload, new Date(at.getTime() + 61 * 60_000))).toBeNull()
    expect(readInspectionRef(inspectionRef({ look: id, f: 'xlsx' }, 'id').split('/').at(-1) ?? '')).toEqual({
      ...{ look: id, f: 'xlsx' },
    })
  }, 60_000)

  it('shows no more than its role reached when it was made', async () => {
    const id = (await looks(ofUnit(dinkes.id, { scope: 'person', personId: budi }))) as number
    expect((await scopeOfLook(prisma, id))?.unitIds).toContain(dinkes.id)
    expect((await scopeOfLook(prisma, id))?.unitIds).not.toContain(dishub.id)
  })

  it('says that a head count was explained, and not what an explanation tells of an illness', async () => {
    const start = new Date('2026-11-23T00:15:00Z')
    const times = { opensAt: start, startsAt: start, onTimeUntil: start, closesAt: start, graceUntil: start }
    const activity = await prisma.activity.create({
      data: { kind: 'apel', title: 'Apel', unitId: dinkes.id, createdAt: start },
    })
    for (const explanation of ['Siti demam, pulang', 'dua orang piket', null]) {
      const { id: sessionId } = await prisma.session.create({
        data: {
          ...{ activityId: activity.id, title: 'Apel', place: 'halaman', ...times, createdAt: start },
          ...{ audienceUnits: [dinkes.id], codeKey: `kunci ${explanation}` },
        },
      })
      await prisma.headCount.create({
        data: {
          ...{ sessionId, unitId: dinkes.id, count: 5, countedBy: budi, at: start, recorded: 3 },
          ...{ explanation, explainedBy: explanation ? budi : null },
        },
      })
    }
    const scope = (await scopeOfLook(prisma, (await looks(ofUnit(dinkes.id))) as number))!
    const found = await findingsOf(prisma, scope)
    const words = linesOf(scope, found, loadLocales(loadCity('pangkalpinang')).translator('id')).heads
    expect(found.heads).toHaveLength(3)
    expect(words.filter((line) => line.includes('dijelaskan Budi (menyangkut'))).toHaveLength(1)
    expect(words.filter((line) => line.includes('dijelaskan Budi: dua orang piket'))).toHaveLength(1)
    expect(words.filter((line) => line.includes('belum dijelaskan'))).toHaveLength(1)
    expect(JSON.stringify(found) + words.join()).not.toContain('demam')
  })

  it('at a record that was joined to another is told to whoever both are', async () => {
    const twin = await prisma.person.create({ data: { name: 'Budi S', unitId: dinkes.id } })
    const other = await prisma.person.create({ data: { name: 'Ani', unitId: dinkes.id } })
    const purpose = 'catatan ganda'
    expect(await looks(ofUnit(dinkes.id, { scope: 'person', personId: twin.id }), { purpose })).toEqual(
      expect.any(Number),
    )
    const told = async (id: number) => (await looksAt(prisma, id)).map((one) => one.purpose)
    expect(await told(budi)).not.toContain(purpose)
    await prisma.person.update({ where: { id: twin.id }, data: { status: 'merged', mergedInto: budi } })
    expect(await told(budi)).toContain(purpose)
    expect(await told(other.id)).toEqual([])
  })
})
