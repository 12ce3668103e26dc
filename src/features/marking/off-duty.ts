import type { Tx } from '../../lib/db.ts'
import { dayBounds, nextDay, plusDays } from '../agenda/day.ts'
import { instantOf } from '../agenda/window.ts'
import { inAudience } from '../attendance/expected.ts'
import { audit } from '../people/audit.ts'
import { coordinates } from '../people/authority.ts'

type Actor = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }
export type Span = { from: Date; to: Date }
type By = { actor: Actor; at: Date }

/** When a night's duty begins, and until when of the next day whoever had it need not come. */
const NIGHT = { from: '18:00', until: '12:00' }
/** Longer than this nobody plans by one sentence. */
export const MOST_DAYS = 62

/** A day's duty covers the day; a night's begins in the evening, and the morning after it is free. Pure. */
export function spanOf(day: string, night: boolean, zone: string): Span {
  if (night) return { from: instantOf(day, NIGHT.from, zone), to: instantOf(nextDay(day), NIGHT.until, zone) }
  const { start, end } = dayBounds(day, zone)
  return { from: start, to: end }
}

/** The days from one to another, both included; null when there are too many, or they run backwards. Pure. */
export function daysFrom(first: string, last: string): string[] | null {
  const days: string[] = []
  for (let day = first; day <= last; day = plusDays(day, 1)) {
    days.push(day)
    if (days.length > MOST_DAYS) return null
  }
  return days.length > 0 ? days : null
}

/** What has begun stays as it was: nobody who was missing becomes excused by a duty that is written down afterwards. */
const ahead = (spans: Span[], at: Date): Span[] =>
  spans.filter(({ to }) => to > at).map(({ from, to }) => ({ from: from > at ? from : at, to }))

async function ownPeople(tx: Tx, ids: number[], actor: Actor): Promise<number[]> {
  const people = await tx.person.findMany({ where: { id: { in: ids } }, include: { unit: true } })
  return people
    .filter((one) => one.id !== actor.id && one.unit && coordinates(actor, one.unit.path))
    .map((one) => one.id)
}

/**
 * Writes down who is on duty: they need not attend what begins meanwhile. Only people of the own part of the city, and
 * nobody oneself. What is written already is not written twice.
 * @returns those who are on duty now and were not
 */
export async function putOnDuty(
  tx: Tx,
  personIds: number[],
  spans: Span[],
  label: string,
  { actor, at }: By,
): Promise<number[]> {
  const people = await ownPeople(tx, personIds, actor)
  const rows = people.flatMap((personId) => ahead(spans, at).map((span) => ({ personId, ...span })))
  const fresh = await tx.$queryRaw<{ personId: number }[]>`
    INSERT INTO off_duty (person_id, from_at, until_at, label, by, at)
    SELECT g.person_id, g.from_at, g.until_at, ${label}, ${actor.id}, ${at}
    FROM unnest(${rows.map((one) => one.personId)}::int[], ${rows.map((one) => one.from)}::timestamptz[],
      ${rows.map((one) => one.to)}::timestamptz[]) AS g(person_id, from_at, until_at)
    WHERE NOT EXISTS (SELECT 1 FROM off_duty d WHERE d.person_id = g.person_id
      AND d.from_at <= g.from_at AND d.until_at >= g.until_at)
    RETURNING person_id AS "personId"`
  const ids = [...new Set(fresh.map((one) => one.personId))]
  for (const id of ids)
    await audit(tx, {
      ...{ at, actorId: actor.id, action: 'duty.add', subject: `person/${id}` },
      after: { label, spans: ahead(spans, at).map(({ from, to }) => [from.toISOString(), to.toISOString()]) },
    })
  return ids
}

/**
 * Takes people off duty for these times; what lies before and after them stays.
 * @returns those who were on duty then
 */
export async function takeOffDuty(
  tx: Tx,
  personIds: number[],
  spans: Span[],
  { actor, at }: By,
): Promise<number[]> {
  const people = await ownPeople(tx, personIds, actor)
  const changed = new Set<number>()
  for (const { from, to } of ahead(spans, at)) {
    const rows = await tx.offDuty.findMany({
      where: { personId: { in: people }, fromAt: { lt: to }, untilAt: { gt: from } },
    })
    for (const { id, personId, fromAt, untilAt, label, by, at: since } of rows) {
      await tx.offDuty.delete({ where: { id } })
      const rest = [
        { fromAt, untilAt: from },
        { fromAt: to, untilAt },
      ].filter((one) => one.fromAt < one.untilAt)
      await tx.offDuty.createMany({ data: rest.map((one) => ({ personId, label, by, at: since, ...one })) })
      await audit(tx, {
        ...{ at, actorId: actor.id, action: 'duty.remove', subject: `person/${personId}` },
        before: { label, spans: [[fromAt.toISOString(), untilAt.toISOString()]] },
        after: { spans: rest.map((one) => [one.fromAt.toISOString(), one.untilAt.toISOString()]) },
      })
      changed.add(personId)
    }
  }
  return [...changed]
}

/** "batalkan piket tadi": what this coordinator wrote last. @returns whom it was about */
export async function undoDuty(
  tx: Tx,
  { actor, at }: By,
): Promise<{ label: string; people: number[] } | null> {
  const last = await tx.offDuty.findFirst({
    where: { by: actor.id, untilAt: { gt: at } },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  })
  if (!last) return null
  const rows = await tx.offDuty.findMany({ where: { by: actor.id, at: last.at } })
  const people = new Set<number>()
  for (const { personId, fromAt, untilAt } of rows) {
    const [id] = await takeOffDuty(tx, [personId], [{ from: fromAt, to: untilAt }], { actor, at })
    if (id !== undefined) people.add(id)
  }
  return { label: last.label, people: [...people] }
}

export type OnDuty = { personId: number; name: string; label: string; from: Date; to: Date }

/** Who below these paths is on duty in a span of time, the earliest first. */
export function onDuty(tx: Tx, paths: string[], { from, to }: Span): Promise<OnDuty[]> {
  return tx.$queryRaw<OnDuty[]>`
    SELECT p.id AS "personId", p.name, d.label, d.from_at AS "from", d.until_at AS "to"
    FROM off_duty d JOIN person p ON p.id = d.person_id JOIN unit u ON u.id = p.unit_id
    WHERE d.from_at < ${to} AND d.until_at > ${from}
      AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')
    ORDER BY d.from_at, p.name, p.id LIMIT 200`
}

/** Who of a session's audience below these paths need not attend it, being on duty as it begins. */
export function offDutyIn(
  tx: Tx,
  sessionId: number,
  paths: string[],
): Promise<{ name: string; label: string }[]> {
  return tx.$queryRaw<{ name: string; label: string }[]>`
    SELECT p.name, min(d.label) AS label FROM session s, off_duty d, person p, unit u
    WHERE s.id = ${sessionId} AND d.from_at <= s.starts_at AND d.until_at > s.starts_at
      AND p.id = d.person_id AND u.id = p.unit_id AND p.status IN ('roster', 'active')
      AND ${inAudience}
      AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')
    GROUP BY p.id, p.name ORDER BY p.name, p.id`
}
