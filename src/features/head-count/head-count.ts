import type { Tx } from '../../lib/db.ts'
import { PRESENT } from '../attendance/statuses.ts'
import { audit } from '../people/audit.ts'
import { coordinates } from '../people/authority.ts'
import { lastLook } from './roll-look.ts'

/** What somebody sees of a name: there, not there, or they do not know the face. */
export type Sight = { personId: number; name: string; seen: 'yes' | 'no' | 'stranger' | null }
export type Head = { id: number; count: number; recorded: number; sights: Sight[] }

type Actor = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }
type Unit = { id: number; path: string }
type Session = { id: number; opensAt: Date; closesAt: Date; status: string }

/** Who knows the numbers counts no longer blind, for so long. */
const REMEMBERED_MS = 3_600_000
const SIGHTS = 3
/** More heads than anybody counts. */
export const MOST_HEADS = 100_000

export type Refusal =
  | { kind: 'notYours' | 'notNow' | 'marked' }
  | { kind: 'looked'; at: Date }
  | { kind: 'counted'; name: string; at: Date; count: number }

/** Whether somebody may count the heads of a unit in a session now; null: yes. */
export async function mayCount(
  tx: Tx,
  session: Session,
  unit: Unit,
  actor: Actor,
  at: Date,
): Promise<Refusal | null> {
  if (!coordinates(actor, unit.path)) return { kind: 'notYours' }
  if (session.status !== 'scheduled' || at < session.opensAt || at > session.closesAt)
    return { kind: 'notNow' }
  const before = await tx.headCount.findUnique({
    where: { sessionId_unitId: { sessionId: session.id, unitId: unit.id } },
  })
  if (before) {
    const who = await tx.person.findUnique({ where: { id: before.countedBy }, select: { name: true } })
    return { kind: 'counted', name: who?.name ?? '–', at: before.at, count: before.count }
  }
  const marked = await tx.ruling.count({
    where: { sessionId: session.id, OR: [{ proposedBy: actor.id }, { confirmedBy: actor.id }] },
  })
  if (marked > 0) return { kind: 'marked' }
  const look = await lastLook(tx, actor.id, session.id)
  if (look && look.at.getTime() > at.getTime() - REMEMBERED_MS) return { kind: 'looked', at: look.at }
  return null
}

/**
 * Writes down how many heads were counted, before the number of those recorded is said, and draws three of them by lot for
 * a look. Once for a session and unit.
 */
export async function countHeads(
  tx: Tx,
  {
    session,
    unit,
    actor,
    count,
    at,
  }: { session: Session; unit: Unit; actor: Actor; count: number; at: Date },
): Promise<Head | Refusal> {
  const refused = await mayCount(tx, session, unit, actor, at)
  if (refused) return refused
  const recorded = await tx.$queryRaw<{ personId: number; name: string }[]>`
    SELECT p.id AS "personId", p.name FROM attendance t JOIN unit u ON u.id = t.unit_id JOIN person p ON p.id = t.person_id
    WHERE t.session_id = ${session.id} AND t.status = ANY(${[...PRESENT]}::text[]) AND u.path LIKE ${unit.path} || '%'
    ORDER BY random()`
  const sights: Sight[] = recorded
    .filter((one) => one.personId !== actor.id)
    .slice(0, SIGHTS)
    .map((one) => ({ ...one, seen: null }))
  const rows = await tx.$queryRaw<{ id: number }[]>`
    INSERT INTO head_count (session_id, unit_id, count, counted_by, at, recorded, sights)
    VALUES (${session.id}, ${unit.id}, ${count}, ${actor.id}, ${at}, ${recorded.length}, ${JSON.stringify(sights)}::jsonb)
    ON CONFLICT (session_id, unit_id) DO NOTHING RETURNING id`
  const [row] = rows
  // Somebody was faster.
  if (!row) return (await mayCount(tx, session, unit, actor, at)) ?? { kind: 'notNow' }
  await audit(tx, {
    ...{ at, actorId: actor.id, action: 'head_count', subject: `unit/${unit.id}`, sessionId: session.id },
    after: { count, recorded: recorded.length },
  })
  return { id: row.id, count, recorded: recorded.length, sights }
}

/** What was seen of the three, as far as they were asked. */
export async function keepSights(tx: Tx, id: number, sights: Sight[]): Promise<void> {
  await tx.headCount.update({ where: { id }, data: { sights } })
}

/** Whether a count is not what was recorded, or somebody recorded was not seen. */
export function differs({ count, recorded, sights }: Omit<Head, 'id'>): boolean {
  return count !== recorded || sights.some((one) => one.seen === 'no')
}

export type CountOf = Head & {
  unit: string
  unitPath: string
  title: string
  startsAt: Date
  by: string
  at: Date
  explanation: string | null
  explainedBy: string | null
}

/** The counts of units below these paths: of one session, or, `null`, those of the last week. The latest first. */
export async function countsBelow(
  tx: Tx,
  paths: string[],
  sessionId: number | null,
  now: Date,
): Promise<CountOf[]> {
  return tx.$queryRaw<CountOf[]>`
    SELECT h.id, h.count, h.recorded, h.sights, u.name AS unit, u.path AS "unitPath", s.title, s.starts_at AS "startsAt",
      p.name AS by, h.at, h.explanation, e.name AS "explainedBy"
    FROM head_count h JOIN unit u ON u.id = h.unit_id JOIN session s ON s.id = h.session_id JOIN person p ON p.id = h.counted_by
    LEFT JOIN person e ON e.id = h.explained_by
    WHERE (h.session_id = ${sessionId} OR (${sessionId}::int IS NULL AND h.at > ${new Date(now.getTime() - 7 * 86_400_000)}))
      AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')
    ORDER BY h.at DESC, h.id DESC`
}

/** A coordinator of the unit says why the count differs. @returns false when somebody was faster, or it is not theirs */
export async function explain(
  tx: Tx,
  count: Pick<CountOf, 'id' | 'unitPath'>,
  actor: Actor,
  text: string,
  at: Date,
): Promise<boolean> {
  if (!coordinates(actor, count.unitPath)) return false
  const { count: written } = await tx.headCount.updateMany({
    where: { id: count.id, explanation: null },
    data: { explanation: text, explainedBy: actor.id, explainedAt: at },
  })
  if (written === 0) return false
  const row = await tx.headCount.findUniqueOrThrow({ where: { id: count.id } })
  await audit(tx, {
    ...{ at, actorId: actor.id, action: 'head_count.explain', subject: `unit/${row.unitId}` },
    ...{ sessionId: row.sessionId, why: text },
  })
  return true
}
