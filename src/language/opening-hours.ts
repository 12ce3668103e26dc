/** ISO weekdays and wall clock, "08:00". */
export type OpeningHours = { days: number[]; from: string; until: string }

const DAY = "senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad"
const NUMBER: Record<string, number> = {
  ...{ senin: 1, selasa: 2, rabu: 3, kamis: 4, jumat: 5, "jum'at": 5 },
  ...{ sabtu: 6, minggu: 7, ahad: 7 },
}
const TO = '(?:-|–|s\\/d|s\\.d\\.|sd|sampai(?: dengan)?|hingga)'
const SPAN = new RegExp(`(${DAY}) ?${TO} ?(${DAY})`, 'g')
const TIME = new RegExp(
  `(?:jam|pukul)? ?([01]?\\d|2[0-3])(?:[.:]([0-5]\\d))? ?${TO} ?(?:jam|pukul)? ?([01]?\\d|2[0-3])(?:[.:]([0-5]\\d))?(?: ?(?:wib|wita|wit))?`,
  'g',
)

/**
 * "Selasa 08.00-11.00", "Senin-Kamis 8-15, Jumat 08.00 sampai 11.00", "tiap hari 08.00-12.00", "1-4 08.00-15.00" (ISO
 * weekdays, as in a city's points.tsv). Pure.
 * @returns null where it is no hours: a time without a day, a day without a time, an end before its start
 */
export function readOpeningHours(text: string): OpeningHours[] | null {
  const said = ` ${text.toLowerCase().replace(/\s+/g, ' ').trim()} `
    .replace(
      /\b([1-7])-([1-7]) (?=\d)/g,
      (_, a: string, b: string) => `${WORDS[Number(a) - 1]}-${WORDS[Number(b) - 1]} `,
    )
    .replace(/(?<=[ ;,])([1-7])(?=(?:,[1-7])* \d)/g, (_, day: string) => WORDS[Number(day) - 1] ?? '')
  const found: OpeningHours[] = []
  let end = 0
  for (const match of said.matchAll(TIME)) {
    const before = said.slice(end, match.index)
    const days = daysIn(before)
    const [from, until] = [clock(match[1], match[2]), clock(match[3], match[4])]
    if (from >= until) return null
    // "Selasa 08.00-10.00 dan 13.00-15.00": the same days again.
    const on = days.length > 0 ? days : /^\s*(?:,|;|dan|&)\s*$/.test(before) ? (found.at(-1)?.days ?? []) : []
    if (on.length === 0) return null
    found.push({ days: on, from, until })
    end = match.index + match[0].length
  }
  // A day behind the last time has none of its own.
  return found.length > 0 && daysIn(said.slice(end)).length === 0 ? found : null
}

const WORDS = ['senin', 'selasa', 'rabu', 'kamis', 'jumat', 'sabtu', 'minggu']

function daysIn(text: string): number[] {
  if (/\b(?:tiap|setiap) hari\b(?! kerja)/.test(text)) return [1, 2, 3, 4, 5, 6, 7]
  if (/\bhari kerja\b/.test(text)) return [1, 2, 3, 4, 5]
  const days = new Set<number>()
  const rest = text.replace(SPAN, (_, first: string, last: string) => {
    for (let day = NUMBER[first] ?? 1; ; day = (day % 7) + 1) {
      days.add(day)
      if (day === (NUMBER[last] ?? 7)) break
    }
    return ' '
  })
  for (const [, name = ''] of rest.matchAll(new RegExp(`(?<![a-z])(${DAY})(?![a-z])`, 'g')))
    days.add(NUMBER[name] ?? 1)
  return [...days].sort((a, b) => a - b)
}

const clock = (hour = '', minute = '00'): string => `${hour.padStart(2, '0')}:${minute}`
