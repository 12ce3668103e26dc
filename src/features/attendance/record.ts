import type { Tx } from '../../lib/db.ts'

/** One line of the raw log, ready to be written. */
export type RawCheckIn = {
  sessionId: number
  /** Null while the address has not said whose phone it is. */
  personId: number | null
  addressId: number
  inboxId: bigint
  proof: 'code' | 'unit_code' | 'place' | 'word'
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
  /** The same message was logged before: this turn is a repetition. */
  fresh: boolean
  /** When this person was already recorded for the session. */
  before: Date | null
}

/**
 * Writes the raw log and, where it counts, the decided attendance, in one statement. The earliest time that counts
 * stays (`judge.ts` decides the same from the whole log, in any order of arrival). One message logs once.
 */
export async function record(tx: Tx, raw: RawCheckIn, now: Date): Promise<Recorded> {
  const rows = await tx.$queryRaw<Recorded[]>`
    WITH known AS (SELECT counts_at FROM attendance WHERE session_id = ${raw.sessionId} AND person_id = ${raw.personId}::int),
    logged AS (
      INSERT INTO check_in (session_id, person_id, address_id, inbox_id, proof, message_at, code_at, counts_at, verdict, flags, code_unit_id)
      VALUES (${raw.sessionId}, ${raw.personId}, ${raw.addressId}, ${raw.inboxId}, ${raw.proof}, ${raw.messageAt}, ${raw.codeAt},
        ${raw.countsAt}, ${raw.verdict}, ${raw.flags}, ${raw.codeUnitId})
      ON CONFLICT DO NOTHING RETURNING id),
    decided AS (
      INSERT INTO attendance (session_id, person_id, status, counts_at, message_at, proof, flags, check_in_id, decided_at)
      SELECT ${raw.sessionId}, ${raw.personId}::int, ${raw.status}::text, ${raw.countsAt}::timestamptz, ${raw.messageAt}::timestamptz,
        ${raw.proof}, ${raw.flags}::text[], logged.id, ${now}::timestamptz
      FROM logged WHERE ${raw.status}::text IS NOT NULL AND ${raw.personId}::int IS NOT NULL
      ON CONFLICT (session_id, person_id) DO UPDATE SET status = excluded.status, counts_at = excluded.counts_at,
        message_at = excluded.message_at, proof = excluded.proof, flags = excluded.flags,
        check_in_id = excluded.check_in_id, decided_at = excluded.decided_at
      -- As in decide(): earliest time, then earliest message; the order of arrival does not matter.
      WHERE (excluded.counts_at, excluded.message_at) < (attendance.counts_at, attendance.message_at))
    SELECT EXISTS (SELECT 1 FROM logged) AS fresh, (SELECT counts_at FROM known) AS before`
  return rows[0] ?? { fresh: false, before: null }
}

/** Whether somebody else already checked in to this session from the same phone: flagged, never refused. */
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
