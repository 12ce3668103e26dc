import type { Tx } from '../../lib/db.ts'
import { Prisma } from '../../lib/prisma/client.ts'
import { dayBounds } from '../agenda/day.ts'
import { expected } from '../attendance/expected.ts'
import type { Status } from '../attendance/statuses.ts'
import { plusMonths } from '../figures/months.ts'

/** What is read of decided attendance. A row belongs to the unit of its day, so a later move leaves old recaps true. */
export type DecidedRow = {
  sessionId: number
  title: string
  startsAt: Date
  onTimeUntil: Date
  personId: number
  name: string
  nip: string | null
  unitId: number
  unitName: string
  status: Status
  countsAt: Date | null
  proof: string
  flagged: boolean
}

/** How often each status, of one unit (not of those below it). */
export type UnitCounts = {
  unitId: number
  unitName: string
  unitPath: string
  people: number
  counts: Counts
}
export type PersonCounts = {
  personId: number
  name: string
  nip: string | null
  unitName: string
  counts: Counts
}
export type Counts = Partial<Record<Status, number>>

/** Sessions of a month for a part of the city, or of one kind of activity ("apel" is every kind of apel). */
export type MonthOf = { month: string; zone: string; path: string; kind?: string | null }

export async function sessionsOf(tx: Tx, { month, zone, path, kind }: MonthOf) {
  const from = dayBounds(`${month}-01`, zone).start
  const until = dayBounds(`${plusMonths(month, 1)}-01`, zone).start
  return tx.$queryRaw<{ id: number; title: string; startsAt: Date; settled: boolean }[]>`
    SELECT s.id, s.title, s.starts_at AS "startsAt", s.settled_at IS NOT NULL AS settled
    FROM session s JOIN activity a ON a.id = s.activity_id
    WHERE s.starts_at >= ${from} AND s.starts_at < ${until} AND s.status <> 'cancelled'
      AND EXISTS (SELECT 1 FROM unit au WHERE au.id = ANY(s.audience_units) AND (au.path LIKE ${path} || '%' OR ${path} LIKE au.path || '%'))
      AND (${kind ?? null}::text IS NULL OR a.kind LIKE ${kind ?? ''} || '%')
    ORDER BY s.starts_at, s.id`
}

/** Ids of the units under some paths. Read by itself: the planner then sees how few they are. */
export async function unitsUnder(tx: Tx, paths: string[]): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT u.id FROM unit u WHERE EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')`
  return rows.map(({ id }) => id)
}

/** Rows of units in sessions, in order of time, unit and name. */
export async function unitRows(tx: Tx, paths: string[], sessionIds: number[]): Promise<DecidedRow[]> {
  const units = await unitsUnder(tx, paths)
  return rows(tx, Prisma.sql`t.unit_id = ANY(${units}::int[]) AND t.session_id = ANY(${sessionIds}::int[])`)
}

/** A person's rows, in whatever unit they were. */
export async function personRows(tx: Tx, personId: number, sessionIds: number[]): Promise<DecidedRow[]> {
  return rows(tx, Prisma.sql`t.person_id = ${personId} AND t.session_id = ANY(${sessionIds}::int[])`)
}

function rows(tx: Tx, where: Prisma.Sql): Promise<DecidedRow[]> {
  return tx.$queryRaw<DecidedRow[]>`
    SELECT s.id AS "sessionId", s.title, s.starts_at AS "startsAt", s.on_time_until AS "onTimeUntil", p.id AS "personId",
      p.name, p.nip, u.id AS "unitId", u.name AS "unitName", t.status, t.counts_at AS "countsAt", t.proof,
      -- What many have by the session's own rule is nothing to look at.
      EXISTS (SELECT 1 FROM unnest(t.flags) AS f WHERE f NOT IN ('static_place', 'by_coordinator')) AS flagged
    FROM attendance t JOIN session s ON s.id = t.session_id JOIN person p ON p.id = t.person_id JOIN unit u ON u.id = t.unit_id
    WHERE ${where} AND s.status <> 'cancelled' ORDER BY s.starts_at, s.id, u.path, p.name, p.id`
}

/** How often each status, by unit: of a whole city in one statement. */
export async function countsByUnit(tx: Tx, paths: string[], sessionIds: number[]): Promise<UnitCounts[]> {
  const units = await unitsUnder(tx, paths)
  return tx.$queryRaw<UnitCounts[]>`
    WITH each AS (${each(units, sessionIds)}),
    sums AS (SELECT unit_id, status, sum(n)::int AS n FROM each GROUP BY unit_id, status),
    heads AS (SELECT unit_id, count(DISTINCT person_id)::int AS people FROM each GROUP BY unit_id)
    SELECT u.id AS "unitId", u.name AS "unitName", u.path AS "unitPath", h.people, jsonb_object_agg(s.status, s.n) AS counts
    FROM sums s JOIN heads h USING (unit_id) JOIN unit u ON u.id = s.unit_id
    GROUP BY u.id, u.name, u.path, h.people ORDER BY u.path`
}

/** How often each status, by person and the unit of those days. */
export async function countsByPerson(tx: Tx, paths: string[], sessionIds: number[]): Promise<PersonCounts[]> {
  const units = await unitsUnder(tx, paths)
  return tx.$queryRaw<PersonCounts[]>`
    WITH each AS (${each(units, sessionIds)})
    SELECT p.id AS "personId", p.name, p.nip, u.name AS "unitName", jsonb_object_agg(e.status, e.n) AS counts
    FROM each e JOIN person p ON p.id = e.person_id JOIN unit u ON u.id = e.unit_id
    GROUP BY p.id, p.name, p.nip, u.id, u.name, u.path ORDER BY u.path, p.name, p.id`
}

const each = (units: number[], sessionIds: number[]): Prisma.Sql => Prisma.sql`
  SELECT t.unit_id, t.person_id, t.status, count(*)::int AS n FROM attendance t
  WHERE t.unit_id = ANY(${units}::int[]) AND t.session_id = ANY(${sessionIds}::int[])
  GROUP BY t.unit_id, t.person_id, t.status`

/** Who stands where in one session that may not be settled yet: `status` null is expected, and nothing is recorded. */
export type Standing = { personId: number; unitId: number; status: Status | null }

export async function standingsOf(tx: Tx, sessionId: number, paths: string[]): Promise<Standing[]> {
  const units = await unitsUnder(tx, paths)
  return tx.$queryRaw<Standing[]>`
    SELECT t.person_id AS "personId", t.unit_id AS "unitId", t.status FROM attendance t
    WHERE t.session_id = ${sessionId} AND t.unit_id = ANY(${units}::int[])
    UNION ALL
    SELECT p.id, u.id, NULL FROM session s, unit u, person p
    WHERE s.id = ${sessionId} AND s.settled_at IS NULL AND u.id = ANY(${units}::int[]) AND ${expected}
      AND NOT EXISTS (SELECT 1 FROM attendance t WHERE t.session_id = s.id AND t.person_id = p.id)`
}
