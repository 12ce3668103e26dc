import { z } from 'zod'

/** What has to be asked about the amount, and why; `said` as it was said. */
const AmountTrouble = z.object({
  why: z.enum(['none', 'measure', 'part', 'vague', 'range', 'each', 'zero', 'tooMany']),
  said: z.string(),
})
const Guess = z.object({
  units: z.number(),
  why: z.enum(['part', 'sum', 'about', 'much']),
  said: z.string(),
})
export const DayTrouble = z.object({
  why: z.enum(['invalid', 'past', 'far', 'ended', 'early', 'closed']),
  day: z.string().nullable(),
  /** What is offered instead. */
  next: z.string().nullable(),
})
export type DayTrouble = z.infer<typeof DayTrouble>
export const PointTrouble = z.object({
  why: z.enum(['which', 'unknown', 'closed', 'near', 'none']),
  name: z.string(),
  options: z.array(z.number()),
})
export type PointTrouble = z.infer<typeof PointTrouble>

/** A pledge that is not recorded yet, because something is missing. */
export const State = z.object({
  campaignId: z.number(),
  amount: z.number().nullable(),
  /** "1 papan" */
  said: z.string().nullable(),
  kind: z.enum(['self', 'family', 'unit']),
  unitId: z.number().nullable(),
  giver: z.string().nullable(),
  anonymous: z.boolean(),
  pointId: z.number().nullable(),
  day: z.string().nullable(),
  rrule: z.string().nullable(),
  amountTrouble: AmountTrouble.nullable(),
  guess: Guess.nullable(),
  dayTrouble: DayTrouble.nullable(),
  pointTrouble: PointTrouble.nullable(),
  /** What was asked so far: two questions at most, then it is recorded with what is known. */
  asked: z.array(z.enum(['amount', 'check', 'day', 'point'])),
})
export type State = z.infer<typeof State>
export type Question = State['asked'][number]

/** The question that stands open; null: nothing is missing. */
export function stepOf(state: State): Question | null {
  if (state.amount === null) return state.guess ? 'check' : 'amount'
  if (state.dayTrouble) return 'day'
  return state.pointTrouble ? 'point' : null
}
