import type { Tx } from '../../lib/db.ts'
import { toJson } from '../../lib/json.ts'
import { cancelling } from '../../outbox/cancel.ts'

/** One line of the raw log, ready to be written. */
export type RawCheckIn = {
  sessionId: number
  /** Null while the address has not said whose phone it is. */
  personId: number | null
  addressId: number
  inboxId: bigint
  proof: 'code' | 'unit_code' | 'place' | 'word' | 'closing'
  messageAt: Date
  codeAt: Date | null
  countsAt: Date
  verdict: string
  flags: string[]
  codeUnitId: number | null
  /** What it decides, when it counts. */
  status: 'hadir' | 'terlambat' | null
}

export type Recorded = {
  /** False: this message was logged before. */
  fresh: boolean
  /** When this person was already recorded for the session. */
  before: Date | null
}

/**
 * Writes raw check-ins and, where they count, the decided attendance, all in one statement. The earliest time that
 * counts stays, then the earliest message (`decide.ts` decides the same from the whole log, in any order of arrival).
 * One message logs once.
 * @returns how many lines were new
 */
export async function recordAll(tx: Tx, lines: (RawCheckIn & { decidedAt: Date })[]): Promise<number> {
  const rows = lines.map((one) => ({ ...one, inboxId: String(one.inboxId) }))
  const counted = lines.filter((one) => one.status !== null && one.personId !== null)
  const logged = await tx.$queryRaw<{ count: number }[]>`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${toJson(rows)}::jsonb) AS g("sessionId" int, "personId" int, "addressId" int,
        "inboxId" bigint, proof text, "messageAt" timestamptz, "codeAt" timestamptz, "countsAt" timestamptz, verdict text,
        flags jsonb, "codeUnitId" int, status text, "decidedAt" timestamptz)),
    logged AS (
      INSERT INTO check_in (session_id, person_id, address_id, inbox_id, proof, message_at, code_at, counts_at, verdict, flags, code_unit_id)
      SELECT "sessionId", "personId", "addressId", "inboxId", proof, "messageAt", "codeAt", "countsAt", verdict,
        ARRAY(SELECT jsonb_array_elements_text(flags)), "codeUnitId" FROM given
      ON CONFLICT DO NOTHING
      RETURNING id, session_id, person_id, inbox_id, counts_at, message_at, proof, flags),
    decided AS (
      INSERT INTO attendance (session_id, person_id, unit_id, status, counts_at, message_at, proof, flags, check_in_id, decided_at)
      -- Two messengers of one person in one transaction: the earlier of the two.
      SELECT DISTINCT ON (l.session_id, l.person_id) l.session_id, l.person_id, p.unit_id, g.status, l.counts_at, l.message_at,
        l.proof, l.flags, l.id, g."decidedAt"
      FROM logged l JOIN given g ON g."inboxId" = l.inbox_id AND g."sessionId" = l.session_id AND g."personId" = l.person_id
      JOIN person p ON p.id = l.person_id
      WHERE g.status IS NOT NULL
      ORDER BY l.session_id, l.person_id, l.counts_at, l.message_at, l.id
      ON CONFLICT (session_id, person_id) DO UPDATE SET status = excluded.status, counts_at = excluded.counts_at,
        message_at = excluded.message_at, proof = excluded.proof, flags = excluded.flags, check_in_id = excluded.check_in_id,
        ruling_id = NULL, absence_id = NULL, decided_at = excluded.decided_at
      WHERE CASE WHEN attendance.check_in_id IS NOT NULL
        THEN (excluded.counts_at, excluded.message_at) < (attendance.counts_at, attendance.message_at)
        -- What two people agreed on stands; a leave, one coordinator's word and an empty place give way.
        ELSE NOT EXISTS (SELECT 1 FROM ruling r WHERE r.id = attendance.ruling_id AND r.second) END
      RETURNING session_id, person_id, status, decided_at),
    -- A status that stood there before, such as *tanpa keterangan*, is another one now.
    noted AS (
      INSERT INTO audit (at, action, subject, session_id, before, after)
      SELECT d.decided_at, 'attendance.change', 'person/' || d.person_id, d.session_id, jsonb_build_object('status', old.status),
        jsonb_build_object('status', d.status)
      FROM decided d JOIN attendance old USING (session_id, person_id) WHERE old.status <> d.status),
    -- Whoever is here is not reminded of it any more.
    done AS (${cancelling(
      counted.map((one) => `person/${one.personId}`),
      counted.map((one) => `session/${one.sessionId}`),
    )})
    SELECT count(*)::int AS count FROM logged`
  return logged[0]?.count ?? 0
}

/** One line by itself, with what stood before it. */
export async function record(tx: Tx, raw: RawCheckIn, now: Date): Promise<Recorded> {
  const before =
    raw.personId === null ? null : (await recordedOf(tx, raw.sessionId, [raw.personId])).get(raw.personId)
  const fresh = (await recordAll(tx, [{ ...raw, decidedAt: now }])) > 0
  return { fresh, before: before ?? null }
}

/** When these people are recorded as present for a session, for those who are. */
export async function recordedOf(tx: Tx, sessionId: number, personIds: number[]): Promise<Map<number, Date>> {
  const rows = await tx.$queryRaw<{ personId: number; countsAt: Date }[]>`
    SELECT person_id AS "personId", counts_at AS "countsAt" FROM attendance
    WHERE session_id = ${sessionId} AND person_id = ANY(${personIds}::int[]) AND counts_at IS NOT NULL`
  return new Map(rows.map((row) => [row.personId, row.countsAt]))
}

/** Whether somebody else already checked in to this session from the same phone. */
export async function sharedBefore(
  tx: Tx,
  sessionId: number,
  addressId: number,
  personId: number,
): Promise<boolean> {
  const rows = await tx.$queryRaw<{ shared: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM check_in WHERE session_id = ${sessionId} AND address_id = ${addressId}
      AND person_id <> ${personId} AND verdict = 'accepted') AS shared`
  return rows[0]?.shared ?? false
}
