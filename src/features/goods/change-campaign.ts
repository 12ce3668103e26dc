import type { Tx } from '../../lib/db.ts'
import { asDate } from '../agenda/day.ts'
import { audit } from '../people/audit.ts'
import type { Campaign } from './campaigns.ts'

/** More than any city hopes for in a month: a slip of the finger. */
export const MOST_TARGET = 10_000_000

/** `target`: units a month, null: none. `lastDay`: day of the city, null: until somebody ends it. */
export type CampaignChange = { target: number | null } | { lastDay: string | null }

/** Changes a campaign, with who did it and what stood there before. What was pledged and received stays as it is. */
export async function changeCampaign(
  tx: Tx,
  campaign: Campaign,
  change: CampaignChange,
  actorId: number,
  at: Date,
): Promise<void> {
  const ends = 'lastDay' in change
  const data = ends ? { lastDay: change.lastDay === null ? null : asDate(change.lastDay) } : change
  await tx.campaign.update({ where: { id: campaign.id }, data })
  await audit(tx, {
    ...{ at, actorId, action: 'campaign.change', subject: `campaign/${campaign.key}`, after: change },
    before: ends ? { lastDay: campaign.lastDay } : { target: campaign.target },
  })
}
