import fc from 'fast-check'
import { expect, it } from 'vitest'
import { newPledgeCode } from '../../../src/features/pledges/pledge-code.ts'
import { goodsOf } from '../../../src/features/receipts/line-words.ts'
import { readLines } from '../../../src/features/receipts/read-lines.ts'
import { loadCity } from '../../../src/lib/city.ts'

const goods = goodsOf(loadCity('pangkalpinang').campaigns as never)

it('reads every code that there is as one, in capitals or not, with its amount glued to its measure', () => {
  fc.assert(
    fc.property(fc.noShrink(fc.nat().map(() => newPledgeCode())), fc.boolean(), (code, small) => {
      const [line] = readLines(`${small ? code.toLowerCase() : code} 30butir pecah 1`, goods)
      expect(line).toMatchObject({ kind: 'receive', codes: [code], wrong: [], giver: null })
    }),
    { numRuns: 3_000, examples: [['D56KG', true]] },
  )
})

/** What petugas type, and what they do not. */
const word = fc.constantFrom(
  ...'K7QF3 k7qf3 K7QFX D56KG 30 30butir 1,5 -5 0 99999999999 ½ papan kg butir pecah salur untuk pindah ke di total Bu Sari'.split(
    ' ',
  ),
  ...'Posyandu Melati tanpa nama lagi + dan ; \n . , ! 🥚 semua terima koreksi lusin setengah'.split(' '),
)
const typed = fc.oneof(
  fc.array(word, { maxLength: 14 }).map((all) => all.join(' ')),
  fc.string({ unit: 'grapheme' }),
)

it('never throws, and never reads an amount below zero', () => {
  fc.assert(
    fc.property(typed, (text) => {
      for (const line of readLines(text, goods)) {
        const parts = 'amount' in line && Array.isArray(line.amount) ? line.amount : []
        for (const { count } of parts) expect(count).toBeGreaterThanOrEqual(0)
      }
    }),
    { numRuns: 3_000 },
  )
})
