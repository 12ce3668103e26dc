import { RRuleTemporal } from 'rrule-temporal'
import type { Holiday } from '../../lib/city.ts'
import { plusDays } from './day.ts'
import { type DaysOff, workdayAfter } from './workdays.ts'

/** What becomes of a day of the series that is a day off: left out, moved to the next working day, held all the same. */
export type OnDayOff = 'skip' | 'shift' | 'keep'

/** Another clock time for a span of days, such as Ramadan's. */
export type Season = { from: string; to: string; time: string }

/** A series as far as its days go. Days are the city's calendar, "2026-11-23"; times its wall clock, "07:15". */
export type Rhythm = {
  /** RFC 5545 without DTSTART and UNTIL. */
  rrule: string
  firstDay: string
  lastDay: string | null
  time: string
  seasons: Season[]
  onHoliday: OnDayOff
  onLeave: OnDayOff
}

export type Occurrence = {
  /** The day that the rule gives; it names this occurrence for ever. */
  occurrence: string
  /** The day on which it is held; null: left out. */
  day: string | null
  time: string
  /** Why it is left out, moved, or held although. */
  holiday: Holiday | null
}

/** A shifted day lies at most this far behind the day that the rule gives. */
const FURTHEST_SHIFT = 21

/**
 * The occurrences of a series that are held (or would have been held) between two days, both included, in order. No two
 * fall on one day: what is shifted onto a day that has its own is left out. Pure.
 */
export function occurrencesBetween(rhythm: Rhythm, from: string, to: string, off: DaysOff): Occurrence[] {
  // Beyond the span too: what is shifted may meet a day that lies there.
  const days = ruleDays(rhythm, plusDays(from, -FURTHEST_SHIFT), plusDays(to, FURTHEST_SHIFT))
  const taken = new Set(days.filter((day) => !moved(rhythm, day, off)))
  const found: Occurrence[] = []
  for (const occurrence of days) {
    const holiday = off.get(occurrence) ?? null
    const to = moved(rhythm, occurrence, off)
    let day: string | null = occurrence
    if (to === 'skip') day = null
    else if (to === 'shift') {
      const next = workdayAfter(occurrence, off)
      day = taken.has(next) ? null : next
      if (day) taken.add(day)
    }
    found.push({ occurrence, day, time: timeOn(rhythm, day ?? occurrence), holiday })
  }
  const at = (one: Occurrence) => one.day ?? one.occurrence
  return found
    .filter((one) => at(one) >= from && at(one) <= to)
    .sort((a, b) => at(a).localeCompare(at(b)) || a.occurrence.localeCompare(b.occurrence))
}

/** The next ones that are held, at most `count`, looked for over five years: longer nobody plans. */
export function nextOccurrences(rhythm: Rhythm, from: string, count: number, off: DaysOff): Occurrence[] {
  const found: Occurrence[] = []
  for (let start = from, year = 0; year < 5 && found.length < count; year++) {
    const end = plusDays(start, 365)
    found.push(...occurrencesBetween(rhythm, start, end, off).filter((one) => one.day !== null))
    start = plusDays(end, 1)
    if (rhythm.lastDay && start > plusDays(rhythm.lastDay, FURTHEST_SHIFT)) break
  }
  return found.slice(0, count)
}

/** The clock time on a day: the season's that holds it, else the usual one. */
export function timeOn(rhythm: Pick<Rhythm, 'time' | 'seasons'>, day: string): string {
  return rhythm.seasons.find((one) => one.from <= day && day <= one.to)?.time ?? rhythm.time
}

/** Whether a calendar has such days: the library drops "the 35th" in silence, and would then hold it on any day. */
export function isRule(rrule: string): boolean {
  const part = (name: string) => new RegExp(`(?:^|;)${name}=([^;]*)`).exec(rrule)?.[1]?.split(',') ?? []
  const within = (text: string, most: number) =>
    Math.abs(Number.parseInt(text, 10)) <= most && !/^[-+]?0/.test(text)
  return (
    /^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;|$)/.test(rrule) &&
    part('BYMONTHDAY').every((day) => within(day, 31)) &&
    part('BYMONTH').every((month) => within(month, 12)) &&
    part('INTERVAL').every((n) => within(n, 99)) &&
    part('BYDAY').every((day) => /^([-+]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$/.test(day))
  )
}

function moved(rhythm: Rhythm, day: string, off: DaysOff): 'skip' | 'shift' | null {
  const holiday = off.get(day)
  if (!holiday) return null
  const rule = holiday.type === 'libur_nasional' ? rhythm.onHoliday : rhythm.onLeave
  return rule === 'keep' ? null : rule
}

/** The days of the rule itself. Days only, in UTC: no zone can move them, and DTSTART counts only where it fits the rule. */
function ruleDays(
  { rrule, firstDay, lastDay }: Pick<Rhythm, 'rrule' | 'firstDay' | 'lastDay'>,
  from: string,
  to: string,
): string[] {
  const start = from > firstDay ? from : firstDay
  const end = lastDay && lastDay < to ? lastDay : to
  if (end < start) return []
  const rule = new RRuleTemporal({
    rruleString: `DTSTART;TZID=UTC:${firstDay.replaceAll('-', '')}T000000\nRRULE:${rrule}`,
  })
  return rule
    .between(new Date(`${start}T00:00:00Z`), new Date(`${end}T00:00:00Z`), true)
    .map((at) => at.toPlainDate().toString())
}
