import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeAt, findStep, unitCodeAt } from '../../../src/features/check-in/code.ts'
import { CODE_WORDS, EVERYDAY_NEAR } from '../../../src/features/check-in/code-words.ts'
import { readCode } from '../../../src/features/check-in/read-code.ts'
import { damerau } from './alike.ts'

const KEY = Buffer.alloc(32, 7)
const NOON = new Date('2026-11-23T00:13:00Z')
const plus = (at: Date, seconds: number) => new Date(at.getTime() + seconds * 1000)
const keys = fc.uint8Array({ minLength: 32, maxLength: 32 })
const times = fc.date({
  min: new Date('2026-01-01T00:00:00Z'),
  max: new Date('2030-01-01T00:00:00Z'),
  noInvalidDate: true,
})

describe('codeAt', () => {
  it('is the same for the same key and step, as bytes or base64url, and steps on whole half minutes', () => {
    const code = codeAt(KEY, NOON, 30)
    expect(code).toEqual(codeAt(KEY.toString('base64url'), plus(NOON, 29.999), 30))
    expect(code.code).toMatch(/^[A-Z]{4,7} \d\d$/)
    expect(code.stepStart).toEqual(NOON)
    expect(code.stepEnd).toEqual(plus(NOON, 30))
    expect(codeAt(Buffer.alloc(32, 8), NOON, 30).code).not.toBe(code.code)
  })

  // Another derivation would refuse every code on the screens while a city upgrades: change it knowingly.
  it('derives what it always derived', () => {
    expect([0, 30, 60].map((s) => codeAt(KEY, plus(NOON, s), 30).code)).toMatchInlineSnapshot(`
      [
        "TENIS 78",
        "SPATULA 49",
        "LONTAR 96",
      ]
    `)
    expect(unitCodeAt(KEY, 12, NOON).code).toMatchInlineSnapshot(`"DELTA 23"`)
  })

  it('refuses a key that is too short to be one', () => {
    expect(() => codeAt('kapal', NOON, 30)).toThrow(RangeError)
  })

  it('never shows one word twice in a row, on the screen or aloud', () => {
    for (let i = 0; i < 4000; i++) {
      const at = plus(NOON, i * 30)
      expect(codeAt(KEY, at, 30).word).not.toBe(codeAt(KEY, plus(at, 30), 30).word)
    }
    for (let i = 0; i < 300; i++) {
      const at = plus(NOON, i * 180)
      expect(unitCodeAt(KEY, 5, at).word).not.toBe(unitCodeAt(KEY, 5, plus(at, 180)).word)
    }
  })

  it('uses every word and all digits about equally', () => {
    const words = new Map<string, number>()
    const digits = new Map<string, number>()
    for (let i = 0; i < 51_200; i++) {
      const code = codeAt(KEY, plus(NOON, i * 30), 30)
      words.set(code.word, (words.get(code.word) ?? 0) + 1)
      digits.set(code.digits, (digits.get(code.digits) ?? 0) + 1)
    }
    expect(words.size).toBe(512)
    expect(digits.size).toBe(100)
    // 100 and 512 expected; six standard deviations either way.
    expect(Math.max(...words.values())).toBeLessThan(160)
    expect(Math.min(...words.values())).toBeGreaterThan(40)
    expect(Math.max(...digits.values())).toBeLessThan(648)
  })
})

describe('unitCodeAt', () => {
  it('never equals a screen code of the quarter hour around it', () => {
    for (let unit = 1; unit <= 150; unit++) {
      const { code, stepStart } = unitCodeAt(KEY, unit, plus(NOON, unit * 180))
      for (let s = -900; s < 1080; s += 30) expect(codeAt(KEY, plus(stepStart, s), 30).code).not.toBe(code)
    }
  })

  it('differs from unit to unit', () => {
    const codes = Array.from({ length: 60 }, (_, unit) => unitCodeAt(KEY, unit + 1, NOON).code)
    expect(new Set(codes).size).toBeGreaterThan(57)
  })
})

describe('findStep', () => {
  it('finds when a screen code was shown', () => {
    fc.assert(
      fc.property(keys, times, fc.integer({ min: 0, max: 3500 }), (key, at, ago) => {
        const { word, digits, stepStart } = codeAt(key, plus(at, -ago), 30)
        const found = findStep({ key, word, digits, stepSeconds: 30, from: plus(at, -3600), to: at })
        // The same code may have come again since; then the later showing is the one.
        expect(found!.getTime()).toBeGreaterThanOrEqual(stepStart.getTime())
        expect(codeAt(key, found!, 30)).toMatchObject({ word, digits })
      }),
      { numRuns: 40 },
    )
  })

  it('finds a unit code by its unit only, and knows no code from before or after the times', () => {
    const { word, digits, stepStart, stepEnd } = unitCodeAt(KEY, 12, NOON)
    const around = { key: KEY, word, digits, from: plus(NOON, -3600), to: plus(NOON, 600) }
    expect(findStep({ ...around, unitId: 12 })).toEqual(stepStart)
    expect(findStep({ ...around, unitId: 13 })).toBeNull()
    expect(findStep({ ...around, from: plus(NOON, -900) })).toBeNull()
    expect(findStep({ ...around, unitId: 12, from: stepEnd })).toBeNull()
    expect(findStep({ ...around, unitId: 12, to: plus(stepStart, -1) })).toBeNull()
  })

  it('answers null for what is no code, and does not scan for years', () => {
    const { word } = codeAt(KEY, NOON, 30)
    const range = { key: KEY, stepSeconds: 30, from: new Date(0), to: NOON }
    expect(findStep({ ...range, word: 'BUKAN', digits: '27' })).toBeNull()
    expect(findStep({ ...range, word, digits: '7' })).toBeNull()
    const begun = performance.now()
    for (let i = 0; i < 2000; i++) findStep({ ...range, word, digits: String(i % 100).padStart(2, '0') })
    // 2,000 wrong codes, each against four hours of steps: a fraction of a millisecond each once remembered.
    expect(performance.now() - begun).toBeLessThan(2000)
  })
})

describe('readCode', () => {
  it.each([
    'KAPAL 27',
    'kapal 27',
    'Kapal27',
    'kapal-27',
    'kapal.27',
    'KAPAL: 27',
    '*KAPAL 27*',
    '“Kapal 27”.',
    'KAPAL  27 🙏',
    'hadir KAPAL 27 pak',
    '27 kapal',
    '27kapal',
    'kode: kapal_27',
    'Assalamualaikum izin hadir bapak ibu, kode kapal 27 terima kasih banyak atas perhatiannya',
    'KAPAL\n27',
    'kapal 27, hadir',
    'ＫＡＰＡＬ ２７',
    'jam 07.13 hadir kapal 27',
    'kapal 31 eh salah, kapal 27',
    'hadir 07.15 kapal 27',
  ])('reads KAPAL 27 in %j', (text) => {
    expect(readCode(text)).toEqual({ word: 'KAPAL', digits: '27', exact: true })
  })

  it.each([
    ['kapal O7', '07'],
    ['KAPALO7', '07'],
    ['kapal 1O', '10'],
    ['kapal I0', '10'],
    ['kapal l7', '17'],
    ['O7 kapal', '07'],
  ])('takes letters for digits in %j', (text, digits) => {
    expect(readCode(text)).toEqual({ word: 'KAPAL', digits, exact: true })
  })

  it.each(['kapla 27', 'kapl 27', 'kappal 27', 'kapel27', 'hadir kspal 27 pak', '27 kapla'])(
    'forgives one slip in %j',
    (text) => expect(readCode(text)).toEqual({ word: 'KAPAL', digits: '27', exact: false }),
  )

  it.each([
    '',
    'hadir',
    'kapal',
    '27',
    'kapal 2',
    'kapal 270',
    'kapal 2026',
    'rapat jam 10',
    'kapan 27',
    'kapan 10 desember ada apel?',
    'kapal 07.15',
    'kapal 27/11',
    'kapal 10-12',
    'kapal 27%',
    'kapal +62 812 3456 7890',
    'jam 10 kapal berangkat',
    'baju 10 lembar',
    'sepeda 10 Desember',
    'kapal oi',
    'kapal lo',
    'kapal besar 27',
    'kapal! 27',
    '12 maret',
    'apel 07',
    'sedekah 10 telur',
    'pukul 07.15 di halaman kantor',
    'senin 23 november',
    '19850315 201001 1 001',
    '0812 3456 7890',
    'besok lusa 10 orang dari kami izin kapla 27 ya pak',
    'KAPAL27.5',
    '4821',
  ])('sees no code in %j', (text) => expect(readCode(text)).toBeNull())

  it('reads every code of the list, and never another word for a slip of it', () => {
    const slip = fc.tuple(
      fc.constantFrom(...CODE_WORDS),
      fc.nat(99),
      fc.nat(6),
      fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
      fc.constantFrom('drop', 'change', 'add', 'swap'),
    )
    fc.assert(
      fc.property(slip, ([word, number, where, letter, how]) => {
        const digits = String(number).padStart(2, '0')
        expect(readCode(`${word} ${digits}`)).toEqual({ word, digits, exact: true })
        const i = where % word.length
        const [head, tail] = [word.slice(0, i), word.slice(i)]
        const typed = {
          drop: head + tail.slice(1),
          change: head + letter + tail.slice(1),
          add: head + letter + tail,
          swap: head + (tail[1] ?? '') + tail[0] + tail.slice(2),
        }[how]!
        const read = readCode(`${typed} ${digits}`)
        const near = CODE_WORDS.filter((other) => damerau(other, typed) <= 1)
        if (read) expect([read.word]).toEqual(near.filter((other) => !read.exact || other === typed))
        else expect(near.length > 1 || typed.length < 4 || EVERYDAY_NEAR.has(typed), typed).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('survives anything, fast', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'binary' }), (text) => {
        readCode(text)
      }),
    )
    const begun = performance.now()
    for (const text of ['kapla 27 '.repeat(600), '1'.repeat(5000), 'a1'.repeat(2500), ' .'.repeat(2500)])
      readCode(text)
    expect(performance.now() - begun).toBeLessThan(1000)
  })
})
