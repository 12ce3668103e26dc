import { z } from 'zod'
import type { Planned } from './check-programme.ts'
import { expanded } from './expand.ts'

const Clock = z.string().regex(/^\d\d:\d\d$/)
const Unit = z.object({ id: z.number(), name: z.string(), path: z.string() })
const Line = z.object({
  ...{ day: z.iso.date().nullable(), nth: z.number().nullable(), time: Clock, end: Clock.nullable() },
  ...{ title: z.string(), mandatory: z.boolean() },
})

/** Several people of one name; the first is asked. */
export const Ask = z.object({
  text: z.string(),
  options: z.array(z.object({ id: z.number(), label: z.string() })),
})

/** Who takes part: units with everybody, and people by name. */
export const Members = z.object({
  units: z.array(Unit),
  people: z.array(z.number()),
  asks: z.array(Ask),
  /** What no name and no unit was found for, as it was typed. */
  unknown: z.array(z.string()),
  many: z.array(z.string()),
})
export type Members = z.infer<typeof Members>
export const NOBODY_YET: Members = { units: [], people: [], asks: [], unknown: [], many: [] }

export const State = z.object({
  kind: z.string(),
  title: z.string(),
  place: z.string().nullable(),
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
  lines: z.array(Line),
  members: Members,
  percent: z.number().int(),
  allMandatory: z.boolean(),
  leaveExcuses: z.boolean(),
  wrong: z.array(z.object({ text: z.string(), why: z.enum(['date', 'weekday', 'title', 'days']) })),
})
export type State = z.infer<typeof State>

export type Step = 'programme' | 'days' | 'place' | 'who' | 'people' | 'confirm'

export function stepOf(state: State): Step {
  if (state.lines.length === 0) return 'programme'
  if (planned(state) === null) return 'days'
  if (state.place === null) return 'place'
  if (state.members.asks.length > 0) return 'who'
  return state.members.units.length + state.members.people.length === 0 ? 'people' : 'confirm'
}

/** Its sessions in order; null while their days are not known. */
export const planned = (state: State): Planned[] | null => expanded(state.lines, state.from, state.to)
