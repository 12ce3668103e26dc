import { describe, expect, it } from 'vitest'
import { maskPhone, parsePhone } from '../../../src/features/people/phone.ts'

describe('parsePhone', () => {
  it.each([
    '081234567890',
    '0812-3456-7890',
    '0812 3456 7890',
    '+62 812 3456 7890',
    '6281234567890',
    '81234567890',
    '62 0812 3456 7890',
    '+62 0812 3456 7890',
    '006281234567890',
    '0062 812-3456-7890',
    '00 62 812 3456 7890',
    '(0812) 3456.7890',
  ])('reads %s', (text) => expect(parsePhone(text)).toBe('+6281234567890'))

  it.each([
    '0717421466',
    '0812345',
    '',
    'halo',
    'hubungi 081234567890 ya',
    '198503152010011001',
    '1971010101900001',
    '4821',
  ])('refuses %s', (text) => expect(parsePhone(text)).toBeNull())

  it('takes the shortest and longest that are in use, and a mobile from abroad', () => {
    expect(parsePhone('0811123456')).toBe('+62811123456')
    expect(parsePhone('0812345678901')).toBe('+62812345678901')
    expect(parsePhone('+60123456789')).toBe('+60123456789')
  })

  it('masks all but what its owner knows it by', () => {
    expect(maskPhone('+6281234567890')).toBe('+62812****890')
    expect(maskPhone('+62')).toBe('****')
  })
})
