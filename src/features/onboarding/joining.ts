import type { Tx } from '../../lib/db.ts'

export type Joining = { joined: number; all: number; missing: string[] }

/** How many of the roster under a path speak with Guyub, and who does not, by name. */
export async function joiningOf(tx: Tx, path: string): Promise<Joining> {
  const rows = await tx.$queryRaw<{ name: string; joined: boolean }[]>`
    SELECT p.name, EXISTS (SELECT 1 FROM address_person a WHERE a.person_id = p.id) AS joined
    FROM person p JOIN unit u ON u.id = p.unit_id
    WHERE u.path LIKE ${`${path}%`} AND p.status IN ('roster', 'active') ORDER BY lower(p.name), p.id`
  const missing = rows.filter(({ joined }) => !joined).map(({ name }) => name)
  return { joined: rows.length - missing.length, all: rows.length, missing }
}

/** The same by the units right below a path, with everything below them; units of nobody are left out. */
export function joiningBelow(
  tx: Tx,
  path: string,
): Promise<{ id: number; name: string; joined: number; all: number; counted: boolean }[]> {
  return tx.$queryRaw`
    SELECT c.id, c.name, c.joined AS counted, count(*)::int AS all,
      (count(*) FILTER (WHERE EXISTS (SELECT 1 FROM address_person a WHERE a.person_id = p.id)))::int AS joined
    FROM unit r JOIN unit c ON c.parent_id = r.id JOIN unit u ON u.path LIKE c.path || '%' JOIN person p ON p.unit_id = u.id
    WHERE r.path = ${path} AND p.status IN ('roster', 'active')
    GROUP BY c.id, c.name, c.joined ORDER BY c.name`
}
