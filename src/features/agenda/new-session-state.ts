import { z } from 'zod'
import { type City, timingOf } from '../../lib/city.ts'
import { windowFor } from './window.ts'

export const State = z.object({
  kind: z.string().nullable(),
  title: z.string().nullable(),
  place: z.string().nullable(),
  date: z.iso.date().nullable(),
  time: z.string().nullable(),
  units: z.array(z.object({ id: z.number(), name: z.string(), path: z.string() })).nullable(),
  /** The date and the weekday that was said do not agree: asked before anything else. */
  doubt: z.iso.date().nullable().default(null),
  /** Set while one value is being corrected at the read-back. */
  changing: z.enum(['kind', 'place', 'date', 'time', 'units']).nullable().default(null),
})
export type State = z.infer<typeof State>
type Step = 'kind' | 'place' | 'date' | 'time' | 'units' | 'confirm'

/** The question that stands open: what is being corrected, else the first value that is missing. */
export function stepOf(state: State): Step {
  if (state.changing) return state.changing
  if (!state.kind) return 'kind'
  if (!state.date) return 'date'
  if (!state.time) return 'time'
  if (!state.place) return 'place'
  return state.units ? 'confirm' : 'units'
}

/** The times at which check-in opens and closes for what was said; not ok when that gives none. */
export function windowOf(state: State, city: City) {
  const timing = timingOf(city, state.kind ?? 'apel')
  return windowFor({
    date: state.date ?? '',
    time: state.time ?? '',
    zone: city.zone,
    opensMinutesBefore: timing.opensMinutesBefore,
    onTimeMinutes: timing.onTimeMinutes,
    closesMinutesAfter: timing.closesMinutes,
    graceMinutes: timing.graceMinutes,
  })
}
