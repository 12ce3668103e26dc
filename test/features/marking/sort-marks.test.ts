import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PROOFS, sharesOf } from '../../../src/features/head-count/proofs.ts'
import { type Entry, sortMarks } from '../../../src/features/marking/sort-marks.ts'
import type { StandingIn } from '../../../src/features/marking/standing-of.ts'

const standing = fc.record({
  expected: fc.boolean(),
  duty: fc.constantFrom(null, 'piket'),
  status: fc.constantFrom(null, 'hadir' as const, 'izin' as const, 'tanpa_keterangan' as const),
  own: fc.boolean(),
  firm: fc.boolean(),
  leave: fc.constantFrom(null, 'cuti' as const),
})
const word = fc.constantFrom('hadir' as const, 'izin' as const, 'sakit' as const)

it('puts everybody into one pile, and lets nobody count who must not', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(standing, word, fc.boolean()), { maxLength: 20 }),
      fc.boolean(),
      (people, opened) => {
        const rows = people.map(
          ([one], n): StandingIn => ({
            personId: n + 1,
            name: `P${n + 1}`,
            unitName: 'U',
            unitPath: '/1/',
            ...one,
          }),
        )
        const entries = people.map(([, status], n): Entry => ({ id: n + 1, status, note: null }))
        const named = new Set(people.flatMap(([, , called], n) => (called ? [n + 1] : [])))
        const sorted = sortMarks(entries, rows, { actorId: 1, opened, named })
        const { counts, own, same, leave, duty, outside, firm, early, self } = sorted
        const piles = [counts, own, same, leave, duty, outside, firm, early].map((pile) => pile.length)
        expect(piles.reduce((sum, n) => sum + n, self ? 1 : 0)).toBe(entries.length)
        for (const { id, status, before } of counts) {
          const row = rows[id - 1]
          expect(id).not.toBe(1)
          expect(row).toMatchObject({ own: false, firm: false, duty: null, expected: true })
          expect(status === 'hadir' && !opened).toBe(false)
          expect(row?.status).not.toBe(status)
          if (row?.leave && !named.has(id)) throw new Error('a leave was passed over')
          expect(before).toBe(row?.leave ?? row?.status ?? null)
        }
      },
    ),
  )
})

it('shares of proofs add up to 100, and none is more than one percent off', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PROOFS), { minLength: 1, maxLength: 300 }), (proofs) => {
      const shares = sharesOf(proofs)
      expect(shares.reduce((sum, one) => sum + one.percent, 0)).toBe(100)
      for (const { proof, percent } of shares) {
        const exact = (100 * proofs.filter((one) => one === proof).length) / proofs.length
        expect(Math.abs(percent - exact)).toBeLessThan(1)
      }
    }),
  )
})
