import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { leavesTime, QUIET, readQuiet, toHours } from '../../../src/features/settings/quiet-hours.ts'
import {
  changeQuiet,
  type QuietChange,
  readQuietChange,
  wordsFor,
} from '../../../src/features/settings/read-quiet.ts'
import { writeSetting } from '../../../src/features/settings/setting.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { testDatabase } from '../../support/database.ts'

const { db, close } = await testDatabase()
afterAll(close)
const city = loadCity('malang')
const usual = city.quietHours
beforeEach(() => db.prisma.setting.deleteMany())

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}.${String(minute).padStart(2, '0')}`)
const which = fc.constantFrom('daily' as const, 'ramadan' as const, 1, 2, 3, 4, 5, 6, 7)
const change: fc.Arbitrary<QuietChange> = fc.oneof(
  fc.record({ what: fc.constant('span' as const), which, from: clock, until: clock }),
  fc.record({ what: fc.constant('none' as const), which: fc.constantFrom('ramadan' as const, 1, 5, 7) }),
  fc.record({
    what: fc.constant('ramadan' as const),
    from: fc.constant('2028-01-28'),
    to: fc.constant('2028-02-26'),
  }),
)

describe('what an admin types', () => {
  it.each([
    ['21.00 sampai 05.00', { what: 'span', which: 'daily', from: '21.00', until: '05.00' }],
    ['21:00-5:00', { what: 'span', which: 'daily', from: '21.00', until: '05.00' }],
    ['jumat 11.30 s/d 13.15', { what: 'span', which: 5, from: '11.30', until: '13.15' }],
    ["hari jum'at 11.30 hingga 13.15", { what: 'span', which: 5, from: '11.30', until: '13.15' }],
    ['ramadhan 17.30 sampai 20.45', { what: 'span', which: 'ramadan', from: '17.30', until: '20.45' }],
    ['jumat tidak ada', { what: 'none', which: 5 }],
    ['hapus ramadan', { what: 'none', which: 'ramadan' }],
    ['tidak ada', null],
    ['25.00 sampai 26.00', null],
    ['sesukanya', null],
  ])('%s', (text, expected) => {
    expect(readQuietChange(text, null)).toEqual(expected)
  })

  it('is read again from the words behind the button, which fit into one', () => {
    fc.assert(
      fc.property(change, (one) => {
        expect(readQuietChange(wordsFor(one), null)).toEqual(one)
        expect(`=jam tenang ${wordsFor(one)} ya`.length).toBeLessThanOrEqual(48)
      }),
    )
  })

  it('changes what was named, and only that', () => {
    fc.assert(
      fc.property(change, (one) => {
        const after = changeQuiet(usual, one)
        expect(changeQuiet(after, one)).toEqual(after)
        const others = usual.spans.filter((span) => !after.spans.includes(span))
        expect(others.length).toBeLessThanOrEqual(1)
      }),
    )
    const friday = { what: 'span', which: 5, from: '11.00', until: '13.00' } as const
    const after = changeQuiet(usual, friday)
    expect(after.spans).toHaveLength(3)
    expect(after.spans).toContainEqual({ from: '11.00', until: '13.00', days: [5] })
    expect(after.spans).toContainEqual({ from: '20.30', until: '05.30' })
  })
})

describe('the setting', () => {
  it('is the profile’s until somebody changes it, and the change is kept with who made it', async () => {
    expect(await readQuiet(db.prisma, city)).toEqual(usual)
    const after = changeQuiet(usual, { what: 'span', which: 'daily', from: '22.00', until: '04.00' })
    await writeSetting(db.prisma, QUIET, after, 7, new Date('2026-11-27T03:00:00Z'))
    expect(await readQuiet(db.prisma, city)).toEqual(after)
    expect(toHours(after).spans).toContainEqual({ from: 1_320, until: 240 })
    await writeSetting(db.prisma, QUIET, usual, 7, new Date('2026-11-27T04:00:00Z'))
    const audit = await db.prisma.audit.findMany({
      where: { subject: 'setting/quiet' },
      orderBy: { id: 'asc' },
    })
    expect(audit.map(({ actorId, before, after: now }) => ({ actorId, before, now }))).toEqual([
      { actorId: 7, before: null, now: after },
      { actorId: 7, before: after, now: usual },
    ])
  })

  it('that nobody can read lets no message out at night', async () => {
    await db.prisma.setting.create({ data: { key: QUIET, value: { spans: 'never' }, at: new Date() } })
    expect(await readQuiet(db.prisma, city)).toEqual(usual)
  })

  it('must leave time to write to people', () => {
    expect(leavesTime(usual)).toBe(true)
    expect(leavesTime({ ...usual, spans: [{ from: '06.00', until: '05.00' }] })).toBe(false)
    const friday = [...usual.spans, { from: '05.00', until: '19.00', days: [5] }]
    expect(leavesTime({ ...usual, spans: friday })).toBe(false)
  })
})
