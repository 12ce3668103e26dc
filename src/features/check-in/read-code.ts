import { CODE_WORDS, EVERYDAY_NEAR } from './code-words.ts'

/** A code as read from a typed text: `word` from the list, `digits` exactly two. */
export type CodeReading = { word: string; digits: string; exact: boolean }

const LISTED: ReadonlySet<string> = new Set(CODE_WORDS)

/** Every code word under itself and under each form that lacks one letter. */
const NEAR: ReadonlyMap<string, readonly string[]> = (() => {
  const near = new Map<string, string[]>()
  for (const word of CODE_WORDS)
    for (const form of [word, ...withoutOne(word)]) near.set(form, [...(near.get(form) ?? []), word])
  return near
})()

/** A message with more words than this is a sentence: only an exact word is believed there. */
const SHORT_MESSAGE = 8

/**
 * Finds a code in what somebody typed: "kapal27", "KAPAL-27", "hadir KAPAL 27 pak", "27 kapal", "kapal O7",
 * and "kapla 27" (`exact: false`) where only one word of the list is that near. Null when no word of the list
 * stands right beside exactly two digits: "rapat jam 10", "kapal 07.15" and "kapal 270" hold no code.
 * Of several codes the last counts (people correct themselves), an exact one before a misspelt one.
 *
 * A misspelt reading is a guess: when it fits no step, treat the text as ordinary words, not as a wrong code.
 */
export function readCode(text: string): CodeReading | null {
  const tokens = tokensOf(text)
  const short = tokens.length <= SHORT_MESSAGE
  let found: CodeReading | null = null
  for (let i = 0; i < tokens.length; i++) {
    const read = glued(tokens, i, short) ?? beside(tokens, i, short)
    if (read && (read.exact || !found?.exact)) found = read
  }
  return found
}

/** A run of letters and digits, and the `gap` before it: bold marks, emoji and spaces are only gaps. */
type Token = { text: string; gap: string; after: string }

function tokensOf(text: string): Token[] {
  const plain = text.normalize('NFKC').toUpperCase()
  const tokens: Token[] = []
  let end = 0
  for (const match of plain.matchAll(/[\p{L}\p{N}]+/gu)) {
    const gap = plain.slice(end, match.index)
    const last = tokens.at(-1)
    if (last) last.after = gap
    end = match.index + match[0].length
    tokens.push({ text: match[0], gap, after: plain.slice(end, end + 4) })
  }
  return tokens
}

/** The word at `i` with digits after it, as the code is shown, or else before it. */
function beside(tokens: Token[], i: number, short: boolean): CodeReading | null {
  const word = tokens[i]!.text
  if (!/^\p{L}{3,8}$/u.test(word)) return null
  const digits = digitsAt(tokens, i + 1, tokens[i]!.after) ?? digitsAt(tokens, i - 1, tokens[i]!.gap)
  return digits === null ? null : reading(word, digits, short)
}

/** "kapal27", "27kapal", "kapalO7": the word has to be right when a letter stands for a digit. */
function glued(tokens: Token[], i: number, short: boolean): CodeReading | null {
  const { text } = tokens[i]!
  if (text.length > 10 || !standsAlone(tokens, i)) return null
  const match = /^(?<word>\p{L}{3,8})(?<digits>\d\d)$|^(?<digits2>\d\d)(?<word2>\p{L}{3,8})$/u.exec(
    text,
  )?.groups
  if (match) return reading((match.word ?? match.word2)!, (match.digits ?? match.digits2)!, short)
  const word = text.slice(0, -2)
  const digits = LISTED.has(word) ? twoDigits(text.slice(-2)) : null
  return digits === null ? null : { word, digits, exact: true }
}

function digitsAt(tokens: Token[], j: number, gap: string): string | null {
  const token = tokens[j]
  // A few marks or spaces may stand between, not a new sentence and not the plus of a phone number.
  if (!token || gap.length > 4 || /[+!?]/.test(gap) || !standsAlone(tokens, j)) return null
  return twoDigits(token.text)
}

const BEFORE = /^(JAM|JM|PUKUL|PKL|TGL|TANGGAL|RP|NO|NOMOR|LANTAI|RT|RW|HAL|USIA|UMUR|KELAS)$/
const AFTER =
  /^(BUTIR|BUAH|BIJI|ORANG|KALI|LEMBAR|PAPAN|LUSIN|KILO|KG|EKOR|RIBU|RB|JUTA|PERSEN|MENIT|TAHUN|JAN|FEB|MAR|APR|JUN|JUL|AGUS|AGT|SEPT?|OKT|NO[PV]|DES)$|^(JANUARI|FEBRUARI|PEBRUARI|MARET|APRIL|MEI|JUNI|JULI|AGUSTUS|SEPTEMBER|OKTOBER|NO[PV]EMBER|DESEMBER)$/

/** Not a piece of 07.15, 10-12, 1.000, 27/11 or 27%, and no "jam 10", "10 orang", "10 Desember". */
function standsAlone(tokens: Token[], j: number): boolean {
  const { gap, after } = tokens[j]!
  const before = tokens[j - 1]?.text ?? ''
  const next = tokens[j + 1]?.text ?? ''
  const joins = /^ ?[.,:/–-]$|^ ?[:/–-] $/
  if (/^\d/.test(next) && joins.test(after)) return false
  if (/\d$/.test(before) && joins.test(gap)) return false
  return !after.startsWith('%') && !BEFORE.test(before) && !AFTER.test(next)
}

/** Two digits; the letters O, I and L pass for 0 and 1 beside at least one real digit. */
function twoDigits(text: string): string | null {
  if (!/^[\dOIL]{2}$/.test(text) || !/\d/.test(text)) return null
  return text.replace('O', '0').replace(/[IL]/, '1')
}

function reading(typed: string, digits: string, short: boolean): CodeReading | null {
  if (LISTED.has(typed)) return { word: typed, digits, exact: true }
  if (!short || typed.length < 4 || EVERYDAY_NEAR.has(typed)) return null
  const word = onlyNear(typed)
  return word === null ? null : { word, digits, exact: false }
}

/** The one word of the list within one slip of the finger, or null when there is none or more than one. */
function onlyNear(typed: string): string | null {
  const candidates = new Set<string>()
  for (const form of [typed, ...withoutOne(typed)])
    for (const word of NEAR.get(form) ?? []) if (oneSlip(typed, word)) candidates.add(word)
  const [only, second] = candidates
  return only !== undefined && second === undefined ? only : null
}

function withoutOne(word: string): string[] {
  return Array.from(word, (_, i) => word.slice(0, i) + word.slice(i + 1))
}

/** One letter wrong, missing or too many, or two neighbours exchanged (Damerau distance ≤ 1). */
function oneSlip(a: string, b: string): boolean {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  const restA = a.slice(start)
  const restB = b.slice(start)
  if (restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)) return true
  return restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2)
}
