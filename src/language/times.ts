import { INDONESIAN_ZONES } from './calendar.ts'

/** A time found in a text: minutes since midnight in the city's zone, or a range, or one that no clock shows. */
export type TimeAtom = {
  kind: 'time'
  start: number
  end: number
  /** "07:30"; null when no clock shows it (jam 25). */
  value: string | null
  /** What else it could be: "jam 8" without a part of day. */
  alternative?: string
  /** End of a range: "09:00", or '' for "s/d selesai"; undefined when it is one moment. */
  until?: string
  part?: string
}

const PART = 'dini hari|pagi|siang|sore|malam|subuh|magrib'
const CLOCK =
  '(?<half>setengah )?(?<h>\\d{1,2})(?:[.:](?<m>\\d{2})(?!\\d)|(?<=\\d)(?<mm>\\d{2})(?![\\d.:,]))?' +
  '(?: (?<dir>lewat|lebih|kurang) (?<by>\\d{1,2}|seperempat|setengah)(?: menit)?| (?<quarter>seperempat)| (?<m2>[0-5]\\d)(?![\\d.:/]| ?(?:butir|telur|papan|menit|lusin|karpet|biji))(?: menit)?)?' +
  `(?: (?:tepat|pas|teng|an))?(?: (?<zone>wib|wita|wit)\\b)?(?: (?<part>${PART})\\b)?(?: (?<zone2>wib|wita|wit)\\b)?`
const named = (suffix: string): string => CLOCK.replace(/\?<(\w+)>/g, `?<$1${suffix}>`)

const TIME = new RegExp(
  `(?<![\\w./])(?<pre>(?:antara |dari )?(?:jam|pukul) )?${CLOCK}(?:(?: ?- ?| sampai (?:dengan )?| dan )(?<pre2>(?:jam|pukul) )?(?:(?<open>selesai|habis)|${named('B')}))?(?![\\w/])`,
  'g',
)
const NOON = /\b(tengah hari|tengah malam)\b/g
const LATER =
  /\b(?:(?<n>\d{1,3}) (?<unit>jam|menit) (?:lagi|kemudian|ke depan)|(?<half>setengah) jam lagi)\b/g
const NOT_A_TIME =
  /^ ?(?:butir|biji|buah|papan|karpet|tray|rak|lusin|kodi|pasang|kilo|kg|ikat|peti|telur|orang|hari|minggu|bulan|tahun|juta|ribu|persen|%|kali|%)/

type Groups = Record<string, string | undefined>
type Zone = { offset: number; minutes: number }

/**
 * Finds every clock time in a normalised text (DOMAIN.md §4.1): "setengah 8" is 07:30; "lewat" adds, "kurang"
 * subtracts; without a part of day 6–11 is morning and 1–5 afternoon. WITA and WIT are turned into the city's
 * zone, which is `offset` minutes ahead of UTC; `minutes` is the wall clock now, for "3 jam lagi".
 */
export function findTimes(text: string, zone: Zone): TimeAtom[] {
  const atoms: TimeAtom[] = []
  for (const match of text.matchAll(NOON)) {
    const value = match[1] === 'tengah hari' ? '12:00' : '00:00'
    atoms.push({ kind: 'time', start: match.index, end: match.index + match[0].length, value })
  }
  if (!/\d/.test(text)) return atoms
  for (const match of text.matchAll(LATER)) {
    const g = match.groups as Groups
    const more = g.half ? 30 : Number(g.n) * (g.unit === 'jam' ? 60 : 1)
    const value = clock((zone.minutes + more) % 1440)
    atoms.push({ kind: 'time', start: match.index, end: match.index + match[0].length, value })
  }
  for (const match of text.matchAll(TIME)) {
    const atom = readTime(match, text, zone)
    if (atom && !atoms.some((other) => atom.start < other.end && other.start < atom.end)) atoms.push(atom)
  }
  return atoms
}

function readTime(match: RegExpMatchArray, text: string, zone: Zone): TimeAtom | null {
  const g = match.groups as Groups
  const start = match.index!
  const end = start + match[0].length
  const dotted = g.m !== undefined
  const said = Boolean(g.pre || g.zone || g.zone2 || g.zoneB)
  const second = g.open !== undefined || g.hB !== undefined
  if (NOT_A_TIME.test(text.slice(end)) && !g.pre) return null
  if (g.mm !== undefined && !g.pre) return null
  if (g.m2 !== undefined && !g.pre) return null
  if (!said && !dotted && !g.half && !g.part && !(g.partB && second) && !(g.dir && g.by)) return null
  if (!said && !dotted && g.half && second === false && /^ ?(?:jam|hari)/.test(text.slice(end))) return null
  if (!said && g.part && Number(g.h) > 12 && !dotted) return null
  // "1 - 15 pagi" and "2 dan 3 sore" are fine; "20 - 30" was refused above.
  if (dotted && !said && !g.part && looksLikeDate(g.h!, g.m!, text, start, second)) return null
  if (g.pre2 === undefined && second && !said && !dotted && !g.part && !g.half) return null

  const part = g.part ?? (second ? sharedPart(g) : undefined)
  const first = read(g, '', part, zone)
  if (!second) {
    const atom: TimeAtom = { kind: 'time', start, end, value: first.value }
    if (first.alternative) atom.alternative = first.alternative
    if (g.part) atom.part = g.part
    return atom
  }
  if (g.open !== undefined) return { kind: 'time', start, end, value: first.value, until: '' }
  const last = read(g, 'B', g.partB ?? undefined, zone)
  let value = first.value
  let until = last.value
  if (value && until && until < value && !g.partB) {
    const later = Number(until.slice(0, 2)) + 12
    if (later < 24) until = `${later}${until.slice(2)}`
  }
  if (value && until && value > until && g.partB && !g.part) value = first.early ?? value
  if (value === null || until === null) return { kind: 'time', start, end, value: null }
  return { kind: 'time', start, end, value, until }
}

/** "jam 7 - 9 malam": the part belongs to both, unless the first would then come after the second. */
function sharedPart(g: Groups): string | undefined {
  if (!g.partB || !g.hB) return undefined
  return Number(g.h) <= Number(g.hB) && Number(g.h) !== 12 ? g.partB : undefined
}

/** A bare "23.11" is a date, "7.15" a time: the hour is late and the second number a month (§4.1). */
function looksLikeDate(h: string, m: string, text: string, start: number, range: boolean): boolean {
  const hour = Number(h)
  const month = Number(m)
  if (range || month < 1 || month > 12) return false
  if (
    /(?:tanggal|senin|selasa|rabu|kamis|jumat|sabtu|minggu),? $/.test(
      text.slice(Math.max(0, start - 9), start),
    )
  ) {
    return hour > 12 || month % 5 !== 0
  }
  return (hour >= 21 && hour <= 31) || (hour > 12 && month % 5 !== 0)
}

type Reading = { value: string | null; alternative?: string; early?: string }

function read(g: Groups, suffix: string, part: string | undefined, zone: Zone): Reading {
  const hour = Number(g[`h${suffix}`])
  const minute = g[`m${suffix}`] ?? g[`mm${suffix}`] ?? g[`m2${suffix}`]
  const quarter = g[`quarter${suffix}`]
  if (hour > 24 || Number(minute ?? 0) > 59 || (hour === 24 && Number(minute ?? 0) > 0))
    return { value: null }
  let minutes = hour * 60 + Number(minute ?? 0) + (quarter ? 15 : 0)
  if (g[`half${suffix}`]) minutes -= 30
  const by = g[`by${suffix}`]
  const amount = by === 'seperempat' ? 15 : by === 'setengah' ? 30 : Number(by ?? 0)
  minutes += g[`dir${suffix}`] === 'kurang' ? -amount : amount

  const bare = !minute && !quarter && !by && !g[`half${suffix}`]
  const written = (minute !== undefined && g[`m${suffix}`] !== undefined) || g[`h${suffix}`]!.startsWith('0')
  const result: Reading = { value: '' }
  const early = minutes
  minutes = inPart(minutes, part, hour, written)
  if (!part && bare && !written && !suffix && g.hB === undefined && g.open === undefined) {
    if (hour >= 8 && hour <= 11) result.alternative = clock(minutes + 720)
    else if (hour === 4 || hour === 5) result.alternative = clock(minutes - 720)
  }
  const shift = zoneShift(g, suffix, zone)
  result.value = clock(minutes + shift)
  result.early = clock(early + shift)
  return result
}

/** Puts an hour of the twelve-hour clock into its part of the day. */
function inPart(minutes: number, part: string | undefined, hour: number, written: boolean): number {
  if (hour > 12) return minutes
  const at = minutes / 60
  switch (part) {
    case 'dini hari':
    case 'pagi':
    case 'subuh':
      return hour === 12 && part !== 'pagi' ? minutes - 720 : minutes
    case 'siang':
      return at < 6 ? minutes + 720 : minutes
    case 'sore':
    case 'magrib':
      return at < 8 ? minutes + 720 : minutes
    case 'malam':
      if (at >= 11.5 && hour === 12) return (minutes + 720) % 1440
      return at >= 5.5 && at < 12 ? minutes + 720 : minutes
  }
  // Without a part: 1–5 is the office's afternoon, 6–11 its morning; "07.15" says itself what it is.
  if (!written && at >= 0.5 && at < 5.75 && hour <= 6) return minutes + 720
  return minutes
}

function zoneShift(g: Groups, suffix: string, zone: Zone): number {
  const said = g[`zone${suffix}`] ?? g[`zone2${suffix}`] ?? g.zone ?? g.zone2 ?? g.zoneB ?? g.zone2B
  return said ? zone.offset - INDONESIAN_ZONES[said]! * 60 : 0
}

/** Minutes since midnight → "07:30", round the clock. */
export function clock(minutes: number): string {
  const m = ((minutes % 1440) + 1440) % 1440
  return `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`
}
