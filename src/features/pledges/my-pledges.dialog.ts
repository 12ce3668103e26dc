import type { Ctx, Said } from '../../conversation/dialog.ts'
import type { Choice, Outgoing } from '../../message.ts'
import { dayOf, shownDay } from '../agenda/day.ts'
import { follow, unfollow } from '../agenda/follow.ts'
import type { Campaign } from '../goods/campaigns.ts'
import { campaignsHere, pointsHere } from '../points/here.dialog.ts'
import { pointIn } from '../points/point-words.ts'
import { wrongCode } from './change-pledge.dialog.ts'
import { campaignMeant } from './goods-words.ts'
import { silenceOf } from './listener.ts'
import { ownPledge, pledgesOf } from './own-pledges.ts'
import { endPledge, openPledges, type PledgeView, setConfirmed, setNews } from './pledge.ts'
import { goodsText, only, pledgeChoices, pledgeLines, seriesText, shortPledge } from './pledge-text.dialog.ts'
import { endSeries, runningSeries } from './series.ts'

/** Of a list: more nobody reads on a phone. */
const MOST = 8
/** What was agreed to with "Kabari saya". */
const NEWS_TEXT = 'pledge-news-1'

async function campaignOf(
  { campaignId }: Pick<PledgeView, 'campaignId'>,
  ctx: Ctx,
): Promise<Campaign | null> {
  return (await campaignsHere(ctx)).find(({ id }) => id === campaignId) ?? null
}

/** "janji telur saya": what stands open, what was given, and what comes every week. */
export async function myPledges(ctx: Ctx): Promise<Outgoing[]> {
  const [all, running] = [
    await pledgesOf(ctx.tx, ctx.address.id, 30),
    await runningSeries(ctx.tx, ctx.address.id),
  ]
  const points = await pointsHere(ctx)
  const open = all.filter(({ state }) => state === 'open')
  const ended = all.filter(({ state }) => state !== 'open')
  const lines: string[] = []
  for (const one of [...open, ...ended].slice(0, MOST)) {
    const campaign = await campaignOf(one, ctx)
    if (campaign)
      lines.push(ctx.t(`pledges:mine.${one.state}`, { pledge: shortPledge(one, campaign, points, ctx) }))
  }
  for (const one of running) {
    const campaign = await campaignOf(one, ctx)
    if (campaign)
      lines.push(
        ctx.t('pledges:mine.series', {
          goods: goodsText(one.amount, campaign, ctx),
          rule: seriesText(one, ctx),
        }),
      )
  }
  if (lines.length === 0) {
    const campaign = campaignMeant('', await campaignsHere(ctx), dayOf(ctx.now, ctx.city.zone))
    return campaign && campaign !== 'other'
      ? only(ctx.t('pledges:mine.none', { goods: campaign.goods }), giveChoice(campaign, ctx))
      : only(ctx.t('pledges:none'))
  }
  const [one, ...others] = open
  return only(
    [ctx.t('pledges:mine.head'), ...lines].join('\n'),
    one && others.length === 0 ? pledgeChoices(one, ctx) : [],
  )
}

const giveChoice = ({ suggested, unit, goods }: Campaign, ctx: Ctx): Choice[] => [
  {
    id: `=sedekah ${suggested} ${goods}`,
    label: ctx.t('pledges:choice.give', { amount: suggested, unit, goods }),
  },
]

/** "K7QF3": everything about one. */
export async function showPledge(pledge: PledgeView, said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const campaign = await campaignOf(pledge, ctx)
  if (!campaign) return only(ctx.t('pledges:noneOpen'))
  if (pledge.state !== 'open')
    return only(ctx.t(`pledges:ended.${pledge.state}`, { code: pledge.code, goods: campaign.goods }))
  const head = ctx.t('pledges:open', {
    goods: goodsText(pledge.amount, campaign, ctx),
    campaign: campaign.name,
  })
  const lines = await pledgeLines(pledge, campaign, await pointsHere(ctx), said.at, ctx)
  return only([head, ...lines].join('\n'), pledgeChoices(pledge, ctx))
}

/** "batal sedekah telur", "batalkan K7QF3", "berhenti sedekah rutin", "batalkan semua janji". */
export async function cancelPledge(said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const routine = /\b(?:rutin|tiap|setiap|mingguan|harian|bulanan|terus)\b/i.test(said.text)
  const running = await runningSeries(ctx.tx, ctx.address.id)
  if (routine)
    return stopSeries(
      running.map(({ id }) => id),
      said,
      ctx,
    )
  const points = await pointsHere(ctx)
  const which = await ownPledge(ctx.tx, ctx.address.id, said.text, said.at, false)
  if (which.kind === 'wrong') return wrongCode(which, ctx)
  if (which.kind === 'none')
    return running.length > 0
      ? stopSeries(
          running.map(({ id }) => id),
          said,
          ctx,
        )
      : only(ctx.t('pledges:noneOpen'))
  const all = /\b(?:semua|semuanya|seluruh(?:nya)?)\b/i.test(said.text)
  if (which.kind === 'several' && !all) {
    const lines: string[] = []
    for (const one of which.pledges.slice(0, 5)) {
      const campaign = await campaignOf(one, ctx)
      if (campaign) lines.push(`• ${shortPledge(one, campaign, points, ctx)}`)
    }
    return only([ctx.t('pledges:cancel.which'), ...lines].join('\n'), [
      ...which.pledges.slice(0, 4).map(({ code }) => ({ id: `=batalkan ${code}`, label: code })),
      { id: '=batalkan semua janji', label: ctx.t('pledges:choice.all') },
    ])
  }
  const pledges = which.kind === 'several' ? which.pledges : [which.pledge]
  return cancelThese(pledges, said, ctx)
}

/** A bare "batal" while nothing is being asked: the pledges that it may mean; null when none stands open. */
export async function offerCancel(ctx: Ctx): Promise<Outgoing[] | null> {
  const open = (await openPledges(ctx.tx, ctx.address.id)).slice(0, 4)
  if (open.length === 0) return null
  const [points, lines] = [await pointsHere(ctx), [] as string[]]
  for (const one of open) {
    const campaign = await campaignOf(one, ctx)
    if (campaign) lines.push(`• ${shortPledge(one, campaign, points, ctx)}`)
  }
  return only(
    [ctx.t('pledges:cancel.maybe'), ...lines].join('\n'),
    open.map(({ code }) => ({
      id: `=batalkan ${code}`,
      label: open.length === 1 ? ctx.t('pledges:choice.cancelThis') : code,
    })),
  )
}

async function cancelThese(pledges: PledgeView[], said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const lines: string[] = []
  let series = false
  let goods = ''
  for (const one of pledges) {
    const campaign = await campaignOf(one, ctx)
    if (!campaign) continue
    goods = campaign.goods
    const ended = await endPledge(ctx.tx, one.id, 'cancelled', said.at)
    const values = { code: one.code, goods: goodsText(one.amount, campaign, ctx) }
    lines.push(
      ended === 'over'
        ? ctx.t(`pledges:ended.${one.state === 'open' ? 'received' : one.state}`, { code: one.code, goods })
        : ctx.t('pledges:cancel.done', values),
    )
    series ||= one.seriesId !== null && ended !== 'over'
  }
  const goesOn = series && (await runningSeries(ctx.tx, ctx.address.id)).length > 0
  if (!goesOn) return only([...lines, ctx.t('pledges:line.free', { goods })].join('\n'))
  return only([...lines, ctx.t('pledges:cancel.seriesGoesOn')].join('\n'), [
    { id: '=berhenti sedekah rutin', label: ctx.t('pledges:choice.stopSeries') },
  ])
}

/** No more of it; what it has already promised stands, and is named. */
async function stopSeries(ids: number[], said: Said, ctx: Ctx): Promise<Outgoing[]> {
  if (ids.length === 0) return only(ctx.t('pledges:series.none'))
  for (const id of ids) await endSeries(ctx.tx, id, said.at)
  const points = await pointsHere(ctx)
  const open = (await pledgesOf(ctx.tx, ctx.address.id, 30)).filter(
    ({ state, seriesId }) => state === 'open' && seriesId !== null && ids.includes(seriesId),
  )
  const [one] = open
  const campaign = one && (await campaignOf(one, ctx))
  if (!one || !campaign) return only(ctx.t('pledges:series.stopped'))
  const stands = ctx.t('pledges:series.stands', { pledge: shortPledge(one, campaign, points, ctx) })
  return only(`${ctx.t('pledges:series.stopped')}\n${stands}`, [
    { id: `=batalkan ${one.code}`, label: ctx.t('pledges:choice.cancelThis') },
  ])
}

/** "Kabari saya": an address is enough, a name is not asked for. */
export async function wantNews(said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const which = await ownPledge(ctx.tx, ctx.address.id, said.text, said.at, true)
  if (which.kind === 'wrong') return wrongCode(which, ctx)
  if (which.kind === 'none') return only(ctx.t('pledges:noneOpen'))
  const pledges = which.kind === 'several' ? which.pledges : [which.pledge]
  let goods = ''
  for (const one of pledges) {
    goods = (await campaignOf(one, ctx))?.goods ?? goods
    await setNews(ctx.tx, one, true)
  }
  await ctx.tx.consent.create({
    data: {
      ...{ addressId: ctx.address.id, personId: ctx.person?.id ?? null, purpose: 'pledge_news' },
      ...{ textVersion: NEWS_TEXT, answer: true, at: said.at },
    },
  })
  await unfollow(ctx.tx, ctx.address.id, { topic: silenceOf({ goods }) }, said.at)
  const [one] = pledges
  return only(
    ctx.t('pledges:news.on', { goods }),
    one ? [{ id: `=qr ${one.code}`, label: ctx.t('pledges:choice.qr') }] : [],
  )
}

/** "gak usah diingetin soal telur": pledges stand, and nothing unasked is sent about them. */
export async function noMoreAbout(said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const campaign = campaignMeant(said.text, await campaignsHere(ctx), dayOf(said.at, ctx.city.zone))
  if (!campaign || campaign === 'other') return only(ctx.t('pledges:none'))
  await follow(ctx.tx, ctx.address.id, { topic: silenceOf(campaign), unitId: null }, said.at)
  for (const one of await pledgesOf(ctx.tx, ctx.address.id, 50))
    if (one.news) await setNews(ctx.tx, one, false)
  return only(ctx.t('pledges:news.off', { goods: campaign.goods }))
}

/** The reminder's "Jadi". */
export async function confirmPledge(said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const which = await ownPledge(ctx.tx, ctx.address.id, said.text, said.at, true)
  if (which.kind === 'wrong') return wrongCode(which, ctx)
  if (which.kind !== 'one') return only(ctx.t('pledges:noneOpen'))
  const { pledge } = which
  const campaign = await campaignOf(pledge, ctx)
  if (!campaign || pledge.state !== 'open') return showPledge(pledge, said, ctx)
  await setConfirmed(ctx.tx, pledge.id, said.at)
  const point = (await pointsHere(ctx)).find(({ id }) => id === pledge.pointId)
  const values = {
    goods: goodsText(pledge.amount, campaign, ctx),
    code: pledge.code,
    where: point?.name ?? ctx.t('pledges:anyPoint'),
  }
  return only(
    pledge.day === null
      ? ctx.t('pledges:confirmed.whenever', values)
      : ctx.t('pledges:confirmed.day', { ...values, day: shownDay(pledge.day) }),
  )
}

/** "sudah saya antar": thanks, and who records it. A word of the giver is no receipt. */
export async function delivered(said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const campaign = campaignMeant(said.text, await campaignsHere(ctx), dayOf(said.at, ctx.city.zone))
  if (!campaign || campaign === 'other') return only(ctx.t('pledges:none'))
  const which = await ownPledge(ctx.tx, ctx.address.id, said.text, said.at, true)
  const meant = pointIn(said.text, await pointsHere(ctx))
  const where = meant?.kind === 'one' ? meant.point : null
  if (which.kind === 'one' && which.pledge.state !== 'open')
    return only(
      ctx.t(`pledges:ended.${which.pledge.state}`, { code: which.pledge.code, goods: campaign.goods }),
    )
  if (which.kind !== 'one') return only(ctx.t('pledges:delivered.without', { goods: campaign.goods }))
  const { code, pointId } = which.pledge
  if (where || pointId !== null) {
    const name = where?.name ?? (await pointsHere(ctx)).find(({ id }) => id === pointId)?.name ?? ''
    return only(ctx.t('pledges:delivered.there', { code, goods: campaign.goods, point: name }))
  }
  return only(ctx.t('pledges:delivered.where', { code, goods: campaign.goods }), [
    { id: `=titik ${campaign.goods} terdekat`, label: ctx.t('pledges:choice.nearest') },
  ])
}
