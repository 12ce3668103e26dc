import type { Tx } from '../../lib/db.ts'
import { asDate, plusDays } from '../agenda/day.ts'
import { allCampaigns, type Campaign, dayText, runsOn } from '../goods/campaigns.ts'

const DAYS = 7
const MOST = 60

/** What is expected at a point in the coming days: codes and amounts, nobody's name. */
export type Sheet = {
  point: { id: number; name: string; whereabouts: string | null }
  campaign: Pick<Campaign, 'name' | 'goods' | 'unit'>
  expected: { code: string; amount: number; day: string | null }[]
  /** There are more than the paper holds. */
  more: number
}

/**
 * The paper for a point, one of each campaign that runs.
 * @param today day of the city
 */
export async function sheetsOf(tx: Tx, pointId: number, today: string): Promise<Sheet[]> {
  const point = await tx.dropPoint.findUnique({
    where: { id: pointId },
    select: { id: true, name: true, whereabouts: true },
  })
  if (!point) return []
  const running = (await allCampaigns(tx)).filter((one) => runsOn(one, today))
  return Promise.all(running.map((campaign) => sheetOf(tx, point, campaign, today)))
}

async function sheetOf(tx: Tx, point: Sheet['point'], campaign: Campaign, today: string): Promise<Sheet> {
  const rows = await tx.pledge.findMany({
    where: {
      ...{ campaignId: campaign.id, pointId: point.id, state: 'open' },
      OR: [{ day: null }, { day: { gte: asDate(today), lt: asDate(plusDays(today, DAYS)) } }],
    },
    orderBy: [{ day: { sort: 'asc', nulls: 'last' } }, { code: 'asc' }],
    select: { code: true, amount: true, day: true },
  })
  const expected = rows.map(({ day, ...one }) => ({ ...one, day: day && dayText(day) }))
  return { point, campaign, expected: expected.slice(0, MOST), more: Math.max(0, expected.length - MOST) }
}
