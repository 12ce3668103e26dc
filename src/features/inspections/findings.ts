import type { Tx } from '../../lib/db.ts'
import { Prisma } from '../../lib/prisma/client.ts'
import type { Status } from '../attendance/statuses.ts'
import type { LookScope } from './scope-of-look.ts'

type What = { sessionId: number; name: string }
/** Reasons of leave, and whatever sounds like an illness, are left out before anything is shown (`tellable`). */
export type Findings = {
  counts: { sessionId: number; status: Status; count: number }[]
  changes: (What & {
    at: Date
    before: string | null
    after: string | null
    by: string | null
    why: string | null
  })[]
  rulings: (What & Ruled)[]
  disputes: (What & Disputed)[]
  heads: Head[]
  flags: (What & { flag: string; at: Date })[]
}
type Ruled = {
  kind: 'annul' | 'after_closing'
  status: string | null
  by: string
  at: Date
  why: string | null
  second: string | null
  secondAt: Date | null
  refusedBy: string | null
  refusedAt: Date | null
}
type Disputed = {
  status: string
  at: Date
  state: string
  by: string | null
  decidedAt: Date | null
  reason: string | null
  became: string | null
}
type Head = {
  sessionId: number
  unit: string
  count: number
  recorded: number
  by: string
  /** Why it differs was said, whether or not it may be read. */
  explained: boolean
  explanation: string | null
  explainedBy: string | null
}

/** What an inspector sees of sessions: numbers, and everything that was done about them by hand. Never letters, notes of leave or places. */
export async function findingsOf(tx: Tx, { sessions, unitIds, personId }: LookScope): Promise<Findings> {
  const ids = sessions.map(({ id }) => id)
  const own = personId === null ? Prisma.sql`true` : Prisma.sql`p.id = ${personId}`
  const within = Prisma.sql`coalesce(t.unit_id, p.unit_id) = ANY(${unitIds}::int[]) AND ${own}`
  const counts = await tx.$queryRaw<Findings['counts']>`
    SELECT t.session_id AS "sessionId", t.status, count(*)::int AS count FROM attendance t JOIN person p ON p.id = t.person_id
    WHERE t.session_id = ANY(${ids}::int[]) AND ${within} GROUP BY t.session_id, t.status`
  const changes = await tx.$queryRaw<Findings['changes']>`
    SELECT a.session_id AS "sessionId", p.name, a.at, a.before->>'status' AS before, a.after->>'status' AS after, b.name AS by, a.why
    FROM audit a JOIN session s ON s.id = a.session_id JOIN person p ON a.subject = 'person/' || p.id
    LEFT JOIN attendance t ON t.session_id = s.id AND t.person_id = p.id LEFT JOIN person b ON b.id = a.actor_id
    WHERE a.session_id = ANY(${ids}::int[]) AND a.action = 'attendance.change' AND a.at > s.closes_at AND ${within}
    ORDER BY a.at, a.id`
  const rulings = await tx.$queryRaw<Findings['rulings']>`
    SELECT r.session_id AS "sessionId", p.name, r.kind, r.status, b.name AS by, r.proposed_at AS at, r.why, c.name AS second,
      r.confirmed_at AS "secondAt", f.name AS "refusedBy", r.refused_at AS "refusedAt"
    FROM ruling r JOIN person p ON p.id = r.person_id JOIN person b ON b.id = r.proposed_by
    LEFT JOIN attendance t ON t.session_id = r.session_id AND t.person_id = r.person_id
    LEFT JOIN person c ON c.id = r.confirmed_by LEFT JOIN person f ON f.id = r.refused_by
    WHERE r.session_id = ANY(${ids}::int[]) AND r.kind IN ('annul', 'after_closing') AND r.second AND ${within}
    ORDER BY r.proposed_at, r.id`
  const disputes = await tx.$queryRaw<Findings['disputes']>`
    SELECT d.session_id AS "sessionId", p.name, d.status, d.at, d.state, b.name AS by, d.decided_at AS "decidedAt", d.reason,
      (SELECT r.status FROM ruling r WHERE r.session_id = d.session_id AND r.person_id = d.person_id AND r.kind = 'dispute'
        ORDER BY r.id DESC LIMIT 1) AS became
    FROM dispute d JOIN person p ON p.id = d.person_id
    LEFT JOIN attendance t ON t.session_id = d.session_id AND t.person_id = d.person_id LEFT JOIN person b ON b.id = d.decided_by
    WHERE d.session_id = ANY(${ids}::int[]) AND ${within} ORDER BY d.at, d.id`
  const heads =
    personId === null
      ? await tx.$queryRaw<Head[]>`
          SELECT h.session_id AS "sessionId", u.name AS unit, h.count, h.recorded, b.name AS by, h.explanation IS NOT NULL AS explained, h.explanation, e.name AS "explainedBy"
          FROM head_count h JOIN unit u ON u.id = h.unit_id JOIN person b ON b.id = h.counted_by LEFT JOIN person e ON e.id = h.explained_by
          WHERE h.session_id = ANY(${ids}::int[]) AND h.unit_id = ANY(${unitIds}::int[]) ORDER BY h.session_id, u.path`
      : []
  const flags = await tx.$queryRaw<Findings['flags']>`
    SELECT DISTINCT c.session_id AS "sessionId", p.name, f.flag, c.message_at AS at
    FROM check_in c JOIN person p ON p.id = c.person_id CROSS JOIN LATERAL unnest(c.flags) AS f(flag)
    LEFT JOIN attendance t ON t.session_id = c.session_id AND t.person_id = c.person_id
    WHERE c.session_id = ANY(${ids}::int[]) AND ${within} ORDER BY c.message_at, p.name, f.flag`
  return {
    ...{ counts, flags },
    heads: heads.map((one) => ({ ...one, explanation: tellable(one.explanation) })),
    changes: changes.map((one) => ({ ...one, why: tellable(one.why, one.before, one.after) })),
    rulings: rulings.map((one) => ({ ...one, why: tellable(one.why, one.status) })),
    disputes: disputes.map((one) => ({ ...one, reason: tellable(one.reason, one.status, one.became) })),
  }
}

const OF_LEAVE = new Set(['izin', 'sakit', 'cuti', 'dinas_luar', 'tugas_belajar'])
const ILLNESS =
  /\b(?:sakit|demam|rawat|dirawat|opname|dokter|puskesmas|rumah\s+sakit|rs|rsud|operasi|hamil|melahirkan|diagnos\w*|covid|dbd|tipes|tifus|obat|berobat|surat)\b/i

/** What a proposal is called in chat, where nothing else was said: its own line says more. */
const REF = /^[2-9A-HJ-NP-Z]{4}$/

/** Why something was done, where it says nothing about a leave or an illness. Pure. */
export function tellable(why: string | null, ...statuses: (string | null)[]): string | null {
  const private_ = statuses.some((status) => status !== null && OF_LEAVE.has(status))
  return why === null || private_ || REF.test(why) || ILLNESS.test(why) ? null : why
}
