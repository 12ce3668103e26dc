import type { Ctx, Said, Turn } from '../../conversation/dialog.ts'
import { wallClock } from '../../language/calendar.ts'
import { dayOf, plusDays, shownDay } from '../agenda/day.ts'
import type { Campaign } from '../goods/campaigns.ts'
import type { DropPoint } from '../points/points.ts'
import { openPledges, type PledgeView, pledgeGoods } from './pledge.ts'
import type { State } from './pledge-state.ts'
import { goodsText, only, pledgeChoices, pledgeLines, seriesText, shortPledge } from './pledge-text.dialog.ts'
import { daysOfSeries, pledgesOfSeries, startSeries } from './series.ts'

/** Pledges of a rule are made this far ahead, in days. */
const AHEAD = 6
/** From then on nobody brings anything on the same day. */
const LATE_HOUR = 15

/** Records what a sentence and its answers said, and reads it back in full. */
export async function record(
  state: State,
  campaign: Campaign,
  points: DropPoint[],
  said: Said,
  ctx: Ctx,
): Promise<Turn<State>> {
  const { kind, unitId, anonymous, pointId, day, rrule } = state
  const amount = state.amount ?? campaign.suggested
  const wish = {
    ...{ campaignId: campaign.id, addressId: ctx.address.id, personId: ctx.person?.id ?? null },
    ...{ kind, unitId, anonymous, pointId, amount, news: false, giver: giverOf(state, ctx) },
  }
  const others = await openPledges(ctx.tx, ctx.address.id)
  if (rrule === null) {
    const pledge = await pledgeGoods(ctx.tx, { ...wish, day, inboxId: said.inboxId }, said.at)
    return { say: await readBack(pledge, state, others, campaign, points, said, ctx) }
  }
  const today = dayOf(said.at, ctx.city.zone)
  const late = wallClock(said.at, ctx.city.zone).minutes >= LATE_HOUR * 60
  const firstDay = day ?? (late ? plusDays(today, 1) : today)
  const series = await startSeries(
    ctx.tx,
    { ...wish, rrule, firstDay, lastDay: campaign.lastDay, inboxId: said.inboxId },
    said.at,
  )
  const [first] = daysOfSeries(series, firstDay, plusDays(today, AHEAD))
  const [pledge] = first ? await pledgesOfSeries(ctx.tx, series, first, first, said.at, said.inboxId) : []
  const head = ctx.t('pledges:series.recorded', {
    goods: goodsText(amount, campaign, ctx),
    rule: seriesText(series, ctx),
    campaign: campaign.name,
  })
  const stop = ctx.t('pledges:series.stop', { goods: campaign.goods })
  if (!pledge) return { say: only([head, ctx.t('pledges:series.later'), stop].join('\n')) }
  const lines = await pledgeLines(pledge, campaign, points, said.at, ctx)
  const near = ctx.t('pledges:series.first', { day: shownDay(pledge.day ?? firstDay) })
  return {
    say: only(
      [head, near, ...lines.filter((_, n) => n !== dayLineOf(lines, pledge, ctx)), stop].join('\n'),
      pledgeChoices(pledge, ctx),
    ),
  }
}

/** The first of a rule names its day in another line. */
const dayLineOf = (lines: string[], { day }: PledgeView, ctx: Ctx): number =>
  day === null ? -1 : lines.indexOf(ctx.t('pledges:line.day', { day: shownDay(day) }))

/** Nobody's name for who wants none; else who was named, or whoever is known here. A resident without a name has none. */
function giverOf({ anonymous, giver, kind }: State, ctx: Ctx): string | null {
  if (anonymous) return null
  if (giver) return giver
  const own =
    ctx.person && (ctx.person.unitId !== null || ctx.person.name !== 'Warga') ? ctx.person.name : null
  return kind === 'unit' ? null : own
}

async function readBack(
  pledge: PledgeView,
  state: State,
  others: PledgeView[],
  campaign: Campaign,
  points: DropPoint[],
  said: Said,
  ctx: Ctx,
) {
  const goods = goodsText(pledge.amount, campaign, ctx)
  // "30 biji" is 30 units in another word; "1 papan" says more.
  const plain =
    state.said === null || Number.parseInt(state.said.replace(/\.(?=\d{3})/g, ''), 10) === pledge.amount
  const before = others.filter(({ id, seriesId }) => id !== pledge.id && seriesId === null)
  const lines = [
    plain
      ? ctx.t('pledges:recorded', { goods, campaign: campaign.name })
      : ctx.t('pledges:recordedAs', { goods, said: state.said, campaign: campaign.name }),
    ...(await pledgeLines(pledge, campaign, points, said.at, ctx)),
    ...(state.dayTrouble ? [ctx.t('pledges:line.dayOpen')] : []),
    ...(state.pointTrouble ? [ctx.t('pledges:line.pointOpen')] : []),
    ...before
      .slice(0, 3)
      .map((one) => ctx.t('pledges:line.before', { pledge: shortPledge(one, campaign, points, ctx) })),
    ctx.t('pledges:line.free', { goods: campaign.goods }),
  ]
  return only(lines.join('\n'), pledgeChoices(pledge, ctx))
}
