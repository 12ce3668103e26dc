import { type Day, dayOf, partsOf, weekday } from '../../language/calendar.ts'
import { MON, MONTHS, WD, WEEKDAYS } from '../../language/date-words.ts'

/** A day or a span of days as a programme writes it, and where it stands in the text. */
export type DaysFound = {
  start: number
  end: number
  from: Day
  to: Day
  /** The calendar has no such day, or it is another day of the week than was written. */
  wrong: 'date' | 'weekday' | null
}

const MONTH = `(?:${MON})`
const DAYNAME = `(?:(${WD}|jum'at)\\s*[,/]?\\s*)?`
const NUMBER = '(?:tanggal\\s+|tgl\\.?\\s*)?(\\d{1,2})'
const YEAR = '(?:\\s+(20\\d\\d))?'
const TO = '\\s*(?:[-–—]|s\\s?/\\s?d|s\\.d\\.?|sd|sampai(?:\\s+dengan)?|hingga|dan)\\s*'
const EDGE = '(?<![\\w.:/])'

const SPAN = new RegExp(
  `${EDGE}${DAYNAME}${NUMBER}(?:\\s+(${MONTH})\\.?)?${YEAR}${TO}${DAYNAME}${NUMBER}\\s+(${MONTH})\\b\\.?${YEAR}`,
  'gi',
)
const WORDS = new RegExp(`${EDGE}${DAYNAME}${NUMBER}[\\s-]+(${MONTH})\\b\\.?${YEAR}`, 'gi')
const FIGURES = new RegExp(`${EDGE}${DAYNAME}${NUMBER}/(\\d{1,2})(?:/(20\\d\\d|\\d\\d))?(?![\\w/])`, 'gi')
const TOMORROW = /\b(besok|lusa)\b/gi
const WEEKDAY = new RegExp(`(?<!\\p{L})(${WD}|jum'at)(?!\\p{L})`, 'giu')

/** A little past is a slip that is said; further back, the next year is meant. */
const LOOK_BACK = 60

/**
 * The days that a text names, in order. Pure.
 * @param ref without a year the day is the one that comes then
 * @param bare whether "Senin" by itself is a day
 */
export function daysIn(text: string, ref: Day, bare: boolean): DaysFound[] {
  const found: DaysFound[] = []
  const take = (one: RegExpExecArray, days: Omit<DaysFound, 'start' | 'end'>) => {
    const [start, end] = [one.index, one.index + one[0].length]
    if (!found.some((other) => start < other.end && other.start < end)) found.push({ start, end, ...days })
  }
  for (const one of text.matchAll(SPAN)) {
    const [, fromName, d1, m1, y1, toName, d2, m2, y2] = one
    const from = resolve(Number(d1), monthOf(m1 ?? m2), y1 ?? (m1 ? undefined : y2), ref)
    const to = resolve(Number(d2), monthOf(m2), y2, from ?? ref)
    const wrong = wrongIn(from, fromName) ?? wrongIn(to, toName)
    take(one, { from: from ?? ref, to: to ?? ref, wrong })
  }
  for (const shape of [WORDS, FIGURES])
    for (const one of text.matchAll(shape)) {
      const [, name, date, month = '', said] = one
      const year = said?.length === 2 ? `20${said}` : said
      const day = resolve(Number(date), MONTHS[month.toLowerCase()] ?? Number(month), year, ref)
      take(one, { from: day ?? ref, to: day ?? ref, wrong: wrongIn(day, name) })
    }
  for (const one of text.matchAll(TOMORROW)) {
    const day = ref + (one[1]?.toLowerCase() === 'besok' ? 1 : 2)
    take(one, { from: day, to: day, wrong: null })
  }
  if (bare)
    for (const one of text.matchAll(WEEKDAY)) {
      const day = ref + ((nameOf(one[1] ?? '') - weekday(ref) + 7) % 7)
      take(one, { from: day, to: day, wrong: null })
    }
  return found.sort((a, b) => a.start - b.start)
}

function resolve(date: number, month: number, year: string | undefined, ref: Day): Day | null {
  if (year !== undefined) return dayOf(Number(year), month, date)
  const first = partsOf(ref).year
  for (const each of [first - 1, first, first + 1]) {
    const day = dayOf(each, month, date)
    if (day !== null && day >= ref - LOOK_BACK) return day
  }
  return null
}

const monthOf = (name = ''): number => MONTHS[name.toLowerCase()] ?? 0
const nameOf = (name: string): number => WEEKDAYS[name.toLowerCase().replace("'", '')] ?? 0
const wrongIn = (day: Day | null, name: string | undefined): DaysFound['wrong'] =>
  day === null ? 'date' : name !== undefined && nameOf(name) !== weekday(day) ? 'weekday' : null
