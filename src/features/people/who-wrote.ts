import type { Tx } from '../../lib/db.ts'
import type { Address } from '../../message.ts'

export type Writer = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }

/**
 * Who stands behind an address, with the roles that are in force: for a group, whose conversation is not the writer's.
 * @returns null for a stranger, and for a phone that several people share
 */
export async function whoWrote(tx: Tx, { channel, id }: Address, now: Date): Promise<Writer | null> {
  const people = await tx.$queryRaw<Writer[]>`
    SELECT p.id, un.path AS "unitPath", coalesce((
      SELECT jsonb_agg(jsonb_build_object('role', r.role, 'unitPath', ru.path)) FROM role r JOIN unit ru ON ru.id = r.unit_id
      WHERE r.person_id = p.id AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now})), '[]'::jsonb) AS roles
    FROM address a JOIN address_person ap ON ap.address_id = a.id JOIN person p ON p.id = ap.person_id
    LEFT JOIN unit un ON un.id = p.unit_id
    WHERE a.channel = ${channel} AND a.external_id = ${id} AND p.status = 'active'`
  return people.length === 1 ? (people[0] ?? null) : null
}
