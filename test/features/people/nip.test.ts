import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lastFour, maskNip, parseNip } from '../../../src/features/people/nip.ts'

describe('parseNip', () => {
  // All numbers are invented.
  it.each([
    ['198503152010011001', 'PNS'],
    ['19850315 201001 1 001', 'PNS'],
    ['1985.03.15.2010.01.1.001', 'PNS'],
    ['19850315-201001-2-017', 'PNS'],
    ['NIP. 19850315 201001 1 001', 'PNS'],
    ['nip: 198503152010011001', 'PNS'],
    ["'198503152010011001", 'PNS'],
    ['１９８５０３１５２０１００１１００１', 'PNS'],
    ['199009132024212014', 'PPPK'],
    // A PPPK Paruh Waktu in the press; the code does not say so (DOMAIN §2.1).
    ['199009132025242014', 'PPPK'],
    ['196002291980121001', 'PNS'],
  ])('takes %s: %s', (text, kind) => {
    expect(parseNip(text)).toEqual({
      ok: true,
      nip: text.normalize('NFKC').replace(/\D/g, ''),
      kind,
    })
  })

  it.each([
    ['19850315201001100', 'length', 17],
    ['1985031520100110011', 'length', 19],
    ['1234', 'length', 4],
    ['', 'not_digits', 0],
    ['saya lupa', 'not_digits', 0],
    ['19850315201001100A', 'not_digits', 17],
    ['198502302010011001', 'birth_date', 18],
    ['198513152010011001', 'birth_date', 18],
    ['108503152010011001', 'birth_date', 18],
    ['198503152000011001', 'appointment', 18],
    ['198503152046011001', 'appointment', 18],
    ['198503152010001001', 'month_code', 18],
    ['198503152010131001', 'month_code', 18],
    ['198503152010201001', 'month_code', 18],
    ['198503152010013001', 'sex', 18],
    ['198503152010010001', 'sex', 18],
    ['1971010101900001', 'nik', 16],
    ['1971 0101 0190 0001', 'nik', 16],
    ['1.98503E+17', 'spreadsheet', 8],
    ['1,98503E+17', 'spreadsheet', 8],
    ['198503152010011000', 'spreadsheet', 18],
  ])('refuses %j: %s', (text, reason, digits) => {
    expect(parseNip(text)).toEqual({ ok: false, reason, digits })
  })

  it('takes ages of 16 to 60 at appointment, no others', () => {
    const at = (year: number) => parseNip(`19700101${year}011001`)
    expect([1985, 1986, 2030, 2031].map((year) => at(year).ok)).toEqual([false, true, true, false])
  })

  it('never throws, and counts the digits of what it refuses', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9 .-]{0,24}$/)), (text) => {
        const result = parseNip(text)
        if (result.ok) expect(result.nip).toMatch(/^\d{18}$/)
        else expect(result.digits).toBe(text.normalize('NFKC').replace(/\D/g, '').length)
      }),
    )
  })
})

describe('showing a NIP', () => {
  it('hides what it reveals', () => {
    expect(maskNip('198503152010011999')).toBe('1985****…999')
    expect(maskNip('1985')).toBe('****')
    expect(lastFour('198503152010011999')).toBe('1999')
  })
})
