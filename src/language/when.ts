import { iso, offsetMinutes, wallClock, weekday } from './calendar.ts'
import { type DayAtom, type DayContext, findDays } from './day-atoms.ts'
import { findParts } from './parts.ts'
import { findRules } from './recurrence.ts'
import { findTimes, type TimeAtom } from './times.ts'

export type WhenKind =
  | 'date'
  | 'date_or_week'
  | 'dates'
  | 'range'
  | 'rrule'
  | 'time'
  | 'time_range'
  | 'part'
  | 'offset_days'
  | 'invalid'

/**
 * What a message says of time. `value` by kind: date "2026-11-23"; dates "a,b"; range "a/b" ("a/" open);
 * rrule RFC 5545; time "07:30"; time_range "a/b" ("a/" until it ends); part a word ("setelah_asar");
 * offset_days a number of days from the event; invalid null. The other fields hold whatever else was said.
 */
export type When = {
  kind: WhenKind
  value: string | number | null
  alternative?: string
  /** Read the full date back and let the user correct it. */
  ambiguous?: boolean
  date?: string
  dateTo?: string
  dates?: string[]
  time?: string
  timeTo?: string
  part?: string
  rrule?: string
  offsetDays?: number
  weekdayMismatch?: boolean
  /** Of what is invalid: both days exist, and the last is before the first. */
  backwards?: true
}

/** `atoms` in the order of the text, for whoever must tell "bukan besok, lusa" apart; `rest`: the text without them. */
export type WhenFound = {
  when: When | null
  days: DayAtom[]
  times: TimeAtom[]
  offsets: OffsetAtom[]
  rest: string
}
export type OffsetAtom = { start: number; end: number; days: number }
export type WhenOptions = {
  ref: Date
  zone?: string
  past?: boolean
  isHoliday?: (isoDate: string) => boolean
}

const OFFSET =
  /(?<!\w)h([-+])(\d{1,3})\b|\b(\d{1,3}) (hari|minggu|pekan) (sebelum|setelah|sesudah|menjelang)(?:nya)?(?: (?:hari |acara |kegiatan )?(?:apel|senam|acara|kegiatan|event|pelatihan|retret|upacara|hari))?\b|\b(sehari|besok)(?:nya)? setelah (?:apel|senam|acara|kegiatan)\b/g
const QUICK =
  /\d|hari|besok|lusa|tulat|kemarin|semalam|tadi|nanti|sekarang|saat ini|senin|selasa|rabu|kamis|jumat|sabtu|minggu|ahad|pekan|weekend|wiken|bulan|tahun|tiap|rutin|pagi|siang|sore|malam|petang|subuh|zuhur|dzuhur|asar|ashar|magrib|maghrib|isya|januari|februari|maret|april|juni|juli|agustus|september|oktober|november|desember|habis|tengah/

/**
 * Reads the dates and times of a *normalised* text (DOMAIN.md §4.1), in the city's zone, never the machine's.
 * Own parsers: chrono-node 2.10's `id` locale reads 41 of the 76 dates and times of dates.dev.tsv (no "senin
 * kemarin", "tgl 20", "setengah delapan", "lewat", "7.15", short forms), so nothing of it is used.
 */
export function findWhen(text: string, options: WhenOptions): WhenFound {
  if (!QUICK.test(text)) return { when: null, days: [], times: [], offsets: [], rest: text }
  const zone = options.zone ?? 'Asia/Jakarta'
  const now = wallClock(options.ref, zone)
  const context: DayContext = { today: now.day }
  if (options.past) context.past = true
  const { isHoliday } = options
  if (isHoliday) context.isHoliday = (day) => isHoliday(iso(day))

  let rest = text
  const take = <A extends { start: number; end: number }>(atoms: A[]): A[] => {
    for (const atom of atoms) rest = blank(rest, atom.start, atom.end)
    return atoms
  }
  const rules = take(findRules(rest))
  const offsets = take(findOffsets(rest))
  const days = take(findDays(rest, context))
  const times = take(findTimes(rest, { offset: offsetMinutes(options.ref, zone), minutes: now.minutes }))
  const parts = take(findParts(rest))

  const when = joinDays(text, days, context)
  const all: Partial<When> = when ?? {}
  const range = times.find((t) => t.until !== undefined)
  const time = range ?? times[0]
  if (time?.value) all.time = time.value
  if (time?.until) all.timeTo = time.until
  const part =
    days.find((d) => d.part)?.part ?? rules.find((r) => r.part)?.part ?? parts[0]?.value ?? time?.part
  if (part) all.part = part
  if (offsets[0]) all.offsetDays = offsets[0].days
  if (rules[0]) all.rrule = rules[0].value

  const result = headline(all, when, rules, offsets, time, days)
  return { when: result, days, times, offsets, rest }
}

/** Which of all that was said is the answer: a bad date, a rule, a date, an offset, a time, a part. */
function headline(
  all: Partial<When>,
  when: When | null,
  rules: ReturnType<typeof findRules>,
  offsets: OffsetAtom[],
  time: TimeAtom | undefined,
  days: DayAtom[],
): When | null {
  if (days.some((d) => d.kind === 'bad') || time?.value === null)
    return { ...all, kind: 'invalid', value: null }
  const rule = rules[0]
  if (rule) {
    const { alternative: _, ...others } = all
    return {
      ...others,
      kind: 'rrule',
      value: rule.value,
      ...(rule.alternative ? { alternative: rule.alternative } : {}),
    }
  }
  if (when) return { ...all, kind: when.kind, value: when.value }
  if (offsets[0]) return { ...all, kind: 'offset_days', value: offsets[0].days }
  if (time?.until !== undefined) return { ...all, kind: 'time_range', value: `${time.value}/${time.until}` }
  if (time) {
    const more = time.alternative ? { alternative: time.alternative, ambiguous: true } : {}
    return { ...all, kind: 'time', value: time.value, ...more }
  }
  return all.part ? { ...all, kind: 'part', value: all.part } : null
}

function findOffsets(text: string): OffsetAtom[] {
  const atoms: OffsetAtom[] = []
  for (const m of text.matchAll(OFFSET)) {
    const n = m[2] ? Number(m[2]) : m[3] ? Number(m[3]) * (m[4] === 'hari' ? 1 : 7) : 1
    const before = m[1] === '-' || (m[5] !== undefined && /sebelum|menjelang/.test(m[5]))
    atoms.push({ start: m.index, end: m.index + m[0].length, days: before && n > 0 ? -n : n })
  }
  return atoms
}

const BACKWARDS: When = { kind: 'invalid', value: null, backwards: true }

const RANGE = /^,? ?(?:sampai(?: dengan)?(?: hari)?|-|ke) ?(?:hari )?$/
const LIST = /^ ?(?:,|, ?dan|dan|&|serta|\+|juga)? ?(?:hari )?$/
const OR = /^,? ?(?:atau|\/) ?(?:hari )?$/

/** Days that stand together are one answer: "senin dan kamis", "besok s/d jumat", "sabtu minggu". */
function joinDays(text: string, days: DayAtom[], c: DayContext): When | null {
  const good = days.filter((d) => d.kind !== 'bad')
  if (good.length === 0) return null
  let best = good[0]!
  for (const d of good) if (d.rank > best.rank) best = d
  const i = good.indexOf(best)
  for (const [a, b] of [
    [best, good[i + 1]],
    [good[i - 1], best],
  ] as const) {
    if (!a || !b) continue
    const between = text.slice(a.end, b.start)
    // "5 des sampai 1 des", said on 2 December: the next first of December is not meant.
    if (
      RANGE.test(between) &&
      typeof b.alternative === 'number' &&
      b.alternative < a.day &&
      b.day - a.day > 300
    )
      return BACKWARDS
    if (RANGE.test(between)) return asRange(a.day, after(b, a.day).until ?? after(b, a.day).day)
    if (OR.test(between)) return { ...single(a), alternative: iso(b.day), ambiguous: true }
  }
  const run = [best]
  for (let k = i + 1; k < good.length && joined(text, good[k - 1]!, good[k]!); k++) run.push(good[k]!)
  for (let k = i - 1; k >= 0 && joined(text, good[k]!, good[k + 1]!); k--) run.unshift(good[k]!)
  if (run.length > 1) {
    const list = run.flatMap((d, n) => d.days ?? [after(d, n > 0 ? run[0]!.day : c.today - 31).day])
    const touching =
      run.length === 2 && /^ $/.test(text.slice(run[0]!.end, run[1]!.start)) && list[1] === list[0]! + 1
    if (touching) return asRange(list[0]!, list[1]!)
    return { kind: 'dates', value: list.map(iso).join(','), dates: list.map(iso), date: iso(list[0]!) }
  }
  const before = text.slice(0, best.start)
  if (
    best.kind === 'day' &&
    /\b(?:sampai|hingga|s\/d) (?:hari |tanggal )?$/.test(before) &&
    best.day > c.today &&
    !/\d/.test(before)
  ) {
    return asRange(c.today, best.day)
  }
  return single(best)
}

const joined = (text: string, a: DayAtom, b: DayAtom): boolean => {
  const between = text.slice(a.end, b.start)
  if (a.kind === 'span' || b.kind === 'span' || !LIST.test(between)) return false
  return /\S/.test(between) || (a.weekday !== undefined && b.weekday !== undefined)
}

/** "jumat minggu", "sabtu - senin": the second weekday follows the first. */
function after(atom: DayAtom, first: number): DayAtom {
  if (atom.weekday === undefined || atom.day >= first) return atom
  return { ...atom, day: first + ((atom.weekday - weekday(first) + 7) % 7) }
}

function asRange(a: number, b: number): When {
  if (b < a) return BACKWARDS
  return { kind: 'range', value: `${iso(a)}/${iso(b)}`, date: iso(a), dateTo: iso(b) }
}

function single(atom: DayAtom): When {
  const more: Partial<When> = {}
  if (Array.isArray(atom.alternative))
    more.alternative = `${iso(atom.alternative[0])}/${iso(atom.alternative[1])}`
  else if (atom.alternative !== undefined) more.alternative = iso(atom.alternative)
  if (atom.ambiguous) more.ambiguous = true
  if (atom.mismatch) more.weekdayMismatch = true
  if (atom.part) more.part = atom.part
  if (atom.days)
    return {
      kind: 'dates',
      value: atom.days.map(iso).join(','),
      dates: atom.days.map(iso),
      date: iso(atom.day),
    }
  if (atom.kind === 'span') return { ...asRange(atom.day, atom.until!), ...more }
  return { kind: atom.week ? 'date_or_week' : 'date', value: iso(atom.day), date: iso(atom.day), ...more }
}

const blank = (text: string, start: number, end: number): string =>
  text.slice(0, start) + '¤'.repeat(end - start) + text.slice(end)
