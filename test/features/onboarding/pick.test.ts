import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pick } from '../../../src/features/onboarding/pick.ts'

const lines = [
  'Budi Santoso, S.Kep.',
  'dr. Siti Aminah',
  'Dewi Lestari',
  'Budi Hartono',
  'Rina Wati',
  'Joko Susilo',
  'Yanti',
].map((name, index) => ({ number: index + 1, name }))

describe('what is meant of a numbered list', () => {
  it.each([
    ['semua', [1, 2, 3, 4, 5, 6, 7]],
    ['semuanya', [1, 2, 3, 4, 5, 6, 7]],
    ['semua yang ini', [1, 2, 3, 4, 5, 6, 7]],
    ['semua kecuali 3, 7', [1, 2, 4, 5, 6]],
    ['semua kecuali no 3 dan 7 ya pak', [1, 2, 4, 5, 6]],
    ['Semua selain nomor 3 7', [1, 2, 4, 5, 6]],
    ['semua kecuali 2-5', [1, 6, 7]],
    ['semua kecuali 2 sampai 5', [1, 6, 7]],
    ['semua tapi jangan bu Dewi', [1, 2, 4, 5, 6, 7]],
    ['semua kecuali siti aminah dan yanti', [1, 3, 4, 5, 6]],
    ['1, 4', [1, 4]],
    ['no. 1 s/d 3 dan 6', [1, 2, 3, 6]],
    ['3', [3]],
  ])('%s', (text, numbers) => {
    expect(pick(text, lines)).toEqual({ numbers })
  })

  it.each([
    ['semua kecuali 9', '9'],
    ['semua kecuali', ''],
    ['semua kecuali Budi', 'Budi'],
    ['semua kecuali yang kemarin', 'kemarin'],
    ['semua 3', '3'],
    ['1, 8', '8'],
    ['5-2', '5-2'],
    ['0', '0'],
    ['semua kecuali 3 kecuali 4', 'semua kecuali 3 kecuali 4'],
  ])('%s stops the whole', (text, wrong) => {
    expect(pick(text, lines)).toEqual({ wrong })
  })

  it('never takes one that was excepted, and all of the others', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (except) => {
        const picked = pick(`semua kecuali ${except.join(', ')}`, lines)
        const left = lines.map(({ number }) => number).filter((one) => !except.includes(one))
        expect(picked).toEqual({ numbers: left })
      }),
    )
  })
})
