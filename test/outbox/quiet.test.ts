import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { QuietHours, QuietSpan } from '../../src/channels/channel.ts'
import { toHours } from '../../src/features/settings/quiet-hours.ts'
import { loadCity } from '../../src/lib/city.ts'
import { afterQuiet } from '../../src/outbox/quiet.ts'

const ZONE = 'Asia/Jakarta'
const usual = toHours(loadCity('pangkalpinang').quietHours)
const at = (text: string) => new Date(`${text.replace(' ', 'T').replace('.', ':')}:00+07:00`)
const free = (text: string, hours: QuietHours = usual) => afterQuiet(at(text), hours, ZONE)

describe('the usual quiet hours', () => {
  it.each([
    ['the evening', '2026-11-23 20.30', '2026-11-24 05.30'],
    ['midnight', '2026-11-24 00.00', '2026-11-24 05.30'],
    ['the last minute', '2026-11-24 05.29', '2026-11-24 05.30'],
    ['the end', '2026-11-24 05.30', '2026-11-24 05.30'],
    ['the morning', '2026-11-24 06.15', '2026-11-24 06.15'],
    ['noon on a Thursday', '2026-11-26 12.00', '2026-11-26 12.00'],
    ['Friday prayers', '2026-11-27 12.00', '2026-11-27 13.15'],
    ['before Ramadan', '2027-02-07 18.00', '2027-02-07 18.00'],
    ['iftar, tarawih and the night are one', '2027-02-08 17.30', '2027-02-09 05.30'],
    ['the last evening of Ramadan', '2027-03-09 18.00', '2027-03-10 05.30'],
    ['the evening of the feast', '2027-03-10 18.00', '2027-03-10 18.00'],
  ])('%s', (_, from, to) => {
    expect(free(from)).toEqual(at(to))
  })

  it('go by the clock of the city where it was moved', () => {
    // The machine says noon, the demo's clock nine hours more.
    const ahead = 9 * 3_600_000
    expect(free('2026-11-23 12.00', { ...usual, ahead })).toEqual(at('2026-11-23 20.30'))
  })

  it('hold in other zones by their own clocks', () => {
    const late = new Date('2026-11-23T20:30:00+09:00')
    expect(afterQuiet(late, usual, 'Asia/Jayapura')).toEqual(new Date('2026-11-24T05:30:00+09:00'))
  })
})

const span: fc.Arbitrary<QuietSpan> = fc.record(
  {
    from: fc.integer({ min: 0, max: 1_439 }),
    until: fc.integer({ min: 0, max: 1_439 }),
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    within: fc.constant([{ from: '2027-02-08', to: '2027-03-09' }]),
  },
  { requiredKeys: ['from', 'until'] },
)
/** Whatever is set, the hour from nine to ten is free. */
const hours = fc
  .array(span, { maxLength: 4 })
  .map((spans) => ({ spans: spans.filter((one) => isFree(one, 9 * 60, 10 * 60)) }))
const moment = fc.date({ min: new Date('2027-01-01'), max: new Date('2027-06-01'), noInvalidDate: true })

function isFree({ from, until }: QuietSpan, begin: number, end: number): boolean {
  const length = (until - from + 1_440) % 1_440
  for (let minute = from; minute < from + length; minute += 1)
    if (minute % 1_440 >= begin && minute % 1_440 < end) return false
  return true
}

/** By the definition, minute by minute. */
function quiet(at: Date, { spans }: QuietHours): boolean {
  const wall = at.getTime() + 7 * 3_600_000
  return spans.some(({ from, until, days, within }) =>
    [0, 1].some((back) => {
      const day = new Date((Math.floor(wall / 86_400_000) - back) * 86_400_000)
      const length = (until - from + 1_440) % 1_440
      const minute = (wall - day.getTime()) / 60_000
      const iso = day.toISOString().slice(0, 10)
      return (
        minute >= from &&
        minute < from + length &&
        (!days || days.includes(day.getUTCDay() || 7)) &&
        (!within || within.some((one) => one.from <= iso && iso <= one.to))
      )
    }),
  )
}

describe('whatever is set', () => {
  it('nothing goes in a quiet time, and it waits no longer than that', () => {
    fc.assert(
      fc.property(hours, moment, (set, from) => {
        const to = afterQuiet(from, set, ZONE)
        expect(quiet(to, set)).toBe(false)
        if (!quiet(from, set)) expect(to).toEqual(from)
        else {
          expect(to.getTime()).toBeGreaterThan(from.getTime())
          expect(quiet(new Date(to.getTime() - 1), set)).toBe(true)
        }
      }),
    )
  })

  it('who comes later goes no sooner', () => {
    fc.assert(
      fc.property(hours, moment, fc.integer({ min: 0, max: 2_880 }), (set, from, minutes) => {
        const later = new Date(from.getTime() + minutes * 60_000)
        expect(afterQuiet(later, set, ZONE).getTime()).toBeGreaterThanOrEqual(
          afterQuiet(from, set, ZONE).getTime(),
        )
      }),
    )
  })

  it('hours that leave no time end all the same', () => {
    const always = {
      spans: [
        { from: 0, until: 1_439 },
        { from: 1_438, until: 1 },
      ],
    }
    expect(afterQuiet(at('2026-11-23 12.00'), always, ZONE)).toBeInstanceOf(Date)
  })
})
