import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalise } from '../../src/language/normalise.ts'
import { digitsFor, readNumeral } from '../../src/language/numbers.ts'
import { findQuantity } from '../../src/language/quantities.ts'
import { table } from './tables.ts'

const read = (text: string) => findQuantity(normalise(text).text)

describe.each(['quantities.dev.tsv', 'quantities.fresh.tsv'])('%s', (name) => {
  it.each(table(name))('$expression', ({ expression, count, unit, eggs }) => {
    const quantity = read(expression!)
    expect(String(quantity?.count ?? '')).toBe(count)
    expect(quantity?.unit ?? '').toBe(unit)
    expect(String(quantity?.eggs ?? '')).toBe(eggs)
  })
})

describe('numbers', () => {
  it.each([
    ['tiga puluh', '30'],
    ['dua belas', '12'],
    ['seratus dua puluh lima', '125'],
    ['seribu dua ratus', '1200'],
    ['dua ribu', '2000'],
    ['seratus ribu', '100000'],
    ['50 ribu', '50000'],
    ['dua tiga', '2 3'],
    ['setengah', 'setengah'],
    ['sekarpet', '1 karpet'],
    ['sepuluh, lima', '10, 5'],
  ])('"%s" → "%s"', (words, digits) => {
    expect(digitsFor(words.split(' ')).join(' ')).toBe(digits)
  })

  it('reads the dot as thousands and the comma as decimals, and doubts 1,000', () => {
    expect(readNumeral('1.000')).toEqual({ value: 1000, unsure: false })
    expect(readNumeral('1,5')).toEqual({ value: 1.5, unsure: false })
    expect(readNumeral('1,000')).toEqual({ value: 1000, unsure: true })
  })

  it('counts what it was told, up to a hundred thousand', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999 }), (n) => {
        expect(read(`${n} butir`)?.eggs).toBe(n)
        expect(read(`${n} papan`)?.eggs ?? 30 * n).toBe(30 * n)
      }),
    )
  })
})

it.each(['halo', 'jam 7', 'rapat', 'hari ke 3'])('no amount in "%s"', (text) => {
  expect(read(text)).toBeNull()
})
