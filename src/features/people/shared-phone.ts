import type { Choice } from '../../message.ts'

type Named = { id: number; name: string }

/** Whom an answer to "Untuk siapa?" means, of the people of one phone. */
export type Meant<P> =
  | { kind: 'one'; person: P }
  /** Two names, or "dua-duanya". */
  | { kind: 'both' }
  /** Somebody who is not on this phone, without a name: "orang lain". */
  | { kind: 'other' }
  /** "saya", "bukan saya": true of whoever types, and the phone cannot see who does. */
  | { kind: 'self' }
  | { kind: 'nobody' }

const BOTH = /\b(dua\W*dua(nya)?|(ke)?duanya|(ber|ke)dua|semua(nya)?)\b/i
const OTHER = /\b(orang lain|yang lain|bukan kami|bukan keduanya|siapa\W*siapa)\b/i
const SELF = /^\W*(bukan|bkn|ini)?\W*(saya|sy|aku|gue|gw)\W*$/i
/** What stands around a name: "untuk bu siti ya". */
const AROUND = new Set(
  'untuk utk buat atas nama an ini itu yang yg punya milik kode dari pak bapak bu ibu mas mbak kak ya saja aja dong'.split(
    ' ',
  ),
)

/** Who is meant by a typed answer. Part of a name will do where only one has it. */
export function meantBy<P extends Named>(text: string, people: P[]): Meant<P> {
  if (SELF.test(text)) return { kind: 'self' }
  if (OTHER.test(text)) return { kind: 'other' }
  const words = wordsOf(text).filter((word) => !AROUND.has(word))
  const fitting = people.map((person) => ({
    person,
    hits: words.filter((word) => wordsOf(person.name).some((part) => fits(word, part))).length,
  }))
  const found = fitting.filter(({ hits }) => hits > 0)
  const whole = found.filter(({ hits }) => hits === words.length)
  const [only, second] = whole.length > 0 ? whole : found
  if (only && !second) return { kind: 'one', person: only.person }
  // "siti dan budi" fits two, each with a part of it; "siti" may just be the name of both.
  if (BOTH.test(text) || (found.length > 1 && whole.length === 0)) return { kind: 'both' }
  return { kind: 'nobody' }
}

/** A name as it is, or begun: three letters are enough. */
function fits(word: string, part: string): boolean {
  return word === part || (word.length >= 3 && part.startsWith(word))
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}'’]+/gu) ?? []
}

/**
 * One choice a person. `about`: the message that is asked about, so that the second press of a nervous thumb on one
 * question is never the answer to the next.
 */
export function nameChoices(people: Named[], about: string): Choice[] {
  return people.map(({ id, name }) => ({ id: `p${id}/${about}`, label: name }))
}

/** Whose choice was pressed (or typed as its label or number). */
export function chosen<P extends Named>(
  choice: string | undefined,
  people: P[],
  about: string,
): P | undefined {
  return people.find(({ id }) => choice === `p${id}/${about}`)
}
