import { createHash } from 'node:crypto'
import { isExcused, isPresent, LETTERS, type Status } from '../attendance/statuses.ts'
import type { Standing } from './query.ts'

/** What a recap says, by person id: a letter of each, `-` of whom nothing was said. */
export type Content = Record<string, string>

/**
 * Nothing said is the same before and after the session is settled: the rule writes *tanpa keterangan* down by itself, and
 * nobody has to hand in again because of that.
 */
export function contentOf(standings: readonly Standing[]): Content {
  return Object.fromEntries(standings.map(({ personId, status }) => [personId, letterOf(status)]))
}

const letterOf = (status: Status | null): string =>
  status !== null && (isPresent(status) || isExcused(status)) ? LETTERS[status] : NOTHING
const NOTHING = '-'

/** The same for the same content, in whatever order it was read. */
export function digestOf(content: Content): string {
  const lines = Object.entries(content)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([id, letter]) => `${id} ${letter}`)
  return createHash('sha256').update(lines.join('\n')).digest('hex')
}

/** How many people are something else now. */
export function changesBetween(was: Content, is: Content): number {
  const people = new Set([...Object.keys(was), ...Object.keys(is)])
  return [...people].filter((id) => (was[id] ?? NOTHING) !== (is[id] ?? NOTHING)).length
}

/** Short enough to compare by eye. */
export const shownDigest = (digest: string): string =>
  `${digest.slice(0, 4)}-${digest.slice(4, 8)}`.toUpperCase()
