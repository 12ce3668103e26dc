import type { DaysFound } from './dates.ts'

/** One line of a programme, or a sentence with several times: each time begins a session. Pure. */

const CLOCK = '([01]?\\d|2[0-3])[.:]([0-5]\\d)(?![\\d.:]\\d|\\d)'
const ZONE = '(?:\\s*(?:wib|wita|wit)\\b)?'
const AT = '(?:(?:jam|pukul|pkl\\.?)\\s*)'
const TO = '\\s*(?:[-–—]|s\\s?/\\s?d|s\\.d\\.?|sd|sampai|hingga)\\s*'
const SHAPE = `(?<![\\d.:/])(?:${AT}?${CLOCK}|${AT}(\\d{1,2})(?![\\d.:])(?:\\s*(pagi|siang|sore|malam))?)${ZONE}(?:${TO}(?:${AT}?${CLOCK}|selesai))?${ZONE}`
export const TIME = new RegExp(SHAPE, 'i')
const TIMES = new RegExp(SHAPE, 'gi')

const OPTIONAL =
  /[[(]?\s*\*?\b(?:tidak|tdk|gak|nggak|bukan)\s+wajib\b\*?\s*[\])]?|[[(]?\s*\bopsional\b\s*[\])]?/gi
const MANDATORY = /[[(]?\s*\*{0,2}\bwajib\b\*{0,2}\s*[\])]?/gi
const EVERY_DAY = /[,;]?\s*\b(?:se)?tiap\s+hari(?:nya)?\b/gi
const SEVERAL = /[,;]?\s*\bsemua(?:\s+sesi)?(?:nya)?\s+wajib\b/gi

type Read = { time: string; end: string | null; title: string; mandatory: boolean; days: DaysFound | null }

/** @param daysOf the days that a text names: one at the end of a session's words belongs to the next */
export function chunksOf(
  text: string,
  daysOf: (text: string) => DaysFound[],
): { lines: Read[]; wrong: string[] } {
  const times = [...text.matchAll(TIMES)]
  const between = times.map((one, n) =>
    text.slice(one.index + one[0].length, times[n + 1]?.index ?? text.length),
  )
  const front = text.slice(0, times[0]?.index ?? 0)
  let next = lastDays(front, daysOf)
  const before = next ? front.slice(0, next.start) : front
  // "Pembukaan 08.00": the name stands in front of the time.
  const inFront = cleaned(plain(before)) !== '' && cleaned(plain(between.at(-1) ?? '')) === ''
  const wrong: string[] = []
  const lines = times.flatMap((one, n): Read[] => {
    const after = between[n] ?? ''
    const words = inFront ? (n === 0 ? before : behindComma(between[n - 1] ?? '')) : after
    // "Pembukaan 08.00 (wajib), Materi 10.00": up to the comma it is still said of the first.
    const marks = inFront ? `${words} ${after.slice(0, after.length - behindComma(after).length)}` : words
    const own = next
    next = n < times.length - 1 ? lastDays(words, daysOf) : null
    const said = next ? words.slice(0, next.start) : words
    const title = cleaned(plain(said))
    if (title.length < 2) {
      wrong.push(one[0].trim())
      return []
    }
    const [time, end] = clocksOf(one)
    const mandatory = MANDATORY.test((inFront ? marks : said).replace(OPTIONAL, ' ').replace(SEVERAL, ' '))
    MANDATORY.lastIndex = 0
    return [{ time, end, title: title.charAt(0).toUpperCase() + title.slice(1, 80), mandatory, days: own }]
  })
  return { lines, wrong }
}

/** What follows the first comma; all of it where there is none. */
const behindComma = (text: string): string => {
  const at = text.search(/[,;]/)
  return at < 0 ? (/[\p{L}\d]/u.test(plain(text)) ? text : '') : text.slice(at + 1)
}

function lastDays(words: string, daysOf: (text: string) => DaysFound[]): DaysFound | null {
  const last = daysOf(words).at(-1)
  return last && cleaned(words.slice(last.end)) === '' ? last : null
}

const plain = (text: string): string =>
  text.replace(EVERY_DAY, ' ').replace(SEVERAL, ' ').replace(OPTIONAL, ' ').replace(MANDATORY, ' ')

function clocksOf([, h1, m1, hour, part, h2, m2]: RegExpExecArray): [string, string | null] {
  const bare = Number(hour)
  const shifted =
    part && /siang|sore|malam/i.test(part) && bare < 12 && !(/siang/i.test(part) && bare > 9)
      ? bare + 12
      : bare
  const time = h1 === undefined ? clock(shifted, 0) : clock(Number(h1), Number(m1))
  return [time, h2 === undefined ? null : clock(Number(h2), Number(m2))]
}

/** The first time of a text, and its end where that is said. */
export function firstTime(text: string): { time: string; end: string | null } | null {
  const found = TIME.exec(text)
  if (!found) return null
  const [time, end] = clocksOf(found)
  return { time, end }
}

const clock = (hour: number, minute: number) =>
  `${String(hour % 24).padStart(2, '0')}:${String(minute).padStart(2, '0')}`

/** Without what stood around it: separators, brackets that hold nothing. */
export const cleaned = (text: string): string =>
  text
    .replace(/[[(]\s*[\])]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s:;,.)\]–—-]+|[\s:;,.([–—-]+$/gu, '')
    .replace(/^(?:sesi|acara|jadwal(?:nya)?)\s*[:=]\s*/i, '')
