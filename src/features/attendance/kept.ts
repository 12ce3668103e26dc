import type { Tx } from '../../lib/db.ts'

/** A code from a phone that nobody had claimed counts at its own time, if the phone says whose it is in this time. */
const KEPT_HOURS = 24

export type Kept = { title: string; countsAt: Date }

/**
 * Gives the codes that an address sent as a stranger to the person it turned out to be. Only sessions that this
 * person must attend; the earliest check-in of a session stays the one that counts.
 */
export async function countKept(
  tx: Tx,
  given: { addressId: number; personId: number; now: Date },
): Promise<Kept[]> {
  const since = new Date(given.now.getTime() - KEPT_HOURS * 3_600_000)
  return tx.$queryRaw<Kept[]>`
    WITH mine AS (
      UPDATE check_in c SET person_id = ${given.personId}
      FROM session s, person p JOIN unit u ON u.id = p.unit_id
      WHERE c.address_id = ${given.addressId} AND c.person_id IS NULL AND c.message_at >= ${since} AND c.verdict = 'accepted'
        AND s.id = c.session_id AND p.id = ${given.personId} AND s.status <> 'cancelled'
        -- A called-out code counts for its own unit only, and whose it was is known only now.
        AND (c.code_unit_id IS NULL OR u.path LIKE '%/' || c.code_unit_id || '/%')
        AND EXISTS (SELECT 1 FROM unit au WHERE au.id = ANY(s.audience_units) AND u.path LIKE au.path || '%')
      RETURNING c.id, c.session_id, c.counts_at, c.message_at, c.proof, c.flags, s.title, s.on_time_until),
    first AS (SELECT DISTINCT ON (session_id) * FROM mine ORDER BY session_id, counts_at, message_at, id),
    decided AS (
      INSERT INTO attendance (session_id, person_id, status, counts_at, message_at, proof, flags, check_in_id, decided_at)
      SELECT session_id, ${given.personId}, CASE WHEN counts_at <= on_time_until THEN 'hadir' ELSE 'terlambat' END,
        counts_at, message_at, proof, flags, id, ${given.now} FROM first
      ON CONFLICT (session_id, person_id) DO UPDATE SET status = excluded.status, counts_at = excluded.counts_at,
        message_at = excluded.message_at, proof = excluded.proof, flags = excluded.flags,
        check_in_id = excluded.check_in_id, decided_at = excluded.decided_at
      WHERE (excluded.counts_at, excluded.message_at) < (attendance.counts_at, attendance.message_at))
    SELECT title, counts_at AS "countsAt" FROM first ORDER BY counts_at`
}
