import type { Ctx } from '../../conversation/dialog.ts'
import type { Choice, Outgoing } from '../../message.ts'
import { shownDay } from '../agenda/day.ts'
import { ruleText } from '../agenda/rule-text.ts'
import type { Campaign } from '../goods/campaigns.ts'
import { unitById } from '../people/units.ts'
import { openingOn } from '../points/point-hours.ts'
import type { DropPoint, Hours } from '../points/points.ts'
import type { PledgeView } from './pledge.ts'
import type { PledgeSeriesView } from './series.ts'

/** "30 butir telur" */
export const goodsText = (units: number, { unit, goods }: Campaign, ctx: Ctx): string =>
  ctx.t('pledges:goods', { units, unit, goods })

/** "08.00–11.00 WIB" */
export const hoursText = (hours: Hours[], ctx: Ctx): string =>
  ctx.t('pledges:hours', {
    hours: hours.map(({ from, until }) => `${from}–${until}`.replaceAll(':', '.')),
    zone: ctx.city.zoneLabel,
  })

/** A point's week: "Selasa 08.00–11.00; Jumat 08.00–10.00 WIB". */
export function weekText({ hours }: Pick<DropPoint, 'hours'>, ctx: Ctx): string {
  const parts = hours.map(({ days, from, until }) => {
    const names = days.map((day) => ctx.t(`agenda:weekday.${day}`))
    const run = days.length > 2 && days.every((day, n) => n === 0 || day === (days[n - 1] ?? 0) + 1)
    const said = run
      ? ctx.t('pledges:dayRange', { first: names[0], last: names.at(-1) })
      : ctx.t('pledges:days', { names })
    return `${said} ${from}–${until}`.replaceAll(':', '.')
  })
  return ctx.t('pledges:week', { parts: parts.join('; '), zone: ctx.city.zoneLabel })
}

/** Where to find it, whom to ask: "Posyandu Melati, Kelurahan Bacang (kader Posyandu Melati)". */
export function pointText(point: DropPoint, ctx: Ctx): string {
  const area = point.areaName && !point.name.includes(point.areaName) ? point.areaName : null
  const where = [point.name, area, point.whereabouts].filter((one) => one !== null).join(', ')
  return point.contact ? ctx.t('pledges:pointAsk', { where, contact: point.contact }) : where
}

/** What was recorded, in full: how much, for whom, when, where, whom to ask, and how to change it. */
export async function pledgeLines(
  pledge: PledgeView,
  campaign: Campaign,
  points: DropPoint[],
  at: Date,
  ctx: Ctx,
): Promise<string[]> {
  const point = points.find(({ id }) => id === pledge.pointId) ?? null
  return [
    ctx.t('pledges:line.code', { code: pledge.code }),
    ...(await forWhom(pledge, ctx)),
    pledge.day === null
      ? ctx.t('pledges:line.whenever')
      : ctx.t('pledges:line.day', { day: shownDay(pledge.day) }),
    ...(await whereLines(point, pledge.day, campaign, at, ctx)),
  ]
}

/** Where, and when that point is open. */
export async function whereLines(
  point: DropPoint | null,
  day: string | null,
  campaign: Campaign,
  at: Date,
  ctx: Ctx,
): Promise<string[]> {
  if (!point) return [ctx.t('pledges:line.anyPoint', { goods: campaign.goods })]
  const where = ctx.t('pledges:line.point', { point: pointText(point, ctx) })
  const { unsaid, hours } =
    day === null ? { unsaid: false, hours: [] } : await openingOn(ctx.tx, ctx.city, point, day, at)
  if (hours.length > 0) return [where, ctx.t('pledges:line.open', { hours: hoursText(hours, ctx) })]
  if (unsaid || (point.hours.length === 0 && point.activityKind === null))
    return [where, ctx.t('pledges:line.askHours')]
  if (point.hours.length === 0) return [where]
  return [where, ctx.t('pledges:line.open', { hours: weekText(point, ctx) })]
}

async function forWhom(
  { kind, unitId, giver, anonymous }: Pick<PledgeView, 'kind' | 'unitId' | 'giver' | 'anonymous'>,
  ctx: Ctx,
): Promise<string[]> {
  const unit = unitId === null ? null : await unitById(ctx.tx, unitId)
  const of =
    kind === 'family'
      ? [ctx.t('pledges:line.family')]
      : kind === 'unit'
        ? [unit ? ctx.t('pledges:line.unit', { unit: unit.name }) : ctx.t('pledges:line.office')]
        : []
  if (anonymous) return [...of, ctx.t('pledges:line.nameless')]
  return giver && giver !== unit?.name ? [...of, ctx.t('pledges:line.giver', { giver })] : of
}

/** "setiap Jumat" */
export const seriesText = (
  { rrule, firstDay }: Pick<PledgeSeriesView, 'rrule' | 'firstDay'>,
  ctx: Ctx,
): string => ruleText(rrule, firstDay, ctx.t)

/** One line of a list: "K7QF3: 30 butir telur, Selasa, 24 November 2026, Posyandu Melati". */
export function shortPledge(pledge: PledgeView, campaign: Campaign, points: DropPoint[], ctx: Ctx): string {
  const where = points.find(({ id }) => id === pledge.pointId)?.name ?? ctx.t('pledges:anyPoint')
  const goods = goodsText(pledge.amount, campaign, ctx)
  return pledge.day === null
    ? ctx.t('pledges:short.whenever', { code: pledge.code, goods, where })
    : ctx.t('pledges:short.day', { code: pledge.code, goods, where, day: shownDay(pledge.day) })
}

/** What can be done with a pledge that stands open. */
export function pledgeChoices({ code, news }: Pick<PledgeView, 'code' | 'news'>, ctx: Ctx): Choice[] {
  return [
    { id: `=ubah ${code}`, label: ctx.t('pledges:choice.change') },
    { id: `=batalkan ${code}`, label: ctx.t('pledges:choice.cancel') },
    ...(news ? [] : [{ id: `=kabari saya ${code}`, label: ctx.t('pledges:choice.news') }]),
    { id: `=qr ${code}`, label: ctx.t('pledges:choice.qr') },
  ]
}

export const only = (text: string, choices?: Choice[]): Outgoing[] => [
  { text, ...(choices && choices.length > 0 ? { choices } : {}) },
]
