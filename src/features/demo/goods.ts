import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import { asDate, dayBounds, dayOf, plusDays } from '../agenda/day.ts'
import { allCampaigns, type Campaign } from '../pledges/campaigns.ts'
import { type Move, post } from '../pledges/ledger.ts'
import { monthOf, plusMonths } from '../pledges/months.ts'
import { newPledgeCode } from '../pledges/pledge-code.ts'
import { allPoints, type DropPoint } from '../pledges/points.ts'
import { type Line, movesOf } from '../pledges/stock.ts'

/** How much people bring, as parts of what is suggested. */
const AMOUNTS = [1, 1, 2, 1, 3, 15, 1, 5, 2, 15, 1, 6, 30, 2, 1]
const MONTHS = 4
const GIFTS = 45
const OPEN = 8

type Gift = Omit<Line, 'id'> & { recipients: number | null }

/**
 * What the demo city has given so far: this month, and three before it, so that its page and its picture have something
 * to show. In a handful of statements: a visitor waits for the first start.
 * @param petugas who wrote it down
 */
export async function giveGoods(tx: Tx, city: City, petugas: number, now: Date): Promise<void> {
  const points = pick(await allPoints(tx))
  for (const campaign of await allCampaigns(tx)) {
    if (points.length === 0) return
    const gifts = lastMonthsOf(campaign, points, city.zone, now).map((one) => ({ ...one, personId: petugas }))
    const pledges = await promise(tx, campaign, points, city.zone, now)
    const kept = gifts.filter(({ kind }) => kind === 'receive').slice(-pledges.length)
    const lines = gifts.map((one, n) => ({
      ...one,
      ...{ line: n + 1, ref: `demo${campaign.id}`, inboxId: BigInt(-campaign.id), state: 'counted' },
      pledgeId: pledges[kept.indexOf(one)]?.id ?? null,
    }))
    const rows = await tx.pointLine.createManyAndReturn({ data: lines, select: { id: true, line: true } })
    const ids = new Map(rows.map(({ id, line }) => [line, id]))
    const moves = lines.flatMap((one): Move[] => {
      const line = { ...one, id: ids.get(one.line) as bigint }
      const pledge = pledges.find(({ id }) => id === one.pledgeId)
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

/** Receipts, and what of them was handed out at the end of each month, or until now. */
function lastMonthsOf(
  campaign: Campaign,
  points: DropPoint[],
  zone: string,
  now: Date,
): Omit<Gift, 'personId'>[] {
  return Array.from({ length: MONTHS }, (_, n) => plusMonths(monthOf(now, zone), n - MONTHS + 1)).flatMap(
    (month, n) => {
      const start = dayBounds(`${month}-01`, zone).start.getTime()
      const end = Math.min(now.getTime(), dayBounds(`${plusMonths(month, 1)}-01`, zone).start.getTime())
      const at = (part: number) => new Date(start + Math.floor((end - start) * part))
      const base = { campaignId: campaign.id, pledgeId: null, broken: 0, toPointId: null, recipients: null }
      const received = Array.from({ length: GIFTS }, (__, k) => ({
        ...{ ...base, kind: 'receive' as const, at: at((k / GIFTS) * 0.85) },
        // The first points are the busiest.
        pointId: points[((k * k + n) % 17) % points.length]?.id ?? 0,
        amount: campaign.suggested * (AMOUNTS[(k * 7 + n * 3) % AMOUNTS.length] ?? 1),
        broken: k % 13 === 5 ? 1 : 0,
      }))
      const handed = points.flatMap(({ id }, k) => {
        const held = received
          .filter(({ pointId }) => pointId === id)
          .reduce((sum, one) => sum + one.amount, 0)
        const amount = Math.floor(held * (n === MONTHS - 1 ? 0.6 : 1))
        return amount === 0
          ? []
          : [
              {
                ...base,
                kind: 'hand_out' as const,
                pointId: id,
                amount,
                at: at(0.9 + k / 200),
                recipients: Math.ceil(amount / 4),
              },
            ]
      })
      return [...received, ...handed]
    },
  )
}

/** Some that were kept, and some for the coming days. */
async function promise(tx: Tx, campaign: Campaign, points: DropPoint[], zone: string, now: Date) {
  const today = dayOf(now, zone)
  const month = dayBounds(`${today.slice(0, 7)}-01`, zone).start
  const base = { campaignId: campaign.id, createdAt: month, addressId: null, personId: null }
  const wishes = Array.from({ length: 2 * OPEN }, (_, n) => ({
    ...{ ...base, code: newPledgeCode(), pointId: points[n % points.length]?.id ?? null },
    amount: campaign.suggested * (AMOUNTS[n % AMOUNTS.length] ?? 1),
    ...(n < OPEN
      ? { state: 'received' as const, endedAt: now, day: asDate(today) }
      : { state: 'open' as const, endedAt: null, day: asDate(plusDays(today, 1 + (n % 6))) }),
  }))
  const rows = await tx.pledge.createManyAndReturn({
    data: wishes,
    select: { id: true, amount: true, state: true },
  })
  await post(
    tx,
    rows.map(({ id, amount }) => ({
      ...{
        campaignId: campaign.id,
        source: 'intent',
        target: 'promised',
        why: 'pledge',
        amount,
        at: month,
        pledgeId: id,
      },
    })),
  )
  return rows.filter(({ state }) => state === 'received')
}
