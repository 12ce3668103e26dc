import { addMonths, type Day, dayOf, daysIn, partsOf, weekday } from './calendar.ts'
import { MONTHS, WEEKDAYS } from './date-words.ts'

/** A day or a span of days found in a text. `rank`: how exact it is; "tadi" gives way to "senin kemarin". */
export type DayAtom = {
  kind: 'day' | 'span' | 'days' | 'bad'
  start: number
  end: number
  day: Day
  until?: Day
  days?: Day[]
  alternative?: Day | [Day, Day]
  ambiguous?: boolean
  part?: string
  rank: number
  /** A weekday with nothing else, so that "senin dan kamis" and "sabtu minggu" can be joined. */
  weekday?: number
  /** "Selasa 23 November", which is a Monday. */
  mismatch?: boolean
  /** "minggu": Sunday, or the week. */
  week?: boolean
}

/** `today` is the civil day in the city's zone; `past`: the speaker tells of something that was. */
export type DayContext = { today: Day; past?: boolean; isHoliday?: (day: Day) => boolean }

export type Found = Omit<DayAtom, 'start' | 'end'> | null
export const at = (day: Day, rank = 5, more: Partial<DayAtom> = {}): Found => ({
  kind: 'day',
  day,
  rank,
  ...more,
})
export const bad = (): Found => ({ kind: 'bad', day: 0, rank: 9 })
export const span = (day: Day, until: Day, more: Partial<DayAtom> = {}): Found => ({
  kind: 'span',
  day,
  until,
  rank: 5,
  ...more,
})
export const monday = (c: DayContext): Day => c.today - weekday(c.today)
export const sunday = (c: DayContext): boolean => weekday(c.today) === 6
export const upcoming = (wd: number, from: Day): Day => from + ((wd - weekday(from) + 7) % 7)
export const partField = (part: string | undefined): Partial<DayAtom> =>
  part ? { part: part.replace(' ', '_') } : {}

/** The whole month that `day` lies in, moved by `months`. */
export function month(day: Day, months: number): [Day, Day] {
  const { year, month: m } = partsOf(addMonths(day - partsOf(day).date + 1, months))
  return [dayOf(year, m, 1)!, dayOf(year, m, daysIn(year, m))!]
}

/** Day and month without a year: this year's, or the next one's when it has passed (§4.1). */
export function dated(date: number, m: number, said: string | undefined, c: DayContext): Found {
  const { year } = partsOf(c.today)
  if (m < 1 || m > 12 || date < 1) return bad()
  if (said) {
    const day = dayOf(said.length === 2 ? 2000 + Number(said) : Number(said), m, date)
    return day === null ? bad() : at(day, 9)
  }
  if (date > daysIn(2024, m)) return bad()
  const here = dayOf(year, m, date)
  if (here !== null && (here >= c.today || c.past)) {
    if (c.past && here > c.today) return at(dayOf(year - 1, m, date) ?? here, 9)
    return at(here, 9)
  }
  for (let y = year + 1; y <= year + 4; y++) {
    const next = dayOf(y, m, date)
    if (next === null) continue
    // Days just gone are told of as often as they are planned for.
    return here !== null && c.today - here <= 31
      ? at(next, 9, { alternative: here, ambiguous: true })
      : at(next, 9, y > year + 1 ? { ambiguous: true } : {})
  }
  return bad()
}

/** "Selasa 23 November": when weekday and date disagree the date is kept and the other shown. */
export function withWeekday(found: Found, name: string | undefined): Found {
  const wd = name ? WEEKDAYS[name] : undefined
  if (!found || wd === undefined || found.kind !== 'day' || weekday(found.day) === wd) return found
  const near = [1, -1, 2, -2, 3, -3].map((n) => found.day + n).find((day) => weekday(day) === wd)!
  return { ...found, mismatch: true, ambiguous: true, alternative: near }
}

/** "tgl 7": this month's, or the next month's when it has passed. */
export function ofMonth(date: number, c: DayContext): Found {
  if (date < 1 || date > 31) return bad()
  const { year, month: m, date: now } = partsOf(c.today)
  const here = dayOf(year, m, date)
  if (here !== null && (c.past ? date <= now : date >= now)) return at(here, 8)
  for (let i = 1; i <= 3; i++) {
    const first = addMonths(c.today - now + 1, c.past ? -i : i)
    const p = partsOf(first)
    const day = dayOf(p.year, p.month, date)
    if (day !== null) {
      const recent = !c.past && here !== null && c.today - here <= 7
      return at(day, 8, recent ? { alternative: here, ambiguous: true } : {})
    }
  }
  return bad()
}

/** A weekday with or without "depan", "kemarin", "ini", "minggu depan" (§4.1; on a Sunday much is ambiguous). */
export function byWeekday(name: string, said: string | undefined, c: DayContext, hari: boolean): Found {
  const wd = WEEKDAYS[name]!
  const mark = said?.replace('pekan', 'minggu')
  const next = upcoming(wd, c.today)
  const inThisWeek = monday(c) + wd
  if (!mark) {
    if (c.past) return at(wd === weekday(c.today) ? c.today : next - 7, 6, { weekday: wd })
    const week = name === 'minggu' && !hari
    if (wd === weekday(c.today))
      return at(c.today, 6, { weekday: wd, alternative: c.today + 7, ambiguous: true, week })
    return at(next, 6, week ? { weekday: wd, week, ambiguous: true, alternative: next + 7 } : { weekday: wd })
  }
  if (mark === 'ini' || mark === 'sekarang') {
    return inThisWeek < c.today
      ? at(next, 7, { alternative: inThisWeek, ambiguous: true })
      : at(inThisWeek, 7)
  }
  if (mark === 'minggu ini') {
    if (inThisWeek >= c.today && !sunday(c)) return at(inThisWeek, 7)
    return at(sunday(c) ? next : inThisWeek, 7, {
      alternative: sunday(c) ? inThisWeek : next,
      ambiguous: true,
    })
  }
  if (/^minggu (?:depan|besok|berikutnya|yang akan datang)$/.test(mark)) {
    const day = monday(c) + 7 + wd
    return at(day, 7, sunday(c) && wd !== 6 ? { alternative: day + 7, ambiguous: true } : {})
  }
  if (/^minggu (?:lalu|kemarin|yang lalu)$/.test(mark)) {
    const day = monday(c) - 7 + wd
    return at(day, 7, sunday(c) && wd !== 6 ? { alternative: day + 7, ambiguous: true } : {})
  }
  if (/depan|datang|berikutnya/.test(mark)) {
    const later = next === c.today ? c.today + 7 : next
    const stillThisWeek = !sunday(c) && later < monday(c) + 7
    const unsure = (sunday(c) || stillThisWeek) && wd !== weekday(c.today)
    return at(later, 7, unsure ? { alternative: later + 7, ambiguous: true } : {})
  }
  if (/nanti|besok|selanjutnya/.test(mark)) return at(next === c.today ? c.today + 7 : next, 7)
  return at(next === c.today || next > c.today ? next - 7 : next, 7)
}

export function ordinal(word: string): number {
  const n = ['pertama', 'kedua', 'ketiga', 'keempat'].indexOf(word)
  return n >= 0 ? n + 1 : Number(/\d/.exec(word)?.[0] ?? 1)
}

export function namedMonth(name: string, year: string | undefined, c: DayContext): [Day, Day] {
  if (name === 'ini') return month(c.today, 0)
  if (name === 'depan') return month(c.today, 1)
  const p = partsOf(c.today)
  const m = MONTHS[name]!
  const y = year
    ? year.length === 2
      ? 2000 + Number(year)
      : Number(year)
    : c.past
      ? m > p.month
        ? p.year - 1
        : p.year
      : m < p.month
        ? p.year + 1
        : p.year
  return [dayOf(y, m, 1) ?? c.today, dayOf(y, m, daysIn(y, m)) ?? c.today]
}

export function edge(which: string, [first, last]: [Day, Day]): Found {
  if (which === 'awal') return at(first, 7)
  return which === 'akhir' ? at(last, 7) : at(first + 14, 7, { ambiguous: true })
}

export function counted(n: number, unit: string, mark: string, c: DayContext): Found {
  const days = unit === 'hari' ? n : unit === 'minggu' || unit === 'pekan' ? n * 7 : null
  const months = unit === 'bulan' ? n : unit === 'tahun' ? n * 12 : 0
  const move = (sign: number): Day =>
    days === null ? addMonths(c.today, sign * months) : c.today + sign * days
  if (/ke ?depan/.test(mark)) {
    const until = move(1) - 1
    return span(c.today, until, { alternative: [c.today + 1, until + 1], ambiguous: true })
  }
  if (/terakhir|belakangan/.test(mark)) return span(move(-1) + 1, c.today)
  return at(move(/lalu|kemarin/.test(mark) ? -1 : 1), 7)
}

export function period(unit: string, mark: string, c: DayContext): Found {
  const move = /ini|sekarang/.test(mark) ? 0 : /lalu|kemarin|sebelumnya/.test(mark) ? -1 : 1
  if (unit === 'bulan') return span(...month(c.today, move))
  if (unit === 'tahun') {
    const year = partsOf(c.today).year + move
    return span(dayOf(year, 1, 1)!, dayOf(year, 12, 31)!)
  }
  const start = monday(c) + move * 7
  if (mark === 'besok' && unit === 'minggu') return at(upcoming(6, c.today + 1), 6)
  // On a Sunday "this week" is the one that ends today, or the one that begins.
  if (move === 0 && sunday(c))
    return span(start, start + 6, { alternative: [start + 7, start + 13], ambiguous: true })
  return span(start, start + 6)
}
