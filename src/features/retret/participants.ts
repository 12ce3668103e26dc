import type { Tx } from '../../lib/db.ts'
import { codesUntilSql } from '../agenda/proof.ts'
import { audit } from '../people/audit.ts'
import { coordinates } from '../people/authority.ts'

export type Actor = {
  id: number
  unitPath: string | null
  roles: { role: string; unitId?: number; unitPath: string }[]
}
type Unit = { id: number; path: string }
type Placed = { id: number; unitId: number; unitPath: string }

/** Those of some people whom the city's roster has, with the units in which they work now. */
export function placed(tx: Tx, people: number[]): Promise<Placed[]> {
  return tx.$queryRaw<Placed[]>`
    SELECT p.id, u.id AS "unitId", u.path AS "unitPath" FROM person p JOIN unit u ON u.id = p.unit_id
    WHERE p.id = ANY(${people}::int[]) AND p.status IN ('roster', 'pending', 'active') ORDER BY p.id`
}

/** The units of a session's audience: those that attend whole, and those of which only the named ones do. */
export function audienceOf(
  whole: Unit[],
  people: Placed[],
): { audienceUnits: number[]; namedUnits: number[] } {
  const outside = people.filter(({ unitPath }) => !whole.some(({ path }) => unitPath.startsWith(path)))
  const namedUnits = [...new Set(outside.map(({ unitId }) => unitId))].sort((a, b) => a - b)
  return { audienceUnits: [...whole.map(({ id }) => id), ...namedUnits], namedUnits }
}

type Change = { add: number[]; remove: number[] }

/**
 * Adds and takes out participants by name. Sessions that have not closed take the new audience; what is over stays as it
 * was. Only whoever coordinates the unit that gives the activity, and only people of the own part of the city.
 * @returns 'over' when no session is left that it would change; until when nobody of `remove` can be taken out, because a
 *   session has closed in which they are still expected: absent there, they would never be written down as such
 */
export async function changeParticipants(
  tx: Tx,
  activityId: number,
  { add, remove }: Change,
  actor: Actor,
  now: Date,
): Promise<{ added: number; removed: number } | 'not_yours' | 'over' | { until: Date }> {
  const people = await placed(tx, [...add, ...remove])
  const owner = await ownerOf(tx, activityId)
  if (owner === null || !coordinates(actor, owner)) return 'not_yours'
  if (!people.every(({ unitPath }) => coordinates(actor, unitPath))) return 'not_yours'
  const open = { activityId, status: 'scheduled' as const, closesAt: { gt: now } }
  if ((await tx.session.count({ where: open })) === 0) return 'over'
  const until = await unsettledUntil(tx, activityId, remove, now)
  if (until) return { until }
  const { count: removed } = await tx.participant.deleteMany({
    where: { activityId, personId: { in: remove } },
  })
  const { count: added } = await tx.participant.createMany({
    data: people
      .filter(({ id }) => add.includes(id))
      .map(({ id }) => ({ activityId, personId: id, addedBy: actor.id, at: now })),
    skipDuplicates: true,
  })
  await renew(tx, activityId, now)
  if (added + removed > 0)
    await audit(tx, {
      ...{ at: now, actorId: actor.id, action: 'retret.participants', subject: `activity/${activityId}` },
      after: { add: people.filter(({ id }) => add.includes(id)).map(({ id }) => id), remove },
    })
  return { added, removed }
}

/** A session is settled when grace is over, or a little later. */
const SETTLING_MS = 5 * 60_000

async function unsettledUntil(tx: Tx, activityId: number, remove: number[], now: Date): Promise<Date | null> {
  const [row] = await tx.$queryRaw<{ at: Date | null }[]>`
    SELECT max(greatest(s.grace_until, ${codesUntilSql})) AS at FROM session s JOIN participant n ON n.activity_id = s.activity_id
    WHERE s.activity_id = ${activityId} AND s.status = 'scheduled' AND s.closes_at <= ${now} AND s.settled_at IS NULL
      AND cardinality(s.named_units) > 0 AND n.person_id = ANY(${remove}::int[]) AND n.at <= s.closes_at`
  return row?.at ? new Date(Math.max(row.at.getTime(), now.getTime()) + SETTLING_MS) : null
}

async function ownerOf(tx: Tx, activityId: number): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ path: string }[]>`
    SELECT u.path FROM activity a JOIN unit u ON u.id = a.unit_id WHERE a.id = ${activityId}`
  return row?.path ?? null
}

/** The audience of sessions that are still to come, or open, by who takes part now. */
async function renew(tx: Tx, activityId: number, now: Date): Promise<void> {
  const rows = await tx.participant.findMany({ where: { activityId }, select: { personId: true } })
  const people = await placed(
    tx,
    rows.map(({ personId }) => personId),
  )
  const sessions = await tx.session.findMany({
    where: { activityId, closesAt: { gt: now }, status: 'scheduled' },
    select: { id: true, audienceUnits: true, namedUnits: true },
  })
  for (const { id, audienceUnits, namedUnits } of sessions) {
    const ids = audienceUnits.filter((unit) => !namedUnits.includes(unit))
    const whole = await tx.$queryRaw<
      Unit[]
    >`SELECT id, path FROM unit WHERE id = ANY(${ids}::int[]) ORDER BY path`
    await tx.session.update({ where: { id }, data: audienceOf(whole, people) })
  }
}
