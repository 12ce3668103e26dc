import { iso, wallClock } from '../language/calendar.ts'
import { bareCode, digitCode } from '../language/codes.ts'
import { findQuantity, type Quantity } from '../language/quantities.ts'
import type { When } from '../language/when.ts'
import { answerTo } from './meaning/answers.ts'
import { classify } from './meaning/classify.ts'
import { type Greeting, hear, type Message } from './meaning/heard.ts'
import { unitIn } from './meaning/names.ts'
import { type Slots, slotsFor } from './meaning/slots.ts'
import { type Gazetteer, gazetteerOf, type Vocabulary } from './vocabulary.ts'

export type { Quantity } from '../language/quantities.ts'
export type { When } from '../language/when.ts'
export type { Greeting } from './meaning/heard.ts'
export type { Vocabulary } from './vocabulary.ts'

/**
 * What a text asks for. `intent` and the shapes of `slots` are those of data/intents.tsv; null when nothing
 * fits. `slots.command` names what the app offers beyond that list (menu, language, screen, unit_code, privacy,
 * start, new_session). `unit`: the official name behind a short one in `slots.opd`. `greeting`: a salam was said;
 * answer it in kind. `sure`: act on it; `likely`: say what was understood; `weak`: ask.
 */
export type Meaning = {
  intent: string | null
  slots: Slots
  when: When | null
  quantity: Quantity | null
  greeting?: Greeting
  unit?: string
  confidence: 'sure' | 'likely' | 'weak'
}

/**
 * `zone`: IANA name, Asia/Jakarta unless given. `context`: which question stands open, one of name, unit, nip,
 * consent, code, quantity, date, place, preview, confirmation, menu, correction (data/README.md).
 */
export type UnderstandOptions = { ref: Date; zone?: string; context?: string; vocabulary: Vocabulary }

/** Commands that no open question may swallow. */
const ALWAYS =
  /^(?:cancel|restart|back|help|opt_out|sensitive_unneeded|human_handoff|spam|data_delete|consent_withdraw)$/

/**
 * Reads one message (DOMAIN.md §4). Pure: the same text, reference time, zone, context and vocabulary always give
 * the same meaning. Never throws; text beyond 2,000 characters is not read.
 */
export function understand(text: string, options: UnderstandOptions): Meaning {
  const raw = text.slice(0, 4000).trim()
  const quick = atOnce(raw, options.context)
  if (quick) return quick
  const zone = options.zone ?? 'Asia/Jakarta'
  const gazetteer = gazetteerOf(options.vocabulary)
  const today = iso(wallClock(options.ref, zone).day)
  const message = hear(raw, options.ref, zone, gazetteer, today)
  return withGreeting(meaningOf(message, options.context, gazetteer), message)
}

function meaningOf(m: Message, context: string | undefined, gazetteer: Gazetteer): Meaning {
  const answer = context && (m.core || m.emoji) ? answerTo(context, m) : null
  if (answer) {
    const other = answer.slots.skip ? null : classify(m)
    if (!other || !ALWAYS.test(other.intent) || other.score < 87 || context === 'consent') {
      return complete(m, answer.intent, answer.slots, 'sure', gazetteer)
    }
  }
  const found = classify(m)
  if (!found) return complete(m, bareAnswer(m), {}, 'weak', gazetteer)
  const slots = found.slots ?? slotsFor(found.intent, m)
  const confidence = found.score >= 84 ? 'sure' : found.score >= 81 ? 'likely' : 'weak'
  return complete(m, found.intent, slots, confidence, gazetteer)
}

/** A date or an amount with nothing else is the answer to some question. */
function bareAnswer(m: Message): string | null {
  const letters = m.found.rest.replace(/[^a-z0-9]/g, '')
  if (m.when && letters.length === 0) return 'slot_answer'
  return m.quantity && m.quantity.end - m.quantity.start >= m.core.length - 1 ? 'slot_answer' : null
}

function complete(
  m: Message,
  intent: string | null,
  slots: Slots,
  confidence: Meaning['confidence'],
  gazetteer: Gazetteer,
): Meaning {
  const meaning: Meaning = { intent, slots, when: m.when, quantity: m.quantity, confidence }
  if (intent === 'slot_answer' && slots.eggs !== undefined && !m.quantity)
    meaning.quantity = findQuantity(m.core)
  if (typeof slots.opd === 'string' || slots.field === 'opd') {
    const official = unitIn(m.core, gazetteer)?.official
    if (official) meaning.unit = official
  }
  return meaning
}

function withGreeting(meaning: Meaning, m: Message): Meaning {
  if (m.greeting) meaning.greeting = m.greeting
  return meaning
}

const YES = new Set(['ya', 'iya', 'y', 'ok', 'oke', 'betul', 'benar'])
const NO = new Set(['tidak', 'bukan', 'ga', 'gak', 'tdk'])
const NUMBER = /^\d{1,2}$/

/** What thousands send in the same minute: a bare code, HADIR, a number of a menu, ya, tidak. */
function atOnce(raw: string, context: string | undefined): Meaning | null {
  if (raw.length > 24) return null
  if (context === undefined || context === 'code') {
    const code = bareCode(raw) ?? (context === 'code' || /^\d{4}$/.test(raw) ? digitCode(raw) : null)
    // Four digits unasked may be an amount as well: the bot knows whether a code is awaited.
    if (code && !(context === undefined && /^\d+0$/.test(code))) {
      return { ...plain('checkin_code', { code }), quantity: /^\d/.test(code) ? findQuantity(code) : null }
    }
  }
  const word = raw.toLowerCase()
  if (context === undefined || context === 'menu') {
    if (NUMBER.test(raw) && context === 'menu') return plain('menu_choice', { index: Number(raw) })
    if (word === 'hadir') return plain('checkin', { status: 'hadir' })
  }
  if (context === undefined || context === 'menu' || context === 'confirmation' || context === 'correction') {
    if (YES.has(word)) return plain('affirm', {})
    if (NO.has(word)) return plain('deny', {})
  }
  return null
}

const plain = (intent: string, slots: Slots): Meaning => ({
  intent,
  slots,
  when: null,
  quantity: null,
  confidence: 'sure',
})
