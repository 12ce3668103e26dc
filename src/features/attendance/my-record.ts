import type { Tx } from '../../lib/db.ts'

export type RecordLine = {
  title: string
  startsAt: Date
  graceUntil: Date
  closesAt: Date
  disturbedAt: Date | null
  coordinatorOnlyAt: Date | null
  sessionStatus: 'scheduled' | 'settled'
  status: 'hadir' | 'terlambat' | null
  countsAt: Date | null
}

/** A person's own sessions in a span of time, with what is recorded. Cancelled ones are left out. */
export async function recordOf(tx: Tx, personId: number, from: Date, to: Date): Promise<RecordLine[]> {
  return tx.$queryRaw<RecordLine[]>`
    SELECT s.title, s.starts_at AS "startsAt", s.grace_until AS "graceUntil", s.closes_at AS "closesAt", s.disturbed_at AS "disturbedAt",
      s.coordinator_only_at AS "coordinatorOnlyAt",
      s.status::text AS "sessionStatus", t.status, t.counts_at AS "countsAt"
    FROM person p JOIN unit u ON u.id = p.unit_id
    JOIN session s ON s.starts_at >= ${from} AND s.starts_at < ${to} AND s.status <> 'cancelled'
      AND EXISTS (SELECT 1 FROM unit au WHERE au.id = ANY(s.audience_units) AND u.path LIKE au.path || '%')
    LEFT JOIN attendance t ON t.session_id = s.id AND t.person_id = p.id
    WHERE p.id = ${personId} ORDER BY s.starts_at`
}
