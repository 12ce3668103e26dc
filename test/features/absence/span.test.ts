import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LONGEST_DAYS, readSpan, wrongWith } from '../../../src/features/absence/span.ts'
import { plusDays } from '../../../src/features/agenda/day.ts'

const when = (more: Record<string, unknown>) => ({ kind: 'date', ...more })
const TODAY = '2026-11-28'

describe('what was said of time', () => {
  it('reads a day, a range, a length and an open end', () => {
    expect(readSpan({ slots: { date: '2026-11-30' }, when: when({ date: '2026-11-30' }) })).toEqual({
      ...{ kind: 'span', from: '2026-11-30', to: '2026-11-30' },
    })
    expect(
      readSpan({ slots: {}, when: when({ kind: 'range', date: '2026-11-30', dateTo: '2026-12-02' }) }),
    ).toEqual({ kind: 'span', from: '2026-11-30', to: '2026-12-02' })
    const length = { slots: { date_from: '2026-11-29', duration: 'P3D' }, when: when({ date: '2026-11-29' }) }
    expect(readSpan(length)).toEqual({ kind: 'span', from: '2026-11-29', to: '2026-12-01' })
    expect(readSpan({ slots: { duration: 'P2D' }, when: null })).toEqual({ kind: 'length', days: 2 })
    expect(readSpan({ slots: {}, when: when({ date: '2026-11-30' }) }, 2)).toMatchObject({ to: '2026-12-01' })
    const open = { slots: { date_from: '2027-01-01' }, when: when({ date: '2027-01-01' }) }
    expect(readSpan(open)).toEqual({ kind: 'open', from: '2027-01-01' })
  })

  it('guesses nothing: two days that one word may mean, days apart, an end before the beginning', () => {
    const friday = { date: '2026-11-27', alternative: '2026-12-04', ambiguous: true }
    expect(readSpan({ slots: {}, when: when(friday) })).toEqual({
      ...{ kind: 'which', days: ['2026-11-27', '2026-12-04'] },
    })
    const dates = (all: string[]) =>
      readSpan({ slots: {}, when: when({ kind: 'dates', dates: all, date: all[0] }) })
    expect(dates(['2026-11-30', '2026-12-02'])).toEqual({ kind: 'several' })
    expect(dates(['2026-12-01', '2026-11-30'])).toMatchObject({ kind: 'span', to: '2026-12-01' })
    expect(readSpan({ slots: {}, when: { kind: 'invalid', backwards: true } })).toEqual({ kind: 'backwards' })
    expect(readSpan({ slots: {}, when: { kind: 'invalid' } })).toEqual({ kind: 'noSuchDate' })
    expect(readSpan({ slots: {}, when: null })).toEqual({ kind: 'none' })
  })
})

it('takes any span of a year that is not long past, and says what is wrong with every other', () => {
  fc.assert(
    fc.property(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -40, max: 800 }), (start, length) => {
      const from = plusDays(TODAY, start)
      const wrong = wrongWith({ from, to: plusDays(from, length) }, TODAY)
      if (length < 0) expect(wrong).toBe('backwards')
      else if (length >= LONGEST_DAYS) expect(wrong).toBe('tooLong')
      else if (start < -14) expect(wrong).toBe('tooOld')
      else if (start > LONGEST_DAYS) expect(wrong).toBe('tooFar')
      else expect(wrong).toBeNull()
    }),
  )
})
