import type { Ctx, Said } from '../../conversation/dialog.ts'
import { dayOf } from '../agenda/day.ts'
import type { Campaign } from '../goods/campaigns.ts'
import { findUnits } from '../people/units.ts'
import { nextOpening, openingOn } from '../points/point-hours.ts'
import { type PointMeant, pointIn } from '../points/point-words.ts'
import type { DropPoint } from '../points/points.ts'
import { dayMeant, isProblem } from './pledge-day.ts'
import type { State } from './pledge-state.ts'
import { amountIn, type Heard, hearWish, isFamily, isNameless, isOffice, ruleIn } from './wish-words.ts'

/** Choices that fit a screen. */
const MOST_OPTIONS = 4

export const emptyState = (campaign: Campaign): State => ({
  ...{ campaignId: campaign.id, amount: null, said: null, kind: 'self', unitId: null, giver: null },
  ...{ anonymous: false, pointId: null, day: null, rrule: null },
  ...{ amountTrouble: null, guess: null, dayTrouble: null, pointTrouble: null, asked: [] },
})

/** Takes everything from a sentence that it says about a pledge; what it does not say stays as it was. */
export async function fill(
  state: State,
  said: Said,
  campaign: Campaign,
  points: DropPoint[],
  ctx: Ctx,
  what: { bareAmount: boolean; barePlace: boolean },
): Promise<State> {
  const heard = hearWish(said.text, said.at, ctx.city.zone, campaign)
  const withDay = fillDay(fillAmount(state, heard, campaign, what.bareAmount), heard, said, campaign, ctx)
  const meant =
    pointIn(heard.text, points, what.barePlace) ??
    // As it was typed: number words are digits by now, and "Air Kepala Tujuh" is a place.
    pointIn(said.text, points) ??
    eventPoint(said, points)
  return fillPoint(await fillGiver(withDay, said, ctx), meant, points)
}

function fillAmount(state: State, heard: Heard, campaign: Campaign, bare: boolean): State {
  const amount = amountIn(heard, campaign, bare)
  const clear = { ...state, amountTrouble: null, guess: null }
  // Once it was asked about, what an answer makes is read back with the rest.
  const asked = state.asked.includes('amount') || state.asked.includes('check')
  switch (amount.kind) {
    case 'none':
      return state
    case 'exact':
      return { ...clear, amount: amount.units, said: amount.said }
    case 'check':
      return asked && amount.why !== 'much'
        ? { ...clear, amount: amount.units, said: amount.said }
        : { ...clear, amount: null, guess: { units: amount.units, why: amount.why, said: amount.said } }
    default:
      return { ...clear, amount: null, amountTrouble: { why: amount.why, said: amount.said } }
  }
}

function fillDay(state: State, heard: Heard, said: Said, campaign: Campaign, ctx: Ctx): State {
  const rrule = ruleIn(heard)
  // A rule has days of its own.
  if (rrule) return { ...state, rrule, day: null, dayTrouble: null }
  const read = dayMeant(heard.found.when, campaign, dayOf(said.at, ctx.city.zone))
  if (isProblem(read)) return { ...state, day: null, dayTrouble: read }
  return read.day === null ? state : { ...state, day: read.day, dayTrouble: null }
}

/** "pas senam jumat" names no place, and still says where. */
function eventPoint({ meaning: { slots } }: Said, points: DropPoint[]): PointMeant | null {
  const point = points.find((one) => one.activityKind !== null && one.activityKind === slots.event_type)
  return point ? { kind: 'one', point } : null
}

export function fillPoint(state: State, meant: PointMeant | null, points: DropPoint[]): State {
  if (!meant) return state
  if (meant.kind === 'one' && meant.point.closedAt === null)
    return { ...state, pointId: meant.point.id, pointTrouble: null }
  const open = points.filter(({ closedAt }) => closedAt === null)
  const trouble = (why: 'which' | 'unknown' | 'closed', name: string, some: DropPoint[]): State => ({
    ...state,
    pointId: null,
    pointTrouble: { why, name, options: some.slice(0, MOST_OPTIONS).map(({ id }) => id) },
  })
  if (meant.kind === 'unknown') return trouble('unknown', meant.name, [])
  if (meant.kind === 'one') {
    const { point } = meant
    return trouble(
      'closed',
      point.name,
      open.filter(({ areaId }) => areaId !== null && areaId === point.areaId),
    )
  }
  const there = meant.points.filter(({ closedAt }) => closedAt === null)
  const [only, ...others] = there
  if (only && others.length === 0) return { ...state, pointId: only.id, pointTrouble: null }
  return trouble('which', meant.name ?? '', there)
}

/** For whom, and whose name the point sees. */
async function fillGiver(state: State, said: Said, ctx: Ctx): Promise<State> {
  const { slots, unit: official } = said.meaning
  const named = official ?? (typeof slots.opd === 'string' ? slots.opd : null)
  const [unit] = named && typeof slots.place !== 'string' ? await findUnits(ctx.tx, named) : []
  const next = { ...state, anonymous: state.anonymous || isNameless(said.text) }
  if (typeof slots.on_behalf === 'string') next.giver = slots.on_behalf.slice(0, 60)
  if (isFamily(said.text)) next.kind = 'family'
  else if (unit) Object.assign(next, { kind: 'unit', unitId: unit.id })
  // An office that is not named is the own one of whoever is known.
  else if (isOffice(said.text)) Object.assign(next, { kind: 'unit', unitId: ctx.person?.unitId ?? null })
  return next
}

/** Whether the point is open on the day: asked last, when both are known. A rule has many days; the read-back says the hours. */
export async function checkOpen(state: State, points: DropPoint[], said: Said, ctx: Ctx): Promise<State> {
  const point = points.find(({ id }) => id === state.pointId)
  if (!point || state.rrule !== null || state.dayTrouble) return state
  // An event is its days: without one said it is the next.
  if (state.day === null) {
    if (point.activityKind === null) return state
    const today = dayOf(said.at, ctx.city.zone)
    const next = await nextOpening(ctx.tx, ctx.city, point, today, said.at)
    return next ? { ...state, day: next } : { ...state, dayTrouble: { why: 'closed', day: null, next: null } }
  }
  const { unsaid, hours } = await openingOn(ctx.tx, ctx.city, point, state.day, said.at)
  if (unsaid || hours.length > 0) return state
  const next = await nextOpening(ctx.tx, ctx.city, point, state.day, said.at)
  return { ...state, dayTrouble: { why: 'closed', day: state.day, next } }
}
