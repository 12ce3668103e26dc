import type { Tx } from '../../lib/db.ts'
import { Prisma } from '../../lib/prisma/client.ts'
import type { OnDayOff, Rhythm, Season } from './occurrences.ts'
import type { Policy } from './proof.ts'

/** A recurring activity with the paths of the units that must attend. */
export type Series = Rhythm & {
  id: number
  kind: string
  title: string
  places: string[]
  endTime: string | null
  audienceUnits: number[]
  audiencePaths: string[]
  public: boolean
  areaPath: string | null
  /** The unit that gives it. */
  ownerPath: string
  createdAt: Date
  proof: Policy
  closingCode: boolean
}

/** Series that still run on a day or later. */
export function seriesFrom(tx: Tx, day: string): Promise<Series[]> {
  // What is shifted may be held some days after the last day of the rule.
  return select(tx, Prisma.sql`a.last_day IS NULL OR a.last_day >= ${day}::date - 21`)
}

export async function seriesById(tx: Tx, id: number): Promise<Series | null> {
  return (await select(tx, Prisma.sql`a.id = ${id}`))[0] ?? null
}

async function select(tx: Tx, where: Prisma.Sql): Promise<Series[]> {
  const rows = await tx.$queryRaw<(Series & { seasons: unknown })[]>`
    SELECT a.id, a.kind, a.title, a.rrule, a.first_day::text AS "firstDay", a.last_day::text AS "lastDay", a.time,
      a.end_time AS "endTime", coalesce(a.places, '{}') AS places, a.seasons, a.on_holiday AS "onHoliday",
      a.on_leave AS "onLeave", a.proof, a.closing_code AS "closingCode", a.public, a.created_at AS "createdAt", coalesce(a.audience_units, '{}') AS "audienceUnits",
      ARRAY(SELECT u.path FROM unit u WHERE u.id = ANY(a.audience_units) ORDER BY u.path) AS "audiencePaths",
      (SELECT u.path FROM unit u WHERE u.id = a.area_id) AS "areaPath",
      (SELECT u.path FROM unit u WHERE u.id = a.unit_id) AS "ownerPath"
    FROM activity a WHERE a.rrule IS NOT NULL AND (${where}) ORDER BY a.id`
  return rows.map((row) => ({
    ...row,
    seasons: row.seasons as Season[],
    onHoliday: row.onHoliday as OnDayOff,
    onLeave: row.onLeave as OnDayOff,
  }))
}
