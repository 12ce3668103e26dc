import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import { asDate, dayOf, shownDay } from '../agenda/day.ts'
import type { Campaign } from '../goods/campaigns.ts'
import { campaignsHere, pointsHere } from '../points/here.dialog.ts'
import { nextOpening, openingOn } from '../points/point-hours.ts'
import { pointIn } from '../points/point-words.ts'
import type { DropPoint } from '../points/points.ts'
import { dayProblemText, pointProblemText, refusedAmount } from './change-words.dialog.ts'
import { isMoney } from './money-words.ts'
import { type OwnPledge, ownPledge } from './own-pledges.ts'
import { declineMoney } from './pledge.dialog.ts'
import { changePledge, type PledgeChange, type PledgeView } from './pledge.ts'
import { dayMeant, isProblem } from './pledge-day.ts'
import { goodsText, only, pledgeChoices, pledgeLines, shortPledge } from './pledge-text.dialog.ts'
import { amountChange, hearWish, isFamily, isNameless, withoutCodes } from './wish-words.ts'

/** A change that waits for which pledge, or for what is to be different. */
const State = z.object({
  code: z.string().nullable(),
  /** What was wished, and when it was said. */
  text: z.string(),
  at: z.iso.datetime(),
})
type State = z.infer<typeof State>

/** "jadi 28 ya", "antarnya Kamis saja", "ganti ke posyandu mawar", with the code or without, until it is received. */
export const changeDialog: Dialog<State, Said> = {
  name: 'change-pledge',
  state: State,
  fleeting: true,

  start: async (ctx, said) =>
    change(await ownPledge(ctx.tx, ctx.address.id, said.text, said.at, true), said, ctx),

  async answer(state, said, ctx) {
    if (state.code === null) {
      const code = /^c(\w{5})$/.exec(said.choice ?? '')?.[1] ?? said.text
      const which = await ownPledge(ctx.tx, ctx.address.id, code, said.at, false)
      if (which.kind !== 'one') return { say: await whichQuestion(which, ctx), next: state, missed: true }
      return change(which, { ...said, text: state.text, at: new Date(state.at) }, ctx)
    }
    return change(await ownPledge(ctx.tx, ctx.address.id, state.code, said.at, true), said, ctx)
  },

  async ask(state, ctx) {
    if (state.code !== null) return only(ctx.t('pledges:change.what', { code: state.code }))
    return whichQuestion(await ownPledge(ctx.tx, ctx.address.id, '', ctx.now, false), ctx)
  },
  expects: (state, ctx) => ctx.t(`pledges:change.expects.${state.code === null ? 'which' : 'what'}`),
  // "tambah 10", "posyandu mawar", "kamis": an answer, whatever else it may sound like.
  claims: (_, { meaning: { intent } }) =>
    intent === 'pledge_change' || intent === 'pledge_create' || intent === 'correction',
}

async function whichQuestion(which: OwnPledge, ctx: Ctx) {
  const pledges = which.kind === 'several' || which.kind === 'wrong' ? which.pledges : []
  const [campaigns, points] = [await campaignsHere(ctx), await pointsHere(ctx)]
  const lines = pledges.slice(0, 5).flatMap((one) => {
    const campaign = campaigns.find(({ id }) => id === one.campaignId)
    return campaign ? [`• ${shortPledge(one, campaign, points, ctx)}`] : []
  })
  return only(
    [ctx.t('pledges:which'), ...lines].join('\n'),
    pledges.slice(0, 5).map(({ code }) => ({ id: `c${code}`, label: code })),
  )
}

async function change(which: OwnPledge, said: Said, ctx: Ctx): Promise<Turn<State>> {
  if (which.kind === 'none') return { say: only(ctx.t('pledges:noneOpen')) }
  if (which.kind === 'wrong') return { say: await wrongCode(which, ctx) }
  if (which.kind === 'several')
    return {
      say: await whichQuestion(which, ctx),
      next: { code: null, text: said.text, at: said.at.toISOString() },
    }
  const { pledge } = which
  const campaign = (await campaignsHere(ctx)).find(({ id }) => id === pledge.campaignId)
  if (!campaign) return { say: only(ctx.t('pledges:noneOpen')) }
  if (pledge.state !== 'open')
    return { say: only(ctx.t(`pledges:ended.${pledge.state}`, { code: pledge.code, goods: campaign.goods })) }
  if (isMoney(said)) return { say: declineMoney(campaign, ctx) }
  const again: State = { code: pledge.code, text: said.text, at: said.at.toISOString() }
  const points = await pointsHere(ctx)
  const read = await readChange(pledge, campaign, points, said, ctx)
  if ('say' in read) return { say: only(read.say), next: again }
  if (Object.keys(read).length === 0)
    return { say: only(ctx.t('pledges:change.what', { code: pledge.code })), next: again }
  if (await dayTaken(pledge, read, ctx)) return { say: only(ctx.t('pledges:change.dayTaken')), next: again }
  const changed = await changePledge(ctx.tx, pledge.id, read, said.at)
  if (changed === 'over')
    return { say: only(ctx.t('pledges:ended.received', { code: pledge.code, goods: campaign.goods })) }
  const closed = await closedNote(changed, points, said, ctx)
  const lines = [
    ctx.t('pledges:change.done', {
      goods: goodsText(changed.amount, campaign, ctx),
      campaign: campaign.name,
    }),
    ...(await pledgeLines(changed, campaign, points, said.at, ctx)),
    ...(closed ? [closed.text] : []),
  ]
  return { say: only(lines.join('\n'), [...(closed?.choices ?? []), ...pledgeChoices(changed, ctx)]) }
}

/** The rule that made it has another one on that day. */
async function dayTaken({ id, seriesId }: PledgeView, { day }: PledgeChange, ctx: Ctx): Promise<boolean> {
  if (seriesId === null || !day) return false
  return (await ctx.tx.pledge.count({ where: { seriesId, day: asDate(day), id: { not: id } } })) > 0
}

/** What is to be different; nothing at all where the sentence says nothing. */
async function readChange(
  pledge: PledgeView,
  campaign: Campaign,
  points: DropPoint[],
  said: Said,
  ctx: Ctx,
): Promise<PledgeChange | { say: string }> {
  const heard = hearWish(said.text, said.at, ctx.city.zone, campaign)
  const result: PledgeChange = {}
  const wanted = amountChange(heard, campaign)
  if (wanted) {
    const { amount } = wanted
    if (amount.kind !== 'exact' && amount.kind !== 'check')
      return { say: refusedAmount(amount, campaign, ctx) }
    const total = wanted.how === 'step' ? pledge.amount + wanted.sign * amount.units : amount.units
    if (total < 1) return { say: ctx.t('pledges:change.nothingLeft', { code: pledge.code }) }
    result.amount = total
  }
  const day = dayMeant(heard.found.when, campaign, dayOf(said.at, ctx.city.zone))
  if (isProblem(day)) return { say: dayProblemText(day, campaign, ctx) }
  if (day.day !== null) result.day = day.day
  else if (/\bkapan (?:saja|aja|pun)\b/i.test(said.text)) result.day = null
  const meant = pointIn(
    heard.text,
    points,
    /^\W*\S+(?:\W+\S+){0,2}\W*$/.test(withoutCodes(said.text)) && !wanted,
  )
  if (meant) {
    if (meant.kind !== 'one' || meant.point.closedAt !== null) return { say: pointProblemText(meant, ctx) }
    result.pointId = meant.point.id
  } else if (/\btitik (?:mana saja|mana aja|bebas)\b/i.test(said.text)) result.pointId = null
  if (isNameless(said.text)) Object.assign(result, { anonymous: true, giver: null })
  else if (isFamily(said.text)) result.kind = 'family'
  return result
}

/** The point does not take anything on that day: said, with the day on which it does. */
async function closedNote({ code, day, pointId }: PledgeView, points: DropPoint[], said: Said, ctx: Ctx) {
  const point = points.find(({ id }) => id === pointId)
  if (!point || day === null) return null
  const { unsaid, hours } = await openingOn(ctx.tx, ctx.city, point, day, said.at)
  if (unsaid || hours.length > 0) return null
  const next = await nextOpening(ctx.tx, ctx.city, point, day, said.at)
  if (!next) return { text: ctx.t('pledges:change.closedForLong', { point: point.name }), choices: [] }
  const values = { point: point.name, day: shownDay(day), next: shownDay(next) }
  const [year, month, date] = next.split('-')
  const choice = {
    id: `=antar ${date}/${month}/${year} ${code}`,
    label: ctx.t('pledges:choice.day', { day: shownDay(next) }),
  }
  return { text: ctx.t('pledges:change.closed', values), choices: [choice] }
}

/** A code that was mistyped, or is another chat's: never whose. */
export async function wrongCode({ code, pledges }: Extract<OwnPledge, { kind: 'wrong' }>, ctx: Ctx) {
  const [campaigns, points] = [await campaignsHere(ctx), await pointsHere(ctx)]
  const lines = pledges.slice(0, 5).flatMap((one) => {
    const campaign = campaigns.find(({ id }) => id === one.campaignId)
    return campaign ? [`• ${shortPledge(one, campaign, points, ctx)}`] : []
  })
  const head = ctx.t(`pledges:wrongCode.${lines.length > 0 ? 'open' : 'none'}`, { code })
  return only([head, ...lines].join('\n'))
}
