import type { Tx } from '../../lib/db.ts'
import { redecide } from './redecide.ts'

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
  const mine = await tx.$queryRaw<(Kept & { sessionId: number })[]>`
    WITH mine AS (
      UPDATE check_in c SET person_id = ${given.personId}
      FROM session s, person p JOIN unit u ON u.id = p.unit_id
      WHERE c.address_id = ${given.addressId} AND c.person_id IS NULL AND c.message_at >= ${since} AND c.verdict = 'accepted'
        AND s.id = c.session_id AND p.id = ${given.personId} AND s.status <> 'cancelled'
        -- A called-out code counts for its own unit only, and whose it was is known only now.
        AND (c.code_unit_id IS NULL OR u.path LIKE '%/' || c.code_unit_id || '/%')
        AND EXISTS (SELECT 1 FROM unit au WHERE au.id = ANY(s.audience_units) AND u.path LIKE au.path || '%')
      RETURNING c.session_id, c.counts_at, s.title)
    SELECT session_id AS "sessionId", title, min(counts_at) AS "countsAt" FROM mine GROUP BY session_id, title ORDER BY "countsAt"`
  const pairs = mine.map(({ sessionId }) => ({ sessionId, personId: given.personId }))
  await redecide(tx, pairs, { at: given.now, actorId: null })
  return mine.map(({ title, countsAt }) => ({ title, countsAt }))
}
