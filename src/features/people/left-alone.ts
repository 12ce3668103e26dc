import type { Tx } from '../../lib/db.ts'
import type { RoleName } from '../../lib/prisma/client.ts'

/** Names of the units for which nobody else holds a role that this person holds now: without a successor it ends there. */
export async function leftAlone(tx: Tx, personId: number, role: RoleName, now: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    SELECT u.name FROM role r JOIN unit u ON u.id = r.unit_id
    WHERE r.person_id = ${personId} AND r.role::text = ${role} AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now})
      AND NOT EXISTS (SELECT 1 FROM role o WHERE o.unit_id = r.unit_id AND o.role = r.role AND o.person_id <> r.person_id
        AND o.from_at <= ${now} AND (o.until_at IS NULL OR o.until_at > ${now}))
    ORDER BY u.path`
  return rows.map(({ name }) => name)
}

export type Ending = { roleId: number; name: string; unitName: string; until: Date }

/** Terms of coordinators that end in a span of time and after which nobody coordinates the unit. */
export async function endingAlone(tx: Tx, from: Date, to: Date): Promise<Ending[]> {
  return tx.$queryRaw<Ending[]>`
    SELECT r.id AS "roleId", p.name, u.name AS "unitName", r.until_at AS until
    FROM role r JOIN unit u ON u.id = r.unit_id JOIN person p ON p.id = r.person_id
    WHERE r.role = 'koordinator' AND r.until_at > ${from} AND r.until_at <= ${to}
      AND NOT EXISTS (SELECT 1 FROM role o WHERE o.unit_id = r.unit_id AND o.role = 'koordinator' AND o.id <> r.id
        AND o.from_at <= r.until_at AND (o.until_at IS NULL OR o.until_at > r.until_at))
    ORDER BY r.until_at, r.id`
}
