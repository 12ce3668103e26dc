import type { QuietSetting } from '../../lib/city.ts'

/** What somebody wants changed about the quiet hours. */
export type QuietChange =
  | { what: 'span'; which: Which; from: string; until: string }
  | { what: 'none'; which: Which }
  | { what: 'ramadan'; from: string; to: string }

/** Every day, one weekday (ISO), or Ramadan. */
export type Which = 'daily' | 'ramadan' | number

const DAYS: [RegExp, number][] = [
  [/\b(senin|monday)\b/i, 1],
  [/\b(selasa|tuesday)\b/i, 2],
  [/\b(rabu|wednesday)\b/i, 3],
  [/\b(kamis|thursday)\b/i, 4],
  [/\b(jum'?at|friday)\b/i, 5],
  [/\b(sabtu|saturday)\b/i, 6],
  [/\b(minggu|ahad|sunday)\b/i, 7],
]
const NONE = /\b(hapus|tanpa|tidak ada|tiadakan|matikan|none)\b/i
const TIMES =
  /\b([01]?\d|2[0-3])[.:]([0-5]\d)\s*(?:sampai|s\/d|s\.d\.|sd|hingga|to|-|–)\s*([01]?\d|2[0-3])[.:]([0-5]\d)\b/i

/**
 * "21.00 sampai 05.00", "jumat 11.30-13.15", "ramadan 17.30 s/d 20.45", "jumat tidak ada", "ramadan 8 februari sampai 9
 * maret 2027" (behind "jam tenang"). Pure.
 * @param heard what the city's own reading of dates and times found in it
 */
export function readQuietChange(
  text: string,
  heard: { time?: string; timeTo?: string; date?: string; dateTo?: string } | null,
): QuietChange | null {
  const ramadan = /\b(ramadh?an|puasa)\b/i.test(text)
  const day = DAYS.find(([name]) => name.test(text))?.[1]
  const which: Which = ramadan ? 'ramadan' : (day ?? 'daily')
  const [, h1, m1, h2, m2] = TIMES.exec(text) ?? []
  if (h1 && h2)
    return {
      what: 'span',
      which,
      from: `${h1.padStart(2, '0')}.${m1}`,
      until: `${h2.padStart(2, '0')}.${m2}`,
    }
  const [, first, last] = /(\d{4}-\d\d-\d\d) (\d{4}-\d\d-\d\d)/.exec(text) ?? []
  if (ramadan && first && last) return { what: 'ramadan', from: first, to: last }
  const dot = (time: string) => time.replace(':', '.')
  if (heard?.time && heard.timeTo)
    return { what: 'span', which, from: dot(heard.time), until: dot(heard.timeTo) }
  if (ramadan && heard?.date && heard.dateTo) return { what: 'ramadan', from: heard.date, to: heard.dateTo }
  return NONE.test(text) && which !== 'daily' ? { what: 'none', which } : null
}

const WORDS = ['senin', 'selasa', 'rabu', 'kamis', 'jumat', 'sabtu', 'minggu']

/** The change in the fewest words that are read as it: what a button types, in 48 bytes. Pure. */
export function wordsFor(change: QuietChange): string {
  if (change.what === 'ramadan') return `ramadan ${change.from} ${change.to}`
  const which =
    typeof change.which === 'number'
      ? `${WORDS[change.which - 1]} `
      : change.which === 'ramadan'
        ? 'ramadan '
        : ''
  return change.what === 'none' ? `${which}hapus` : `${which}${change.from}-${change.until}`
}

/** The setting with the change. A Ramadan that is over is forgotten, one of the same year replaced. Pure. */
export function changeQuiet(setting: QuietSetting, change: QuietChange): QuietSetting {
  if (change.what === 'ramadan') {
    const others = setting.ramadan.filter((one) => one.from.slice(0, 4) !== change.from.slice(0, 4))
    return { ...setting, ramadan: [...others, { from: change.from, to: change.to }].slice(-5) }
  }
  const { which } = change
  const mine = ({ days, season }: QuietSetting['spans'][number]) =>
    which === 'ramadan'
      ? season === 'ramadan'
      : !season && (which === 'daily' ? !days : (days?.includes(which) ?? false))
  const others = setting.spans.filter((one) => !mine(one))
  if (change.what === 'none') return { ...setting, spans: others }
  const { from, until } = change
  const fresh = {
    ...{ from, until },
    ...(typeof which === 'number' ? { days: [which] } : {}),
    ...(which === 'ramadan' ? { season: 'ramadan' as const } : {}),
  }
  return { ...setting, spans: [...others, fresh] }
}
