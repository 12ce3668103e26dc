import type { Tx } from '../../lib/db.ts'
import { Prisma } from '../../lib/prisma/client.ts'
import { coordinatedPaths } from './authority.ts'

type Holder = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }

/**
 * People of the own part of the city whose name holds every word that was typed; nobody else's people are found.
 * @param within of a person `p` in a unit `u`: only those for whom it holds
 * @returns at most 6
 */
export async function findPeople(
  tx: Tx,
  name: string,
  actor: Holder | null,
  within: Prisma.Sql = Prisma.sql`true`,
): Promise<{ id: number; name: string; unitName: string }[]> {
  const paths = coordinatedPaths(actor)
  const words = name.toLowerCase().split(/\s+/).filter(Boolean)
  if (paths.length === 0 || words.length === 0) return []
  return tx.$queryRaw<{ id: number; name: string; unitName: string }[]>`
    SELECT p.id, p.name, u.name AS "unitName" FROM person p JOIN unit u ON u.id = p.unit_id
    WHERE p.status IN ('roster', 'pending', 'active') AND ${within}
      AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')
      AND NOT EXISTS (SELECT 1 FROM unnest(${words}::text[]) AS w(word) WHERE position(w.word IN lower(p.name)) = 0)
    ORDER BY (lower(p.name) = ${name.toLowerCase()}) DESC, p.name LIMIT 6`
}
