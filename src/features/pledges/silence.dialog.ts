import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { follow, unfollow } from '../agenda/follow.ts'
import { allCampaigns } from '../goods/campaigns.ts'
import { silenceOf } from './listener.ts'

/**
 * "berhenti kabar telur", "kirim lagi kabar telur": reminders, thanks and posts of a campaign, for this chat. What
 * somebody means to give stays as it is.
 * @returns null when no campaign is called so
 */
export async function silenceGoods(goods: string, quiet: boolean, ctx: Ctx): Promise<Outgoing[] | null> {
  const wanted = goods.toLowerCase()
  const campaign = (await allCampaigns(ctx.tx)).find((one) =>
    [one.goods, ...one.goodsAliases].some((name) => name.toLowerCase() === wanted),
  )
  if (!campaign) return null
  const topic = silenceOf(campaign)
  if (quiet) await follow(ctx.tx, ctx.address.id, { topic, unitId: null }, ctx.now)
  else await unfollow(ctx.tx, ctx.address.id, { topic }, ctx.now)
  return [{ text: ctx.t(`pledge-news:silence.${quiet ? 'on' : 'off'}`, { goods: campaign.goods }) }]
}
