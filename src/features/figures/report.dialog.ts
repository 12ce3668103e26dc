import type { Ctx, Said } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { allCampaigns } from '../goods/campaigns.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { campaignNamed } from '../pledges/named-goods.ts'
import { monthOf, shownMonth } from './months.ts'
import { reportScope, reportTotals } from './office-report.ts'
import { reportPayload } from './report-link.ts'

/** "laporan telur", "laporan telur Oktober 2026": by whoever coordinates a part of the city, for the points in it. */
export async function askReport(goods: string, said: Said, ctx: Ctx): Promise<Outgoing[] | null> {
  const { t } = ctx
  const campaign = campaignNamed(await allCampaigns(ctx.tx), goods)
  if (!campaign) return null
  const paths = coordinatedPaths(ctx.person)
  if (paths.length === 0) return [{ text: t('goods-admin:report.notYours', { goods: campaign.goods }) }]
  const month = monthIn(said) ?? monthOf(ctx.now, ctx.city.zone)
  if (month > monthOf(ctx.now, ctx.city.zone) || month < campaign.firstDay.slice(0, 7))
    return [{ text: t('goods-admin:report.noSuchMonth', { at: shownMonth(month) }) }]
  const wish = { c: campaign.id, m: month, u: paths.map(lastId) }
  const scope = await reportScope(ctx.tx, wish, ctx.city)
  if (!scope) return [{ text: t('goods-admin:report.noPoints') }]
  const totals = await reportTotals(ctx.tx, scope)
  return [
    {
      text: [
        t('goods-admin:report.title', { name: campaign.name, at: shownMonth(month) }),
        t('goods-admin:report.for', { where: scope.where }),
        t('goods-admin:report.numbers', { ...totals, unit: campaign.unit }),
        t('goods-admin:report.noNames'),
        t('goods-admin:report.xlsx', { link: ctx.link('laporan', reportPayload({ ...wish, f: 'xlsx' })) }),
        t('goods-admin:report.pdf', { link: ctx.link('laporan', reportPayload({ ...wish, f: 'pdf' })) }),
      ].join('\n'),
    },
  ]
}

/** "/1/5/12/" → 12 */
const lastId = (path: string): number => Number(path.split('/').filter(Boolean).at(-1))

/** "Oktober 2026" is a span of days in it; a day is in its month. */
function monthIn({ meaning: { when } }: Said): string | null {
  return /^(\d{4}-\d\d)-\d\d/.exec(String(when?.value ?? ''))?.[1] ?? null
}
