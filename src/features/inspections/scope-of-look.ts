import type { Tx } from '../../lib/db.ts'
import { Prisma } from '../../lib/prisma/client.ts'
import { inspectedPaths } from '../people/authority.ts'
import { rolesOf } from '../people/roles-of.ts'

/** What a look may show: rows of these units, of one person or of everybody, in these sessions. */
export type LookScope = {
  id: number
  scope: string
  purpose: string
  byId: number
  /** Unit or person, as it is headed. */
  name: string
  from: Date
  /** Not included. */
  until: Date
  personId: number | null
  unitIds: number[]
  sessions: {
    id: number
    title: string
    startsAt: Date
    closesAt: Date
    settled: boolean
    cancelled: boolean
  }[]
}

/** Whose days in another part of the city nobody inspects here stay out, also of a person who moved. */
export async function scopeOfLook(tx: Tx, id: number): Promise<LookScope | null> {
  const row = await tx.inspection.findUnique({ where: { id } })
  const unit = row && (await tx.unit.findUnique({ where: { id: row.unitId } }))
  if (!row || !unit) return null
  const held = inspectedPaths({ roles: await rolesOf(tx, row.byId, row.at) })
  const paths = row.scope === 'person' ? held : [unit.path]
  const units = await tx.$queryRaw<{ id: number }[]>`
    SELECT u.id FROM unit u WHERE EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')`
  const one = row.sessionId === null ? Prisma.sql`true` : Prisma.sql`s.id = ${row.sessionId}`
  const sessions = await tx.$queryRaw<LookScope['sessions']>`
    SELECT s.id, s.title, s.starts_at AS "startsAt", s.closes_at AS "closesAt", s.settled_at IS NOT NULL AS settled,
      s.status = 'cancelled' AS cancelled
    FROM session s WHERE s.starts_at >= ${row.fromAt} AND s.starts_at < ${row.untilAt} AND ${one}
      AND EXISTS (SELECT 1 FROM unit au, unnest(${paths}::text[]) AS c(path) WHERE au.id = ANY(s.audience_units)
        AND (au.path LIKE c.path || '%' OR c.path LIKE au.path || '%'))
    ORDER BY s.starts_at, s.id`
  const person =
    row.personId === null
      ? null
      : await tx.person.findUnique({ where: { id: row.personId }, select: { name: true } })
  return {
    ...{ id, scope: row.scope, purpose: row.purpose, byId: row.byId, personId: row.personId },
    ...{ from: row.fromAt, until: row.untilAt, name: person?.name ?? unit.name },
    ...{ unitIds: units.map((u) => u.id), sessions },
  }
}
