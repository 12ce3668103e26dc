import type { Tx } from '../../lib/db.ts'
import { dayBounds, dayOf } from '../agenda/day.ts'

export type OwnUnit = { id: number; path: string; name: string }
type Person = { roles: { role: string; unitId: number; unitPath: string; unitName?: string }[] } | null
type Closed = { id: number; title: string; startsAt: Date; closesAt: Date }

/** How long ago a session may have closed and still be what "kirim rekap" means. */
const LOOK_BACK_MS = 7 * 86_400_000

/** The topmost units that somebody coordinates: each has a recap of its own. An admin's part of the city is none. */
export function ownUnits(person: Person): { id: number; path: string }[] {
  const held = (person?.roles ?? []).filter(({ role }) => role === 'koordinator')
  const top = held.filter(
    ({ unitPath }) =>
      !held.some((other) => other.unitPath !== unitPath && unitPath.startsWith(other.unitPath)),
  )
  return [...new Map(top.map(({ unitId, unitPath }) => [unitId, { id: unitId, path: unitPath }])).values()]
}

export async function named(tx: Tx, units: { id: number; path: string }[]): Promise<OwnUnit[]> {
  const rows = await tx.unit.findMany({
    where: { id: { in: units.map(({ id }) => id) } },
    select: { id: true, name: true },
  })
  return units.map((one) => ({ ...one, name: rows.find(({ id }) => id === one.id)?.name ?? '' }))
}

/** Sessions for some units that have closed, of the last day on which there was one; the latest first. */
export async function latestClosed(
  tx: Tx,
  units: { path: string }[],
  now: Date,
  zone: string,
): Promise<Closed[]> {
  const paths = units.map(({ path }) => path)
  const closed = await tx.$queryRaw<Closed[]>`
    SELECT s.id, s.title, s.starts_at AS "startsAt", s.closes_at AS "closesAt" FROM session s
    WHERE s.status = 'scheduled' AND s.closes_at <= ${now} AND s.closes_at > ${new Date(now.getTime() - LOOK_BACK_MS)}
      AND EXISTS (SELECT 1 FROM unit au, unnest(${paths}::text[]) AS c(path)
        WHERE au.id = ANY(s.audience_units) AND (c.path LIKE au.path || '%' OR au.path LIKE c.path || '%'))
    ORDER BY s.closes_at DESC, s.id DESC`
  const [latest] = closed
  if (!latest) return []
  const { start } = dayBounds(dayOf(latest.closesAt, zone), zone)
  return closed.filter(({ closesAt }) => closesAt >= start)
}

/** Whether every one of these units has handed in, by session. */
export async function handedFor(tx: Tx, sessions: Closed[], units: { id: number }[]) {
  const handed = await tx.handIn.findMany({
    where: { sessionId: { in: sessions.map(({ id }) => id) }, unitId: { in: units.map(({ id }) => id) } },
    select: { sessionId: true },
  })
  return sessions.map((session) => ({
    session,
    handed: handed.some(({ sessionId }) => sessionId === session.id),
  }))
}

export type Waiting = { unitName: string; coordinators: string[] }

/**
 * Units of a part of the city that have a coordinator and people in a session, by whether their recap is there: their own,
 * or one of a unit above that holds them.
 */
export async function handedIn(
  tx: Tx,
  sessionId: number,
  paths: string[],
  now: Date,
): Promise<{ handed: number; waiting: Waiting[] }> {
  const rows = await tx.$queryRaw<{ unitName: string; coordinators: string[]; handed: boolean }[]>`
    SELECT u.name AS "unitName", array_agg(DISTINCT p.name ORDER BY p.name) AS coordinators,
      EXISTS (SELECT 1 FROM hand_in h JOIN unit hu ON hu.id = h.unit_id WHERE h.session_id = ${sessionId} AND u.path LIKE hu.path || '%') AS handed
    FROM role r JOIN unit u ON u.id = r.unit_id JOIN person p ON p.id = r.person_id, session s
    WHERE s.id = ${sessionId} AND r.role = 'koordinator' AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now})
      AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')
      AND EXISTS (SELECT 1 FROM unit w JOIN person e ON e.unit_id = w.id AND e.status IN ('roster', 'active')
        JOIN unit au ON au.id = ANY(s.audience_units) AND w.path LIKE au.path || '%'
        WHERE w.joined AND w.path LIKE u.path || '%')
    GROUP BY u.id, u.name, u.path ORDER BY u.path`
  return {
    handed: rows.filter((one) => one.handed).length,
    waiting: rows
      .filter((one) => !one.handed)
      .map(({ unitName, coordinators }) => ({ unitName, coordinators })),
  }
}
