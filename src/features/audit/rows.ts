import type { Tx } from '../../lib/db.ts'

/**
 * What the chain of a session covers, each with a number of its own that stays. What is said in two steps is two rows: a
 * ruling and its second voice, a dispute and its answer.
 */
export const KINDS = {
  ...{ check_in: 1, audit: 2, ruling: 3, ruling_end: 4, dispute: 5, dispute_end: 6, absence: 7, place: 8 },
} as const
export type Kind = keyof typeof KINDS

/** A row as it is sealed. `fixed` never changes; of `veiled` an erasure may empty each (lib: guyub.erase), and no more. */
export type Row = { kind: Kind; id: bigint; fixed: unknown[]; veiled: unknown[] }

export type RowName = { kind: Kind; id: bigint }

/** Names of everything that was said in a session until now. */
export async function namesIn(tx: Tx, sessionId: number): Promise<RowName[]> {
  return tx.$queryRaw<RowName[]>`
    SELECT 'check_in' AS kind, id FROM check_in WHERE session_id = ${sessionId}
    UNION ALL SELECT 'place', check_in_id FROM check_in_place WHERE session_id = ${sessionId}
    UNION ALL SELECT 'audit', id FROM audit WHERE session_id = ${sessionId}
    UNION ALL SELECT 'ruling', id::bigint FROM ruling WHERE session_id = ${sessionId}
    UNION ALL SELECT 'ruling_end', id::bigint FROM ruling WHERE session_id = ${sessionId} AND second
      AND (confirmed_at IS NOT NULL OR refused_at IS NOT NULL)
    UNION ALL SELECT 'dispute', id::bigint FROM dispute WHERE session_id = ${sessionId}
    UNION ALL SELECT 'dispute_end', id::bigint FROM dispute WHERE session_id = ${sessionId} AND decided_at IS NOT NULL
    UNION ALL SELECT DISTINCT 'absence', a.id::bigint FROM attendance t JOIN absence a ON a.id = t.absence_id
      WHERE t.session_id = ${sessionId} AND a.state = 'approved'`
}

/** How many rows each session has now, by the same rule as `namesIn`. */
export async function countsIn(tx: Tx, sessionIds: number[]): Promise<Map<number, number>> {
  const rows = await tx.$queryRaw<{ id: number; count: number }[]>`
    SELECT s.id, ((SELECT count(*) FROM check_in WHERE session_id = s.id) + (SELECT count(*) FROM check_in_place WHERE session_id = s.id) + (SELECT count(*) FROM audit WHERE session_id = s.id)
      + (SELECT count(*) + count(*) FILTER (WHERE second AND (confirmed_at IS NOT NULL OR refused_at IS NOT NULL)) FROM ruling WHERE session_id = s.id)
      + (SELECT count(*) + count(decided_at) FROM dispute WHERE session_id = s.id)
      + (SELECT count(DISTINCT a.id) FROM attendance t JOIN absence a ON a.id = t.absence_id AND a.state = 'approved' WHERE t.session_id = s.id))::int AS count
    FROM unnest(${sessionIds}::int[]) AS s(id)`
  return new Map(rows.map(({ id, count }) => [id, count]))
}

/** These rows as they stand now; those that are gone are missing. */
export async function readRows(tx: Tx, kind: Kind, ids: bigint[]): Promise<Map<bigint, Row>> {
  const rows = await READERS[kind](tx, ids)
  return new Map(rows.map((row) => [row.id, { kind, ...row }]))
}

type Reader = (tx: Tx, ids: bigint[]) => Promise<Omit<Row, 'kind'>[]>

const numbers = (ids: bigint[]) => ids.map(Number)

const READERS: Record<Kind, Reader> = {
  check_in: async (tx, ids) =>
    (await tx.checkIn.findMany({ where: { id: { in: ids } } })).map((one) => ({
      id: one.id,
      fixed: [
        ...[one.sessionId, one.proof, one.messageAt, one.codeAt, one.countsAt, one.verdict],
        ...[one.flags, one.codeUnitId],
      ],
      veiled: [one.personId],
    })),
  // The position goes once the session is settled (check-in/place.ts); what was measured by it stays.
  place: async (tx, ids) =>
    (await tx.checkInPlace.findMany({ where: { checkInId: { in: ids } } })).map((one) => ({
      id: one.checkInId,
      fixed: [one.sessionId, one.venue, one.radius, one.metres, one.accuracy, one.live],
      veiled: [one.latitude, one.longitude],
    })),
  audit: async (tx, ids) =>
    (await tx.audit.findMany({ where: { id: { in: ids } } })).map((one) => ({
      id: one.id,
      fixed: [one.sessionId, one.at, one.actorId, one.action, one.subject],
      veiled: [one.before, one.after, one.why],
    })),
  ruling: async (tx, ids) =>
    (await tx.ruling.findMany({ where: { id: { in: numbers(ids) } } })).map((one) => ({
      id: BigInt(one.id),
      fixed: [
        ...[one.sessionId, one.personId, one.ref, one.status, one.checkInId, one.kind],
        ...[one.proposedBy, one.proposedAt, one.second],
      ],
      veiled: [one.why],
    })),
  ruling_end: async (tx, ids) =>
    (await tx.ruling.findMany({ where: { id: { in: numbers(ids) } } })).map((one) => ({
      id: BigInt(one.id),
      fixed: [one.confirmedBy, one.confirmedAt, one.refusedBy, one.refusedAt],
      veiled: [],
    })),
  dispute: async (tx, ids) =>
    (await tx.dispute.findMany({ where: { id: { in: numbers(ids) } } })).map((one) => ({
      id: BigInt(one.id),
      fixed: [one.sessionId, one.personId, one.ref, one.status, one.at],
      veiled: [one.text === '' ? null : one.text],
    })),
  dispute_end: async (tx, ids) =>
    (await tx.dispute.findMany({ where: { id: { in: numbers(ids) } } })).map((one) => ({
      id: BigInt(one.id),
      fixed: [one.state, one.decidedBy, one.decidedAt],
      veiled: [one.reason],
    })),
  absence: async (tx, ids) =>
    (await tx.absence.findMany({ where: { id: { in: numbers(ids) } } })).map((one) => ({
      id: BigInt(one.id),
      fixed: [one.personId, one.kind, one.sessionId, one.askedAt, one.unitId],
      veiled: [],
    })),
}
