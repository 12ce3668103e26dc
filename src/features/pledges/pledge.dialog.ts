import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import { dayOf, shownDay } from '../agenda/day.ts'
import { type Campaign, runsOn } from '../goods/campaigns.ts'
import { campaignsHere, pointsHere } from '../points/here.dialog.ts'
import { pointIn } from '../points/point-words.ts'
import { type DropPoint, nearest } from '../points/points.ts'
import { campaignMeant } from './goods-words.ts'
import { isMoney } from './money-words.ts'
import { MOST_UNITS } from './pledge.ts'
import { checkOpen, emptyState, fill, fillPoint } from './pledge-fill.dialog.ts'
import { question } from './pledge-questions.dialog.ts'
import { record } from './pledge-record.dialog.ts'
import { type Question, State, stepOf } from './pledge-state.ts'
import { only } from './pledge-text.dialog.ts'
import { amountChange, amountIn, type Heard, hearWish, ruleIn } from './wish-words.ts'

/** So many questions before something is recorded; what is still open then stays open. */
const MOST_QUESTIONS = 2
const NEAREST = 3

/** "mau sedekah 2 telur", as the first message ever: recorded at once, or after one question, at most two. */
export const pledge: Dialog<State, Said | undefined> = {
  name: 'pledge',
  state: State,

  async start(ctx, said) {
    const campaigns = await campaignsHere(ctx)
    const today = dayOf(said?.at ?? ctx.now, ctx.city.zone)
    const campaign = campaignMeant(said?.text ?? '', campaigns, today)
    if (!campaign) return { say: only(ctx.t('pledges:none')) }
    if (campaign === 'other')
      return { say: only(ctx.t('pledges:otherGoods', { goods: campaigns.map(({ goods }) => goods) })) }
    if (!runsOn(campaign, today)) return { say: notRunning(campaign, today, ctx) }
    if (said && isMoney(said)) return { say: declineMoney(campaign, ctx) }
    const points = await pointsHere(ctx)
    const empty = emptyState(campaign)
    if (!said) return { say: question(asking(empty), campaign, points, ctx), next: asking(empty) }
    const filled = await fill(empty, said, campaign, points, ctx, { bareAmount: true, barePlace: false })
    return proceed(filled, campaign, points, said, ctx)
  },

  async answer(state, said, ctx) {
    const campaign = (await campaignsHere(ctx)).find(({ id }) => id === state.campaignId)
    if (!campaign) return { say: only(ctx.t('pledges:none')) }
    if (said.meaning.intent === 'pledge_cancel') return { say: only(ctx.t('conversation:cancelled')) }
    if (isMoney(said)) return { say: declineMoney(campaign, ctx), next: state }
    const points = await pointsHere(ctx)
    const next = await answered(state, said, campaign, points, ctx)
    return next
      ? proceed(next, campaign, points, said, ctx)
      : { say: question(state, campaign, points, ctx), next: state, missed: true }
  },

  async ask(state, ctx) {
    const campaign = (await campaignsHere(ctx)).find(({ id }) => id === state.campaignId)
    return campaign ? question(state, campaign, await pointsHere(ctx), ctx) : []
  },
  expects: (state, ctx) => ctx.t(`pledges:expects.${stepOf(state) ?? 'point'}`),
  context: (state) => CONTEXT[stepOf(state) ?? 'point'],
  freeText: (state) => stepOf(state) === 'point',
  // What is missing is often said as the whole sentence again.
  claims: (_, { meaning: { intent } }) =>
    intent === 'pledge_create' || intent === 'pledge_change' || intent === 'pledge_cancel',
}

const CONTEXT: Record<Question, string> = {
  amount: 'quantity',
  check: 'confirmation',
  day: 'date',
  point: 'place',
}

/** @returns null when the answer says nothing that was asked */
async function answered(
  state: State,
  said: Said,
  campaign: Campaign,
  points: DropPoint[],
  ctx: Ctx,
): Promise<State | null> {
  const step = stepOf(state)
  const { choice, place } = said
  if (step === 'check' && state.guess) {
    if (choice === 'yes' || (choice === undefined && said.meaning.intent === 'affirm'))
      return { ...state, amount: state.guess.units, said: state.guess.said, guess: null }
    if (choice === 'other' || (choice === undefined && said.meaning.intent === 'deny'))
      return { ...state, guess: null, amountTrouble: { why: 'none', said: '' } }
  }
  const day = /^d(\d{4}-\d\d-\d\d)$/.exec(choice ?? '')?.[1]
  if (day) return { ...state, day, dayTrouble: null }
  // "Ya" to "hari itu?" is the day that was offered.
  if (step === 'day' && choice === undefined && said.meaning.intent === 'affirm' && state.dayTrouble?.next)
    return { ...state, day: state.dayTrouble.next, dayTrouble: null }
  if (choice === 'd-any' || (step === 'day' && /\b(?:kapan|bebas|terserah)\b/i.test(said.text)))
    return { ...state, day: null, dayTrouble: null }
  if (
    choice === 'p-any' ||
    (step === 'point' && /\b(?:mana saja|mana aja|bebas|terserah)\b/i.test(said.text))
  )
    return { ...state, pointId: null, pointTrouble: null, dayTrouble: null }
  const point = points.find(({ id }) => choice === `p${id}`)
  if (point) return fillPoint(state, { kind: 'one', point }, points)
  if (place) {
    const open = points.filter(({ closedAt, activityKind }) => closedAt === null && activityKind === null)
    const options = nearest(open, place, NEAREST).map(({ point: one }) => one.id)
    return { ...state, pointId: null, pointTrouble: { why: 'near', name: '', options } }
  }
  const heard = hearWish(said.text, said.at, ctx.city.zone, campaign)
  const more = step === 'day' || step === 'point' ? stepped(state, heard, campaign) : null
  if (more) return more
  // A sentence that says it all is another wish, not what was missing of the first.
  const whole = step !== 'amount' && step !== 'check' && saysAll(heard, campaign, points)
  const from = whole ? { ...emptyState(campaign), asked: state.asked } : state
  const next = await fill(from, said, campaign, points, ctx, {
    bareAmount: step === 'amount' || step === 'check',
    barePlace: step === 'point',
  })
  return JSON.stringify(next) === JSON.stringify(state) ? null : next
}

/** "Tambah 5 lagi" while something else is asked: so many more, or fewer. */
function stepped(state: State, heard: Heard, campaign: Campaign): State | null {
  const change = amountChange(heard, campaign)
  if (change?.how !== 'step' || change.amount.kind !== 'exact' || state.amount === null) return null
  const amount = state.amount + change.sign * change.amount.units
  return amount > 0 && amount <= MOST_UNITS ? { ...state, amount, said: null } : null
}

/** An amount, and a rule or a place with it. */
function saysAll(heard: Heard, campaign: Campaign, points: DropPoint[]): boolean {
  if (amountIn(heard, campaign, false).kind !== 'exact') return false
  return ruleIn(heard) !== null || pointIn(heard.text, points, false) !== null
}

async function proceed(
  given: State,
  campaign: Campaign,
  points: DropPoint[],
  said: Said,
  ctx: Ctx,
): Promise<Turn<State>> {
  const state = stepOf(given) === null ? await checkOpen(given, points, said, ctx) : given
  const step = stepOf(state)
  if (step === null) return record(state, campaign, points, said, ctx)
  const enough = state.asked.length >= MOST_QUESTIONS && !state.asked.includes(step)
  // Nothing is lost for a question too many: it is recorded, and what is open is said.
  if (enough && state.amount !== null)
    return record({ ...state, day: state.dayTrouble ? null : state.day }, campaign, points, said, ctx)
  const next = asking(state)
  return { say: question(next, campaign, points, ctx), next }
}

function asking(state: State): State {
  const step = stepOf(state)
  return step === null || state.asked.includes(step) ? state : { ...state, asked: [...state.asked, step] }
}

function notRunning(campaign: Campaign, today: string, ctx: Ctx) {
  const { name, firstDay, lastDay } = campaign
  return today < firstDay
    ? only(ctx.t('pledges:notYet', { campaign: name, day: shownDay(firstDay) }))
    : only(ctx.t('pledges:over', { campaign: name, day: shownDay(lastDay ?? firstDay) }))
}

/** Money is never taken: why, and what is welcome instead. */
export const declineMoney = ({ name, goods, unit, suggested }: Campaign, ctx: Ctx) =>
  only(ctx.t('pledges:money', { campaign: name, goods, unit, amount: suggested }), [
    {
      id: `=sedekah ${suggested} ${goods}`,
      label: ctx.t('pledges:choice.give', { amount: suggested, unit, goods }),
    },
  ])
