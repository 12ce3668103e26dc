import type { Ctx } from '../../conversation/dialog.ts'
import type { Amount } from '../../language/amounts.ts'
import { shownDay } from '../agenda/day.ts'
import type { Campaign } from '../goods/campaigns.ts'
import type { PointMeant } from '../points/point-words.ts'
import type { DayProblem } from './pledge-day.ts'

/** Why an amount cannot be taken as it was said; the pledge stays as it was. */
export function refusedAmount(amount: Amount, { unit, goods, suggested }: Campaign, ctx: Ctx): string {
  const { why, said } = amount.kind === 'ask' || amount.kind === 'refuse' ? amount : { why: 'none', said: '' }
  return ctx.t(`pledges:amount.${why}`, { said, unit, goods, example: suggested, measures: '' })
}

export function dayProblemText({ why, day, next }: DayProblem, { name }: Campaign, ctx: Ctx): string {
  const values = {
    campaign: name,
    ...(day ? { day: shownDay(day) } : {}),
    ...(next ? { next: shownDay(next) } : {}),
  }
  return ctx.t(`pledges:day.${why}`, values)
}

/** A place that is no single point that takes something. */
export function pointProblemText(meant: PointMeant, ctx: Ctx): string {
  if (meant.kind === 'several')
    return ctx.t('pledges:change.whichPoint', { names: meant.points.slice(0, 4).map(({ name }) => name) })
  const name = meant.kind === 'unknown' ? meant.name : meant.point.name
  return ctx.t(`pledges:point.${meant.kind === 'unknown' ? 'unknown' : 'closed'}`, { name })
}
