import type { Tx } from '../../lib/db.ts'
import { expected } from './expected.ts'
import type { Status } from './statuses.ts'

export type RecordLine = {
  title: string
  startsAt: Date
  graceUntil: Date
  closesAt: Date
  disturbedAt: Date | null
  coordinatorOnlyAt: Date | null
  status: Status | null
  countsAt: Date | null
}

/**
 * A person's sessions in a span of time, with what is recorded: those that are or were theirs, in whatever unit. Cancelled
 * ones are left out.
 */
export async function recordOf(tx: Tx, personId: number, from: Date, to: Date): Promise<RecordLine[]> {
  return tx.$queryRaw<RecordLine[]>`
    SELECT s.title, s.starts_at AS "startsAt", s.grace_until AS "graceUntil", s.closes_at AS "closesAt", s.disturbed_at AS "disturbedAt",
      s.coordinator_only_at AS "coordinatorOnlyAt", t.status, t.counts_at AS "countsAt"
    FROM person p JOIN unit u ON u.id = p.unit_id
    JOIN session s ON s.starts_at >= ${from} AND s.starts_at < ${to} AND s.status <> 'cancelled'
    LEFT JOIN attendance t ON t.session_id = s.id AND t.person_id = p.id
    WHERE p.id = ${personId} AND (t.person_id IS NOT NULL OR (s.settled_at IS NULL AND ${expected})) ORDER BY s.starts_at`
}
