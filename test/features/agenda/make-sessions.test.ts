import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addHoliday, refreshHolidays, removeHolidays } from '../../../src/features/agenda/holidays.ts'
import { makeSessions } from '../../../src/features/agenda/make-sessions.ts'
import { settleChanged } from '../../../src/features/attendance/session-changed.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { openDatabase } from '../../../src/lib/db.ts'
import { testDatabase } from '../../support/database.ts'
import { at, openCity, sessionsOf, type TestCity, translator, weekly } from './setting.ts'

const { db, url, close } = await testDatabase()
afterAll(close)

let here: TestCity
beforeAll(async () => {
  here = await openCity(db)
})
beforeEach(async () => {
  await db.prisma.outbox.deleteMany()
  await db.prisma.session.deleteMany()
  await db.prisma.activity.deleteMany()
})

const NOW = at('2026-11-27 09.00')
const make = (now: Date, city = here.city, on = db) =>
  makeSessions({ db: on, city, translator, settle: settleChanged }, now)
const told = () => db.prisma.outbox.findMany({ orderBy: { addressId: 'asc' } })

describe('a series makes its sessions', () => {
  it('seven days ahead, at once when it is saved and then day by day', async () => {
    await weekly(db, here, NOW)
    expect(await sessionsOf(db)).toEqual(['2026-11-30 07.15 scheduled'])
    expect(await make(NOW)).toBe(0)
    expect(await make(at('2026-11-29 23.59'))).toBe(0)
    expect(await make(at('2026-11-30 00.00'))).toBe(1)
    expect(await sessionsOf(db)).toEqual(['2026-11-30 07.15 scheduled', '2026-12-07 07.15 scheduled'])
  })

  it('that take what the series takes as proof, and ask for a code around the end that was said', async () => {
    const proof = { proof: 'code_or_place' as const, closingCode: true }
    await weekly(db, here, NOW, { ...proof, endTime: '09:00' })
    await make(NOW)
    const [row] = await db.prisma.session.findMany()
    expect(row).toMatchObject({
      proof: 'code_or_place',
      closingFrom: at('2026-11-30 08.45'),
      closingUntil: at('2026-11-30 09.15'),
    })
    // Without an end, around the end of check-in; and none where none is asked for.
    await db.prisma.session.deleteMany()
    await db.prisma.activity.deleteMany()
    await weekly(db, here, NOW, proof)
    await weekly(db, here, NOW, { firstDay: '2026-12-01', title: 'Apel lain' })
    await make(at('2026-12-01 00.00'))
    const rows = await db.prisma.session.findMany({ orderBy: { id: 'asc' } })
    expect(rows[0]).toMatchObject({
      closingFrom: at('2026-11-30 07.45'),
      closingUntil: at('2026-11-30 08.15'),
    })
    expect(rows.find(({ title }) => title === 'Apel lain')).toMatchObject({
      proof: 'code',
      closingFrom: null,
    })
  })

  it('with windows by the clock and codes of their own', async () => {
    await weekly(db, here, NOW)
    await make(at('2026-12-01 00.00'))
    const rows = await db.prisma.session.findMany()
    expect(rows[0]).toMatchObject({
      ...{
        opensAt: at('2026-11-30 06.45'),
        onTimeUntil: at('2026-11-30 07.30'),
        closesAt: at('2026-11-30 08.00'),
      },
      audienceUnits: [here.health.id],
    })
    expect(new Set(rows.map((row) => row.codeKey)).size).toBe(2)
  })

  it('once, also when several do it at once', async () => {
    await weekly(db, here, NOW)
    const other = url ? await openDatabase({ database: { url, pool: 4 }, dataDir: '' }) : db
    const made = await Promise.all(
      Array.from({ length: 6 }, (_, n) => make(at('2026-12-02 00.00'), here.city, n % 2 ? other : db)),
    )
    expect(made.reduce((sum, count) => sum + count, 0)).toBe(1)
    expect(await sessionsOf(db)).toHaveLength(2)
    if (other !== db) await other.close()
  })

  it('also those that a downtime of a week has missed, and none from before the series', async () => {
    await weekly(db, here, NOW)
    await db.prisma.session.deleteMany()
    await make(at('2026-12-03 09.00'))
    expect(await sessionsOf(db)).toEqual(['2026-11-30 07.15 scheduled', '2026-12-07 07.15 scheduled'])
    await db.prisma.session.deleteMany()
    // Saved on Monday after the apel: this Monday's is no session of it.
    await db.prisma.activity.deleteMany()
    await weekly(db, here, at('2026-11-30 09.00'), { firstDay: '2026-11-30' })
    expect(await sessionsOf(db)).toEqual(['2026-12-07 07.15 scheduled'])
  })

  it('but for its exceptions, which stand as cancelled sessions', async () => {
    await weekly(db, here, NOW, { except: ['2026-12-07', '2026-12-08'] })
    await make(at('2026-12-01 00.00'))
    expect(await sessionsOf(db)).toEqual(['2026-11-30 07.15 scheduled', '2026-12-07 07.15 cancelled'])
  })

  it('with a season’s time, and on a shifted day', async () => {
    await weekly(db, here, NOW, {
      ...{ rrule: 'FREQ=WEEKLY;BYDAY=FR', onHoliday: 'shift' as const },
      seasons: [{ from: '2026-12-28', to: '2026-12-31', time: '08:00' }],
    })
    await make(at('2026-12-22 00.00'))
    expect((await sessionsOf(db)).at(-1)).toBe('2026-12-28 08.00 scheduled')
  })
})

describe('a holiday that is added later', () => {
  const holiday = {
    date: '2026-11-30',
    name: 'Pemilu',
    type: 'libur_nasional' as const,
    source: 'Keppres 9/2026',
  }
  beforeEach(async () => {
    await removeHolidays(db.prisma, holiday.date, here.ratna.personId, NOW)
    await refreshHolidays(db.prisma, here.city)
  })

  it('is known by another process within its next look, and its session is cancelled once, its people told once', async () => {
    await weekly(db, here, NOW)
    const other = loadCity('pangkalpinang')
    await refreshHolidays(db.prisma, other)
    const before = other.holidays
    await refreshHolidays(db.prisma, other)
    expect(other.holidays).toBe(before)
    await addHoliday(db.prisma, holiday, null, NOW)
    await refreshHolidays(db.prisma, other)
    expect(other.holidays.some((one) => one.name === 'Pemilu')).toBe(true)
    expect(await make(NOW, other)).toBe(1)
    expect(await make(NOW, other)).toBe(0)
    expect(await sessionsOf(db)).toEqual(['2026-11-30 07.15 cancelled'])
    expect((await told()).map((row) => [row.addressId, row.lane])).toEqual([
      [here.ratna.addressId, 'bulk'],
      [here.siti.addressId, 'bulk'],
    ])
  })

  it('takes the leave of its session along, and says so in the audit', async () => {
    await weekly(db, here, NOW)
    await make(NOW)
    const session = await db.prisma.session.findFirstOrThrow()
    await db.prisma.attendance.create({
      data: {
        ...{
          sessionId: session.id,
          personId: here.siti.personId,
          status: 'izin',
          proof: 'absence',
          flags: [],
        },
        decidedAt: NOW,
      },
    })
    await addHoliday(db.prisma, holiday, null, NOW)
    await refreshHolidays(db.prisma, here.city)
    await make(NOW)
    expect(await db.prisma.attendance.count()).toBe(0)
    const last = await db.prisma.audit.findFirst({
      where: { action: 'attendance.change' },
      orderBy: { id: 'desc' },
    })
    expect(last).toMatchObject({ before: { status: 'izin' }, after: { status: null }, why: 'Pemilu' })
  })

  it('moves a session whose series says so, and back when it is taken away', async () => {
    await weekly(db, here, NOW, { onHoliday: 'shift' })
    await addHoliday(db.prisma, holiday, null, NOW)
    await refreshHolidays(db.prisma, here.city)
    await make(NOW)
    expect(await sessionsOf(db)).toEqual(['2026-12-01 07.15 scheduled'])
    await removeHolidays(db.prisma, holiday.date, here.ratna.personId, NOW)
    await refreshHolidays(db.prisma, here.city)
    await make(NOW)
    expect(await sessionsOf(db)).toEqual(['2026-11-30 07.15 scheduled'])
  })

  it('leaves alone what somebody changed, and what has opened', async () => {
    const series = await weekly(db, here, NOW)
    await db.prisma.session.updateMany({ where: { activityId: series.id }, data: { changedAt: NOW } })
    await addHoliday(db.prisma, holiday, null, NOW)
    await refreshHolidays(db.prisma, here.city)
    expect(await make(NOW)).toBe(0)
    await db.prisma.session.updateMany({ data: { changedAt: null } })
    const monday = async () => (await sessionsOf(db))[0]
    await make(at('2026-11-30 06.50'))
    expect(await monday()).toBe('2026-11-30 07.15 scheduled')
    await make(at('2026-11-30 05.40'))
    expect(await monday()).toBe('2026-11-30 07.15 cancelled')
  })
})
