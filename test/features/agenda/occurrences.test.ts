import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plusDays } from '../../../src/features/agenda/day.ts'
import {
  isRule,
  nextOccurrences,
  type OnDayOff,
  occurrencesBetween,
  type Rhythm,
} from '../../../src/features/agenda/occurrences.ts'
import { daysOff, isWorkday, workdayAfter } from '../../../src/features/agenda/workdays.ts'
import { loadCity } from '../../../src/lib/city.ts'

const { holidays } = loadCity('pangkalpinang')
const off = daysOff(holidays)
const rhythm = (more: Partial<Rhythm> = {}): Rhythm => ({
  ...{ rrule: 'FREQ=WEEKLY;BYDAY=MO', firstDay: '2026-11-27', lastDay: null, time: '07:15', seasons: [] },
  ...{ onHoliday: 'skip', onLeave: 'skip' },
  ...more,
})
const days = (one: Rhythm, from: string, to: string) =>
  occurrencesBetween(one, from, to, off).map((each) => each.day)
const held = (one: Rhythm, from: string, count = 5) =>
  nextOccurrences(one, from, count, off).map((each) => each.day)

describe('the days of a series', () => {
  it.each([
    ['FREQ=WEEKLY;BYDAY=MO', ['2026-11-30', '2026-12-07', '2026-12-14']],
    ['FREQ=MONTHLY;BYDAY=1MO', ['2026-12-07', '2027-01-04', '2027-02-01']],
    ['FREQ=MONTHLY;BYDAY=-1FR', ['2026-11-27', '2027-01-29', '2027-02-26']],
    // The 31st: only months that have one.
    ['FREQ=MONTHLY;BYMONTHDAY=31', ['2026-12-31', '2027-01-31', '2027-03-31']],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', ['2026-11-30', '2026-12-31', '2027-01-31']],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=WE', ['2026-12-09', '2026-12-23', '2027-01-06']],
  ])('of %s', (rrule, expected) => {
    expect(held(rhythm({ rrule }), '2026-11-27', 3)).toEqual(expected)
  })

  it('end with its last day, and never begin before its first', () => {
    const one = rhythm({ lastDay: '2026-12-07' })
    expect(held(one, '2026-01-01')).toEqual(['2026-11-30', '2026-12-07'])
    expect(days(one, '2026-12-08', '2027-12-31')).toEqual([])
  })

  it('know the time of a season', () => {
    const one = rhythm({ seasons: [{ from: '2027-02-08', to: '2027-03-09', time: '08:00' }] })
    const times = occurrencesBetween(one, '2027-02-01', '2027-03-15', off).map((each) => each.time)
    expect(times).toEqual(['07:15', '08:00', '08:00', '08:00', '08:00', '08:00', '07:15'])
  })
})

describe('a day off', () => {
  // Friday 25 December 2026 is a holiday, Thursday 24 cuti bersama.
  const fridays = (more: Partial<Rhythm>) =>
    occurrencesBetween(rhythm({ rrule: 'FREQ=WEEKLY;BYDAY=TH,FR', ...more }), '2026-12-24', '2026-12-30', off)
  it('is left out, moved to the next working day, or kept, each kind by its own rule', () => {
    expect(fridays({}).map((one) => one.day)).toEqual([null, null])
    expect(fridays({ onHoliday: 'keep' }).map((one) => one.day)).toEqual([null, '2026-12-25'])
    expect(fridays({ onLeave: 'keep' }).map((one) => one.day)).toEqual(['2026-12-24', null])
    expect(fridays({ onHoliday: 'shift' }).find((one) => one.day)).toMatchObject({
      ...{ occurrence: '2026-12-25', day: '2026-12-28' },
    })
  })
  it('says why', () => {
    expect(fridays({})[1]?.holiday?.source).toMatch(/SKB/)
  })
})

describe('rules that no calendar has', () => {
  it.each([
    'FREQ=MONTHLY;BYMONTHDAY=35',
    'FREQ=MONTHLY;BYDAY=6MO',
    'FREQ=WEEKLY;INTERVAL=0',
    'FREQ=HOURLY',
    'x',
    '',
  ])('%s', (rrule) => expect(isRule(rrule)).toBe(false))
  it('31 February is a rule that never happens, and ends', () => {
    const never = rhythm({ rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31' })
    expect(isRule(never.rrule)).toBe(true)
    expect(held(never, '2026-11-27')).toEqual([])
  })
})

describe('for any series', () => {
  const day = fc.integer({ min: 0, max: 900 }).map((n) => plusDays('2025-01-01', n))
  const rule = fc.oneof(
    fc
      .subarray(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], { minLength: 1 })
      .map((names) => `FREQ=WEEKLY;BYDAY=${names.join(',')}`),
    fc.integer({ min: 1, max: 31 }).map((date) => `FREQ=MONTHLY;BYMONTHDAY=${date}`),
    fc.constantFrom(
      'FREQ=DAILY',
      'FREQ=MONTHLY;BYDAY=1MO',
      'FREQ=MONTHLY;BYDAY=-1FR',
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU',
    ),
  )
  const onDayOff = fc.constantFrom<OnDayOff>('skip', 'shift', 'keep')
  const any = fc
    .record({ rrule: rule, firstDay: day, onHoliday: onDayOff, onLeave: onDayOff })
    .map((one) => rhythm(one))

  it('no two are held on one day, all lie in the span, in order, and none is before its day', () => {
    fc.assert(
      fc.property(any, day, fc.integer({ min: 0, max: 200 }), (one, from, length) => {
        const to = plusDays(from, length)
        const all = occurrencesBetween(one, from, to, off)
        const shown = all.flatMap((each) => each.day ?? [])
        expect(new Set(shown).size).toBe(shown.length)
        expect(shown).toEqual([...shown].sort())
        for (const each of all) {
          expect((each.day ?? each.occurrence) >= from && (each.day ?? each.occurrence) <= to).toBe(true)
          if (each.day) expect(each.day >= each.occurrence).toBe(true)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('what is moved is moved to the next working day; nothing is held on a day off that is not kept', () => {
    fc.assert(
      fc.property(any, day, (one, from) => {
        for (const each of occurrencesBetween(one, from, plusDays(from, 120), off)) {
          if (each.day === null) continue
          if (each.day !== each.occurrence) {
            expect(each.day).toBe(workdayAfter(each.occurrence, off))
            expect(isWorkday(each.day, off)).toBe(true)
          }
          const holiday = off.get(each.day)
          const rule = holiday?.type === 'libur_nasional' ? one.onHoliday : one.onLeave
          if (holiday) expect(rule).toBe('keep')
        }
      }),
      { numRuns: 200 },
    )
  })

  it('a span in two halves gives the same as the whole', () => {
    fc.assert(
      fc.property(any, day, fc.integer({ min: 1, max: 90 }), (one, from, length) => {
        const middle = plusDays(from, length)
        const end = plusDays(middle, 60)
        const whole = days(one, from, end)
        expect([...days(one, from, middle), ...days(one, plusDays(middle, 1), end)]).toEqual(whole)
      }),
      { numRuns: 100 },
    )
  })
})
