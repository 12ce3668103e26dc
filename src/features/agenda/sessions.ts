import type { Tx } from '../../lib/db.ts'
import { Prisma } from '../../lib/prisma/client.ts'
import type { Policy } from './proof.ts'

/** One occasion, with the paths of the units that must attend. */
export type SessionView = {
  id: number
  kind: string
  title: string
  place: string
  startsAt: Date
  opensAt: Date
  onTimeUntil: Date
  closesAt: Date
  graceUntil: Date
  status: 'scheduled' | 'cancelled'
  /** Since when messages may have been lost in it. */
  disturbedAt: Date | null
  /** Since when only coordinators decide: no code was shown in time. */
  coordinatorOnlyAt: Date | null
  /** What a check-in takes, and when a code of the end counts; null: none is asked for. */
  proof: Policy
  closingFrom: Date | null
  closingUntil: Date | null
  codeKey: string
  activityId: number
  /** The day of its series; null for one that stands alone. */
  occurrence: string | null
  /** Residents see it; where it is, null for the whole city. */
  public: boolean
  areaPath: string | null
  /** The unit that gives it. */
  ownerPath: string
  audiencePaths: string[]
  /** Of some of these units only people who were named: read with the session, so that a check-in asks for nothing more. */
  named: Named | null
  /** One of several sessions, and needed for completing them. */
  mandatory: boolean
}

/** Units of which only these people must attend. */
export type Named = { paths: string[]; people: number[] }

/** Somebody, by the unit in which they work; `id` null: anybody of it. */
export type Attendee = { id: number | null; unitPath: string | null }

/** How long before its opening and after its end a session is still worth naming in an answer. */
const NEAR_MS = 12 * 3_600_000

/** Whether somebody must attend: of a unit all of which must, or by name. */
export function concerns(
  { audiencePaths, named }: Pick<SessionView, 'audiencePaths'> & { named?: Named | null },
  { id, unitPath }: Attendee,
): boolean {
  if (unitPath === null) return false
  if (id !== null && named?.people.includes(id)) return true
  return audiencePaths.some((path) => unitPath.startsWith(path) && !named?.paths.includes(path))
}

/** Sessions that a message of this moment may be about: open, soon, or just over. In order of their start. */
export async function sessionsNear(tx: Tx, at: Date): Promise<SessionView[]> {
  return select(
    tx,
    Prisma.sql`s.opens_at <= ${new Date(at.getTime() + NEAR_MS)} AND s.grace_until >= ${new Date(at.getTime() - NEAR_MS)}`,
  )
}

/** Sessions that begin in a span of time, cancelled ones included. */
export async function sessionsBetween(tx: Tx, from: Date, to: Date): Promise<SessionView[]> {
  return select(tx, Prisma.sql`s.starts_at >= ${from} AND s.starts_at < ${to}`)
}

/** The sessions that series have for days between two, wherever they were moved. */
export async function sessionsOfDays(tx: Tx, from: string, to: string): Promise<SessionView[]> {
  return select(tx, Prisma.sql`s.occurrence >= ${from}::date AND s.occurrence <= ${to}::date`)
}

export async function sessionById(tx: Tx, id: number): Promise<SessionView | null> {
  return (await select(tx, Prisma.sql`s.id = ${id}`))[0] ?? null
}

function select(tx: Tx, where: Prisma.Sql): Promise<SessionView[]> {
  return tx.$queryRaw<SessionView[]>`
    SELECT s.id, a.kind, s.title, s.place, s.starts_at AS "startsAt", s.opens_at AS "opensAt",
      s.on_time_until AS "onTimeUntil", s.closes_at AS "closesAt", s.grace_until AS "graceUntil", s.status::text AS status, s.disturbed_at AS "disturbedAt",
      s.coordinator_only_at AS "coordinatorOnlyAt", s.proof, s.closing_from AS "closingFrom", s.closing_until AS "closingUntil", s.code_key AS "codeKey", s.activity_id AS "activityId",
      s.occurrence::text AS occurrence, a.public, (SELECT u.path FROM unit u WHERE u.id = a.area_id) AS "areaPath",
      (SELECT u.path FROM unit u WHERE u.id = a.unit_id) AS "ownerPath",
      ARRAY(SELECT u.path FROM unit u WHERE u.id = ANY(s.audience_units) ORDER BY u.path) AS "audiencePaths",
      s.mandatory, CASE WHEN cardinality(s.named_units) > 0 THEN jsonb_build_object(
        'paths', ARRAY(SELECT u.path FROM unit u WHERE u.id = ANY(s.named_units)),
        'people', ARRAY(SELECT n.person_id FROM participant n WHERE n.activity_id = s.activity_id)) END AS named
    FROM session s JOIN activity a ON a.id = s.activity_id WHERE ${where} ORDER BY s.starts_at, s.id`
}
