import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newPledgeCode, pledgeCodesIn } from '../../../src/features/pledges/pledge-code.ts'

const CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const code = fc.noShrink(fc.nat().map(() => newPledgeCode()))

describe('a pledge code', () => {
  it('is found again in whatever is written around it', () => {
    fc.assert(
      fc.property(code, fc.constantFrom('', 'ubah ', '1. ', '(', 'kode:'), (one, before) => {
        expect(pledgeCodesIn(`${before}${one.toLowerCase()} 30 pecah 1`)).toMatchObject([
          { code: one, right: true, start: before.length, end: before.length + 5 },
        ])
      }),
    )
  })

  it('with one wrong character, or two neighbours exchanged, is never taken for another', () => {
    fc.assert(
      fc.property(code, fc.nat(4), fc.constantFrom(...CHARACTERS), (one, at, char) => {
        fc.pre(one[at] !== char)
        const wrong = one.slice(0, at) + char + one.slice(at + 1)
        expect(pledgeCodesIn(`${wrong} 30`).some(({ right }) => right)).toBe(false)
      }),
      { numRuns: 2_000 },
    )
    fc.assert(
      fc.property(code, fc.nat(3), (one, at) => {
        fc.pre(one[at] !== one[at + 1])
        const wrong = one.slice(0, at) + one[at + 1] + one[at] + one.slice(at + 2)
        expect(pledgeCodesIn(`${wrong} 30`).some(({ right }) => right)).toBe(false)
      }),
      { numRuns: 1_000 },
    )
  })

  it('that was mistyped is nearly always seen to be one', () => {
    // Not seen: what has lost its only digit, or begins with digits now, like an amount.
    const seen = Array.from({ length: 2_000 }, () => newPledgeCode()).map((one, n) => {
      const wrong = one.slice(0, n % 5) + CHARACTERS[n % 36] + one.slice((n % 5) + 1)
      return pledgeCodesIn(wrong).length
    })
    expect(seen.filter((count) => count === 1).length / seen.length).toBeGreaterThan(0.75)
  })

  it.each([
    ...['25btr', '2buah', '3tray', '5ekor', '25des', '28nov', '12345', 'telur', 'jam10', 'rt01a', '1kodi'],
    ...['1.234', 'SEDULUR', 'K7QF33', 'K7QF'],
  ])('is not what people write instead: %s', (text) => {
    expect(pledgeCodesIn(`mau sedekah ${text} telur`)).toEqual([])
  })

  it('with a letter that no code has was meant to be one', () => {
    expect(pledgeCodesIn('K7QFO 30')).toMatchObject([{ code: 'K7QFO', right: false }])
  })
})
