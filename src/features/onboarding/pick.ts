/** Which of a numbered list are meant: "semua kecuali 3, 7", "1, 2 dan 5-8", "semua kecuali Budi". Pure. */
export type Picked = { numbers: number[] } | { wrong: string }

type Line = { number: number; name: string }

const EXCEPT = /\b(?:kecuali|selain|minus|tanpa|tapi\s+(?:jangan|bukan|tidak)|except)\b/i
const ALL = /^(?:semua(?:nya)?|seluruh(?:nya)?|smua|all)\b/i

/**
 * What is not understood, or stands in no line, stops the whole: an exception that is passed over lets in the wrong one.
 * @param text what follows "setujui"
 */
export function pick(text: string, lines: Line[]): Picked {
  const [chosen = '', ...left] = text.split(EXCEPT)
  if (left.length > 1) return { wrong: text.trim() }
  const all = ALL.test(chosen.trim())
  const rest = chosen
    .trim()
    .replace(ALL, '')
    .replace(/\b(?:yang\s+(?:ini|itu)|ini|itu|nya)\b/gi, '')
    .trim()
  if (all && rest !== '') return { wrong: rest }
  if (!all && left.length > 0) return { wrong: text.trim() }
  const some = all ? { numbers: lines.map(({ number }) => number) } : read(chosen, lines)
  if ('wrong' in some || left.length === 0) return some
  const except = read(left[0] ?? '', lines)
  if ('wrong' in except) return except
  return { numbers: some.numbers.filter((one) => !except.numbers.includes(one)) }
}

const AROUND = /^(?:no(?:mor|mer)?|nmr)\.?\s*(?=\d)|^(?:yang|yg|si|pak|bu|bapak|ibu)\s+/i
const TAIL = /(?:\s+(?:dulu|ya|yah|pak|bu|min|dong|saja|aja))+$/i
const RANGE = /^(\d{1,3})\s*(?:-|–|s\/?d|sampai|hingga)\s*(\d{1,3})$/i

function read(text: string, lines: Line[]): Picked {
  const numbers = new Set<number>()
  const parts = text
    .replace(/\b(?:dan|dgn|serta|juga|&)\b|[;+\n]/gi, ',')
    // "3 7" are two.
    .replace(/(\d)\s+(?=\d)/g, '$1,')
    .split(/,|\s\.\s|\.$/)
    .map((part) => part.trim().replace(TAIL, '').replace(AROUND, '').trim())
    .filter(Boolean)
  if (parts.length === 0) return { wrong: text.trim() }
  for (const part of parts) {
    const found = meant(part, lines)
    if (!found) return { wrong: part }
    for (const one of found) numbers.add(one)
  }
  return { numbers: [...numbers].sort((a, b) => a - b) }
}

/** @returns null for what is in no line, and for a name that fits several */
function meant(part: string, lines: Line[]): number[] | null {
  const range = RANGE.exec(part)
  const [from, to] = range ? [Number(range[1]), Number(range[2])] : [Number(part), Number(part)]
  if (/^\d/.test(part)) {
    const span = Array.from({ length: Math.max(0, Math.min(to - from, 400) + 1) }, (_, index) => from + index)
    const known = new Set(lines.map(({ number }) => number))
    return span.length > 0 && span.every((one) => known.has(one)) ? span : null
  }
  const words = part.toLowerCase().split(/\s+/)
  const named = lines.filter(({ name }) =>
    words.every((word) =>
      name
        .toLowerCase()
        .split(/[^\p{L}]+/u)
        .includes(word),
    ),
  )
  return named.length === 1 ? named.map(({ number }) => number) : null
}
