import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { dayOf } from '../agenda/day.ts'
import { campaignsIn, pageOf } from '../goods/campaign-page.ts'
import { allCampaigns, type Campaign } from '../goods/campaigns.ts'
import { allPoints } from '../points/points.ts'
import { figuresOf, shareOf, thisMonth } from './figures.ts'
import { monthOf, shownMonth } from './months.ts'
import { progressRef } from './pictures.ts'

/** "progres telur": what a campaign has come to, in words and a picture; where no files go, with a link to its page. */
export async function showProgress(text: string, ctx: Ctx): Promise<Outgoing[]> {
  const all = await ctx.memo('campaigns', () => allCampaigns(ctx.tx))
  const day = dayOf(ctx.now, ctx.city.zone)
  const [campaign, ...others] = campaignsIn(text, all, day)
  if (!campaign) return [{ text: ctx.t('progress:chat.none') }]
  const choices = others.map((one) => ({
    id: `=progres ${one.name}`,
    label: ctx.t('progress:chat.choice', { name: one.name }),
  }))
  const page = `${ctx.settings.site}${pageOf(campaign, all, day)}`
  const files = ctx.messengers.ways().files.includes(ctx.address.channel)
  const more = ctx.settings.publicUrl !== null || !files ? [ctx.t('progress:chat.more', { page })] : []
  return [
    {
      text: [...(await words(campaign, ctx)), ...more].join('\n'),
      ...(choices.length > 0 && { choices }),
      ...(files && {
        attachment: {
          kind: 'photo' as const,
          ref: progressRef(campaign.key, ctx.address.locale),
          name: ctx.t('progress:picture.file', { goods: campaign.goods }),
        },
      }),
    },
  ]
}

async function words(campaign: Campaign, { tx, t, now, city }: Ctx): Promise<string[]> {
  const figures = await figuresOf(tx, campaign.id, monthOf(now, city.zone), city.zone)
  const { total } = thisMonth(figures)
  const { target, unit } = campaign
  const share = shareOf(total.received, target)
  const points = (await allPoints(tx)).filter(({ closedAt }) => closedAt === null).length
  const said = (key: string, n: number) => t(`progress:chat.${key}`, { n, unit, people: total.recipients })
  return [
    t('progress:chat.head', { name: campaign.name, at: shownMonth(figures.month) }),
    share === null
      ? said('received', total.received)
      : t('progress:chat.receivedOf', { received: total.received, target, unit, share }),
    '',
    said('promised', total.promised),
    said(total.recipients > 0 ? 'handedTo' : 'handed', total.handed),
    ...(total.broken > 0 ? [said('broken', total.broken)] : []),
    said('stock', figures.stock),
    said('points', points),
  ]
}
