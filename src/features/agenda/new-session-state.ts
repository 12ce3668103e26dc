import { z } from 'zod'
import type { City } from '../../lib/city.ts'
import type { Rhythm } from './occurrences.ts'
import { POLICIES } from './proof.ts'
import { timesFor } from './session-times.ts'
import type { WindowResult } from './window.ts'

const Unit = z.object({ id: z.number(), name: z.string(), path: z.string() })
const OnDayOff = z.enum(['skip', 'shift', 'keep'])

export const State = z.object({
  kind: z.string().nullable(),
  title: z.string().nullable(),
  place: z.string().nullable(),
  /** Of a series the day from which it runs. */
  date: z.iso.date().nullable(),
  time: z.string().nullable(),
  units: z.array(Unit).nullable(),
  /** The date and the weekday that was said do not agree: asked before anything else. */
  doubt: z.iso.date().nullable().default(null),
  /** Set while one value is being corrected at the read-back. */
  changing: z.enum(['kind', 'place', 'date', 'time', 'units', 'season']).nullable().default(null),
  /** When it ends, where that was said. */
  end: z.string().nullable().default(null),
  /** Where an activity for residents is; its `units` are empty. Null: not asked yet. */
  area: Unit.nullable().default(null),
  /** RFC 5545; null: it stands alone. What follows is of a series. */
  rule: z.string().nullable().default(null),
  until: z.iso.date().nullable().default(null),
  except: z.array(z.iso.date()).default([]),
  onHoliday: OnDayOff.default('skip'),
  onLeave: OnDayOff.default('skip'),
  seasons: z.array(z.object({ from: z.iso.date(), to: z.iso.date(), time: z.string() })).default([]),
  /** Ramadan's time, while its days are being asked. */
  seasonTime: z.string().nullable().default(null),
  /** What it takes as proof, and whether a code of the end is asked for. */
  proof: z.enum(POLICIES).default('code'),
  closing: z.boolean().default(false),
})
export type State = z.infer<typeof State>
type Step = 'kind' | 'place' | 'date' | 'time' | 'units' | 'area' | 'season' | 'confirm'

export const isPublic = (state: Pick<State, 'kind'>, city: City): boolean =>
  city.activityKinds.find((one) => one.kind === state.kind)?.public ?? false

/** The question that stands open: what is being corrected, else the first value that is missing. */
export function stepOf(state: State): Step {
  const who = state.units?.length === 0 ? 'area' : 'units'
  if (state.changing) return state.changing === 'units' ? who : state.changing
  if (state.seasonTime) return 'season'
  if (!state.kind) return 'kind'
  if (!state.date) return 'date'
  if (!state.time) return 'time'
  if (!state.place) return 'place'
  if (!state.units) return 'units'
  return who === 'area' && !state.area ? 'area' : 'confirm'
}

/** The times at which check-in opens and closes for what was said; not ok when that gives none. */
export function windowOf(state: State, city: City, day = state.date ?? ''): WindowResult {
  return timesFor(city, { kind: state.kind ?? 'apel', day, time: state.time ?? '', until: state.end })
}

/** The series that was said. */
export function rhythmOf(state: State): Rhythm | null {
  const { rule, date, until, time, seasons, onHoliday, onLeave } = state
  if (!rule || !date || !time) return null
  return { rrule: rule, firstDay: date, lastDay: until, time, seasons, onHoliday, onLeave }
}
