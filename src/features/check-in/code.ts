import { createHmac } from 'node:crypto'
import { CODE_WORDS } from './code-words.ts'

/** Seconds that one code stays on the venue screen (issue 2). */
export const SCREEN_STEP = 30

/** Seconds that one called-out code of a unit stays valid (issue 2: "changing every 3 minutes"). */
export const UNIT_STEP = 180

/** What was shown and when: from `stepStart` up to, not including, `stepEnd`. `code` is 'KAPAL 27'. */
export type Code = { code: string; word: string; digits: string; stepStart: Date; stepEnd: Date }

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

const WORD_INDEX: ReadonlyMap<string, number> = new Map(CODE_WORDS.map((word, index) => [word, index]))
