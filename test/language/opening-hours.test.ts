import { describe, expect, it } from 'vitest'
import { readOpeningHours } from '../../src/language/opening-hours.ts'

describe('opening hours as people say them', () => {
  const tuesday = [{ days: [2], from: '08:00', until: '11:00' }]
  it.each([
    ['Selasa 08.00-11.00', tuesday],
    ['tiap selasa jam 8 sampai 11', tuesday],
    ['Selasa pukul 08.00 s/d 11.00 WIB', tuesday],
    ['2 08.00-11.00', tuesday],
    ['senin, rabu 9-12', [{ days: [1, 3], from: '09:00', until: '12:00' }]],
    ['1,3 09.00-12.00', [{ days: [1, 3], from: '09:00', until: '12:00' }]],
    [
      'Senin-Kamis 08.00-15.00, Jumat 08.00-11.00',
      [
        { days: [1, 2, 3, 4], from: '08:00', until: '15:00' },
        { days: [5], from: '08:00', until: '11:00' },
      ],
    ],
    [
      '1-4 08.00-15.00; 5 08.00-11.00',
      [
        { days: [1, 2, 3, 4], from: '08:00', until: '15:00' },
        { days: [5], from: '08:00', until: '11:00' },
      ],
    ],
    [
      'selasa 08.00-10.00 dan 13.00-15.00',
      [
        { days: [2], from: '08:00', until: '10:00' },
        { days: [2], from: '13:00', until: '15:00' },
      ],
    ],
    ['setiap hari 07.00-09.00', [{ days: [1, 2, 3, 4, 5, 6, 7], from: '07:00', until: '09:00' }]],
    ['hari kerja 08.00-15.00', [{ days: [1, 2, 3, 4, 5], from: '08:00', until: '15:00' }]],
    ['sabtu - senin 08.00-09.00', [{ days: [1, 6, 7], from: '08:00', until: '09:00' }]],
  ])('%s', (text, hours) => {
    expect(readOpeningHours(text)).toEqual(hours)
  })

  it.each([
    '',
    'besok',
    '08.00-11.00',
    'selasa',
    'selasa 11.00-08.00',
    'selasa 08.00-11.00 rabu',
    'selasa 25.00-26.00',
    'selasa jam 8',
  ])('is none: %s', (text) => {
    expect(readOpeningHours(text)).toBeNull()
  })
})
