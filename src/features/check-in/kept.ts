import type { Tx } from '../../lib/db.ts'
import { inAudience } from '../attendance/expected.ts'
import { redecide } from '../attendance/redecide.ts'
import { positioned } from '../venues/venues.ts'

/** A code from a phone that nobody had claimed counts at its own time, if the phone says whose it is in this time. */
const KEPT_HOURS = 24

/** `asks`: the session takes more than a code: the coordinator's word, or a location. */
export type Kept = { title: string; countsAt: Date; waits: boolean; asks?: 'coordinator' | 'place' }

/**
 * Counts the codes that an address sent as a stranger for the person it turned out to be. Only sessions that this
 * person must attend; the earliest check-in of a session stays the one that counts, and where a colleague has used the
 * phone already, or the session leaves everybody to the coordinator's word, it waits for that; where only a location counts,
 * it does not. The log is only added to, so that its seals hold: the line of nobody stays
 * as it was, and the person gets one of the same message.
 */
export async function countKept(
  tx: Tx,
  given: { addressId: number; personId: number; now: Date },
): Promise<Kept[]> {
  const since = new Date(given.now.getTime() - KEPT_HOURS * 3_600_000)
  const mine = await tx.$queryRaw<(Omit<Kept, 'asks'> & { sessionId: number; asks: Kept['asks'] | null })[]>`
    WITH mine AS (
      INSERT INTO check_in (session_id, person_id, address_id, inbox_id, proof, message_at, code_at, counts_at, verdict, flags, code_unit_id)
      SELECT c.session_id, p.id, c.address_id, c.inbox_id, c.proof, c.message_at, c.code_at, c.counts_at,
        CASE WHEN asks.place THEN 'needs_place' WHEN other.used OR asks.word THEN 'waits' ELSE c.verdict END,
        c.flags || CASE WHEN asks.word THEN ARRAY['by_coordinator'] WHEN other.used AND NOT asks.place THEN ARRAY['shared_phone'] ELSE '{}' END,
        c.code_unit_id
      FROM check_in c JOIN session s ON s.id = c.session_id, person p JOIN unit u ON u.id = p.unit_id,
        LATERAL (SELECT EXISTS (SELECT 1 FROM check_in o WHERE o.session_id = c.session_id AND o.address_id = c.address_id
          AND o.person_id <> p.id AND o.verdict = 'accepted') AS used) other,
        LATERAL (SELECT s.proof = 'coordinator' AS word, s.proof = 'place' AND ${positioned} AS place) asks
      WHERE c.address_id = ${given.addressId} AND c.person_id IS NULL AND c.message_at >= ${since} AND c.verdict = 'accepted'
        AND p.id = ${given.personId} AND s.status <> 'cancelled'
        -- A message that has found its person is nobody else's.
        AND NOT EXISTS (SELECT 1 FROM check_in f WHERE f.inbox_id = c.inbox_id AND f.session_id = c.session_id AND f.person_id IS NOT NULL)
        -- A called-out code counts for its own unit only, and whose it was is known only now.
        AND (c.code_unit_id IS NULL OR u.path LIKE '%/' || c.code_unit_id || '/%')
        AND ${inAudience}
      RETURNING session_id, counts_at, verdict)
    SELECT m.session_id AS "sessionId", s.title, min(m.counts_at) AS "countsAt", bool_and(m.verdict = 'waits') AS waits,
      CASE WHEN bool_and(m.verdict = 'needs_place') THEN 'place' WHEN s.proof = 'coordinator' THEN 'coordinator' END AS asks
    FROM mine m JOIN session s ON s.id = m.session_id GROUP BY m.session_id, s.title, s.proof ORDER BY "countsAt"`
  const pairs = mine.map(({ sessionId }) => ({ sessionId, personId: given.personId }))
  await redecide(tx, pairs, { at: given.now, actorId: null })
  return mine.map(({ title, countsAt, waits, asks }) => ({
    title,
    countsAt,
    waits,
    ...(asks ? { asks } : {}),
  }))
}
