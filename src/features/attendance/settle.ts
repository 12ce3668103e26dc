import { type Db, type Tx, transaction } from '../../lib/db.ts'
import { codesUntilSql } from '../agenda/proof.ts'
import { expected } from './expected.ts'
import { redecide } from './redecide.ts'
import { waiting } from './waiting.ts'

/** A messenger that is cut off may bring something still; longer than this nobody waits for it. */
const LONGEST_WAIT_MS = 24 * 3_600_000

/**
 * Settles the sessions that are over: closing and grace have passed, and every messenger has brought what was sent until
 * then (nothing is waiting to be handled, no number is unlinked; at most a day). Whoever was expected and has no status
 * gets one now, with the unit that they work in: *tanpa keterangan*, or *belum dipastikan* where nobody can say, or where
 * something waits for the coordinator's word. What
 * arrives later decides again.
 * @returns ids of the sessions that were settled
 */
export async function settleSessions(db: Pick<Db, 'prisma'>, now: Date): Promise<number[]> {
  const due = await db.prisma.$queryRaw<{ id: number }[]>`
    SELECT s.id FROM session s
    WHERE s.settled_at IS NULL AND s.status = 'scheduled' AND s.grace_until < ${now} AND ${codesUntilSql} < ${now}
      AND (s.grace_until < ${new Date(now.getTime() - LONGEST_WAIT_MS)} OR (
        NOT EXISTS (SELECT 1 FROM inbox i WHERE i.state = 'new')
        AND NOT EXISTS (SELECT 1 FROM outage o WHERE o.until_at IS NULL AND o.from_at < s.closes_at)))
    ORDER BY s.grace_until, s.id LIMIT 50`
  for (const { id } of due) await settle(db, id, now)
  return due.map(({ id }) => id)
}

/** One session in one transaction: a recap reads all of it or nothing. */
async function settle(db: Pick<Db, 'prisma'>, sessionId: number, now: Date): Promise<void> {
  await transaction(db, (tx) => settleThese(tx, [sessionId], now), { timeout: 60_000 })
}

/** Those of them that nobody has settled yet. */
export async function settleThese(tx: Tx, sessionIds: number[], now: Date): Promise<void> {
  const mine = await tx.$queryRaw<{ id: number }[]>`
    UPDATE session SET settled_at = ${now} WHERE id = ANY(${sessionIds}::int[]) AND settled_at IS NULL AND status = 'scheduled'
    RETURNING id`
  if (mine.length === 0) return
  const ids = mine.map(({ id }) => id)
  const without = await tx.$queryRaw<{ id: number; count: number }[]>`
    WITH written AS (
      INSERT INTO attendance (session_id, person_id, unit_id, status, proof, flags, decided_at)
      SELECT s.id, p.id, u.id,
        CASE WHEN s.disturbed_at IS NULL AND s.coordinator_only_at IS NULL AND NOT ${waiting} THEN 'tanpa_keterangan' ELSE 'belum_dipastikan' END,
        'none', '{}', ${now}
      FROM session s, unit u, person p WHERE s.id = ANY(${ids}::int[]) AND ${expected}
      ON CONFLICT (session_id, person_id) DO NOTHING RETURNING session_id)
    SELECT session_id AS id, count(*)::int AS count FROM written GROUP BY session_id`
  await tx.audit.createMany({
    data: ids.map((id) => ({
      ...{ at: now, actorId: null, action: 'session.settle', subject: `session/${id}`, sessionId: id },
      after: { without: without.find((one) => one.id === id)?.count ?? 0 },
    })),
  })
}

/**
 * Somebody who was out of their unit while it settled, and is of it again as if never out: what they would have got there, they
 * get now, and everything that was said about them counts.
 * @returns sessions in which they have a status by it
 */
export async function settleReturned(
  tx: Tx,
  personId: number,
  since: Date,
  { at, actorId }: { at: Date; actorId: number },
): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    WITH written AS (
      INSERT INTO attendance (session_id, person_id, unit_id, status, proof, flags, decided_at)
      SELECT s.id, p.id, u.id,
        CASE WHEN s.disturbed_at IS NULL AND s.coordinator_only_at IS NULL AND NOT ${waiting} THEN 'tanpa_keterangan' ELSE 'belum_dipastikan' END,
        'none', '{}', ${at}
      FROM session s, unit u, person p
      WHERE p.id = ${personId} AND s.settled_at >= ${since} AND ${expected}
      ON CONFLICT (session_id, person_id) DO NOTHING RETURNING session_id, status),
    noted AS (
      INSERT INTO audit (at, actor_id, action, subject, session_id, before, after)
      SELECT ${at}, ${actorId}, 'attendance.change', 'person/' || ${personId}::int, session_id,
        jsonb_build_object('status', NULL), jsonb_build_object('status', status, 'proof', 'none') FROM written ORDER BY session_id)
    SELECT session_id AS id FROM written ORDER BY session_id`
  const ids = rows.map(({ id }) => id)
  await redecide(
    tx,
    ids.map((sessionId) => ({ sessionId, personId })),
    { at, actorId },
  )
  return ids
}
