import type { Ctx } from '../../conversation/dialog.ts'
import { allCampaigns, type Campaign } from '../goods/campaigns.ts'
import { allPoints, type DropPoint } from './points.ts'

/** The city's campaigns, and below its drop points, read once for all the turns that share a transaction. */
export const campaignsHere = (ctx: Ctx): Promise<Campaign[]> =>
  ctx.memo('campaigns', () => allCampaigns(ctx.tx))
export const pointsHere = (ctx: Ctx): Promise<DropPoint[]> => ctx.memo('drop-points', () => allPoints(ctx.tx))
