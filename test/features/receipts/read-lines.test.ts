import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codesNear, newPledgeCode, pledgeCodesIn } from '../../../src/features/pledges/pledge-code.ts'
import { goodsOf, unitsOf } from '../../../src/features/receipts/line-words.ts'
import { meantAsLines } from '../../../src/features/receipts/meant-as-lines.ts'
import { type ReadLine, readLines } from '../../../src/features/receipts/read-lines.ts'

const eggs = {
  ...{ goods: 'telur', goodsAliases: ['telor'], unit: 'butir' },
  measures: { biji: 1, pasang: 2, lusin: 12, papan: 30, tray: 30, kg: null },
}
const rice = { goods: 'beras', goodsAliases: [], unit: 'kg', measures: { kilo: 1, karung: null } }
const goods = goodsOf([eggs])
const one = (text: string): ReadLine => {
  const [line, second] = readLines(text, goods)
  if (!line || second) throw new Error(`not one line: ${text}`)
  return line
}
const MOST = 100_000
const units = (line: ReadLine) => ('amount' in line && line.amount ? unitsOf(line.amount, eggs, MOST) : null)

const CODE = newPledgeCode()
const OTHER = newPledgeCode()

describe('a line of a petugas', () => {
  it('reads every code as one, also those that end like an amount (T34KG)', () => {
    for (let n = 0; n < 20_000; n++) {
      const code = newPledgeCode()
      expect(one(`${code} 30`)).toMatchObject({ kind: 'receive', codes: [code] })
    }
  })

  it('takes "tanpa nama" for a name that is missing, not for nothing broken', () => {
    expect(one('tanpa nama 30 pecah 2')).toMatchObject({ nameless: true, broken: [{ count: 2 }] })
    expect(units(one('tanpa nama 30 pecah 2'))).toEqual({ kind: 'units', units: 30 })
  })

  it.each([
    [`${CODE} 30 pecah 1`, 30, 1],
    [`${CODE}: 30, pecah 1`, 30, 1],
    [`30 ${CODE}`, 30, null],
    [`- ${CODE.toLowerCase()} 30 (1 pecah)`, 30, 1],
    [`3. ${CODE} 2 papan`, 60, null],
    [`${CODE} 1 papan 5`, 35, null],
    [`${CODE} 1 papan + 5 butir`, 35, null],
    [`${CODE} setengah papan`, 15, null],
    [`${CODE} 1,5 papan`, 45, null],
    [`${CODE} selusin`, 12, null],
    [`terima ${CODE} 30butir tidak ada yang pecah`, 30, null],
    [`${CODE} 1.000`, 1000, null],
  ])('receives a pledge: %s', (text, amount, broken) => {
    const line = one(text)
    expect(line).toMatchObject({ kind: 'receive', codes: [CODE], wrong: [], giver: null })
    expect(units(line)).toEqual({ kind: 'units', units: amount })
    expect(line).toMatchObject({ broken: broken === null ? null : [{ count: broken, measure: null }] })
    expect(meantAsLines([line], 'coordinator')).toBe(true)
  })

  it.each([
    ['Bu Sari 2', 'Bu Sari', 2],
    ['dari Bu Sari 2 butir telur', 'Bu Sari', 2],
    ['bu sari dua butir', 'bu sari', 2],
    ['Pak Budi - 2', 'Pak Budi', 2],
    ['Dinas Kesehatan 5 papan', 'Dinas Kesehatan', 150],
    ['Bu Sari RT05 2 butir', 'Bu Sari RT05', 2],
    ['Bu Sari RT 5, 2 butir', 'Bu Sari RT 5', 2],
    ['tanpa nama 10', null, 10],
    ['Hamba Allah 10 butir', null, 10],
    ['terima 30', null, 30],
  ])('receives without a pledge: %s', (text, giver, amount) => {
    expect(one(text)).toMatchObject({ kind: 'receive', codes: [], giver })
    expect(units(one(text))).toEqual({ kind: 'units', units: amount })
  })

  it('says the rest of the work', () => {
    expect(one('salur 240 untuk 60')).toMatchObject({
      kind: 'hand_out',
      recipients: 60,
      to: null,
      named: null,
    })
    expect(one('salurkan 240 utk 60 balita dan ibu hamil')).toMatchObject({ recipients: 60, named: null })
    expect(one('salur 100 ke posyandu mawar untuk 25')).toMatchObject({
      recipients: 25,
      to: 'posyandu mawar',
    })
    expect(one('salur 100 untuk 25 ke posyandu mawar')).toMatchObject({
      recipients: 25,
      to: 'posyandu mawar',
    })
    expect(one('salur dua ratus untuk enam puluh orang')).toMatchObject({ recipients: 60 })
    expect(one('salur 10 untuk 3 anak: Rina, Doni')).toMatchObject({
      ...{ text: 'salur 10 untuk 3 […]', recipients: 3 },
      named: 'salur 10 untuk 3 anak: Rina, Doni',
    })
    expect(one('salur 10 Rina untuk 3').text).toBe('salur 10 untuk 3 […]')
    expect(one('salur 10: Rina, Doni')).toMatchObject({ text: 'salur 10 […]', recipients: null })
    expect(one('salur 10')).toMatchObject({ kind: 'hand_out', recipients: null })
    expect(one('pecah 3')).toMatchObject({ kind: 'break' })
    expect(one('3 butir pecah')).toMatchObject({ kind: 'break' })
    expect(one('pindah 60 ke Posyandu Mawar')).toMatchObject({ kind: 'transfer', to: 'Posyandu Mawar' })
    expect(one('pindah 60')).toMatchObject({ kind: 'unread' })
    expect(one('di Posyandu Melati')).toMatchObject({ kind: 'at', place: 'Posyandu Melati' })
    expect(one('Posyandu Melati:')).toMatchObject({ kind: 'at', place: 'Posyandu Melati' })
    expect(one('total: 90 butir')).toMatchObject({ kind: 'total' })
    expect(one(`${CODE} ${OTHER} 60`)).toMatchObject({ codes: [CODE, OTHER], giver: null })
    expect(one(`${CODE} 30 lagi`)).toMatchObject({ codes: [CODE], again: true })
    expect(one(`${CODE} pecah semua`)).toMatchObject({ amount: null, broken: 'all' })
  })

  it('is not guessed where the amount is none', () => {
    expect(one('-5')).toMatchObject({ kind: 'unread' })
    expect(one(`${CODE} -5`)).toMatchObject({ kind: 'unread', why: 'amount', coded: true })
    expect(one(`${CODE} 1,000`)).toMatchObject({ kind: 'unread', why: 'amount' })
    expect(one('Bu Sari 2 30')).toMatchObject({ kind: 'unread', why: 'amount' })
    expect(units(one(`${CODE} 0`))).toEqual({ kind: 'units', units: 0 })
    expect(units(one('Bu Sari 2 kg'))).toEqual({ kind: 'ask', measure: 'kg' })
    expect(units(one('Bu Sari 0,3 papan'))).toEqual({ kind: 'units', units: 9 })
    expect(units(one('Bu Sari 0,33 papan'))).toEqual({ kind: 'odd' })
    expect(units(one('Bu Sari 999999999'))).toEqual({ kind: 'odd' })
  })

  it('takes no code for an amount because it ends like one', () => {
    const ending = Array.from({ length: 100_000 }, newPledgeCode).filter((code) => /\d(KG)$/.test(code))
    expect(ending.length).toBeGreaterThan(0)
    for (const code of ending) expect(one(`${code} 30`), code).toMatchObject({ codes: [code], giver: null })
  })

  it('counts other goods by their own measures', () => {
    const [line] = readLines('Bu Sari 2 kilo beras', goodsOf([rice]))
    expect(line).toMatchObject({ kind: 'receive', giver: 'Bu Sari' })
    expect(line && 'amount' in line && line.amount && unitsOf(line.amount, rice, MOST)).toEqual({
      kind: 'units',
      units: 2,
    })
  })

  it('notices a slip of the finger in a code', () => {
    expect(one('K7QF 30')).toMatchObject({ codes: [], wrong: ['K7QF'] })
    for (let n = 0; n < 200; n++) {
      const code = newPledgeCode()
      const at = n % code.length
      const typed = code.slice(0, at) + (code[at] === 'Q' ? 'W' : 'Q') + code.slice(at + 1)
      const line = one(`${typed} 30`)
      // Without a digit it reads as a name: then the pledges are asked (resolve-lines.ts).
      if (/\d/.test(typed)) expect(line, typed).toMatchObject({ codes: [] })
      else expect(codesNear(typed), typed).toContain(code)
      if (/\d/.test(typed) && !pledgeCodesIn(typed)[0]?.right)
        expect(line.kind === 'receive' ? line.wrong.length + (line.giver ? 1 : 0) : 1, typed).toBe(1)
    }
  })
})

describe('a message', () => {
  it('is not taken for lines when it is something else', () => {
    for (const text of [
      'besok saya mau antar 2 telur',
      '2 telur',
      'KAPAL 27',
      'di mana posyandu terdekat?',
      'GUYUB-7KQ2-9XF4',
      'apel Senin diundur jadi 08.00',
      'Kelompok A 20\nKelompok B 30',
      'umumkan: rapat jam 8\nbawa 2 map',
      `ubah ${CODE} 50`,
      `batal ${CODE}`,
      `jadi ${CODE}`,
      `keliru ${CODE}`,
      'total 90',
      'siapa belum hadir',
      'P',
    ])
      expect(meantAsLines(readLines(text, goods), 'petugas'), text).toBe(false)
  })

  it('is by "Bu" from a petugas, by any name from one who is at it', () => {
    const titled = readLines('Bu Sari 2', goods)
    const bare = readLines('Sari 2', goods)
    expect([titled, bare].map((lines) => meantAsLines(lines, 'coordinator'))).toEqual([false, false])
    expect([titled, bare].map((lines) => meantAsLines(lines, 'petugas'))).toEqual([true, false])
    expect([titled, bare].map((lines) => meantAsLines(lines, 'at it'))).toEqual([true, true])
  })

  it('may begin with a salam and end with thanks', () => {
    const text = `Assalamualaikum\nPenerimaan hari ini:\n• ${CODE} 30\n• Bu Sari 2; tanpa nama 10\ntotal 42\nTerima kasih 🙏`
    expect(readLines(text, goods).map(({ kind }) => kind)).toEqual(['receive', 'receive', 'receive', 'total'])
  })

  const lineThat = fc.record({
    bullet: fc.constantFrom('', '- ', '• ', '7. ', '* '),
    small: fc.boolean(),
    between: fc.constantFrom(' ', ': ', ', ', ' = '),
    amount: fc.integer({ min: 1, max: 5_000 }),
    unit: fc.constantFrom('', ' butir', 'butir', ' butir telur'),
    broken: fc.option(fc.integer({ min: 1, max: 9 })),
  })

  it('reads every line of it, however it is written', () => {
    fc.assert(
      fc.property(
        fc.array(lineThat, { minLength: 1, maxLength: 12 }),
        fc.constantFrom('\n', '\r\n', ' ; '),
        (all, end) => {
          const codes = all.map(() => newPledgeCode())
          const text = all
            .map(({ bullet, small, between, amount, unit, broken }, n) => {
              const code = codes[n] ?? ''
              const lost = broken === null ? '' : `, pecah ${broken}`
              return `${bullet}${small ? code.toLowerCase() : code}${between}${amount}${unit}${lost}`
            })
            .join(end)
          const lines = readLines(text, goods)
          expect(lines).toHaveLength(all.length)
          lines.forEach((line, n) => {
            expect(line).toMatchObject({ kind: 'receive', codes: [codes[n]], giver: null })
            expect(units(line)).toEqual({ kind: 'units', units: all[n]?.amount })
            const lost = all[n]?.broken ?? null
            expect('broken' in line && line.broken).toEqual(
              lost === null ? null : [{ count: lost, measure: null }],
            )
          })
          expect(meantAsLines(lines, 'coordinator')).toBe(true)
        },
      ),
    )
  })

  it('never throws, and never makes an amount of what is none', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        'salur',
        'pecah',
        'pindah',
        'ke',
        'untuk',
        'di',
        'total',
        'lagi',
        'tanpa nama',
        CODE,
        'papan',
        '-5',
        '½',
        '1/2',
        '1.000',
        '\n',
        ';',
        'bu',
        'dua',
      ),
      fc.integer().map(String),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        for (const line of readLines(pieces.join(' '), goods)) {
          const read = units(line)
          if (read?.kind === 'units') expect(Number.isSafeInteger(read.units) && read.units >= 0).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })
})
