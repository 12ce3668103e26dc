import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Choice, Outgoing } from '../message.ts'

/**
 * What was offered lately to one address. A button carries an opaque id that only this conversation knows, so a
 * forged or forwarded press means nothing, and a press of last week is recognised as old.
 */
export const Offers = z.array(
  z.object({
    id: z.string(),
    at: z.iso.datetime(),
    dialog: z.string().nullable(),
    /** When something else was said after it: its buttons still stand on the screen, but nobody asks that any more. */
    past: z.iso.datetime().optional(),
    /** The first list of the answer that it stands in; the lists of one answer are counted through. */
    answer: z.string().default(''),
    /** The number of its first choice. */
    first: z.number().int().default(1),
    choices: z.array(z.object({ value: z.string(), label: z.string() })),
  }),
)
export type Offers = z.infer<typeof Offers>

const KEPT = 5

/** A second press within this time is a nervous thumb, not a wish. */
const DOUBLE_MS = 10_000

/**
 * Choices whose id begins so are plain text to be "typed": pressed, they need no memory and live as long as the
 * message. They are remembered all the same, for whoever types the number before them.
 */
const TYPED = '='

/**
 * Gives every choice its opaque id and remembers what it stands for.
 * @param dialog who asked, so that a late press is answered by the right one
 */
export function offer(
  say: Outgoing[],
  offers: Offers,
  dialog: string | null,
  at: Date,
): { say: Outgoing[]; offers: Offers } {
  const fresh: Offers = []
  let first = 1
  const out = say.map((message) => {
    if (!message.choices || message.choices.length === 0) return message
    const id = randomBytes(6).toString('base64url')
    const from = first
    first += message.choices.length
    fresh.push({
      id,
      at: at.toISOString(),
      dialog,
      answer: fresh[0]?.id ?? id,
      first: from,
      choices: message.choices.map((choice) => ({ value: choice.id, label: choice.label })),
    })
    return {
      ...message,
      choices: message.choices.map((choice, n) => ({ ...hide(choice, `${id}.${n}`), number: from + n })),
    }
  })
  // Whatever is said ends with the open question, asked again where it stays open: older offers are past.
  const older =
    say.length === 0 ? offers : offers.map((one) => ({ ...one, past: one.past ?? at.toISOString() }))
  return { say: out, offers: [...older, ...fresh].slice(-KEPT) }
}

function hide(choice: Choice, id: string): Choice {
  return choice.id.startsWith(TYPED) ? choice : { ...choice, id }
}

export type Pressed =
  | { kind: 'value'; value: string }
  | { kind: 'typed'; text: string }
  /** Of a question that is no longer asked. */
  | { kind: 'stale' }
  /** The same button a moment ago, by a thumb that pressed twice. */
  | { kind: 'again' }

/**
 * What a pressed button means to this conversation.
 * @param active the dialog whose question stands open; a choice of any other is old
 */
export function readPress(press: string, offers: Offers, active: string | null, now: Date): Pressed {
  if (press.startsWith(TYPED)) return { kind: 'typed', text: press.slice(1) }
  const [id, n] = press.split('.')
  const found = offers.find((one) => one.id === id)
  const choice = found?.choices[Number(n)]
  if (!found || !choice) return { kind: 'stale' }
  if (choice.value.startsWith(TYPED)) return { kind: 'typed', text: choice.value.slice(1) }
  // A question that was asked again has the same buttons twice on the screen: either will do.
  const open = offers.filter((one) => !one.past && one.dialog === active && one.dialog === found.dialog)
  const same = (one: { value: string; label: string }) =>
    one.value === choice.value && one.label === choice.label
  if (active !== null && open.some((one) => one.choices.some(same)))
    return { kind: 'value', value: choice.value }
  return found.past && now.getTime() - new Date(found.past).getTime() <= DOUBLE_MS
    ? { kind: 'again' }
    : { kind: 'stale' }
}

/**
 * A choice that was typed: its number, or its words. A number means the list that stood on the screen when it was
 * typed (platform time), not one that arrived in between.
 */
export function readTyped(
  text: string,
  index: number | null,
  offers: Offers,
  active: string | null,
  at: Date,
): Extract<Pressed, { kind: 'value' | 'typed' }> | null {
  // Telegram counts in whole seconds: a message of the same second may well be the answer.
  const seen = offers.filter((one) => new Date(one.at).getTime() <= at.getTime() + 1_000)
  // The lists of one answer stand on the screen together.
  const lists = seen.filter(
    (one, n) => n === seen.length - 1 || (one.answer && one.answer === seen.at(-1)?.answer),
  )
  const wanted = plain(text)
  const fits = (one: Offers[number]['choices'][number], n: number, list: Offers[number]) =>
    index !== null ? list.first + n === index : plain(one.label) === wanted || plain(one.value) === wanted
  const last = lists.find((list) => list.choices.some((one, n) => fits(one, n, list)))
  const choice = last?.choices.find((one, n) => fits(one, n, last))
  if (!last || !choice) return null
  if (choice.value.startsWith(TYPED)) return { kind: 'typed', text: choice.value.slice(1) }
  // A list of a dialog that is over: the words mean whatever they mean by themselves.
  return last.dialog !== null && last.dialog === active ? { kind: 'value', value: choice.value } : null
}

/**
 * A line of the list that somebody points at.
 * @param quotes the platform's id of the message; undefined when nobody points
 * @param quoted what stood below it; null when it is none of ours
 * @returns the id of the choice; 'stale' for a bare number below what we know nothing of
 */
export function readQuoted(
  text: string,
  quotes: string | undefined,
  quoted: Choice[] | null,
): string | 'stale' | undefined {
  if (quotes === undefined) return undefined
  const wanted = plain(text)
  if (!quoted) return /^\d{1,2}$/.test(wanted) ? 'stale' : undefined
  return quoted.find(({ label, number }, n) => String(number ?? n + 1) === wanted || plain(label) === wanted)
    ?.id
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
