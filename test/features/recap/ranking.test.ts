import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changesBetween, contentOf, digestOf } from '../../../src/features/recap/content.ts'
import type { Standing } from '../../../src/features/recap/query.ts'
import { rank } from '../../../src/features/recap/ranking.ts'
import { STATUSES } from '../../../src/features/recap/sheets.ts'

const unit = (id: number, people: number, counts: Record<string, number>) => ({
  id,
  name: `Unit ${id}`,
  people,
  counts,
})

describe('the ranking of units', () => {
  it('goes by the formula that is printed', () => {
    const { ranked } = rank([
      unit(1, 10, { hadir: 6, terlambat: 2, tanpa_keterangan: 2, sakit: 5 }),
      unit(2, 10, { hadir: 8, tanpa_keterangan: 2 }),
    ])
    // 0.7 · 8/10 + 0.3 · 8/8, and 0.7 · 8/10 + 0.3 · 6/8.
    expect(ranked.map(({ place, id, score, rate, punctual }) => [place, id, score, rate, punctual])).toEqual([
      [1, 2, 86, 80, 100],
      [2, 1, 78.5, 80, 75],
    ])
  })

  it('shares a place where the score is the same, and the next place is left out', () => {
    const { ranked } = rank([
      unit(1, 9, { hadir: 9 }),
      unit(2, 5, { hadir: 5 }),
      unit(3, 8, { hadir: 4, tanpa_keterangan: 4 }),
    ])
    expect(ranked.map(({ place, id }) => [place, id])).toEqual([
      [1, 1],
      [1, 2],
      [3, 3],
    ])
  })

  it('names who is too few, and leaves out of whom nobody could come', () => {
    const { ranked, small } = rank([
      unit(1, 4, { hadir: 4 }),
      unit(2, 6, { sakit: 6 }),
      unit(3, 6, { belum_dipastikan: 6 }),
    ])
    expect(ranked).toEqual([])
    expect(small).toEqual(['Unit 1'])
  })
})

describe('what a recap says', () => {
  const standing = fc.record({
    personId: fc.integer({ min: 1, max: 20 }),
    unitId: fc.constant(1),
    status: fc.constantFrom(...STATUSES, null),
  })
  const standings = fc.uniqueArray(standing, { selector: ({ personId }) => personId })

  it('is the same in whatever order it was read', () => {
    fc.assert(
      fc.property(
        standings.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, mixed]) => {
          expect(digestOf(contentOf(mixed))).toBe(digestOf(contentOf(all)))
          expect(changesBetween(contentOf(all), contentOf(mixed))).toBe(0)
        },
      ),
    )
  })

  it('does not change when what nobody said becomes tanpa keterangan', () => {
    const before: Standing[] = [
      { personId: 1, unitId: 1, status: null },
      { personId: 2, unitId: 1, status: 'hadir' },
    ]
    const settled: Standing[] = [
      { personId: 2, unitId: 1, status: 'hadir' },
      { personId: 1, unitId: 1, status: 'tanpa_keterangan' },
    ]
    expect(digestOf(contentOf(settled))).toBe(digestOf(contentOf(before)))
    const excused: Standing[] = [
      { personId: 1, unitId: 1, status: 'sakit' },
      { personId: 2, unitId: 1, status: 'terlambat' },
    ]
    expect(changesBetween(contentOf(before), contentOf(excused))).toBe(2)
  })
})
