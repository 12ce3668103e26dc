import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { figuresOf } from '../../../src/features/figures/figures.ts'
import {
  officeReport,
  reportFile,
  reportScope,
  reportTotals,
} from '../../../src/features/figures/office-report.ts'
import { readReportPayload, reportPayload } from '../../../src/features/figures/report-link.ts'
import { withoutNames } from '../../../src/features/figures/report-sql.ts'
import { count, countAnew, type Line } from '../../../src/features/goods/stock.ts'
import { pledgeGoods } from '../../../src/features/pledges/pledge.ts'
import { transaction } from '../../../src/lib/db.ts'
import { loadLocales } from '../../../src/lib/i18n.ts'
import { pledgeCity } from '../pledges/city.ts'

let here: Awaited<ReturnType<typeof pledgeCity>>
let t: ReturnType<ReturnType<typeof loadLocales>['translator']>
let all: number
let bacang: number
const now = new Date('2026-11-28T09:00:00+07:00')

const point = (name: string) => here.point(name).id
let lines = 0

/** A line at a time of the city ("2026-11-20 08.00"), counted. */
async function line(
  at: string,
  said: Partial<Line> & { kind: Line['kind'] },
  more: { giver?: string; recipients?: number } = {},
): Promise<Line> {
  lines += 1
  const one = {
    ...{ campaignId: here.campaign.id, pointId: point('Posyandu Melati'), pledgeId: null },
    ...{ amount: 0, broken: 0, toPointId: null, personId: here.petugas.id },
    at: new Date(`${at.replace(' ', 'T').replace('.', ':')}:00+07:00`),
    ...said,
  }
  const row = await here.db.prisma.pointLine.create({
    data: { ...one, ...more, ref: `L${lines}`, line: 1, inboxId: BigInt(lines), state: 'counted' },
  })
  const done = { ...one, id: row.id }
  expect(await transaction(here.db, (tx) => count(tx, done))).toEqual({ kind: 'counted' })
  return done
}

/** What a second person has agreed to, at a time. */
async function correct(wrong: Line, right: Partial<Line>, at: string, reason: string): Promise<void> {
  const line = { ...wrong, ...right }
  const when = new Date(`${at.replace(' ', 'T').replace('.', ':')}:00+07:00`)
  const by = here.petugas.id
  const { id } = await here.db.prisma.correction.create({
    data: {
      ...{
        ref: `C${lines}${line.amount}`,
        lineId: line.id,
        amount: line.amount,
        broken: line.broken,
        reason,
      },
      ...{ state: 'approved', byId: by, at: when, decidedBy: by, decidedAt: when },
    },
  })
  expect(await transaction(here.db, (tx) => countAnew(tx, line, id, by, when))).toEqual({ kind: 'counted' })
}

beforeAll(async () => {
  here = await pledgeCity()
  t = loadLocales(here.city).translator('id')
  all = (await here.db.prisma.unit.findFirstOrThrow({ where: { kind: 'kota' } })).id
  bacang = (await here.db.prisma.unit.findFirstOrThrow({ where: { name: 'Kelurahan Bacang' } })).id
  const pledge = await transaction(here.db, (tx) =>
    pledgeGoods(
      tx,
      {
        ...{ campaignId: here.campaign.id, addressId: here.address.id, personId: null, kind: 'self' },
        ...{ unitId: null, giver: 'Nurhayati', anonymous: false, amount: 30, pointId: null, day: null },
        ...{ news: false, inboxId: null },
      },
      here.at,
    ),
  )
  const october = await line('2026-10-30 09.00', { kind: 'receive', amount: 90 }, { giver: 'Pak Darmawan' })
  await line('2026-10-31 09.00', { kind: 'hand_out', amount: 20 }, { recipients: 5 })
  await line('2026-11-02 09.00', { kind: 'receive', amount: 28, broken: 2, pledgeId: pledge.id })
  await line('2026-11-03 09.00', { kind: 'receive', amount: 10 }, { giver: '=HYPERLINK("x")' })
  await line('2026-11-04 09.00', {
    kind: 'transfer',
    amount: 30,
    broken: 1,
    toPointId: point('Posyandu Mawar'),
  })
  await line('2026-11-05 09.00', { kind: 'hand_out', amount: 24 }, { recipients: 8 })
  const elsewhere = { kind: 'hand_out' as const, amount: 10, toPointId: point('Posyandu Anggrek') }
  await line('2026-11-06 09.00', elsewhere, { recipients: 3 })
  await line('2026-11-07 09.00', { kind: 'break', broken: 3 })
  for (const amount of [2, 4])
    await line('2026-11-09 10.00', { kind: 'receive', amount, pointId: point('Kantor Kelurahan Bacang') })
  await correct(october, { amount: 80 }, '2026-11-10 08.00', 'salah hitung, kata Pak Darmawan 80; =1+1')
})
afterAll(() => here.close())

async function report(m: string, u: number[]) {
  const scope = await reportScope(here.db.prisma, { c: here.campaign.id, m, u }, here.city)
  if (!scope) throw new Error('no scope')
  return { scope, ...(await officeReport(here.db.prisma, scope, t, now)) }
}

describe('the report for the office', () => {
  it.each(['2026-10', '2026-11'])('says the same as the public figures of %s', async (month) => {
    const { scope } = await report(month, [all])
    const totals = await reportTotals(here.db.prisma, scope)
    const figures = await figuresOf(here.db.prisma, here.campaign.id, month, here.city.zone)
    const open = figures.months.find((one) => one.month === month)?.total
    expect(open).toMatchObject({
      ...{ received: totals.received, broken: totals.broken },
      ...{ handed: totals.handed, recipients: totals.recipients },
    })
    expect(totals.moved).toBe(0)
    if (month === '2026-11') expect(totals.stock).toBe(figures.stock)
  })

  it('puts a correction where the mistake was, and tells that it was made', async () => {
    const october = await report('2026-10', [all])
    expect(await reportTotals(here.db.prisma, october.scope)).toEqual({
      ...{ received: 80, broken: 0, moved: 0, handed: 20, stock: 60, recipients: 5 },
    })
    expect(october.sheets.movements.rows[0]).toMatchObject([
      'Jumat, 30 Oktober 2026 pukul 09.00 WIB',
      'Posyandu Melati',
      'L1/1',
      'penerimaan',
      80,
      0,
      0,
      0,
      null,
      null,
      'sudah dibetulkan',
    ])
    const november = await report('2026-11', [all])
    expect(november.sheets.corrections.rows).toEqual([
      [
        ...['Selasa, 10 November 2026 pukul 08.00 WIB', 'L1/1', 'Posyandu Melati', 90, 80, 0, 0],
        ...['salah hitung, kata … … 80; =1+1', 'disetujui', 'Selasa, 10 November 2026 pukul 08.00 WIB'],
      ],
    ])
  })

  it('shows each point by itself, and hand-outs by posyandu and month', async () => {
    const { sheets } = await report('2026-11', [all])
    const stock = (name: string) => sheets.stock.rows.find(([one]) => one === name)
    expect(stock('Posyandu Melati')).toEqual([
      'Posyandu Melati',
      'Kelurahan Bacang',
      'buka',
      40,
      6,
      -30,
      34,
      30,
      30,
    ])
    expect(stock('Posyandu Mawar')).toEqual([
      'Posyandu Mawar',
      'Kelurahan Air Itam',
      'buka',
      0,
      0,
      30,
      0,
      30,
      30,
    ])
    expect(sheets.handOuts.rows).toEqual([
      ['Oktober 2026', 'Posyandu Melati', 'Kelurahan Bacang', 1, 20, 5],
      ['November 2026', 'Posyandu Melati', 'Kelurahan Bacang', 1, 24, 8],
      ['November 2026', 'Posyandu Anggrek', 'Kelurahan Semabung Lama', 1, 10, 3],
    ])
  })

  it('tells a coordinator of the own part of the city only', async () => {
    const { sheets } = await report('2026-11', [bacang])
    expect(sheets.stock.rows.map(([name]) => name)).toEqual(['Kantor Kelurahan Bacang', 'Posyandu Melati'])
    expect(await reportScope(here.db.prisma, { c: 999, m: '2026-11', u: [all] }, here.city)).toBeNull()
    expect(
      await reportScope(here.db.prisma, { c: here.campaign.id, m: '2026-11', u: [0] }, here.city),
    ).toBeNull()
  })

  it('shows what an office received only as the sum of a month', async () => {
    const { sheets } = await report('2026-11', [bacang])
    const office = sheets.movements.rows.filter((row) => row[1] === 'Kantor Kelurahan Bacang')
    expect(office).toEqual([
      [
        'November 2026',
        'Kantor Kelurahan Bacang',
        null,
        'penerimaan',
        6,
        0,
        0,
        0,
        null,
        null,
        'jumlah 2 penerimaan',
      ],
    ])
  })

  it('is a workbook without a giver and without a formula', async () => {
    const file = await reportFile(await report('2026-11', [all]), 'xlsx', t)
    expect(file.name).toBe('laporan-telur-2026-11.xlsx')
    const parts = unzipSync(new Uint8Array(file.bytes))
    const text = Object.values(parts)
      .map((bytes) => Buffer.from(bytes).toString())
      .join('')
    for (const word of ['Posyandu Melati', 'Mutasi', 'Penyaluran', 'jumlah 2 penerimaan'])
      expect(text).toContain(word)
    for (const word of ['Nurhayati', 'Darmawan', 'HYPERLINK', '<f>', '<f ']) expect(text).not.toContain(word)
    // A reason that looks like a formula is a text.
    expect(text).toContain('=1+1')
  })

  it('is a PDF that says the same', async () => {
    const file = await reportFile(await report('2026-11', [all]), 'pdf', t)
    expect([file.type, file.bytes.subarray(0, 5).toString()]).toEqual(['application/pdf', '%PDF-'])
    expect(file.bytes.length).toBeGreaterThan(10_000)
  })

  it('leaves names out of what somebody wrote', () => {
    expect(withoutNames('Bu Sari salah tulis, bukan sari roti', ['Bu Sari'])).toBe(
      'Bu … salah tulis, bukan … roti',
    )
    expect(withoutNames('salah', ['a.b', ''])).toBe('salah')
  })

  it('has a link that carries no more than what it shows', () => {
    const wish = { c: 1, m: '2026-11', u: [4, 7], f: 'pdf' as const }
    expect(readReportPayload(reportPayload(wish))).toEqual(wish)
    expect(readReportPayload('7KQ2')).toBeNull()
    expect(() => readReportPayload('barang:{"c":1,"m":"2026-13","u":[1],"f":"pdf"}')).toThrow()
  })
})
