import { expect, it } from 'vitest'
import { readDuty } from '../../../src/features/marking/read-duty.ts'
import { repeatedDays } from '../../../src/features/marking/repeated-days.ts'

/** Tuesday. */
const at = new Date('2026-11-24T09:00:00+07:00')
const days = (text: string) => {
  const when = readDuty(text, at, 'Asia/Jakarta')?.when
  return when && repeatedDays(when, '2026-11-24')
}

it('every Saturday is eight of them, or until the day that was said', () => {
  const saturdays = days('piket tiap Sabtu: Budi')
  expect(saturdays).toHaveLength(8)
  expect(saturdays?.[0]).toBe('2026-11-28')
  expect(saturdays?.at(-1)).toBe('2027-01-16')
  expect(days('piket tiap sabtu sampai 12 desember: Budi')).toEqual([
    '2026-11-28',
    '2026-12-05',
    '2026-12-12',
  ])
  expect(days('shift malam setiap selasa dan jumat: Budi')?.slice(0, 3)).toEqual([
    ...['2026-11-24', '2026-11-27', '2026-12-01'],
  ])
})

it.each(['piket tiap hari: Budi', 'piket tiap bulan: Budi', 'piket 5, 12, 19 Des: Budi'])(
  'is not: %s',
  (text) => {
    expect(days(text)).toBeNull()
  },
)
