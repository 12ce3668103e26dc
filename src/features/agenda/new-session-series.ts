import type { City } from '../../lib/city.ts'
import { dayOf } from './day.ts'
import type { State } from './new-session-state.ts'
import { isRule } from './occurrences.ts'
import { type SeriesWish, seriesWish } from './series-words.ts'

/** Why what was said of a series cannot be: the name of a sentence. */
type Problem = 'noSuchDate' | 'endBeforeStart' | 'neverHappens' | 'seriesPast'

/** Whether a text says something of a series: a rule, or what belongs to one that is being made. */
export function saysSeries(wish: SeriesWish, state: Pick<State, 'rule'>): boolean {
  const { rrule, problem, ...more } = wish
  return (
    rrule !== undefined || (state.rule !== null && (problem !== undefined || Object.keys(more).length > 0))
  )
}

/**
 * Takes into a state what a sentence says of a series. Pure.
 * @returns the state, or the name of what is wrong
 */
export function withSeries(state: State, text: string, at: Date, city: City): State | Problem {
  const wish = seriesWish(text, at, city.zone)
  if (!saysSeries(wish, state)) return state
  const rule = wish.rrule ?? state.rule
  if (!rule) return state
  if (wish.problem) return wish.problem
  if (!isRule(rule)) return 'neverHappens'
  const today = dayOf(at, city.zone)
  const from = wish.from ?? state.date
  const until = wish.until ?? state.until
  if (until && until < today) return 'seriesPast'
  // What has begun already goes on from today.
  const first = from && from > today ? from : today
  if (until && until < first) return 'endBeforeStart'
  const fresh = wish.rrule !== undefined && wish.rrule !== state.rule
  // Once a month is rare: it is moved rather than lost.
  const usual = fresh ? (/FREQ=(MONTHLY|YEARLY)/.test(rule) ? 'shift' : 'skip') : null
  return {
    ...state,
    rule,
    // "tiap pekan" names no day: it is asked, and the first day is the weekday.
    date: needsDay(rule) && !wish.from && !state.date ? null : first,
    until,
    except: [...new Set([...state.except, ...(wish.except ?? [])])].sort(),
    onHoliday: wish.onHoliday ?? usual ?? state.onHoliday,
    onLeave: wish.onLeave ?? usual ?? state.onLeave,
    seasons: wish.season ? [...state.seasons, wish.season] : state.seasons,
    seasonTime: wish.seasonTime ?? (wish.season ? null : state.seasonTime),
    changing: null,
  }
}

/** A rule that takes its day from the day on which it begins. */
export function needsDay(rule: string): boolean {
  return !/BYDAY|BYMONTHDAY|FREQ=DAILY/.test(rule)
}
