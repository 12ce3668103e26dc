import type { Tx } from '../../lib/db.ts'
import type { Counts, UnitCounts } from './query.ts'
import { addCounts } from './sums.ts'

/** `short`: what everybody calls it, where it has a name for that ("BKPSDMD"). */
export type TopUnit = { id: number; name: string; short: string | null; people: number; counts: Counts }

/** Counts of the units right below a path, each with everything below it: a kecamatan with its kelurahan. */
export async function topUnits(tx: Tx, path: string, units: UnitCounts[]): Promise<TopUnit[]> {
  const parts = new Map<number, UnitCounts[]>()
  for (const one of units) {
    const next = one.unitPath.slice(path.length).split('/')[0]
    const id = next ? Number(next) : one.unitId
    parts.set(id, [...(parts.get(id) ?? []), one])
  }
  const named = await tx.unit.findMany({
    where: { id: { in: [...parts.keys()] } },
    select: { id: true, name: true, path: true, aliases: true },
    orderBy: { path: 'asc' },
  })
  return named.map(({ id, name, aliases }) => {
    const own = parts.get(id) ?? []
    const people = own.reduce((sum, one) => sum + one.people, 0)
    return { id, name, short: aliases[0] ?? null, people, counts: addCounts(own.map(({ counts }) => counts)) }
  })
}
