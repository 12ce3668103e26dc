import type { Excused } from '../attendance/statuses.ts'
import type { Marked } from './read-marks.ts'
import type { StandingIn } from './standing-of.ts'

export type Entry = { id: number; status: Marked; note: string | null }
export type Counted = Entry & { name: string; unitPath: string; before: string | null }

/** What a word about these people would change, and whom it leaves as they are. */
export type Sorted = {
  counts: Counted[]
  /** Their own check-in stands. */
  own: string[]
  /** They are so already. */
  same: string[]
  /** An approved leave stands, and nobody said their name. */
  leave: { name: string; kind: Excused }[]
  duty: string[]
  /** Need not attend. */
  outside: string[]
  /** Two people have agreed on it already. */
  firm: string[]
  /** Nobody says it about themselves. */
  self: boolean
  /** The session has not opened: nobody can be there yet. */
  early: string[]
}

/**
 * Sorts what was said by what stands. Pure.
 * @param actorId who says it
 * @param opened whether check-in has begun
 * @param named those who were called by name; the others came with "semua"
 */
export function sortMarks(
  entries: Entry[],
  standing: StandingIn[],
  { actorId, opened, named }: { actorId: number; opened: boolean; named: ReadonlySet<number> },
): Sorted {
  const sorted: Sorted = {
    ...{ counts: [], own: [], same: [], leave: [], duty: [], outside: [], firm: [] },
    ...{ self: false, early: [] },
  }
  const byId = new Map(standing.map((one) => [one.personId, one]))
  for (const entry of entries) {
    const one = byId.get(entry.id)
    if (!one) continue
    const { name, unitPath, status, leave } = one
    if (entry.id === actorId) sorted.self = true
    else if (one.own) sorted.own.push(name)
    else if (one.firm) sorted.firm.push(name)
    else if (one.duty !== null) sorted.duty.push(name)
    else if (!one.expected) sorted.outside.push(name)
    else if (status === entry.status) sorted.same.push(name)
    else if (leave && !named.has(entry.id)) sorted.leave.push({ name, kind: leave })
    else if (entry.status === 'hadir' && !opened) sorted.early.push(name)
    else sorted.counts.push({ ...entry, name, unitPath, before: leave ?? status })
  }
  return sorted
}
