import type { Translate } from '../../lib/i18n.ts'
import type { Roll } from '../attendance/missing.ts'
import type { Closing } from './lacking-closing.ts'

/** More names than this do not help on a phone; the rest is counted. */
const MOST_NAMES = 40

/** The code of the end: how many sent one, and who did not, once its time is over. */
export function closingLines(
  all: readonly Closing[],
  { closingUntil }: { closingUntil: Date | null },
  now: Date,
  t: Translate,
): string[] {
  if (!closingUntil) return []
  const without = all.filter(({ closed }) => !closed)
  const values = { count: all.length - without.length, total: all.length }
  const share = all.length > 0 ? [t('proof:closing.share', values)] : []
  if (now <= closingUntil || without.length === 0) return share
  const names = named(without, t)
  return [...share, t('proof:closing.lacking', { count: without.length, names })]
}

/** Positions that are the same to the last digit: who, and that nobody was refused for it. */
export function sameLines({ flagged }: Roll, t: Translate): string[] {
  const same = flagged.filter(({ flags }) => flags.includes('same_place'))
  return same.length > 0 ? [t('proof:same', { count: same.length, names: named(same, t) })] : []
}

/** Locations that may have been picked on a map: how many. */
export function staticLines({ flagged }: Roll, t: Translate): string[] {
  const count = flagged.filter(({ flags }) => flags.includes('static_place')).length
  return count > 0 ? [t('proof:static', { count })] : []
}

function named(people: { name: string }[], t: Translate): string {
  const rest = people.length - MOST_NAMES
  const more = rest > 0 ? [t('marking:more', { count: rest })] : []
  return [...people.slice(0, MOST_NAMES).map(({ name }) => name), ...more].join(', ')
}
