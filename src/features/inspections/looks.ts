import type { Tx } from '../../lib/db.ts'
import { Prisma } from '../../lib/prisma/client.ts'

export type Look = {
  id: number
  by: string
  scope: string
  /** Unit or person, and the session. */
  what: string
  title: string | null
  from: Date
  until: Date
  purpose: string
  form: string
  at: Date
}

const MOST = 20

/** Who looked at somebody by name, the latest first; also at a record that is theirs since it was joined to their own. */
export const looksAt = (tx: Tx, personId: number): Promise<Look[]> =>
  select(
    tx,
    Prisma.sql`i.person_id IN (SELECT own.id FROM person own WHERE ${personId}::int IN (own.id, own.merged_into))`,
  )

/** Every look at parts of the city, for whoever watches over those who inspect. */
export const looksIn = (tx: Tx, paths: string[]): Promise<Look[]> =>
  select(
    tx,
    Prisma.sql`EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')`,
  )

function select(tx: Tx, where: Prisma.Sql): Promise<Look[]> {
  return tx.$queryRaw<Look[]>`
    SELECT i.id, coalesce(b.name, '–') AS by, i.scope, coalesce(p.name, u.name) AS what, s.title, i.from_at AS from,
      i.until_at AS until, i.purpose, i.form, i.at
    FROM inspection i JOIN unit u ON u.id = i.unit_id LEFT JOIN person b ON b.id = i.by_id
    LEFT JOIN person p ON p.id = i.person_id LEFT JOIN session s ON s.id = i.session_id
    WHERE ${where} ORDER BY i.at DESC, i.id DESC LIMIT ${MOST}`
}
