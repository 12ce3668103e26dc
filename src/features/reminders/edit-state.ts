import { z } from 'zod'

const Time = z.union([
  z.object({ daysBefore: z.number(), clock: z.string() }),
  z.object({ minutesBefore: z.number() }),
])

/** A coordinator's wish about reminders, as far as it has been said. */
export const State = z.object({
  /** set: at these times; off: none; usual: as the city's profile says. */
  act: z.enum(['set', 'off', 'usual']),
  template: z.enum(['ahead', 'missing', 'names']).default('ahead'),
  /** groups: only by group and coordinator. */
  route: z.enum(['auto', 'groups']).default('auto'),
  unit: z.object({ id: z.number(), name: z.string(), path: z.string() }).nullable(),
  /** Of an activity; * for all. */
  kind: z.string().nullable(),
  times: z.array(Time).nullable(),
})
export type State = z.infer<typeof State>

/** The question that stands open. */
export function stepOf({ act, unit, kind, times }: State): 'unit' | 'kind' | 'times' | 'confirm' {
  if (!unit) return 'unit'
  if (!kind) return 'kind'
  return act === 'set' && !times ? 'times' : 'confirm'
}
