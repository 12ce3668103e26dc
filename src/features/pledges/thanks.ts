import type { Tx } from '../../lib/db.ts'
import { isHandedOut, type Whither, whither } from '../goods/whither.ts'
import { listeners } from './listener.ts'

/** Where somebody's goods went, of one campaign. */
export type Gift = {
  addressId: number
  campaignId: number
  /** Pledges of which all has been handed out. */
  pledgeIds: number[]
  amount: number
  /** Where they were brought. */
  collected: string[]
  /** Where they were given to people. */
  handedAt: string[]
  /** To how many people the hand-outs went of which they were part; null: not said of all. */
  recipients: number | null
  /** The last of these hand-outs. */
  lastAt: Date
}

/** What was received longer ago than this is no news any more. */
const NEWS_DAYS = 60

/**
 * Who can be told now where their goods went: those who wanted to hear, whose goods have wholly been handed out, and who
 * have not been told.
 */
export async function giftsHandedOut(
  tx: Tx,
  campaign: { id: number; goods: string },
  now: Date,
): Promise<Gift[]> {
  const waiting = await tx.$queryRaw<
    { pledgeId: number; addressId: number; lineId: bigint; amount: number; point: string }[]
  >`
    SELECT p.id AS "pledgeId", p.address_id AS "addressId", l.id AS "lineId", l.amount, d.name AS point
    FROM pledge p JOIN point_line l ON l.pledge_id = p.id AND l.kind = 'receive' AND l.state = 'counted'
    JOIN drop_point d ON d.id = l.point_id
    WHERE p.campaign_id = ${campaign.id} AND p.state = 'received' AND p.news AND p.thanked_at IS NULL
      AND p.address_id IS NOT NULL AND p.ended_at > ${new Date(now.getTime() - NEWS_DAYS * 86_400_000)}
    ORDER BY l.id`
  if (waiting.length === 0) return []
  const lots = await lotsOf(tx, campaign.id)
  const gone = waiting.flatMap(({ lineId, ...one }) => {
    const lot = lots.get(lineId)
    return lot && isHandedOut(lot) ? [{ ...one, lot }] : []
  })
  const told = await listeners(
    tx,
    gone.map(({ addressId }) => addressId),
    campaign,
  )
  const lines = await handOuts(tx, gone)
  const gifts = new Map<number, Gift & { lines: Set<bigint> }>()
  for (const { pledgeId, addressId, point, lot } of gone) {
    if (!told.has(addressId)) continue
    const gift = gifts.get(addressId) ?? {
      ...{ addressId, campaignId: campaign.id, pledgeIds: [], amount: 0, collected: [], handedAt: [] },
      ...{ recipients: null, lastAt: new Date(0), lines: new Set<bigint>() },
    }
    gifts.set(addressId, gift)
    gift.pledgeIds.push(pledgeId)
    add(gift.collected, point)
    for (const [line, amount] of lot.handed) {
      gift.amount += amount
      if (line !== null) gift.lines.add(line)
    }
  }
  return [...gifts.values()].map(({ lines: own, ...gift }) => {
    const of = [...own].flatMap((id) => lines.get(id) ?? [])
    for (const { place } of of) add(gift.handedAt, place)
    const counts = of.map((one) => one.recipients)
    return {
      ...gift,
      recipients: counts.every((one) => one !== null)
        ? counts.reduce((sum, one) => sum + (one ?? 0), 0)
        : null,
      lastAt: new Date(Math.max(0, ...of.map(({ at }) => at.getTime()))),
    }
  })
}

/** @returns those pledges of which nobody had been told until now, in this transaction */
export async function markThanked(tx: Tx, pledgeIds: number[], now: Date): Promise<Set<number>> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    UPDATE pledge SET thanked_at = ${now} WHERE id = ANY(${pledgeIds}::int[]) AND thanked_at IS NULL RETURNING id`
  return new Set(rows.map(({ id }) => id))
}

/** All that ever moved: a year of a city is some ten thousand rows, once a week. */
async function lotsOf(tx: Tx, campaignId: number): Promise<Map<bigint | null, Whither>> {
  const moves = await tx.movement.findMany({
    where: { campaignId, NOT: { OR: [{ source: 'promised' }, { target: 'promised' }] } },
    orderBy: { id: 'asc' },
    select: { source: true, target: true, amount: true, why: true, lineId: true },
  })
  return whither(moves)
}

async function handOuts(tx: Tx, gone: { lot: Whither }[]) {
  const ids = [...new Set(gone.flatMap(({ lot }) => [...lot.handed.keys()].filter((id) => id !== null)))]
  const rows = await tx.$queryRaw<{ id: bigint; place: string; recipients: number | null; at: Date }[]>`
    SELECT l.id, d.name AS place, coalesce(c.recipients, l.recipients) AS recipients, l.at
    FROM point_line l JOIN drop_point d ON d.id = coalesce(l.to_point_id, l.point_id)
    LEFT JOIN LATERAL (SELECT recipients FROM correction WHERE line_id = l.id AND state = 'approved'
      ORDER BY decided_at DESC, id DESC LIMIT 1) c ON true
    WHERE l.id = ANY(${ids}::bigint[])`
  return new Map(rows.map((row) => [row.id, row]))
}

function add(names: string[], name: string): void {
  if (!names.includes(name)) names.push(name)
}
