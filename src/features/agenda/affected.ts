import type { Tx } from '../../lib/db.ts'

export type Affected = { units: string[]; people: number }

/** Who is concerned by something that must be attended: the units by name, and how many people of the roster. */
export async function affectedBy(tx: Tx, audiencePaths: string[]): Promise<Affected> {
  const units = await tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM unit WHERE path = ANY(${audiencePaths}::text[]) ORDER BY path`
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(DISTINCT p.id)::int AS count FROM person p JOIN unit u ON u.id = p.unit_id
    JOIN unnest(${audiencePaths}::text[]) AS a(path) ON u.path LIKE a.path || '%'
    WHERE p.status IN ('roster', 'active')`
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
