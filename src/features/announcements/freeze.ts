import type { Tx } from '../../lib/db.ts'
import { Prisma } from '../../lib/prisma/client.ts'
import { closeBatch } from '../../outbox/batch.ts'
import { dayOf } from '../agenda/day.ts'
import { type Audience, audience, belongs, isWhole } from './audience.ts'
import { groupsOf, isCoordinator, judged, type Ways } from './reach.ts'

/** The first chunk is small, so that the first message goes at once; the others hold the database for a moment each. */
const FIRST_CHUNK = 500
const CHUNK = 10_000
const SPAN = 50_000

type Row = {
  id: number
  class: string
  kind: string
  audience: unknown
  viaGroups: boolean
  batchId: bigint | null
  phase: string
  cursor: bigint
  correctsId: number | null
  expiresAt: Date
  startedAt: Date | null
}

export type Freezing = { ways: Ways; now: Date; zone: string }

/**
 * Puts the next recipients of an announcement into its batch: the units' groups, then the coordinators, then everybody,
 * a chunk at a time, each chunk a transaction with its place in the row. A process that dies begins again where it was.
 * @returns whether there is more to do
 */
export async function freezeNext(tx: Tx, id: number, { ways, now, zone }: Freezing): Promise<boolean> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT id, class, kind, audience, via_groups AS "viaGroups", batch_id AS "batchId", phase, cursor, corrects_id AS "correctsId", expires_at AS "expiresAt",
      started_at AS "startedAt"
    FROM announcement WHERE id = ${id} AND phase <> 'frozen'
      -- Too late to be sent, everybody still gets a row that says so, paused or not.
      AND (state = 'running' OR (state IN ('paused', 'stopped') AND expires_at <= ${now})) FOR UPDATE`
  const row = rows[0]
  if (!row || row.batchId === null) return false
  const of = audience.parse(row.audience)
  const ttl = Math.max(1, (row.expiresAt.getTime() - now.getTime()) / 1000)
  const given = { row, batch: row.batchId, of, ttl, ways, now, day: dayOf(now, zone) }
  switch (row.phase) {
    case 'groups':
      if (row.viaGroups) await freezeGroups(tx, given)
      await move(tx, id, 'coordinators', 0)
      return true
    case 'coordinators': {
      const theirs = Prisma.sql`AND p.id = ANY(ARRAY(SELECT person_id FROM role WHERE role = 'koordinator'))`
      const last = await freezePeople(tx, given, theirs, CHUNK)
      await move(tx, id, last === null ? 'people' : 'coordinators', last ?? 0)
      return true
    }
    case 'corrected': {
      const last = await freezeCorrected(tx, given, row.correctsId ?? 0, CHUNK)
      await move(tx, id, last === null ? 'frozen' : 'corrected', last ?? row.cursor)
      if (last === null) await closeBatch(tx, row.batchId)
      return last !== null
    }
    default: {
      const until = await endOfSpan(tx, row.cursor)
      const some = row.cursor === 0n ? FIRST_CHUNK : CHUNK
      const last =
        until === null
          ? null
          : ((await freezePeople(tx, given, Prisma.sql`AND p.id <= ${until}`, some)) ?? until)
      await move(tx, id, last === null ? 'frozen' : 'people', last ?? row.cursor)
      if (last === null) await closeBatch(tx, row.batchId)
      return last !== null
    }
  }
}

async function move(tx: Tx, id: number, phase: string, cursor: number | bigint): Promise<void> {
  await tx.$executeRaw`UPDATE announcement SET phase = ${phase}, cursor = ${cursor} WHERE id = ${id}`
}

type Given = {
  row: Row
  batch: bigint
  of: Audience
  ttl: number
  ways: Ways
  now: Date
  day: string
}

/** Whoever has the original, or may have it. */
const HAVE_IT = ['sending', 'sent', 'delivered', 'read', 'uncertain']

async function freezeGroups(tx: Tx, { row, batch, of, ttl, ways }: Given): Promise<void> {
  await tx.$executeRaw`
    WITH ins AS (
      INSERT INTO outbox (key, lane, channel, address_id, external_id, body, body_id, batch_id, recipient, topic, expires_at)
      SELECT ${`a${row.id}/`} || g.address, 'bulk', g.channel, g.address, g.external_id, '{}'::jsonb, y.id, ${batch},
        'group/' || g.address, ${`announcement/${row.id}`}, now() + make_interval(secs => ${ttl}::float8)
      FROM (${groupsOf(of, ways)}) g
      JOIN outbox_body y ON y.batch_id = ${batch} AND y.channel = g.channel AND y.locale = g.locale
      ON CONFLICT (key) DO NOTHING RETURNING 1)
    UPDATE announcement SET total = total + (SELECT count(*) FROM ins) WHERE id = ${row.id}`
}

/** Whether an announcement counts against "one message a day that nobody asked for". */
export const isCapped = (one: { class: string; kind: string }) =>
  one.class !== 'darurat' && one.kind === 'new'

/** People whose turn may be next, whether they are meant or not: what a chunk reads has an end, however few are meant. */
async function endOfSpan(tx: Tx, cursor: bigint): Promise<number | null> {
  const [span] = await tx.$queryRaw<{ until: number | null }[]>`
    SELECT max(id) AS until FROM (SELECT id FROM person WHERE id > ${cursor} ORDER BY id LIMIT ${SPAN}) p`
  return span?.until ?? null
}

/** @returns the last person's id, or null when there were fewer than `limit` */
async function freezePeople(
  tx: Tx,
  { row, batch, of, ttl, ways, now, day }: Given,
  more: Prisma.Sql,
  limit: number,
): Promise<number | null> {
  const covered = row.viaGroups && isWhole(of) && row.class !== 'darurat'
  const capped = isCapped(row)
  const key = `a${row.id}/`
  const [done] = await tx.$queryRaw<{ last: number | null }[]>`
    WITH who AS MATERIALIZED (
      SELECT p.id, p.unit_id FROM person p WHERE p.id > ${row.cursor} AND ${belongs(of, now)} ${more} ORDER BY p.id LIMIT ${limit}),
    judged AS MATERIALIZED (
      SELECT j.* FROM (${judged(ways, covered, of, capped ? day : null)}) j
      -- A coordinator has it already.
      WHERE NOT (${isCoordinator(Prisma.sql`j.person`)} AND (
        (SELECT o.recipient FROM outbox o WHERE o.key = ${key} || j.address) IS NOT DISTINCT FROM 'person/' || j.person
        OR (SELECT true FROM announcement_miss m WHERE m.announcement_id = ${row.id} AND m.person_id = j.person) IS TRUE))),
    free AS (
      INSERT INTO unasked (person_id, day) SELECT person, ${day} FROM judged WHERE reason IS NULL AND ${capped}
      ON CONFLICT DO NOTHING RETURNING person_id),
    ins AS (
      INSERT INTO outbox (key, lane, channel, address_id, external_id, body, body_id, batch_id, recipient, topic, expires_at)
      SELECT DISTINCT ON (j.address) ${key} || j.address, 'bulk', j.channel, j.address, j.external_id, '{}'::jsonb, y.id, ${batch},
        'person/' || j.person, ${`announcement/${row.id}`}, now() + make_interval(secs => ${ttl}::float8)
      FROM judged j
      JOIN outbox_body y ON y.batch_id = ${batch} AND y.channel = j.channel AND y.locale = j.locale
      WHERE j.reason IS NULL AND (NOT ${capped} OR j.person IN (SELECT person_id FROM free))
      ORDER BY j.address, j.person
      ON CONFLICT (key) DO NOTHING RETURNING recipient),
    miss AS (
      INSERT INTO announcement_miss (announcement_id, person_id, reason)
      SELECT ${row.id}, j.person, coalesce(j.reason,
        CASE WHEN ${capped} AND j.person NOT IN (SELECT person_id FROM free) THEN 'full' ELSE 'shared' END)
      FROM judged j LEFT JOIN ins ON ins.recipient = 'person/' || j.person WHERE ins.recipient IS NULL
      ON CONFLICT DO NOTHING)
    UPDATE announcement SET total = total + (SELECT count(*) FROM ins) WHERE id = ${row.id}
    RETURNING (SELECT CASE WHEN count(*) = ${limit} THEN max(id) END FROM who) AS last`
  return done?.last ?? null
}

/**
 * Exactly those who got the original, where they got it: a new message, so that it is noticed, and where the messenger
 * can change what was sent, the old one is marked as well. A withdrawal only changes the old one there.
 * @returns the last row of the original, or null when there was none left
 */
async function freezeCorrected(
  tx: Tx,
  { row, batch, ttl, ways }: Given,
  originalId: number,
  limit: number,
): Promise<bigint | null> {
  const quiet = row.kind === 'withdrawal'
  const [done] = await tx.$queryRaw<{ last: bigint | null }[]>`
    WITH who AS MATERIALIZED (
      SELECT o.id, o.key, o.channel, o.address_id, o.external_id, o.recipient, y.locale
      FROM (SELECT a.batch_id, b.channel FROM announcement a JOIN outbox_body b ON b.batch_id = a.batch_id
        WHERE a.id = ${originalId} GROUP BY 1, 2) part
      -- Each state by itself, in the order of its index: no chunk reads what an earlier one has read.
      CROSS JOIN unnest(${HAVE_IT}::"OutboxState"[]) AS s(state)
      CROSS JOIN LATERAL (
        SELECT * FROM outbox r WHERE r.batch_id = part.batch_id AND r.channel = part.channel AND r.state = s.state
          AND r.state <> 'queued' AND r.id > ${row.cursor} ORDER BY r.id LIMIT ${limit}) o
      JOIN outbox_body y ON y.id = o.body_id
      -- What only marked an earlier message is no message of its own.
      WHERE NOT o.body ? 'replaces'
      ORDER BY o.id LIMIT ${limit}),
    changed AS (
      INSERT INTO outbox (key, lane, channel, address_id, external_id, body, body_id, batch_id, recipient, topic, expires_at)
      SELECT ${`a${row.id}/`} || w.address_id || '/lama', 'bulk', w.channel, w.address_id, w.external_id,
        jsonb_build_object('replaces', w.key), y.id, ${batch}, w.recipient, ${`announcement/${row.id}`},
        now() + make_interval(secs => ${ttl}::float8)
      FROM who w JOIN outbox_body y ON y.batch_id = ${batch} AND y.channel = w.channel AND y.locale = w.locale || '/lama'
      WHERE w.channel = ANY(${ways.edits}::text[]) ON CONFLICT (key) DO NOTHING RETURNING 1),
    fresh AS (
      INSERT INTO outbox (key, lane, channel, address_id, external_id, body, body_id, batch_id, recipient, topic, expires_at)
      SELECT ${`a${row.id}/`} || w.address_id, 'bulk', w.channel, w.address_id, w.external_id, '{}'::jsonb, y.id, ${batch},
        w.recipient, ${`announcement/${row.id}`}, now() + make_interval(secs => ${ttl}::float8)
      FROM who w JOIN outbox_body y ON y.batch_id = ${batch} AND y.channel = w.channel AND y.locale = w.locale
      WHERE NOT (${quiet} AND w.channel = ANY(${ways.edits}::text[])) ON CONFLICT (key) DO NOTHING RETURNING 1)
    UPDATE announcement SET total = total + (SELECT count(*) FROM changed) + (SELECT count(*) FROM fresh) WHERE id = ${row.id}
    RETURNING (SELECT max(id) FROM who) AS last`
  return done?.last ?? null
}
