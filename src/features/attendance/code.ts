import { createHmac } from 'node:crypto'
import { CODE_WORDS, EVERYDAY_NEAR } from './code-words.ts'

/** Seconds that one code stays on the venue screen (issue 2). */
export const SCREEN_STEP = 30

/** Seconds that one called-out code of a unit stays valid (issue 2: "changing every 3 minutes"). */
export const UNIT_STEP = 180

/** What was shown and when: from `stepStart` up to, not including, `stepEnd`. `code` is 'KAPAL 27'. */
export type Code = { code: string; word: string; digits: string; stepStart: Date; stepEnd: Date }

/** A code as read from a typed text: `word` from the list, `digits` exactly two. */
export type CodeReading = { word: string; digits: string; exact: boolean }

/** A session's `codeKey`: the bytes, or the same bytes as base64url. At least 16 of them. */
export type CodeKey = Uint8Array | string

/** The code of the venue screen at a moment. Nothing is stored: whoever has the key can tell any moment's code. */
export function codeAt(key: CodeKey, at: Date, stepSeconds: number = SCREEN_STEP): Code {
  const stream = streamOf(key, `screen|${stepSeconds}`)
  return shown(screenPick(stream, stepOf(at, stepSeconds)), stepOf(at, stepSeconds), stepSeconds)
}

/** The code that a coordinator says aloud to the unit, never equal to a screen code that could be read then. */
export function unitCodeAt(key: CodeKey, unitId: number, at: Date): Code {
  const step = stepOf(at, UNIT_STEP)
  return shown(unitPick(streamOf(key, SCREEN), streamOf(key, `unit|${unitId}`), step), step, UNIT_STEP)
}

export type FindStep = {
  key: CodeKey
  word: string
  digits: string
  /** The called-out code of this unit; without it, the screen's. */
  unitId?: number
  /** Screen codes only; a unit's step is always UNIT_STEP. */
  stepSeconds?: number
  from: Date
  to: Date
}

/** Longest look back, in steps: four hours of a screen. A session's whole window, and an end to the work. */
const MAX_SCAN = 480

/**
 * When was this code shown? The start of the most recent step that touches [from, to] and showed it, or null.
 * `to` is the message's time plus the allowed skew, or codes that nobody has seen yet would be found.
 */
export function findStep(input: FindStep): Date | null {
  const { key, word, digits, unitId } = input
  const seconds = unitId === undefined ? (input.stepSeconds ?? SCREEN_STEP) : UNIT_STEP
  const index = WORD_INDEX.get(word)
  if (index === undefined || !/^\d\d$/.test(digits)) return null
  const wanted = index * 100 + Number(digits)
  const last = stepOf(input.to, seconds)
  const first = Math.max(stepOf(input.from, seconds), last - MAX_SCAN + 1)
  const screen = streamOf(key, unitId === undefined ? `screen|${seconds}` : SCREEN)
  const unit = unitId === undefined ? null : streamOf(key, `unit|${unitId}`)
  for (let step = last; step >= first; step--) {
    const pick = unit ? unitPick(screen, unit, step) : screenPick(screen, step)
    if (pick === wanted) return new Date(step * seconds * 1000)
  }
  return null
}

// ── Derivation ───────────────────────────────────────────────────────────────────────────────────
// A pick is wordIndex * 100 + digits. pick = HMAC-SHA256(key, "guyub kode 1|<label>|<step>|<attempt>"): nine
// bits choose the word, 32 the digits. Rules that a draw must satisfy are met by drawing again with the next
// attempt, so everybody who has the key draws the same.

/** Odd steps avoid the words of both even neighbours, which avoid nobody: no chain of steps to walk back. */
function screenPick(stream: Stream, step: number): number {
  return remember(stream, step, () => {
    if (step % 2 === 0) return draw(stream, step, 0)
    const before = wordOf(screenPick(stream, step - 1))
    const after = wordOf(screenPick(stream, step + 1))
    return firstThat(stream, step, (pick) => wordOf(pick) !== before && wordOf(pick) !== after)
  })
}

/** Label of the venue screen's codes. */
const SCREEN = `screen|${SCREEN_STEP}`

/** Milliseconds around a unit's step in which no screen code may equal its code: late phones, and some. */
const APART_MS = 15 * 60_000

function unitPick(screen: Stream, stream: Stream, step: number): number {
  const free = (of: number) => {
    const onScreen = new Set<number>()
    const from = Math.floor((of * UNIT_STEP * 1000 - APART_MS) / (SCREEN_STEP * 1000))
    const to = Math.ceil(((of + 1) * UNIT_STEP * 1000 + APART_MS) / (SCREEN_STEP * 1000))
    for (let s = from; s < to; s++) onScreen.add(screenPick(screen, s))
    return (pick: number) => !onScreen.has(pick)
  }
  const even = (of: number) => remember(stream, of, () => firstThat(stream, of, free(of)))
  if (step % 2 === 0) return even(step)
  return remember(stream, step, () => {
    const before = wordOf(even(step - 1))
    const after = wordOf(even(step + 1))
    const ok = free(step)
    return firstThat(stream, step, (pick) => ok(pick) && wordOf(pick) !== before && wordOf(pick) !== after)
  })
}

function firstThat(stream: Stream, step: number, ok: (pick: number) => boolean): number {
  for (let attempt = 0; ; attempt++) {
    const pick = draw(stream, step, attempt)
    if (ok(pick)) return pick
  }
}

function draw(stream: Stream, step: number, attempt: number): number {
  const mac = createHmac('sha256', stream.key)
    .update(`guyub kode 1|${stream.label}|${step}|${attempt}`)
    .digest()
  return (mac.readUInt16BE(0) % CODE_WORDS.length) * 100 + (mac.readUInt32BE(4) % 100)
}

const wordOf = (pick: number) => Math.floor(pick / 100)

const stepOf = (at: Date, seconds: number) => Math.floor(at.getTime() / (seconds * 1000))

function shown(pick: number, step: number, seconds: number): Code {
  const word = CODE_WORDS[wordOf(pick)]!
  const digits = String(pick % 100).padStart(2, '0')
  return {
    code: `${word} ${digits}`,
    word,
    digits,
    stepStart: new Date(step * seconds * 1000),
    stepEnd: new Date((step + 1) * seconds * 1000),
  }
}

// ── Memory ───────────────────────────────────────────────────────────────────────────────────────
// 5,000 people type the same few codes within minutes: each step is drawn once. Bounded twice: streams by
// least recent use, steps of a stream by age. Losing any of it only costs the HMAC again.

type Stream = { key: Buffer; label: string; picks: Map<number, number> }

const MAX_STREAMS = 512
const MAX_PICKS = 1024
const streams = new Map<string, Stream>()

function streamOf(key: CodeKey, label: string): Stream {
  const id = `${label}|${typeof key === 'string' ? key : Buffer.from(key).toString('base64url')}`
  let stream = streams.get(id)
  if (stream) streams.delete(id)
  else {
    const bytes = typeof key === 'string' ? Buffer.from(key, 'base64url') : Buffer.from(key)
    if (bytes.length < 16) throw new RangeError('A code key needs at least 16 bytes, raw or as base64url.')
    stream = { key: bytes, label, picks: new Map() }
  }
  streams.set(id, stream)
  if (streams.size > MAX_STREAMS) streams.delete(streams.keys().next().value!)
  return stream
}

function remember(stream: Stream, step: number, make: () => number): number {
  const known = stream.picks.get(step)
  if (known !== undefined) return known
  const pick = make()
  stream.picks.set(step, pick)
  if (stream.picks.size > MAX_PICKS) stream.picks.delete(stream.picks.keys().next().value!)
  return pick
}

// ── Reading ──────────────────────────────────────────────────────────────────────────────────────

const WORD_INDEX: ReadonlyMap<string, number> = new Map(CODE_WORDS.map((word, index) => [word, index]))

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
  const digits = WORD_INDEX.has(word) ? twoDigits(text.slice(-2)) : null
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
  if (WORD_INDEX.has(typed)) return { word: typed, digits, exact: true }
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
