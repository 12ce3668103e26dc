import type { Tx } from '../../lib/db.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { findPeople } from '../people/find-people.ts'
import type { Who } from './read-marks.ts'
import { inSession } from './standing-of.ts'

type Actor = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }
type Option = { id: number; name: string; unitName: string }

export type Found =
  | { kind: 'one'; id: number }
  /** Several of that name: asked. */
  | { kind: 'several'; text: string; options: Option[] }
  /** Too many for a question. */
  | { kind: 'many'; text: string }
  | { kind: 'nobody'; text: string }
  /** A number that was in front of no name. */
  | { kind: 'noNumber'; n: number }

/** As many as `findPeople` names. */
const MOST = 6
/** In front of a name, and seldom in the roster's. */
const TITLE = /^(?:drs?|dra|drg|ir|hj?|prof|apt|ns|pak|bu|bapak|ibu)$/i

/**
 * Whom a word means, of the own part of the city: those who must attend first, then whoever else is there of that name,
 * so that it can be said why they do not count. Nobody is guessed.
 * @param sessionId null: whether they must attend anything does not matter
 * @param shown those of the list that the actor was shown, by number
 */
export async function findMarked(
  tx: Tx,
  who: Who,
  { actor, sessionId, shown }: { actor: Actor; sessionId: number | null; shown: number[] },
): Promise<Found> {
  if (who.kind === 'number') {
    const id = shown[who.n - 1]
    return id === undefined ? { kind: 'noNumber', n: who.n } : { kind: 'one', id }
  }
  if (who.kind === 'nip') return byNip(tx, who.nip, actor)
  const words = who.text.split(/\s+/)
  const bare = words.filter((word) => !TITLE.test(word)).join(' ') || who.text
  const here = sessionId === null ? [] : await findPeople(tx, bare, actor, inSession(sessionId))
  const all = here.length > 0 ? here : await findPeople(tx, bare, actor)
  const found = wholeWords(bare, all)
  const [only, second] = found
  if (!only) return { kind: 'nobody', text: who.text }
  // Behind the sixth there may be more of that name.
  if (!second && all.length < MOST) return { kind: 'one', id: only.id }
  const same = found.filter((one) => one.name.toLowerCase() === bare.toLowerCase())
  // A full name that one person has; "Budi" alone may be any Budi.
  if (bare.includes(' ') && same.length === 1 && same[0]) return { kind: 'one', id: same[0].id }
  if (all.length >= MOST) return { kind: 'many', text: who.text }
  return { kind: 'several', text: who.text, options: found }
}

/** Where a name holds the words as they were typed, those that hold them inside of others are not meant. */
function wholeWords(text: string, found: Option[]): Option[] {
  const words = text.toLowerCase().split(/\s+/)
  const whole = found.filter(({ name }) => {
    const parts = name.toLowerCase().split(/[\s.,]+/)
    return words.every((word) => parts.includes(word.replace(/[.,]+$/, '')))
  })
  return whole.length > 0 ? whole : found
}

async function byNip(tx: Tx, nip: string, actor: Actor): Promise<Found> {
  const [only] = await tx.$queryRaw<{ id: number }[]>`
    SELECT p.id FROM person p JOIN unit u ON u.id = p.unit_id
    WHERE p.nip = ${nip} AND p.status IN ('roster', 'pending', 'active')
      AND EXISTS (SELECT 1 FROM unnest(${coordinatedPaths(actor)}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')`
  // Never shown whole.
  return only ? { kind: 'one', id: only.id } : { kind: 'nobody', text: `NIP …${nip.slice(-4)}` }
}
