import type { DayAtom, DayContext } from './day-math.ts'
import { READERS } from './day-readers.ts'

export type { DayAtom, DayContext } from './day-math.ts'

/** Every day or span of days in a normalised text, left to right, none overlapping. */
export function findDays(text: string, c: DayContext): DayAtom[] {
  const found: DayAtom[] = []
  for (const { needs, pattern, read } of READERS) {
    if (!needs.test(text)) continue
    for (const match of text.matchAll(pattern)) {
      const atom = read(match, c, text)
      if (atom) found.push({ ...atom, start: match.index, end: match.index + match[0].length } as DayAtom)
    }
  }
  if (found.length < 2) return found
  found.sort((a, b) => a.start - b.start || b.end - a.end || b.rank - a.rank)
  const kept: DayAtom[] = []
  for (const atom of found) {
    const last = kept[kept.length - 1]
    if (!last || atom.start >= last.end) kept.push(atom)
    else if (atom.end - atom.start > last.end - last.start) kept[kept.length - 1] = atom
  }
  return kept
}
