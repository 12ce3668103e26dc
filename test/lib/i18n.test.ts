import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadLocales } from '../../src/lib/i18n.ts'

const folder = mkdtempSync(join(tmpdir(), 'guyub-locales-'))
afterAll(() => rmSync(folder, { recursive: true }))
const write = (locale: string, namespace: string, sentences: object) => {
  mkdirSync(join(folder, locale), { recursive: true })
  writeFileSync(join(folder, locale, `${namespace}.json`), JSON.stringify(sentences))
}
write('id', 'format', { dayclock: '{{day}} pukul {{clock}}' })
write('en', 'format', { dayclock: '{{day}} at {{clock}}' })
write('id', 'x', {
  at: {
    day: '{{at, day}}',
    date: '{{at, date}}',
    clock: '{{at, clock}}',
    time: '{{at, time}}',
    month: '{{at, month}} {{at, shortmonth}}',
    dayclock: '{{at, dayclock}}',
  },
  hello: 'Halo {{name}}',
  eggs: '{{count, number}} butir',
  who: '{{names, list}}',
  only: 'hanya di sini',
})
write('en', 'x', {
  at: { dayclock: '{{at, dayclock}}' },
  hello: 'Hello {{name}}',
  eggs_one: 'one egg',
  eggs_other: '{{count, number}} eggs',
})

const wib = { zone: 'Asia/Jakarta', zoneLabel: 'WIB' }
const { locales, translator } = loadLocales(wib, { folder })
const t = translator('id')
const at = new Date('2026-11-23T00:15:00Z')

describe('a sentence', () => {
  it('writes dates and times as Indonesia does, in the zone of the city', () => {
    expect(t('x:at.day', { at })).toBe('Senin, 23 November 2026')
    expect(t('x:at.date', { at })).toBe('23 November 2026')
    expect(t('x:at.clock', { at })).toBe('07.15 WIB')
    expect(t('x:at.time', { at })).toBe('07.15')
    expect(t('x:at.month', { at })).toBe('November 2026 Nov')
    expect(t('x:at.dayclock', { at })).toBe('Senin, 23 November 2026 pukul 07.15 WIB')
    expect(t('x:at.time', { at: new Date('2026-11-22T17:00:00Z') })).toBe('00.00')
    expect(t('x:at.day', { at: at.toISOString() })).toBe('Senin, 23 November 2026')
    const wita = loadLocales({ zone: 'Asia/Makassar', zoneLabel: 'WITA' }, { folder }).translator('id')
    expect(wita('x:at.clock', { at })).toBe('08.15 WITA')
  })

  it('writes numbers and lists', () => {
    expect(t('x:eggs', { count: 16550 })).toBe('16.550 butir')
    // Other values of the sentence are no options of the number.
    expect(t('x:eggs', { count: 1000, unit: 'butir', style: 'kurung' })).toBe('1.000 butir')
    expect(t('x:who', { names: ['Siti', 'Budi', 'Yanti'] })).toBe('Siti, Budi, dan Yanti')
  })

  it('puts values in as they are', () => {
    expect(t('x:hello', { name: `O'Neil <b> & {{at}} $t(x:only)` })).toBe(
      `Halo O'Neil <b> & {{at}} $t(x:only)`,
    )
    expect(t('x:hello', { name: '' })).toBe('Halo ')
  })

  it('speaks English, and Indonesian to every other language', () => {
    expect(locales).toEqual(['id', 'en'])
    const en = translator('en')
    expect(en('x:at.dayclock', { at })).toBe('Monday, 23 November 2026 at 07.15 WIB')
    expect([en('x:eggs', { count: 1 }), en('x:eggs', { count: 1200 })]).toEqual(['one egg', '1,200 eggs'])
    expect(translator('jv')('x:hello', { name: 'A' })).toBe('Halo A')
    expect(t('x:hello', { name: 'A', lng: 'en' })).toBe('Hello A')
  })
})

describe('what is missing', () => {
  it('throws', () => {
    expect(() => t('x:nothing')).toThrow('x:nothing')
    expect(() => t('y:nothing')).toThrow('y:nothing')
    expect(() => t('x:hello')).toThrow('{{name}}')
    expect(() => t('x:at.day', { at: new Date('x') })).toThrow('no time')
  })

  it('is told in production, where a sentence in Indonesian is better than none', () => {
    const told: string[] = []
    const lenient = loadLocales(wib, { folder, onMissing: (what) => told.push(what) })
    expect(lenient.translator('en')('x:only')).toBe('hanya di sini')
    expect(lenient.translator('id')('x:hello')).toBe('Halo ')
    expect(lenient.translator('id')('x:nothing')).toBe('nothing')
    expect(told).toHaveLength(2)
  })
})
