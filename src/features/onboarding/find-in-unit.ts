import type { Tx } from '../../lib/db.ts'

export type Candidate = { id: number; name: string; nip: string | null; unitId: number; unitName: string }

/** Titles before and after a name: nobody types them alike. */
const BEFORE = /^(?:(?:h|hj|dr|drg|drh|drs|dra|ir|prof|apt|ns|r|raden|bapak|pak|ibu|bu|sdr|sdri)\.?\s+)+/
const plain = (name: string): string =>
  (name.toLowerCase().split(',')[0] ?? '')
    .replace(/[’'`]/g, '')
    .replace(/[^\p{L}.]+/gu, ' ')
    .trim()
    .replace(BEFORE, '')
    .replace(/\./g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

/** Whom a typed name may be, of the roster under a path: those who are called so, else those whose name holds every word of it. */
export async function findInUnit(tx: Tx, path: string, typed: string): Promise<Candidate[]> {
  const wanted = plain(typed)
  const words = wanted.split(' ').filter((word) => word.length > 1)
  const longest = words.reduce((best, word) => (word.length > best.length ? word : best), '')
  if (longest.length < 3) return []
  const people = await tx.$queryRaw<Candidate[]>`
    SELECT p.id, p.name, p.nip, p.unit_id AS "unitId", u.name AS "unitName" FROM person p JOIN unit u ON u.id = p.unit_id
    WHERE u.path LIKE ${`${path}%`} AND p.status IN ('roster', 'active')
      AND position(${longest} IN replace(replace(lower(p.name), '''', ''), '’', '')) > 0
    ORDER BY p.id LIMIT 200`
  const exact = people.filter(({ name }) => plain(name) === wanted)
  if (exact.length > 0) return exact
  // One word of several is too little to be somebody: "Siti".
  if (words.length < 2) return []
  return people.filter(({ name }) => words.every((word) => plain(name).split(' ').includes(word)))
}
