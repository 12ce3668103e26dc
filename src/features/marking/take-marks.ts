import type { Tx } from '../../lib/db.ts'
import { isExcused, isPresent } from '../attendance/statuses.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { findMarked } from './find-marked.ts'
import type { State } from './marking-state.ts'
import type { Marked, Marks, Who } from './read-marks.ts'
import { expectedBelow } from './standing-of.ts'

type Actor = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }

/** More people than this are not marked by one message: their own coordinators know who was there. */
export const MOST_MARKED = 500

/**
 * Takes what was said into what is being prepared: "semua" first, then each by name, then the exceptions.
 * @param shown those of the list that the actor was shown, by number
 * @returns null when "semua" are too many
 */
export async function takeMarks(
  tx: Tx,
  before: State,
  marks: Marks,
  { actor, shown }: { actor: Actor; shown: number[] },
): Promise<State | null> {
  const { sessionId } = before
  if (sessionId === null) return before
  const state = structuredClone(before)
  Object.assign(state, { unknown: [], many: [], bare: [], numbers: [], twice: [] })
  if (marks.all !== null) {
    const people = await expectedBelow(tx, sessionId, coordinatedPaths(actor), MOST_MARKED + 1)
    if (people.length > MOST_MARKED) return null
    for (const { personId, status } of people)
      if (personId !== actor.id && !isPresent(status) && !isExcused(status))
        put(state, personId, marks.all, null)
  }
  const find = (who: Who) => findMarked(tx, who, { actor, sessionId, shown })
  const said = new Map<number, Marked>()
  for (const { who, status, note } of marks.entries) {
    const found = await find(who)
    if (found.kind !== 'one') {
      aside(state, found, status, note)
      continue
    }
    if (said.has(found.id) && said.get(found.id) !== status) state.twice.push(nameOf(who))
    said.set(found.id, status)
    put(state, found.id, status, note)
    if (!state.named.includes(found.id)) state.named.push(found.id)
  }
  for (const who of marks.except) {
    const found = await find(who)
    if (found.kind === 'one') drop(state, found.id)
    // Whoever was meant to be left out would count with all the others: asked before anything is read back.
    else if (marks.all !== null && found.kind !== 'several')
      state.asks.push({ text: nameOf(who), status: null, note: null, options: [] })
    else aside(state, found, null, null)
  }
  state.bare.push(...marks.bare.map(nameOf))
  return state
}

/** The answer to "Budi yang mana?". */
export function takeAnswer(before: State, id: number): State {
  const state = structuredClone(before)
  const ask = state.asks.shift()
  if (!ask) return state
  if (ask.status === null) drop(state, id)
  else {
    put(state, id, ask.status, ask.note)
    if (!state.named.includes(id)) state.named.push(id)
  }
  return state
}

/** Somebody to leave out was written again: that person, a question of several, or the same question. */
export async function takeName(
  tx: Tx,
  before: State,
  text: string,
  { actor, shown }: { actor: Actor; shown: number[] },
): Promise<State | null> {
  const who: Who = /^\d[\d ]{16,30}\d$/.test(text)
    ? { kind: 'nip', nip: text.replace(/\s/g, '') }
    : { kind: 'name', text: text.replace(/^(?:kecuali|maksud(?:nya|\s+saya)?|itu)\s+/i, '').slice(0, 80) }
  const found = await findMarked(tx, who, { actor, sessionId: before.sessionId, shown })
  if (found.kind === 'one') return takeAnswer(before, found.id)
  if (found.kind !== 'several') return null
  const state = structuredClone(before)
  state.asks.shift()
  aside(state, found, null, null)
  return { ...state, asks: [...state.asks.slice(-1), ...state.asks.slice(0, -1)] }
}

type Found = Awaited<ReturnType<typeof findMarked>>

function aside(state: State, found: Found, status: Marked | null, note: string | null): void {
  if (found.kind === 'nobody') state.unknown.push(found.text)
  if (found.kind === 'many') state.many.push(found.text)
  if (found.kind === 'noNumber') state.numbers.push(found.n)
  if (found.kind !== 'several') return
  const options = found.options.map(({ id, name, unitName }) => ({ id, label: `${name}, ${unitName}` }))
  state.asks.push({ text: found.text, status, note, options })
}

function put(state: State, id: number, status: Marked, note: string | null): void {
  state.entries = [...state.entries.filter((one) => one.id !== id), { id, status, note }]
}

function drop(state: State, id: number): void {
  state.entries = state.entries.filter((one) => one.id !== id)
}

function nameOf(who: Who): string {
  if (who.kind === 'name') return who.text
  return who.kind === 'nip' ? `NIP …${who.nip.slice(-4)}` : String(who.n)
}
