import type { Tx } from '../../lib/db.ts'

/**
 * Whoever does not let us in on one messenger is told on the other one that they use, unless that phone gets it anyway.
 * The row goes along, so that a person has one row whatever happens.
 * @param rows messages that ended because the address is blocked
 * @returns how many go elsewhere
 */
export async function fallOver(tx: Tx, rows: bigint[], channels: string[]): Promise<number> {
  const moved = await tx.$queryRaw<{ batch: bigint }[]>`
    WITH other AS MATERIALIZED (
      SELECT DISTINCT ON (b.address) o.id, b.address, b.channel, b.external_id, y.id AS body_id,
        split_part(o.key, '/', 1) || '/' || b.address AS key
      FROM outbox o
      CROSS JOIN LATERAL (
        SELECT a.id AS address, a.channel, a.external_id, a.locale FROM address_person ap JOIN address a ON a.id = ap.address_id
        WHERE ap.person_id = split_part(o.recipient, '/', 2)::int AND a.id <> o.address_id AND a.channel = ANY(${channels}::text[])
          AND a.blocked_at IS NULL AND a.opted_out_at IS NULL AND a.last_inbound_at IS NOT NULL
        ORDER BY a.last_inbound_at DESC LIMIT 1) b
      JOIN outbox_body y ON y.batch_id = o.batch_id AND y.channel = b.channel AND y.locale = b.locale
      WHERE o.id = ANY(${rows}::bigint[]) AND o.state = 'blocked' AND o.recipient LIKE 'person/%'
        AND o.topic LIKE 'announcement/%' AND NOT o.body ? 'replaces' AND o.expires_at > now()
        AND NOT EXISTS (SELECT 1 FROM address_person s JOIN address z ON z.id = s.address_id
          WHERE s.person_id = split_part(o.recipient, '/', 2)::int AND z.opted_out_at IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM outbox t WHERE t.key = split_part(o.key, '/', 1) || '/' || b.address)
      ORDER BY b.address, o.id)
    UPDATE outbox o SET state = 'queued', reason = NULL, run_at = 'epoch', key = n.key, address_id = n.address,
      channel = n.channel, external_id = n.external_id, body_id = n.body_id
    FROM other n WHERE o.id = n.id AND o.state = 'blocked' RETURNING o.batch_id AS batch`
  const batches = [...new Set(moved.map(({ batch }) => batch))]
  if (batches.length > 0)
    await tx.$executeRaw`UPDATE outbox_batch SET settled_at = NULL WHERE id = ANY(${batches}::bigint[])`
  return moved.length
}
