import type { Tx } from '../../lib/db.ts'
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
  // Whoever has moved since took part as one of the old unit; an audience of units that is settled is who was written down.
  const people = await tx.$queryRaw<Omit<Standing, 'statuses' | 'completion'>[]>`
    WITH took AS (
      SELECT DISTINCT ON (t.person_id) t.person_id, t.unit_id FROM attendance t JOIN session s ON s.id = t.session_id
      WHERE s.activity_id = ${id} ORDER BY t.person_id, s.starts_at DESC, s.id DESC)
    SELECT p.id AS "personId", p.name, p.nip, u.name AS "unitName" FROM person p
    LEFT JOIN took ON took.person_id = p.id JOIN unit u ON u.id = coalesce(took.unit_id, p.unit_id)
    WHERE p.status IN ('roster', 'active')
      AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')
      AND (EXISTS (SELECT 1 FROM participant n WHERE n.activity_id = ${id} AND n.person_id = p.id)
        OR EXISTS (SELECT 1 FROM session s JOIN unit au ON au.id = ANY(s.audience_units) AND au.id <> ALL(s.named_units)
          WHERE s.activity_id = ${id} AND u.path LIKE au.path || '%' AND (
            (s.settled_at IS NULL AND s.status <> 'cancelled' AND u.joined AND u.id = p.unit_id)
            OR EXISTS (SELECT 1 FROM attendance t WHERE t.session_id = s.id AND t.person_id = p.id))))
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
