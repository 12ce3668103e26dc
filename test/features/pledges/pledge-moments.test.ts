import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plusDays } from '../../../src/features/agenda/day.ts'
import { leftOver, overdueAt, pledgeMoments } from '../../../src/features/pledges/pledge-moments.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { at } from '../reminders/setting.ts'

const { pledgeTimes: times, zone } = loadCity('pangkalpinang')
const fires = (day: string | null, made: string) =>
  pledgeMoments({ day, createdAt: at(made) }, times, zone).map(({ template, fireAt }) => [template, fireAt])

describe('the moments of a pledge', () => {
  it('are the afternoon before and the morning of its day', () => {
    expect(fires('2026-12-04', '2026-11-27 09.00')).toEqual([
      ['ahead', at('2026-12-03 16.00')],
      ['day', at('2026-12-04 07.00')],
    ])
  })

  it('without a day: once, a week later', () => {
    expect(fires(null, '2026-11-27 23.30')).toEqual([['undated', at('2026-12-04 16.00')]])
  })

  it('that come too soon after the pledge are left out, and no more than two are ever sent', () => {
    const moments = pledgeMoments({ day: '2026-12-04', createdAt: at('2026-11-27 09.00') }, times, zone)
    const left = (since: string, sent: number) =>
      leftOver(moments, at(since), sent, 2).map(({ template }) => template)
    expect(left('2026-11-27 09.00', 0)).toEqual(['ahead', 'day'])
    expect(left('2026-12-03 15.00', 0)).toEqual(['day'])
    expect(left('2026-12-04 06.59', 0)).toEqual([])
    // The nearest to its day is worth most.
    expect(left('2026-11-27 09.00', 1)).toEqual(['day'])
    expect(left('2026-11-27 09.00', 2)).toEqual([])
  })

  it('a pledge lapses in the evening of the third day, without a day after thirty', () => {
    expect(overdueAt(at('2026-12-07 15.59'), times, zone).day).toBe('2026-12-03')
    expect(overdueAt(at('2026-12-07 16.00'), times, zone).day).toBe('2026-12-04')
    const { madeBefore } = overdueAt(at('2026-12-27 16.00'), times, zone)
    expect(at('2026-11-27 23.59') < madeBefore).toBe(true)
    expect(at('2026-11-28 00.00') < madeBefore).toBe(false)
  })

  it('never lie behind the day, nor after it has lapsed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 700 }), (ahead) => {
        const day = plusDays('2026-11-27', ahead)
        const moments = pledgeMoments({ day, createdAt: at('2026-11-27 09.00') }, times, zone)
        for (const { fireAt, expiresAt } of moments) {
          expect(fireAt < expiresAt).toBe(true)
          expect(overdueAt(expiresAt, times, zone).day < day).toBe(true)
        }
      }),
      { numRuns: 50 },
    )
  })
})
