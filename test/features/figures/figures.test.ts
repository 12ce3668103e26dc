import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { discreet, FEW } from '../../../src/features/figures/discreet.ts'
import {
  type AreaFigures,
  type Figures,
  figuresOf,
  shareOf,
  thisMonth,
} from '../../../src/features/figures/figures.ts'
import { lastMonths, monthOf, plusMonths } from '../../../src/features/figures/months.ts'
import { count, countAnew, type Line } from '../../../src/features/goods/stock.ts'
import { changePledge, endPledge, pledgeGoods } from '../../../src/features/pledges/pledge.ts'
import { transaction } from '../../../src/lib/db.ts'
import { pledgeCity } from '../pledges/city.ts'

let here: Awaited<ReturnType<typeof pledgeCity>>
let lines = 0
beforeAll(async () => {
  here = await pledgeCity()
})
afterAll(() => here.close())

const time = (text: string) => new Date(`${text}+07:00`)
const point = (name: string) => here.point(name).id

async function pledge(amount: number, where: string | null, day: string | null, at: string) {
  const wish = {
    ...{ campaignId: here.campaign.id, addressId: here.address.id, personId: null, kind: 'self' as const },
    ...{ unitId: null, giver: null, anonymous: false, news: false, inboxId: null },
    ...{ amount, pointId: where === null ? null : point(where), day },
  }
  return transaction(here.db, (tx) => pledgeGoods(tx, wish, time(at)))
}

async function line(at: string, said: Partial<Line> & { pointId: number; recipients?: number }) {
  lines += 1
  const { recipients = null, ...rest } = said
  const one = {
    ...{ campaignId: here.campaign.id, kind: 'receive' as const, pledgeId: null, amount: 0, broken: 0 },
    ...{ toPointId: null, personId: here.petugas.id, at: time(at) },
    ...rest,
  }
  const row = await here.db.prisma.pointLine.create({
    data: { ...one, recipients, ref: `F${lines}`, line: 1, inboxId: BigInt(lines), state: 'counted' },
  })
  const whole = { ...one, id: row.id }
  expect(await transaction(here.db, (tx) => count(tx, whole))).toEqual({ kind: 'counted' })
  return whole
}

/** As a second person agrees. */
async function correct(of: Line, at: string, said: { amount: number; recipients?: number }) {
  const { id } = await here.db.prisma.correction.create({
    data: {
      ...{ ref: `C${of.id}`, lineId: of.id, amount: said.amount, broken: of.broken, reason: 'salah ketik' },
      ...{ recipients: said.recipients ?? null, state: 'approved', byId: 1, decidedBy: 2 },
      ...{ at: time(at), decidedAt: time(at) },
    },
  })
  const meant = { ...of, amount: said.amount }
  await transaction(here.db, (tx) => countAnew(tx, meant, id, 2, time(at)))
}

const figures = (month: string): Promise<Figures> =>
  figuresOf(here.db.prisma, here.campaign.id, month, 'Asia/Jakarta')
const area = (all: AreaFigures[], name: string | null) => all.find((one) => one.area === name)

describe('a small month', () => {
  it('is counted by the city’s calendar, and put right in the month of the line', async () => {
    // October ends at midnight in Pangkalpinang, which is 17.00 of the 31st in London.
    await line('2026-10-31T23:59:00', { pointId: point('Posyandu Melati'), amount: 10 })
    const late = await line('2026-11-01T00:01:00', {
      pointId: point('Posyandu Melati'),
      amount: 30,
      broken: 2,
    })
    await pledge(4, 'Posyandu Melati', '2026-11-03', '2026-10-30T08:00:00')
    const more = await pledge(6, 'Posyandu Melati', null, '2026-11-02T08:00:00')
    await transaction(here.db, (tx) => changePledge(tx, more.id, { amount: 8 }, here.at))
    const off = await pledge(100, 'Posyandu Mawar', '2026-11-05', '2026-11-02T08:00:00')
    await transaction(here.db, (tx) => endPledge(tx, off.id, 'cancelled', here.at))
    const come = await pledge(12, null, '2026-11-06', '2026-11-02T08:00:00')
    await pledge(50, 'Posyandu Mawar', '2026-12-01', '2026-11-02T08:00:00')
    await line('2026-11-06T07:00:00', {
      pointId: point('Senam Kolaboratif'),
      amount: 11,
      broken: 1,
      pledgeId: come.id,
    })
    await line('2026-11-07T07:00:00', {
      pointId: point('Senam Kolaboratif'),
      kind: 'transfer',
      amount: 11,
      toPointId: point('Posyandu Mawar'),
    })
    await line('2026-11-08T07:00:00', { pointId: point('Posyandu Melati'), kind: 'break', broken: 3 })
    const out = await line('2026-11-09T07:00:00', {
      ...{ pointId: point('Posyandu Mawar'), kind: 'hand_out', amount: 8, recipients: 4 },
    })

    const before = await figures('2026-11')
    const month = thisMonth(before)
    expect(month.total).toEqual({
      ...{ promised: 4 + 8 + 12, received: 32 + 12, broken: 2 + 1 + 3, handed: 8, recipients: 4 },
      ...{ pledges: 3, receipts: 2 },
    })
    expect(area(month.areas, 'Kelurahan Bacang')).toMatchObject({
      promised: 12,
      received: 32,
      broken: 5,
      handed: 0,
    })
    expect(area(month.areas, 'Kelurahan Air Itam')).toMatchObject({ promised: 0, received: 0, handed: 8 })
    expect(month.areas.at(-1)).toMatchObject({ area: null, promised: 12, received: 12, broken: 1 })
    expect(before.months.at(-2)).toMatchObject({ month: '2026-10', total: { received: 10 } })
    expect(before.months).toHaveLength(12)
    expect(before.stock).toBe(10 + 44 - 6 - 8)
    expect(before.ever).toEqual({ received: 54, broken: 6, handed: 8 })

    // In December somebody notices: November is put right, December knows nothing of it.
    await correct(late, '2026-12-02T09:00:00', { amount: 20 })
    await correct(out, '2026-12-02T09:00:00', { amount: 6, recipients: 3 })
    const after = await figures('2026-12')
    expect(after.months.at(-2)?.total).toMatchObject({ received: 34, handed: 6, recipients: 3, receipts: 2 })
    expect(thisMonth(after).total).toMatchObject({ promised: 50, received: 0, handed: 0, receipts: 0 })
    expect(after.ever).toEqual({ received: 44, broken: 6, handed: 6 })
  })

  it('does not know what is outside its twelve months', async () => {
    expect((await figures('2027-10')).months.map((one) => one.total.received)).toEqual([
      34,
      ...Array(11).fill(0),
    ])
    expect((await figures('2027-11')).months.every((one) => one.total.received === 0)).toBe(true)
  })
})

describe('months', () => {
  it('are of the city', () => {
    expect(monthOf(new Date('2026-10-31T17:30:00Z'), 'Asia/Jakarta')).toBe('2026-11')
    expect(plusMonths('2026-01', -1)).toBe('2025-12')
    expect(lastMonths('2026-02', 3)).toEqual(['2025-12', '2026-01', '2026-02'])
  })

  it('reach their target only when they do', () => {
    expect([shareOf(999, 1000), shareOf(1000, 1000), shareOf(3, null)]).toEqual([99, 100, null])
  })
})

const gifts = fc.record({ count: fc.nat({ max: 12 }), each: fc.integer({ min: 1, max: 30 }) })

describe('what everybody may see', () => {
  it('never tells what fewer than five gave, not even by reckoning', () => {
    fc.assert(
      fc.property(fc.array(gifts, { maxLength: 9 }), (all) => {
        const areas = all.map(({ count: receipts, each }, n) => ({
          ...{ areaId: n, area: `Kelurahan ${n}`, promised: 0, broken: 0, handed: 0, recipients: 0 },
          ...{ received: receipts * each, receipts, pledges: 0 },
        }))
        const sum = (of: typeof areas, name: 'received' | 'receipts') =>
          of.reduce((a, one) => a + one[name], 0)
        const total = {
          ...{ promised: 0, broken: 0, handed: 0, recipients: 0, pledges: 0 },
          ...{ received: sum(areas, 'received'), receipts: sum(areas, 'receipts') },
        }
        const shown = discreet({ month: '2026-11', total, areas })
        expect(shown.total.received).toBe(total.received)
        const hidden = areas.filter((_, n) => shown.areas[n]?.received === null)
        for (const [n, one] of areas.entries())
          if (one.receipts > 0 && one.receipts < FEW) expect(shown.areas[n]?.received).toBeNull()
        // What is left of the total is many's, or it cannot be said whose.
        if (hidden.length > 0)
          expect(sum(hidden, 'receipts') >= FEW || hidden.length === areas.length).toBe(true)
        // And nothing is hidden without need.
        if (areas.every(({ receipts }) => receipts === 0 || receipts >= FEW)) expect(hidden).toEqual([])
      }),
    )
  })
})
