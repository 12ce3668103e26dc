import type { Tx } from '../../lib/db.ts'
import { expected } from '../attendance/expected.ts'
import { type Pair, redecide } from '../attendance/redecide.ts'

/** A stretch of time, or one session of it, of one person's leave. */
type Stretch = { personId: number; sessionId: number | null; fromAt: Date; untilAt: Date }

/**
 * The sessions that there are in it, for this person: those in which they are expected, and those that already have a status
 * of theirs.
 */
export async function coveredBy(tx: Tx, { personId, sessionId, fromAt, untilAt }: Stretch): Promise<Pair[]> {
  return tx.$queryRaw<Pair[]>`
    SELECT s.id AS "sessionId", p.id AS "personId"
    FROM session s JOIN person p ON p.id = ${personId} JOIN unit u ON u.id = p.unit_id
    WHERE s.status <> 'cancelled'
      AND (s.id = ${sessionId}::int OR (${sessionId}::int IS NULL AND s.starts_at >= ${fromAt} AND s.starts_at < ${untilAt}))
      AND (EXISTS (SELECT 1 FROM attendance t WHERE t.session_id = s.id AND t.person_id = p.id)
        OR (s.settled_at IS NULL AND ${expected}))
    ORDER BY s.starts_at, s.id`
}

/** Decides anew what this person is in all of it. @returns the sessions */
export async function redecideAll(
  tx: Tx,
  stretch: Stretch,
  by: { at: Date; actorId: number | null; why?: string | null },
): Promise<Pair[]> {
  const pairs = await coveredBy(tx, stretch)
  await redecide(tx, pairs, by)
  return pairs
}
