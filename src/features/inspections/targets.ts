import type { Tx } from '../../lib/db.ts'
import { findUnits } from '../people/units.ts'
import type { InspectionWish } from './read-inspection.ts'

export type TargetOption = {
  label: string
  /** Of a session. */
  startsAt: Date | null
  scope: 'unit' | 'session' | 'person'
  unitId: number
  sessionId: number | null
  personId: number | null
}

const MOST = 8
type Days = { from: Date; until: Date; oneDay: boolean }

/**
 * What "Dinkes", "apel", "Budi Santoso" may mean in the parts of the city that somebody inspects. A unit first, then the
 * sessions of a day, then people; nothing outside is found, so that nobody learns who works where.
 */
export async function targetsOf(
  tx: Tx,
  { about, event }: InspectionWish,
  days: Days,
  paths: string[],
): Promise<TargetOption[]> {
  const units = await unitsMeant(tx, about, paths)
  if (event !== null && days.oneDay) {
    const sessions = await sessionsOf(
      tx,
      event,
      days,
      units.length > 0 ? units.map((one) => one.path) : paths,
    )
    if (sessions.length > 0 || about === '') return sessions
  }
  if (units.length > 0) return units.slice(0, MOST).map((one) => ofUnit(one))
  return about === '' ? [] : people(tx, about, paths)
}

type Unit = { id: number; name: string; path: string }
const ofUnit = ({ id, name }: Unit): TargetOption => ({
  ...{ label: name, startsAt: null, scope: 'unit', unitId: id, sessionId: null, personId: null },
})

/** Named, "kota", or nothing but a kind of activity: then the own parts. */
async function unitsMeant(tx: Tx, about: string, paths: string[]): Promise<Unit[]> {
  if (about === '' || /^(?:(?:se|seluruh\s+)?kota|semua(?:nya)?|seluruh(?:nya)?)$/i.test(about))
    return tx.unit.findMany({
      where: { path: { in: paths } },
      select: { id: true, name: true, path: true },
      orderBy: { path: 'asc' },
    })
  const found = await findUnits(tx, about)
  return found.filter((one) => paths.some((path) => one.path.startsWith(path)))
}

async function sessionsOf(
  tx: Tx,
  event: string,
  { from, until }: Days,
  paths: string[],
): Promise<TargetOption[]> {
  const rows = await tx.$queryRaw<{ id: number; title: string; startsAt: Date; unitId: number }[]>`
    SELECT s.id, s.title, s.starts_at AS "startsAt",
      (SELECT u.id FROM unit u WHERE u.path = ANY(${paths}::text[]) ORDER BY length(u.path) LIMIT 1) AS "unitId"
    FROM session s JOIN activity a ON a.id = s.activity_id
    WHERE s.starts_at >= ${from} AND s.starts_at < ${until} AND s.status <> 'cancelled'
      AND (a.kind LIKE ${event} || '%' OR lower(s.title) LIKE '%' || ${event} || '%')
      AND EXISTS (SELECT 1 FROM unit au, unnest(${paths}::text[]) AS c(path) WHERE au.id = ANY(s.audience_units)
        AND (au.path LIKE c.path || '%' OR c.path LIKE au.path || '%'))
    ORDER BY s.starts_at, s.id LIMIT ${MOST}`
  return rows.map(({ id, title, startsAt, unitId }) => ({
    ...{ label: title, startsAt, scope: 'session' as const, unitId, sessionId: id, personId: null },
  }))
}

async function people(tx: Tx, name: string, paths: string[]): Promise<TargetOption[]> {
  const words = name.toLowerCase().split(/\s+/)
  const rows = await tx.$queryRaw<{ id: number; name: string; unitId: number; unitName: string }[]>`
    SELECT p.id, p.name, u.id AS "unitId", u.name AS "unitName" FROM person p JOIN unit u ON u.id = p.unit_id
    WHERE p.status IN ('roster', 'pending', 'active')
      AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')
      AND NOT EXISTS (SELECT 1 FROM unnest(${words}::text[]) AS w(word) WHERE position(w.word IN lower(p.name)) = 0)
    ORDER BY (lower(p.name) = ${name.toLowerCase()}) DESC, p.name, p.id LIMIT ${MOST}`
  return rows.map((one) => ({
    ...{ label: `${one.name} (${one.unitName})`, startsAt: null, scope: 'person' as const },
    ...{ unitId: one.unitId, sessionId: null, personId: one.id },
  }))
}
