import type { Tx } from '../../lib/db.ts'
import { waiting } from './waiting.ts'

export type Pair = { sessionId: number; personId: number }

/** Who is the cause of a change, for the audit: null when it is a rule or a late message. */
type By = { at: Date; actorId: number | null; why?: string | null }

export type Changed = Pair & { before: string | null; after: string | null }

/**
 * Decides anew what these people are in these sessions, from everything that was said (`decide.ts`, here as one statement
 * for any number of them), and writes down what changed. Where nothing counts any more a settled session has its
 * *tanpa keterangan* again (*belum dipastikan* while something waits for a word), and any other session no row.
 * @returns those whose status is another one now
 */
export async function redecide(tx: Tx, pairs: Pair[], { at, actorId, why = null }: By): Promise<Changed[]> {
  if (pairs.length === 0) return []
  const sessions = pairs.map((one) => one.sessionId)
  const people = pairs.map((one) => one.personId)
  return tx.$queryRaw<Changed[]>`
    WITH pair AS (
      SELECT DISTINCT s.id AS session_id, p.id AS person_id, coalesce(old.unit_id, p.unit_id) AS unit_id, s.starts_at,
        s.on_time_until, s.settled_at, s.disturbed_at, s.coordinator_only_at, coalesce(s.counts_from, '-infinity') AS counts_from,
        old.status AS before, ${waiting} AS waits
      FROM unnest(${sessions}::int[], ${people}::int[]) AS g(session_id, person_id)
      JOIN session s ON s.id = g.session_id AND s.status <> 'cancelled' JOIN person p ON p.id = g.person_id
      LEFT JOIN attendance old ON old.session_id = s.id AND old.person_id = p.id),
    said AS (
      SELECT r.* FROM ruling r JOIN pair USING (session_id, person_id)
      WHERE r.confirmed_at IS NOT NULL AND r.refused_at IS NULL AND r.proposed_at > pair.counts_from),
    firm AS (
      SELECT DISTINCT ON (session_id, person_id) * FROM said WHERE second AND status IS NOT NULL
      ORDER BY session_id, person_id, confirmed_at DESC, id DESC),
    word AS (
      SELECT DISTINCT ON (session_id, person_id) * FROM said WHERE NOT second AND status IS NOT NULL
      ORDER BY session_id, person_id, confirmed_at DESC, id DESC),
    seen AS (
      SELECT DISTINCT ON (c.session_id, c.person_id) c.*, pair.on_time_until
      FROM check_in c JOIN pair ON pair.session_id = c.session_id AND pair.person_id = c.person_id
      WHERE c.counts_at > pair.counts_from AND (c.verdict = 'accepted' OR (c.verdict = 'waits' AND EXISTS (
        SELECT 1 FROM said a WHERE a.check_in_id = c.id AND a.status IS NULL)))
      ORDER BY c.session_id, c.person_id, c.counts_at, c.message_at, c.id),
    leave AS (
      SELECT DISTINCT ON (pair.session_id, pair.person_id) pair.session_id, pair.person_id, a.id, a.kind, a.decided_at
      FROM absence a JOIN pair ON pair.person_id = a.person_id AND a.state = 'approved'
        AND (a.session_id = pair.session_id OR (a.session_id IS NULL AND pair.starts_at >= a.from_at AND pair.starts_at < a.until_at))
      ORDER BY pair.session_id, pair.person_id, a.decided_at DESC, a.id DESC),
    spoken AS (
      SELECT session_id, person_id, coalesce(f.id, w.id) AS id, coalesce(f.status, w.status) AS status,
        coalesce(f.kind, w.kind) AS kind, coalesce(f.proposed_at, w.proposed_at) AS proposed_at,
        f.id IS NOT NULL AS firm, coalesce(f.confirmed_at, w.confirmed_at) AS confirmed_at
      FROM firm f FULL JOIN word w USING (session_id, person_id)),
    chosen AS (
      SELECT pair.*, seen.id AS seen_id, seen.counts_at, seen.message_at, seen.proof AS seen_proof, seen.flags,
        spoken.id AS spoken_id, spoken.status AS spoken, spoken.kind AS spoken_kind, spoken.proposed_at, leave.id AS leave_id, leave.kind AS leave_kind,
        CASE WHEN spoken.firm THEN 'spoken' WHEN seen.id IS NOT NULL THEN 'seen'
          WHEN spoken.id IS NOT NULL AND (leave.id IS NULL OR spoken.confirmed_at >= leave.decided_at) THEN 'spoken'
          WHEN leave.id IS NOT NULL THEN 'leave' WHEN pair.settled_at IS NOT NULL AND pair.before IS NOT NULL THEN 'none' END AS by
      FROM pair LEFT JOIN seen USING (session_id, person_id) LEFT JOIN spoken USING (session_id, person_id)
      LEFT JOIN leave USING (session_id, person_id)),
    decided AS (
      SELECT session_id, person_id, unit_id, by, before,
        CASE by WHEN 'spoken' THEN spoken WHEN 'leave' THEN leave_kind
          WHEN 'seen' THEN CASE WHEN counts_at <= on_time_until THEN 'hadir' ELSE 'terlambat' END
          WHEN 'none' THEN CASE WHEN disturbed_at IS NULL AND coordinator_only_at IS NULL AND NOT waits THEN 'tanpa_keterangan' ELSE 'belum_dipastikan' END
        END AS status,
        CASE by WHEN 'seen' THEN counts_at WHEN 'spoken' THEN CASE WHEN spoken IN ('hadir', 'terlambat') THEN proposed_at END END AS counts_at,
        CASE by WHEN 'seen' THEN message_at WHEN 'spoken' THEN CASE WHEN spoken IN ('hadir', 'terlambat') THEN proposed_at END END AS message_at,
        CASE by WHEN 'seen' THEN seen_proof WHEN 'leave' THEN 'absence' WHEN 'none' THEN 'none'
          WHEN 'spoken' THEN CASE WHEN spoken_kind IN ('coordinator', 'after_closing') THEN spoken_kind ELSE 'ruling' END END AS proof,
        CASE WHEN by = 'seen' THEN flags ELSE '{}' END AS flags,
        CASE WHEN by = 'seen' THEN seen_id END AS check_in_id, CASE WHEN by = 'spoken' THEN spoken_id END AS ruling_id,
        CASE WHEN by = 'leave' THEN leave_id END AS absence_id
      FROM chosen),
    written AS (
      INSERT INTO attendance (session_id, person_id, unit_id, status, counts_at, message_at, proof, flags, check_in_id, ruling_id, absence_id, decided_at)
      SELECT session_id, person_id, unit_id, status, counts_at, message_at, proof, flags, check_in_id, ruling_id, absence_id, ${at}
      FROM decided WHERE by IS NOT NULL
      ON CONFLICT (session_id, person_id) DO UPDATE SET status = excluded.status, counts_at = excluded.counts_at,
        message_at = excluded.message_at, proof = excluded.proof, flags = excluded.flags, check_in_id = excluded.check_in_id,
        ruling_id = excluded.ruling_id, absence_id = excluded.absence_id, decided_at = excluded.decided_at),
    gone AS (
      DELETE FROM attendance a USING decided d
      WHERE d.by IS NULL AND a.session_id = d.session_id AND a.person_id = d.person_id),
    noted AS (
      INSERT INTO audit (at, actor_id, action, subject, session_id, before, after, why)
      SELECT ${at}, ${actorId}, 'attendance.change', 'person/' || person_id, session_id,
        jsonb_build_object('status', before), jsonb_build_object('status', status, 'proof', proof), ${why}
      FROM decided WHERE before IS DISTINCT FROM status AND (before IS NOT NULL OR by = 'spoken'))
    SELECT session_id AS "sessionId", person_id AS "personId", before, status AS after
    FROM decided WHERE before IS DISTINCT FROM status ORDER BY session_id, person_id`
}
