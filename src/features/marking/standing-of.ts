import type { Tx } from '../../lib/db.ts'
import { Prisma } from '../../lib/prisma/client.ts'
import { expected } from '../attendance/expected.ts'
import type { Excused, Status } from '../attendance/statuses.ts'

/** How somebody stands in a session before a word is said about them. */
export type StandingIn = {
  personId: number
  name: string
  unitName: string
  unitPath: string
  /** Must attend. */
  expected: boolean
  /** "piket": why they need not. */
  duty: string | null
  status: Status | null
  /** By a check-in of their own. */
  own: boolean
  /** By what two people agreed on. */
  firm: boolean
  /** An approved leave that covers the session. */
  leave: Excused | null
}

/** These people. */
export function standingOf(tx: Tx, sessionId: number, personIds: number[]): Promise<StandingIn[]> {
  return select(tx, sessionId, Prisma.sql`p.id = ANY(${personIds}::int[])`)
}

/** Everybody below these paths who must attend, at most so many. */
export function expectedBelow(
  tx: Tx,
  sessionId: number,
  paths: string[],
  most: number,
): Promise<StandingIn[]> {
  return select(
    tx,
    sessionId,
    Prisma.sql`${expected} AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')`,
    most,
  )
}

/** Of people `p` in units `u`: those who must attend this session. */
export const inSession = (sessionId: number) =>
  Prisma.sql`EXISTS (SELECT 1 FROM session s WHERE s.id = ${sessionId} AND ${expected})`

function select(tx: Tx, sessionId: number, where: Prisma.Sql, most = 2_000): Promise<StandingIn[]> {
  return tx.$queryRaw<StandingIn[]>`
    SELECT p.id AS "personId", p.name, u.name AS "unitName", u.path AS "unitPath",
      (${expected}) OR t.person_id IS NOT NULL AS expected,
      (SELECT d.label FROM off_duty d WHERE d.person_id = p.id AND d.from_at <= s.starts_at AND d.until_at > s.starts_at LIMIT 1) AS duty,
      t.status, t.check_in_id IS NOT NULL AS own, coalesce(r.second, false) AS firm,
      (SELECT a.kind FROM absence a WHERE a.person_id = p.id AND a.state = 'approved' AND (a.session_id = s.id
        OR (a.session_id IS NULL AND s.starts_at >= a.from_at AND s.starts_at < a.until_at))
        ORDER BY a.decided_at DESC, a.id DESC LIMIT 1) AS leave
    FROM session s CROSS JOIN person p JOIN unit u ON u.id = p.unit_id
    LEFT JOIN attendance t ON t.session_id = s.id AND t.person_id = p.id LEFT JOIN ruling r ON r.id = t.ruling_id
    WHERE s.id = ${sessionId} AND ${where} ORDER BY u.name, p.name, p.id LIMIT ${most}`
}
