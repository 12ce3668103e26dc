import type { Tx } from '../../lib/db.ts'
import { inAudience } from '../attendance/expected.ts'
import type { Status } from '../attendance/statuses.ts'
import { type Completion, completion, type Rule } from './completion.ts'

export type RetretSession = {
  id: number
  title: string
  startsAt: Date
  closesAt: Date
  mandatory: boolean
  cancelled: boolean
  settled: boolean
}

/** A participant, with what is recorded in each session, and what follows from it. */
export type Standing = {
  personId: number
  name: string
  nip: string | null
  unitName: string
  /** In the order of the sessions; null: nothing is recorded. */
  statuses: (Status | null)[]
  completion: Completion
}

export type Roster = { sessions: RetretSession[]; people: Standing[] }

/**
 * Everybody who takes part in an activity, by unit and name: by the same rows that every recap reads.
 * @param paths only people of these units and below
 */
export async function rosterOf(
  tx: Tx,
  { id, rule }: { id: number; rule: Rule },
  paths: string[],
): Promise<Roster> {
  const sessions = await tx.$queryRaw<RetretSession[]>`
    SELECT s.id, s.title, s.starts_at AS "startsAt", s.closes_at AS "closesAt", s.mandatory, s.status = 'cancelled' AS cancelled,
      s.settled_at IS NOT NULL AS settled
    FROM session s WHERE s.activity_id = ${id} ORDER BY s.starts_at, s.id`
  // Who has moved to another unit since took part as one of the old.
  const people = await tx.$queryRaw<Omit<Standing, 'statuses' | 'completion'>[]>`
    SELECT p.id AS "personId", p.name, p.nip, u.name AS "unitName" FROM person p JOIN unit u ON u.id = p.unit_id
    WHERE p.status IN ('roster', 'active') AND u.joined
      AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')
      AND EXISTS (SELECT 1 FROM session s WHERE s.activity_id = ${id} AND (${inAudience} OR (cardinality(s.named_units) = 0
        AND EXISTS (SELECT 1 FROM attendance t WHERE t.session_id = s.id AND t.person_id = p.id))))
    ORDER BY u.path, p.name, p.id`
  const rows = await tx.attendance.findMany({
    where: { session: { activityId: id } },
    select: { sessionId: true, personId: true, status: true },
  })
  const status = new Map(rows.map((one) => [`${one.sessionId}/${one.personId}`, one.status as Status]))
  return {
    sessions,
    people: people.map((one) => {
      const statuses = sessions.map((session) => status.get(`${session.id}/${one.personId}`) ?? null)
      const each = sessions.map((session, n) => ({ ...session, status: statuses[n] ?? null }))
      return { ...one, statuses, completion: completion(each, rule) }
    }),
  }
}
