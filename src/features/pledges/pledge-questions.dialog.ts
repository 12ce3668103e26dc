import type { Ctx } from '../../conversation/dialog.ts'
import type { Choice, Outgoing } from '../../message.ts'
import { shownDay } from '../agenda/day.ts'
import type { Campaign } from '../goods/campaigns.ts'
import type { DropPoint } from '../points/points.ts'
import { type State, stepOf } from './pledge-state.ts'
import { goodsText, only } from './pledge-text.dialog.ts'

/** The open question, with what was understood so far. */
export function question(state: State, campaign: Campaign, points: DropPoint[], ctx: Ctx): Outgoing[] {
  switch (stepOf(state)) {
    case 'amount':
      return only(amountQuestion(state, campaign, ctx))
    case 'check':
      return only(ctx.t(`pledges:check.${state.guess?.why}`, guessValues(state, campaign, ctx)), [
        { id: 'yes', label: ctx.t('pledges:choice.yes', guessValues(state, campaign, ctx)) },
        { id: 'other', label: ctx.t('pledges:choice.otherAmount') },
      ])
    case 'day':
      return dayQuestion(state, campaign, points, ctx)
    default:
      return pointQuestion(state, points, ctx)
  }
}

function guessValues({ guess }: State, campaign: Campaign, ctx: Ctx) {
  return { goods: goodsText(guess?.units ?? 0, campaign, ctx), said: guess?.said ?? '' }
}

function amountQuestion({ amountTrouble }: State, campaign: Campaign, ctx: Ctx): string {
  const { why, said } = amountTrouble ?? { why: 'none', said: '' }
  const { unit, goods, suggested } = campaign
  return ctx.t(`pledges:amount.${why}`, {
    said,
    unit,
    goods,
    example: suggested,
    measures: measuresText(campaign, ctx),
  })
}

/** ", atau 1 karpet/papan/rak/tray (30 butir)": the largest measures that the campaign knows, for the example. */
function measuresText({ measures, unit }: Campaign, ctx: Ctx): string {
  const known = Object.entries(measures).filter(
    (one): one is [string, number] => typeof one[1] === 'number' && one[1] > 2,
  )
  if (known.length === 0) return ''
  const units = Math.max(...known.map(([, one]) => one))
  const words = known.filter(([, one]) => one === units).map(([word]) => word)
  return ctx.t('pledges:measure', { word: words.sort().join('/'), units, unit })
}

function dayQuestion(state: State, campaign: Campaign, points: DropPoint[], ctx: Ctx): Outgoing[] {
  const { why, day, next } = state.dayTrouble ?? { why: 'invalid', day: null, next: null }
  const point = points.find(({ id }) => id === state.pointId)?.name ?? ''
  const key = why === 'closed' ? (next ? 'closed' : day ? 'closedForLong' : 'noEvent') : why
  const choices: Choice[] = [
    ...(next ? [{ id: `d${next}`, label: ctx.t('pledges:choice.day', { day: shownDay(next) }) }] : []),
    ...(why === 'closed' ? [{ id: 'p-any', label: ctx.t('pledges:choice.otherPoint') }] : []),
    { id: 'd-any', label: ctx.t('pledges:choice.whenever') },
  ]
  const values = {
    campaign: campaign.name,
    point,
    ...(day ? { day: shownDay(day) } : {}),
    ...(next ? { next: shownDay(next) } : {}),
  }
  return only(ctx.t(`pledges:day.${key}`, values), choices)
}

function pointQuestion({ pointTrouble }: State, points: DropPoint[], ctx: Ctx): Outgoing[] {
  const { why, name, options } = pointTrouble ?? { why: 'none' as const, name: '', options: [] }
  const key = why === 'which' ? (name === '' ? 'which' : 'whichOf') : why
  const choices = [
    ...options.map((id) => ({ id: `p${id}`, label: points.find((one) => one.id === id)?.name ?? '' })),
    { id: 'p-any', label: ctx.t('pledges:choice.anyPoint') },
  ]
  const text = ctx.t(`pledges:point.${key}`, { name })
  // A position is worth asking for where no list was given.
  const ask =
    options.length === 0 ? { ask: 'place' as const, askLabel: ctx.t('conversation:share.place') } : {}
  return [{ text, choices, ...ask }]
}
