import type { Tx } from '../../lib/db.ts'
import type { Named } from './sessions.ts'

export type Affected = { units: string[]; people: number }

/** Who is concerned by something that must be attended: the units by name, and how many people of the roster. */
export async function affectedBy(
  tx: Tx,
  audiencePaths: string[],
  named: Named | null = null,
): Promise<Affected> {
  const whole = audiencePaths.filter((path) => !named?.paths.includes(path))
  const units = await tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM unit WHERE path = ANY(${audiencePaths}::text[]) ORDER BY path`
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM person p JOIN unit u ON u.id = p.unit_id
    WHERE p.status IN ('roster', 'active') AND (p.id = ANY(${named?.people ?? []}::int[])
      OR EXISTS (SELECT 1 FROM unnest(${whole}::text[]) AS a(path) WHERE u.path LIKE a.path || '%'))`
  return { units: units.map(({ name }) => name), people: row?.count ?? 0 }
}

/** How many follow a kind of public activity in an area. */
export async function followersOf(tx: Tx, kind: string, areaPath: string | null): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(DISTINCT f.address_id)::int AS count FROM follow f LEFT JOIN unit u ON u.id = f.unit_id
    WHERE f.topic = ${kind} AND (f.unit_id IS NULL OR ${areaPath}::text IS NULL
      OR u.path LIKE ${areaPath}::text || '%' OR ${areaPath}::text LIKE u.path || '%')`
  return row?.count ?? 0
}
