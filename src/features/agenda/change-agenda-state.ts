import { z } from 'zod'
import { POLICIES } from './proof.ts'

/** One session or series that a sentence may mean. */
const Option = z.object({
  label: z.string(),
  /** The rule's name of it where it has no row; for a series only its activity. */
  sessionId: z.number().nullable(),
  activityId: z.number(),
  occurrence: z.string().nullable(),
  /** All from here on. */
  series: z.boolean(),
})
export type Option = z.infer<typeof Option>

export const State = z.object({
  action: z.enum(['change', 'cancel']),
  /** More than one: which of them is asked first. */
  options: z.array(Option).min(1),
  day: z.iso.date().nullable(),
  time: z.string().nullable(),
  place: z.string().nullable(),
  rule: z.string().nullable(),
  /** What it takes as proof, and whether a code of the end is asked for, where that changes. */
  proof: z.enum(POLICIES).nullable().default(null),
  closing: z.boolean().nullable().default(null),
  /** Of a series: from which day on. */
  from: z.iso.date(),
  why: z.string().nullable(),
  /** The first yes was said; close to a session it is asked twice. */
  agreed: z.boolean().default(false),
})
export type State = z.infer<typeof State>
export type Step = 'which' | 'what' | 'confirm' | 'sure'

export function stepOf(state: State): Step {
  if (state.options.length > 1) return 'which'
  if (state.action === 'change' && !moves(state) && !changesProof(state)) return 'what'
  return state.agreed ? 'sure' : 'confirm'
}

/** When or where it is changes. */
export const moves = ({ day, time, place, rule }: State): boolean => Boolean(day || time || place || rule)
export const changesProof = ({ proof, closing }: State): boolean => proof !== null || closing !== null
