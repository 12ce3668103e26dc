import type { Tx } from '../../lib/db.ts'
import type { View } from './announcements.ts'

export type ReportRow = {
  name: string
  unit: string | null
  channel: string | null
  /** State of the message, or the reason why there was none. */
  outcome: string
  /** The messenger's words. */
  reason: string | null
  at: Date | null
}

/** A chunk of everybody who was meant, in the order of their ids: those who got a message, and those who did not. */
export async function reportRows(
  tx: Tx,
  one: View,
  after: number,
  limit: number,
): Promise<(ReportRow & { id: number })[]> {
  return tx.$queryRaw`
    WITH sent AS (
      SELECT split_part(o.recipient, '/', 2)::int AS id, o.channel, o.reason, o.sent_at AS at,
        CASE WHEN o.state = 'queued' AND b.state = 'cancelled' THEN 'cancelled' ELSE o.state::text END AS outcome
      FROM outbox o JOIN outbox_batch b ON b.id = o.batch_id
      WHERE o.batch_id = ${one.batchId} AND o.recipient LIKE 'person/%' AND o.key NOT LIKE '%/lama'),
    missed AS (SELECT person_id AS id, reason AS outcome FROM announcement_miss WHERE announcement_id = ${one.id})
    SELECT p.id, p.name, u.name AS unit, x.channel, x.outcome, x.reason, x.at FROM (
      SELECT id, channel, outcome, reason, at FROM sent
      UNION ALL SELECT id, NULL, outcome, NULL, NULL FROM missed) x
    JOIN person p ON p.id = x.id LEFT JOIN unit u ON u.id = p.unit_id
    WHERE p.id > ${after} ORDER BY p.id LIMIT ${limit}`
}
