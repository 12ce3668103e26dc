import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import { asDate, dayBounds, dayOf, plusDays } from '../agenda/day.ts'
import { lastMonths, monthOf, plusMonths } from '../figures/months.ts'
import { allCampaigns, type Campaign } from '../goods/campaigns.ts'
import { type Move, post } from '../goods/ledger.ts'
import { type Line, movesOf } from '../goods/stock.ts'
import { newPledgeCode } from '../pledges/pledge-code.ts'
import { allPoints, type DropPoint } from '../points/points.ts'

/** How much people bring, as parts of what is suggested. */
const AMOUNTS = [1, 1, 2, 1, 3, 15, 1, 5, 2, 15, 1, 6, 30, 2, 1]
const MONTHS = 4
/** Months that are over stand in fewer and larger gifts: each row is a visitor's time. */
const GIFTS = [13, 16, 18, 40]
const LARGER = [3, 3, 3, 1]

type Given = Omit<Line, 'id' | 'pledgeId' | 'personId'> & { recipients: number | null }

/**
 * What the demo city has given so far: this month, and three before it, so that its page and its picture have something
 * to show. In a handful of statements: a visitor waits for the first start.
 * @param petugas who wrote it down
 */
export async function giveGoods(tx: Tx, city: City, petugas: number, now: Date): Promise<void> {
  const points = pick(await allPoints(tx))
  if (points.length === 0) return
  for (const campaign of await allCampaigns(tx)) {
    const given = lastMonths(monthOf(now, city.zone), MONTHS).flatMap((month, n) => {
      const start = dayBounds(`${month}-01`, city.zone).start.getTime()
      const end = dayBounds(`${plusMonths(month, 1)}-01`, city.zone).start.getTime()
      return givenIn(campaign, points, n, (part) => {
        return new Date(start + Math.floor((Math.min(now.getTime(), end) - start) * part))
      })
    })
    const promised = await promise(tx, campaign, given, coming(campaign, points, city.zone, now), city.zone)
    const rows = await tx.pointLine.createManyAndReturn({
      data: given.map((one, n) => ({
        ...{ ...one, pledgeId: promised[n]?.id ?? null, personId: petugas, state: 'counted' },
        ...{ line: n + 1, ref: `demo${campaign.id}`, inboxId: BigInt(-campaign.id) },
      })),
      select: { id: true, line: true },
    })
    const ids = new Map(rows.map(({ id, line }) => [line, id]))
    const moves = given.flatMap((one, n): Move[] => {
      const pledge = promised[n]
      const line = { ...one, id: ids.get(n + 1) as bigint, pledgeId: pledge?.id ?? null, personId: petugas }
      return [...(pledge ? [fulfil(line, pledge)] : []), ...movesOf(line)]
    })
    await post(tx, moves)
  }
}

const fulfil = (line: Line, { id, amount }: { id: number; amount: number }): Move => ({
  ...{ campaignId: line.campaignId, source: 'promised', target: 'intent', why: 'fulfil' },
  ...{ amount, at: line.at, pledgeId: id, lineId: line.id },
})

/** Each posyandu, an office, an event, and some of the kelurahan. */
function pick(points: DropPoint[]): DropPoint[] {
  const of = (kind: string, most: number) => points.filter((one) => one.kind === kind).slice(0, most)
  return [...of('posyandu', 4), ...of('kelurahan', 4), ...of('opd', 1), ...of('event', 1)]
}

/** A month's receipts, and what of them was handed out: all of the months before, more than half of this one. */
function givenIn(campaign: Campaign, points: DropPoint[], n: number, at: (part: number) => Date): Given[] {
  const base = { campaignId: campaign.id, broken: 0, toPointId: null, recipients: null }
  const gifts = GIFTS[n] ?? 40
  const received = Array.from({ length: gifts }, (_, k) => ({
    ...{ ...base, kind: 'receive' as const, at: at((k / gifts) * 0.85) },
    // The first points are the busiest.
    pointId: points[((k * k + n) % 17) % points.length]?.id ?? 0,
    amount: campaign.suggested * (LARGER[n] ?? 1) * (AMOUNTS[(k * 7 + n * 3) % AMOUNTS.length] ?? 1),
    broken: k % 13 === 5 ? 1 : 0,
  }))
  const handed = points.flatMap(({ id }, k) => {
    const here = received.filter(({ pointId }) => pointId === id)
    const held = here.reduce((sum, { amount }) => sum + amount, 0)
    const amount = n === MONTHS - 1 ? Math.floor(held * 0.6) : held
    const said = { kind: 'hand_out' as const, pointId: id, recipients: Math.ceil(amount / 4) }
    return amount > 0 ? [{ ...base, ...said, amount, at: at(0.9 + k / 200) }] : []
  })
  return [...received, ...handed]
}

/** What the coming days bring: the printed sheet of a point lists it. */
function coming({ suggested }: Campaign, points: DropPoint[], zone: string, now: Date) {
  return Array.from({ length: 12 }, (_, n) => ({
    pointId: points[n % points.length]?.id ?? null,
    amount: suggested * (AMOUNTS[n] ?? 1),
    day: plusDays(dayOf(now, zone), 1 + (n % 4)),
    at: now,
  }))
}

type Wish = { pointId: number | null; amount: number; day: string; at: Date }

/** Every third gift had been promised. @returns by the gift's place in `given` */
async function promise(tx: Tx, { id: campaignId }: Campaign, given: Given[], open: Wish[], zone: string) {
  const kept = given.flatMap((one, n) => (one.kind === 'receive' && n % 3 === 0 ? [{ ...one, n }] : []))
  const base = { campaignId, addressId: null, personId: null }
  const code = await freeCodes(tx)
  const rows = await tx.pledge.createManyAndReturn({
    data: [
      ...kept.map(({ pointId, amount, broken, at }) => ({
        ...{ ...base, code: code(), pointId, amount: amount + broken, createdAt: at },
        ...{ state: 'received' as const, day: asDate(dayOf(at, zone)), endedAt: at },
      })),
      ...open.map(({ at, day, ...one }) => ({
        ...{
          ...base,
          ...one,
          code: code(),
          createdAt: at,
          state: 'open' as const,
          day: asDate(day),
        },
      })),
    ],
    select: { id: true, amount: true, createdAt: true },
  })
  const moved = { campaignId, source: 'intent' as const, target: 'promised' as const, why: 'pledge' as const }
  await post(
    tx,
    rows.map(({ id, amount, createdAt }) => ({ ...moved, amount, at: createdAt, pledgeId: id })),
  )
  return Object.fromEntries(kept.map(({ n }, k) => [n, rows[k]])) as Record<number, (typeof rows)[number]>
}

/** New codes, none of them in use: two of forty are alike in one city of 350, and CI has many cities. */
async function freeCodes(tx: Tx): Promise<() => string> {
  const used = new Set((await tx.pledge.findMany({ select: { code: true } })).map(({ code }) => code))
  return () => {
    for (;;) {
      const code = newPledgeCode()
      if (used.has(code)) continue
      used.add(code)
      return code
    }
  }
}
