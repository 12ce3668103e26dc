import { iso } from '../../language/calendar.ts'
import { normalise } from '../../language/normalise.ts'
import { findWhen } from '../../language/when.ts'
import type { OnDayOff, Season } from './occurrences.ts'

/** What a sentence says about a series, as far as it says it. */
export type SeriesWish = {
  rrule?: string
  from?: string
  until?: string
  except?: string[]
  onHoliday?: OnDayOff
  onLeave?: OnDayOff
  season?: Season
  /** Ramadan's time was said without its days. */
  seasonTime?: string
  problem?: 'noSuchDate' | 'endBeforeStart'
}

const FROM = /\b(?:mulai(?: dari| tanggal)?|terhitung|sejak|per|berlaku)(?: hari| tanggal| bulan)? $/
const SINCE = /\bdari(?: hari| tanggal| bulan)? $/
const UNTIL = /(?:\b(?:sampai(?: dengan)?|hingga|s\/d|s\.d\.)|-)(?: hari| tanggal| akhir| bulan)? ?$/
const EXCEPT = /\b(?:kecuali|selain|tidak termasuk|tanpa)(?: pada| hari| tanggal)* $/
const AND = /^ ?(?:,|dan|, dan|&|serta)(?: tanggal)? ?$/
const RAMADAN = /\b(?:ramadan|ramadhan|romadhon|romadon|bulan puasa|puasa)\b/
const DAY_OFF: [RegExp, 'both' | 'holiday' | 'leave'][] = [
  [/\b(?:libur nasional|tanggal merah),? (.*)/, 'holiday'],
  [/\bcuti bersama,? (.*)/, 'leave'],
  [/\blibur(?! nasional),? (.*)/, 'both'],
]
const RULES: [RegExp, OnDayOff][] = [
  [
    /^(?:\S+ ){0,3}?(?:digeser|geser|bergeser|diundur|dipindah|dipindahkan|pindah|mundur|hari kerja berikutnya)\b/,
    'shift',
  ],
  [/^(?:\S+ ){0,3}?(?:tetap|jalan terus|masuk|tidak libur)\b/, 'keep'],
  [
    /^(?:\S+ ){0,3}?(?:ditiadakan|tiada|tidak ada|kosong|dilewati|lewati|libur|diliburkan|skip|batal)\b/,
    'skip',
  ],
]

/**
 * "mulai minggu depan sampai Desember", "kecuali 28 Desember", "libur digeser ke hari kerja berikutnya", "Ramadan jam
 * 08.00 dari 8 Februari sampai 9 Maret". Pure.
 */
export function seriesWish(text: string, ref: Date, zone: string): SeriesWish {
  const said = normalise(text).text
  const { when, days, times } = findWhen(said, { ref, zone })
  const wish: SeriesWish = {}
  if (when?.rrule) wish.rrule = when.rrule
  if (days.some((one) => one.kind === 'bad')) wish.problem = 'noSuchDate'
  const good = days.filter((one) => one.kind !== 'bad')
  const season = RAMADAN.exec(said)
  let last: 'from' | 'until' | 'except' | null = null
  let end = 0
  const seasonDays: string[] = []
  for (const one of good) {
    const before = said.slice(0, one.start)
    const between = said.slice(end, one.start)
    const [first, until] = [iso(one.day), iso(one.until ?? one.day)]
    end = one.end
    if (
      season &&
      one.start > season.index &&
      seasonDays.length < 2 &&
      !FROM.test(before) &&
      !EXCEPT.test(before)
    ) {
      seasonDays.push(...(one.until !== undefined ? [first, until] : [first]))
      continue
    }
    if (EXCEPT.test(before) || (last === 'except' && AND.test(between))) {
      last = 'except'
      wish.except = [...(wish.except ?? []), first]
    } else if (FROM.test(before) || SINCE.test(before)) {
      last = 'from'
      wish.from = first
    } else if (UNTIL.test(before)) {
      last = 'until'
      wish.until = until
    }
  }
  if (wish.from && wish.until && wish.until < wish.from) wish.problem = 'endBeforeStart'
  Object.assign(wish, offRules(said))
  if (season) Object.assign(wish, seasonOf(season.index, times, seasonDays))
  return wish
}

/** What becomes of days off. "libur" alone means both kinds; what is said of one kind counts for that. */
function offRules(said: string): Pick<SeriesWish, 'onHoliday' | 'onLeave'> {
  const found: Pick<SeriesWish, 'onHoliday' | 'onLeave'> = {}
  for (const [shape, which] of DAY_OFF) {
    // "libur nasional digeser, cuti bersama tetap": each with what follows it, up to the comma.
    const rest = shape.exec(said)?.[1]?.split(/,| dan cuti| dan libur/)[0]
    const rule = rest === undefined ? undefined : RULES.find(([words]) => words.test(rest))?.[1]
    if (!rule) continue
    if (which !== 'leave') found.onHoliday ??= rule
    if (which !== 'holiday') found.onLeave ??= rule
  }
  if (/\bkecuali (?:hari |tanggal )*(?:libur|merah)\b/.test(said))
    return { onHoliday: 'skip', onLeave: 'skip' }
  return found
}

/** The time that stands nearest to the word, and its days. */
function seasonOf(
  at: number,
  times: { start: number; value: string | null }[],
  days: string[],
): Pick<SeriesWish, 'season' | 'seasonTime'> {
  const time = times.filter((one) => one.value).sort((a, b) => far(a.start, at) - far(b.start, at))[0]?.value
  if (!time) return {}
  const [from, to] = days
  return from && to && from <= to ? { season: { from, to, time } } : { seasonTime: time }
}

/** What stands after the word is nearer than what stands before it. */
const far = (start: number, at: number) => (start >= at ? start - at : (at - start) * 3)
