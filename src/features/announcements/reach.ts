import type { Tx } from '../../lib/db.ts'
import { Prisma } from '../../lib/prisma/client.ts'
import { type Audience, belongs, isWhole } from './audience.ts'

/** How a message may travel: which messengers are there, which are too slow for everybody, which change what was
 * sent, which carry files. */
export type Ways = { channels: string[]; slow: string[]; edits: string[]; files: string[] }

/** Why somebody gets no message of their own. */
export const REASONS = ['no_address', 'opted_out', 'blocked', 'group', 'shared', 'full'] as const
export type Reason = (typeof REASONS)[number]

/**
 * How each of some people (`who(id, unit_id)`) is reached best: on the messenger that they last used and have not
 * blocked, or why not at all.
 * @param covered units whose group on a slow messenger tells them already
 * @param day for which everybody may get one message only; null: this one does not count
 */
export function judged(ways: Ways, covered: boolean, of: Audience, day: string | null): Prisma.Sql {
  const viaGroup = covered
    ? Prisma.sql`b.channel = ANY(${ways.slow}::text[]) AND EXISTS (
        SELECT 1 FROM group_link g JOIN address ga ON ga.id = g.address_id AND ga.channel = b.channel AND ga.blocked_at IS NULL
        JOIN unit gu ON gu.id = g.unit_id JOIN unit own ON own.id = w.unit_id AND own.path LIKE gu.path || '%'
        JOIN unit top ON top.id = ANY(${of.units}::int[]) AND gu.path LIKE top.path || '%')
      AND NOT ${isCoordinator(Prisma.sql`w.id`)}`
    : Prisma.sql`false`
  return Prisma.sql`
    SELECT w.id AS person, b.address, b.channel, b.external_id, b.locale,
      CASE WHEN b.address IS NULL OR b.last_inbound_at IS NULL THEN 'no_address'
        WHEN b.stopped THEN 'opted_out' WHEN b.blocked_at IS NOT NULL THEN 'blocked'
        WHEN ${viaGroup} THEN 'group'
        -- One probe each: as EXISTS the planner would read the whole day instead.
        WHEN ${day}::text IS NOT NULL AND (SELECT true FROM unasked n WHERE n.person_id = w.id AND n.day = ${day}) THEN 'full'
      END AS reason
    FROM who w LEFT JOIN LATERAL (
      SELECT a.id AS address, a.channel, a.external_id, a.locale, a.blocked_at, a.last_inbound_at,
        bool_or(a.opted_out_at IS NOT NULL) OVER () AS stopped
      FROM address_person ap JOIN address a ON a.id = ap.address_id
      WHERE ap.person_id = w.id AND a.channel = ANY(${ways.channels}::text[])
      ORDER BY (a.blocked_at IS NULL) DESC, a.last_inbound_at DESC NULLS LAST LIMIT 1) b ON true`
}

/** Whoever answers for people is always told in person. */
export const isCoordinator = (person: Prisma.Sql) =>
  Prisma.sql`EXISTS (SELECT 1 FROM role c WHERE c.person_id = ${person} AND c.role = 'koordinator')`

/** Groups that belong to the audience as a whole. */
export function groupsOf(of: Audience, ways: Ways): Prisma.Sql {
  return Prisma.sql`
    SELECT a.id AS address, a.channel, a.external_id, a.locale, gu.name FROM group_link g
    JOIN address a ON a.id = g.address_id AND a.channel = ANY(${ways.channels}::text[]) AND a.blocked_at IS NULL
    JOIN unit gu ON gu.id = g.unit_id
    WHERE ${isWhole(of)} AND EXISTS (SELECT 1 FROM unit top WHERE top.id = ANY(${of.units}::int[]) AND gu.path LIKE top.path || '%')`
}

export type Reach = {
  /** Messages to people, by messenger. */
  people: Record<string, number>
  groups: Record<string, number>
  /** People without a message of their own, by reason. */
  without: Partial<Record<Reason, number>>
  /** Everybody who is meant. */
  total: number
}

/** Who would be reached, and how, right now: what a preview shows before anything is sent. */
export async function reachOf(
  tx: Tx,
  of: Audience,
  ways: Ways,
  { viaGroups, day, now }: { viaGroups: boolean; day: string | null; now: Date },
): Promise<Reach> {
  const rows = await tx.$queryRaw<{ reason: Reason | null; channel: string | null; count: number }[]>`
    WITH who AS MATERIALIZED (SELECT p.id, p.unit_id FROM person p WHERE ${belongs(of, now)}),
      judged AS (${judged(ways, viaGroups && isWhole(of), of, day)}),
      -- A phone that several people share gets it once.
      once AS (SELECT *, CASE WHEN reason IS NULL AND row_number() OVER (PARTITION BY address, reason ORDER BY person) > 1
        THEN 'shared' ELSE reason END AS why FROM judged)
    SELECT why AS reason, CASE WHEN why IS NULL THEN channel END AS channel, count(*)::int AS count FROM once GROUP BY 1, 2`
  const groups = viaGroups
    ? await tx.$queryRaw<{ channel: string; count: number }[]>`
        SELECT channel, count(*)::int AS count FROM (${groupsOf(of, ways)}) g GROUP BY 1`
    : []
  const reach: Reach = { people: {}, groups: {}, without: {}, total: 0 }
  for (const { reason, channel, count } of rows) {
    reach.total += count
    if (reason) reach.without[reason] = count
    else if (channel) reach.people[channel] = count
  }
  for (const { channel, count } of groups) reach.groups[channel] = count
  return reach
}

/** Whom a correction reaches: exactly those who got, or may have got, what it corrects. */
export async function reachOfOriginal(tx: Tx, originalId: number): Promise<Reach> {
  const rows = await tx.$queryRaw<{ channel: string; grouped: boolean; count: number }[]>`
    SELECT o.channel, o.recipient LIKE 'group/%' AS grouped, count(*)::int AS count FROM outbox o
    JOIN announcement a ON a.id = ${originalId} AND o.batch_id = a.batch_id
    WHERE o.state IN ('sending', 'sent', 'delivered', 'read', 'uncertain') AND o.key NOT LIKE '%/lama' GROUP BY 1, 2`
  const reach: Reach = { people: {}, groups: {}, without: {}, total: 0 }
  for (const { channel, grouped, count } of rows) {
    const kind = grouped ? reach.groups : reach.people
    kind[channel] = count
    reach.total += count
  }
  return reach
}

/** The people without a message of their own, with their units. */
export async function unreached(
  tx: Tx,
  of: Audience,
  ways: Ways,
  { day, now }: { day: string | null; now: Date },
  limit: number,
): Promise<{ name: string; unit: string | null; reason: Reason }[]> {
  return tx.$queryRaw`
    WITH who AS MATERIALIZED (SELECT p.id, p.unit_id FROM person p WHERE ${belongs(of, now)}),
      judged AS (${judged(ways, false, of, day)})
    SELECT p.name, u.name AS unit, j.reason FROM judged j JOIN person p ON p.id = j.person LEFT JOIN unit u ON u.id = p.unit_id
    WHERE j.reason IS NOT NULL ORDER BY u.path, p.name LIMIT ${limit}`
}
