import type { Tx } from '../../lib/db.ts'
import { inAudience } from '../attendance/expected.ts'
import { redecide } from '../attendance/redecide.ts'
import { positioned } from '../venues/venues.ts'

/** A code from a phone that nobody had claimed counts at its own time, if the phone says whose it is in this time. */
const KEPT_HOURS = 24

/** `asks`: it takes more than a code, the coordinator's word or a location; or it was the code of the end. `place`: it was a location. */
export type Kept = {
  title: string
  countsAt: Date
  waits: boolean
  asks?: 'coordinator' | 'place' | 'closing'
  place?: true
}

/**
 * Counts the codes and locations that an address sent as a stranger for the person it turned out to be. Only sessions that this
 * person must attend; the earliest check-in of a session stays the one that counts, and where a colleague has used the
 * phone already, or the session leaves everybody to the coordinator's word, it waits for that; where only a location counts,
 * a code does not. A code of the end is handed over as one. The log is only added to, so that its seals hold: the line of nobody stays
 * as it was, and the person gets one of the same message.
 */
export async function countKept(
  tx: Tx,
  given: { addressId: number; personId: number; now: Date },
): Promise<Kept[]> {
  const since = new Date(given.now.getTime() - KEPT_HOURS * 3_600_000)
  const mine = await tx.$queryRaw<
    (Omit<Kept, 'asks' | 'place'> & { sessionId: number; asks: Kept['asks'] | null; place: boolean })[]
  >`
    WITH mine AS (
      INSERT INTO check_in (session_id, person_id, address_id, inbox_id, proof, message_at, code_at, counts_at, verdict, flags, code_unit_id)
      SELECT c.session_id, p.id, c.address_id, c.inbox_id, CASE WHEN c.verdict = 'closed' THEN 'closing' ELSE c.proof END,
        c.message_at, c.code_at, c.counts_at,
        CASE WHEN c.verdict = 'closed' THEN 'closing' WHEN asks.place THEN 'needs_place' WHEN other.used OR asks.word THEN 'waits' ELSE c.verdict END,
        c.flags || CASE WHEN c.verdict = 'closed' THEN '{}' WHEN asks.word THEN ARRAY['by_coordinator'] WHEN other.used AND NOT asks.place THEN ARRAY['shared_phone'] ELSE '{}' END,
        c.code_unit_id
      FROM check_in c JOIN session s ON s.id = c.session_id, person p JOIN unit u ON u.id = p.unit_id,
        LATERAL (SELECT EXISTS (SELECT 1 FROM check_in o WHERE o.session_id = c.session_id AND o.address_id = c.address_id
          AND o.person_id <> p.id AND o.verdict = 'accepted') AS used) other,
        LATERAL (SELECT s.proof = 'coordinator' AS word, s.proof = 'place' AND c.proof <> 'place' AND ${positioned} AS place) asks
      WHERE c.address_id = ${given.addressId} AND c.person_id IS NULL AND c.message_at >= ${since}
        -- After check-in has closed a right code is the code of the end, where one is asked for.
        AND (c.verdict = 'accepted' OR (c.verdict = 'closed' AND c.proof IN ('code', 'unit_code')
          AND c.counts_at BETWEEN s.closing_from AND s.closing_until))
        AND p.id = ${given.personId} AND s.status <> 'cancelled'
        -- A message that has found its person is nobody else's.
        AND NOT EXISTS (SELECT 1 FROM check_in f WHERE f.inbox_id = c.inbox_id AND f.session_id = c.session_id AND f.person_id IS NOT NULL)
        -- A called-out code counts for its own unit only, and whose it was is known only now.
        AND (c.code_unit_id IS NULL OR u.path LIKE '%/' || c.code_unit_id || '/%')
        AND ${inAudience}
      RETURNING id, session_id, inbox_id, counts_at, verdict, proof),
    placed AS (
      INSERT INTO check_in_place (check_in_id, session_id, venue, radius, metres, accuracy, live, latitude, longitude, same)
      SELECT m.id, m.session_id, w.venue, w.radius, w.metres, w.accuracy, w.live, w.latitude, w.longitude, w.same
      FROM mine m JOIN check_in o ON o.inbox_id = m.inbox_id AND o.session_id = m.session_id AND o.person_id IS NULL
      JOIN check_in_place w ON w.check_in_id = o.id)
    SELECT m.session_id AS "sessionId", s.title,
      coalesce(min(m.counts_at) FILTER (WHERE m.verdict <> 'closing'), min(m.counts_at)) AS "countsAt",
      bool_and(m.verdict IN ('waits', 'closing')) AND bool_or(m.verdict = 'waits') AS waits,
      bool_and(m.proof IN ('place', 'closing')) AND bool_or(m.proof = 'place') AS place,
      CASE WHEN bool_and(m.verdict = 'closing') THEN 'closing' WHEN bool_and(m.verdict IN ('needs_place', 'closing')) THEN 'place' WHEN s.proof = 'coordinator' THEN 'coordinator' END AS asks
    FROM mine m JOIN session s ON s.id = m.session_id GROUP BY m.session_id, s.title, s.proof ORDER BY "countsAt"`
  const pairs = mine.map(({ sessionId }) => ({ sessionId, personId: given.personId }))
  await redecide(tx, pairs, { at: given.now, actorId: null })
  return mine.map(({ title, countsAt, waits, asks, place }) => ({
    title,
    countsAt,
    waits,
    ...(asks ? { asks } : {}),
    ...(place ? { place } : {}),
  }))
}
