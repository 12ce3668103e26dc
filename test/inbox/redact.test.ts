import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redact } from '../../src/inbox/redact.ts'

describe('redact', () => {
  // All numbers are invented.
  it.each([
    ['1971010101900001', '[NIK]'],
    ['NIK saya 1971014101900001.', 'NIK saya [NIK].'],
    ['nik1971010101900001ya', 'nik[NIK]ya'],
    ['1971 0101 0190 0001', '[NIK]'],
    ['1971-0101-0190-0001', '[NIK]'],
    ['1971.0101.0190.0001', '[NIK]'],
    ['197101 010190 0001', '[NIK]'],
    ['19.71.01.410190.0001', '[NIK]'],
    ['19 71 01 01 01 90 00 01', '[NIK]'],
    ['1971 - 0101 - 0190 - 0001', '[NIK]'],
    ['1971\u00a00101\u00a00190\u00a00001', '[NIK]'],
    ['\u200e1971010101900001\u200e', '\u200e[NIK]\u200e'],
    ['１９７１０１０１０１９００００１', '[NIK]'],
    ['١٩٧١٠١٠١٠١٩٠٠٠٠١', '[NIK]'],
    ['0000000000000000', '[NIK]'],
    ['1971010101900001 10 telur', '[NIK] 10 telur'],
    ['1971010101900001 1971010101900002', '[NIK] [NIK]'],
    ['1971 0101 0190 0001 1971 0101 0190 0002', '[NIK] [NIK]'],
    ['19850315 201001 1 001 dan 1971010101900001', '19850315 201001 1 001 dan [NIK]'],
    ['19850315 201001 1 001 1971 0101 0190 0001', '19850315 201001 1 001 [NIK]'],
    ['081234567890 1971010101900001', '081234567890 [NIK]'],
    ['0812 3456 7890 1971 0101 0190 0001', '0812 3456 7890 [NIK]'],
    ['1 1971010101900001', '1 [NIK]'],
  ])('masks %j', (text, masked) => {
    expect(redact(text)).toEqual({ text: masked, found: true })
  })

  it.each([
    '',
    'hadir KAPAL 27',
    '198503152010011001',
    '19850315 201001 1 001',
    '1985 0315 2010 0110 01',
    '1985.03.15.2010.01.1.001',
    '19851315 201001 1 001',
    '197101010190000',
    '19710101019000011',
    '081234567890',
    '0812 3456 7890 0813',
    '+62 812-3456-7890',
    '0812 3456 7890 0813 4567 8901',
    '+62 812 3456 7890 0813 4567 8901',
    '22.11.2026 23.11.2026',
    '12.11.2026 05.11.2026',
    '31/12/2026 - 01/01/2027',
    '11.05 12.05 01.30 16.30',
    '07.15-07.30 08.00-09.00',
    '2023 2024 2025 2026',
    '1.000.000.000.000.000',
  ])('leaves %j', (text) => expect(redact(text)).toEqual({ text, found: false }))

  const nik = fc
    .tuple(
      fc.constantFrom('1971', '3573', '3275', '9171'),
      fc.integer({ min: 1, max: 99 }),
      fc.integer({ min: 1, max: 28 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 99 }),
      fc.integer({ min: 1, max: 9999 }),
    )
    .map(([area, district, day, woman, month, year, serial]) =>
      [area, district, woman ? day + 40 : day, month, year, serial]
        .map((part, i) => String(part).padStart(i === 0 || i === 5 ? 4 : 2, '0'))
        .join(''),
    )
  const around = fc.string().filter((text) => !/[\p{Nd} .\-–—/\s]/u.test(text))

  it('lets no NIK through, in one piece or in any usual groups, and nothing changes twice', () => {
    const cuts = fc.constantFrom([4, 8, 12], [6, 12], [2, 4, 6, 12], [2, 4, 6, 8, 10, 12], [])
    const gaps = fc.constantFrom(' ', '.', '-', ' - ')
    fc.assert(
      fc.property(nik, cuts, gaps, around, around, (digits, at, gap, before, after) => {
        const grouped = [0, ...at].map((from, i) => digits.slice(from, at[i] ?? 16)).join(gap)
        const result = redact(before + grouped + after)
        expect(result).toEqual({ text: `${before}[NIK]${after}`, found: true })
        expect(redact(result.text).text).toBe(result.text)
      }),
    )
  })

  it('touches no run of digits of another length', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{1,40}$/), around, (digits, text) => {
        fc.pre(digits.length !== 16)
        expect(redact(text + digits + text).text).toBe(text + digits + text)
      }),
    )
  })

  it('is quick with 5,000 digits and gaps', () => {
    const begun = performance.now()
    for (const text of ['1 '.repeat(2500), '1971 '.repeat(1000), '1'.repeat(5000), '1 . '.repeat(1250)])
      redact(text)
    expect(performance.now() - begun).toBeLessThan(1000)
  })
})
