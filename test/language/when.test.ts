import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayOf, iso, weekday } from '../../src/language/calendar.ts'
import { normalise } from '../../src/language/normalise.ts'
import { findWhen } from '../../src/language/when.ts'
import { sunday, table } from './tables.ts'

const holidays = new Set(
  readFileSync(new URL('../../prisma/data/holidays.tsv', import.meta.url), 'utf8')
    .split('\n')
    .map((line) => line.split('\t')[0]),
)
const read = (text: string, ref = sunday, zone = 'Asia/Jakarta') =>
  findWhen(normalise(text).text, { ref, zone, isHoliday: (date) => holidays.has(date) }).when

describe.each(['dates.dev.tsv', 'dates.fresh.tsv', 'dates.second.tsv'])('%s', (name) => {
  it.each(table(name))('$expression', ({ expression, kind, expected, alternative }) => {
    const when = read(expression!)
    expect(when?.kind).toBe(kind)
    expect(String(when?.value ?? '')).toBe(expected)
    expect(when?.alternative ?? '').toBe(alternative)
  })
})

describe('what else is said beside the date', () => {
  it('keeps day, time and part apart', () => {
    expect(read('senin 23 november jam 07.15')).toMatchObject({
      kind: 'date',
      date: '2026-11-23',
      time: '07:15',
    })
    expect(read('besok pagi')).toMatchObject({ date: '2026-11-23', part: 'pagi' })
    expect(read('jumat jam 8-12')).toMatchObject({ date: '2026-11-27', time: '08:00', timeTo: '12:00' })
  })

  it('says that weekday and date disagree, and shows both', () => {
    expect(read('selasa 23 november')).toMatchObject({
      value: '2026-11-23',
      alternative: '2026-11-24',
      weekdayMismatch: true,
    })
  })

  it('goes by the day in the city, not by the machine or by UTC', () => {
    const nearMidnight = new Date('2026-11-22T17:30:00Z')
    expect(read('hari ini', nearMidnight)?.value).toBe('2026-11-23')
    expect(read('hari ini', nearMidnight, 'Europe/London')?.value).toBe('2026-11-22')
    expect(read('hari ini', new Date('2026-11-22T15:30:00Z'), 'Asia/Jayapura')?.value).toBe('2026-11-23')
  })

  it.each([
    ['senin', '2026-11-30'],
    ['jumat', '2026-11-27'],
    ['rabu', '2026-11-25'],
    ['senin kemarin', '2026-11-23'],
    ['senin minggu depan', '2026-11-30'],
    ['jumat minggu depan', '2026-12-04'],
    ['hari minggu', '2026-11-29'],
    ['selasa lalu', '2026-11-24'],
  ])('on a Wednesday "%s" is %s', (text, date) => {
    expect(read(text, new Date('2026-11-25T09:00:00+07:00'))?.value).toBe(date)
  })

  it.each(['halo', '30 butir', 'hadir', '100', '20-30 butir', '1/2 papan', 'KAPAL 27', 'sabar'])(
    'finds no time in "%s"',
    (text) => {
      expect(read(text)).toBeNull()
    },
  )
})

describe('properties', () => {
  const day = fc.integer({ min: dayOf(2026, 11, 23)!, max: dayOf(2027, 11, 20)! })
  const names = ['Senin', 'Selasa', 'Rabu', 'Kamis', 'Jumat', 'Sabtu', 'Minggu']
  const months =
    'Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember'.split(' ')

  it('reads back every date that Guyub itself writes', () => {
    fc.assert(
      fc.property(day, (d) => {
        const [y, m, date] = iso(d).split('-').map(Number) as [number, number, number]
        for (const text of [
          `${names[weekday(d)]}, ${date} ${months[m - 1]} ${y}`,
          `${date} ${months[m - 1]!.toLowerCase()}`,
          `${date}/${m}/${y}`,
          `${date}-${m}-${y}`,
        ]) {
          expect(read(text)?.value, text).toBe(iso(d))
        }
      }),
      { numRuns: 150 },
    )
  })

  it('reads back every clock time that Guyub writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1439 }), (minutes) => {
        const hh = String(Math.floor(minutes / 60)).padStart(2, '0')
        const mm = String(minutes % 60).padStart(2, '0')
        expect(read(`pukul ${hh}.${mm} WIB`)?.value).toBe(`${hh}:${mm}`)
      }),
    )
  })

  it('never throws, whatever is typed', () => {
    const word = fc.constantFrom(
      'senin',
      'jam',
      '23',
      '/',
      '-',
      '.',
      'setengah',
      'minggu',
      'depan',
      'tgl',
      's/d',
      'nov',
      '99',
      'habis',
      'tiap',
      'h',
      '12.75',
    )
    fc.assert(fc.property(fc.array(word, { maxLength: 12 }), (words) => void read(words.join(' '))))
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void read(text)))
  })
})
