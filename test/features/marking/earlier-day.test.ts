import { describe, expect, it } from 'vitest'
import { markable, marksOf } from '../../../src/features/marking/earlier-day.ts'
import { loadCity } from '../../../src/lib/city.ts'

/** Tuesday. */
const when = { ref: new Date('2026-11-24T09:00:00+07:00'), zone: 'Asia/Jakarta' }
const MONDAY = '2026-11-23'

describe('the day that a list is of', () => {
  it.each([
    ['hadir kemarin: Budi, Siti', MONDAY, ['Budi', 'Siti']],
    ['kemarin hadir Budi dan Siti', MONDAY, ['Budi', 'Siti']],
    ['tandai Budi Santoso hadir apel Senin', MONDAY, ['Budi Santoso']],
    ['Budi hadir senin lalu', MONDAY, ['Budi']],
    ['Budi izin kemarin', MONDAY, ['Budi']],
    ['Budi hadir 20 november', '2026-11-20', ['Budi']],
    // Leave of a bare weekday is of the one that comes, and numbers are of a list.
    ['Budi izin senin', null, ['Budi']],
    ['hadir 1, 4, 7', null, [1, 4, 7]],
    ['Budi hadir', null, ['Budi']],
    ['Budi hadir hari ini', null, ['Budi']],
  ])('%s', (text, day, people) => {
    const read = marksOf(text, when)
    const named = read.marks?.entries.map(({ who }) =>
      who.kind === 'name' ? who.text : who.kind === 'number' && who.n,
    )
    expect([read.day, named]).toEqual([day, people])
  })

  it.each(['selasa dan rabu izin', 'kamis jumat izin', 'rabu sakit'])('is nobody: %s', (text) => {
    expect(marksOf(text, when).marks).toBeNull()
  })
})

describe('how long afterwards', () => {
  const city = loadCity('pangkalpinang')
  it.each([
    ['2026-11-23', '2026-11-26T23:59:00+07:00', true],
    ['2026-11-23', '2026-11-27T00:00:00+07:00', false],
    // Over a weekend.
    ['2026-11-27', '2026-12-02T08:00:00+07:00', true],
    // Over cuti bersama, Christmas and a weekend: 28, 29, 30 December.
    ['2026-12-23', '2026-12-30T08:00:00+07:00', true],
    ['2026-12-23', '2026-12-31T08:00:00+07:00', false],
  ])('%s at %s: %s', (day, at, may) => expect(markable(day, city, new Date(at))).toBe(may))
})
