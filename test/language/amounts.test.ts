import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Goods, readAmount } from '../../src/language/amounts.ts'
import { normalise } from '../../src/language/normalise.ts'
import { findWhen } from '../../src/language/when.ts'
import { sunday, table } from './tables.ts'

const eggs: Goods = {
  ...{ goods: 'telur', unit: 'butir', target: 1000 },
  measures: {
    pasang: 2,
    lusin: 12,
    kodi: 20,
    papan: 30,
    karpet: 30,
    tray: 30,
    rak: 30,
    kg: null,
    ikat: null,
  },
}
const MOST = 100_000
const read = (text: string, bare = true, goods = eggs) =>
  readAmount(findWhen(normalise(text).text, { ref: sunday }).rest, goods, MOST, bare)

// What the reader of eggs knows for certain, the reader of any goods reads as well; what it doubts is asked or checked.
describe.each(['quantities.dev.tsv', 'quantities.fresh.tsv'])('%s', (name) => {
  it.each(table(name))('$expression', ({ expression, eggs: units }) => {
    const amount = read(expression ?? '')
    if (units !== '') expect(amount).toMatchObject({ units: Number(units) })
    else expect(amount.kind).not.toBe('exact')
  })
})

describe('what is said and cannot be counted', () => {
  it.each([
    ['0 telur', { kind: 'refuse', why: 'zero' }],
    ['-5', { kind: 'refuse', why: 'zero' }],
    ['minus 5 butir', { kind: 'refuse', why: 'zero' }],
    ['seribu juta butir', { kind: 'refuse', why: 'tooMany' }],
    ['99999999999999999 butir', { kind: 'refuse', why: 'tooMany' }],
    ['setengah papan', { kind: 'check', why: 'part', units: 15 }],
    ['1,5 papan', { kind: 'check', why: 'part', units: 45 }],
    ['½ papan', { kind: 'check', why: 'part', units: 15 }],
    ['satu setengah papan', { kind: 'check', why: 'part', units: 45 }],
    ['2 telur ayam 3 bebek', { kind: 'check', why: 'sum', units: 5 }],
    ['5000 butir', { kind: 'check', why: 'much', units: 5000 }],
    ['sekitar 20 butir', { kind: 'check', why: 'about', units: 20 }],
    ['20-30 butir', { kind: 'ask', why: 'range' }],
    ['telur 2 kg', { kind: 'ask', why: 'measure' }],
    ['1 peti', { kind: 'ask', why: 'measure' }],
    ['setengah butir', { kind: 'ask', why: 'part' }],
    ['beberapa butir', { kind: 'ask', why: 'vague' }],
    ['2 butir per orang', { kind: 'ask', why: 'each' }],
    ['mau sedekah telur', { kind: 'none' }],
  ])('%s', (text, amount) => expect(read(text)).toMatchObject(amount))

  it.each([
    'jam 8 pagi',
    'rt 5 rw 3',
    'tanggal 12',
    'besok',
    'hari jumat',
    'jl mawar no 7',
    'anak saya 2 orang',
  ])('no amount in "%s"', (text) => expect(read(text).kind).toBe('none'))

  it('a bare number counts only where an amount was asked for', () => {
    expect(read('10')).toMatchObject({ kind: 'exact', units: 10 })
    expect(read('antar 10', false).kind).toBe('none')
    expect(read('antar 10 telur', false)).toMatchObject({ kind: 'exact', units: 10 })
  })
})

it('counts every measure of every goods, and says what was said', () => {
  const milk: Goods = { goods: 'susu', unit: 'kaleng', target: null, measures: { dus: 24, kotak: null } }
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 20 }), (boxes, cans) => {
      expect(read(`${boxes} dus ${cans} butir`, false, milk)).toEqual({
        kind: boxes * 24 + cans > 1000 ? 'check' : 'exact',
        ...(boxes * 24 + cans > 1000 ? { why: 'much' } : {}),
        ...{ units: boxes * 24 + cans, said: `${boxes} dus ${cans} kaleng` },
      })
    }),
  )
  expect(read('1 papan', false, milk)).toEqual({ kind: 'none' })
})

it('never throws, and never counts more than it may', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), fc.boolean(), (text, bare) => {
      const amount = readAmount(normalise(text).text, eggs, MOST, bare)
      if ('units' in amount) expect(amount.units > 0 && amount.units <= MOST).toBe(true)
    }),
  )
})
