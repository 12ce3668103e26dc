import type { Db } from '../../lib/db.ts'
import { Prisma } from '../../lib/prisma/client.ts'
import type { Choice, Incoming, Outgoing, Place } from '../../message.ts'

/**
 * The conversation of one address, read from the inbox (said) and the outbox (heard): there is no other mailbox.
 * It is ordered by the database's own time, so that the demo's moved clock cannot shuffle it.
 */
export type Line = {
  /** Stable for ever, unique in the conversation: `u12` said, `b34` heard. */
  id: string
  /** Where it stands, for paging and for resuming: `<ms>.<0|1>.<row>`. */
  key: string
  by: 'person' | 'bot'
  /** City time to show: when it was said, or when that was said which it answers. */
  at: Date
  text: string
  /** What was pressed, by its label. */
  pressed?: string
  place?: Place
  phone?: boolean
  choices?: Choice[]
  ask?: 'place' | 'phone'
  /** Id that the browser gave it, for its optimistic bubble. */
  clientId?: string
  /** The same in English, where the demo wrote captions. */
  gloss?: string
}

/** A row of a batch only holds what differs from the body that it shares. */
const BODY = Prisma.sql`coalesce((SELECT y.body FROM outbox_body y WHERE y.id = o.body_id), '{}'::jsonb) || o.body`

type Row = { rank: number; id: bigint; moment: Date; at: Date; body: unknown; name: string }

type Position = { moment: Date; rank: number; id: bigint }

function parseKey(key: string): Position | null {
  const match = /^(\d{1,15})\.(-1|0|1)\.(\d{1,18})$/.exec(key)
  return match ? { moment: new Date(Number(match[1])), rank: Number(match[2]), id: BigInt(match[3]!) } : null
}

/**
 * @param at `after` a key: the next lines, oldest first; `before` a key or neither: the last lines up to there
 * @returns lines, oldest first
 */
export async function readHistory(
  db: Db,
  address: string,
  at: { after?: string; before?: string; limit?: number } = {},
): Promise<Line[]> {
  const limit = at.limit ?? 50
  const after = parseKey(at.after ?? '')
  const rows = after
    ? await readAfter(db, address, after, limit)
    : await readBefore(db, address, at.before, limit)
  const labels = await labelsOf(db, address, rows)
  return rows.map((row) => lineOf(row, address, labels))
}

async function readAfter(db: Db, address: string, key: Position, limit: number) {
  const iso = key.moment.toISOString()
  return db.prisma.$queryRaw<Row[]>`
    SELECT * FROM (
      SELECT 0 AS rank, i.id, i.received_at AS moment, i.at, i.payload AS body, i.external_id AS name
      FROM inbox i WHERE i.channel = 'webchat' AND i.received_at >= ${iso}::timestamptz
        AND i.address_id = (SELECT id FROM address WHERE channel = 'webchat' AND external_id = ${address})
      UNION ALL
      SELECT 1, o.id, o.sent_at, coalesce(o.answers_at, o.sent_at), ${BODY}, o.key
      FROM outbox o WHERE o.channel = 'webchat' AND o.external_id = ${address} AND o.sent_at >= ${iso}::timestamptz
        AND o.state IN ('sent', 'delivered', 'read')
    ) line WHERE (moment, rank, id) > (${iso}::timestamptz, ${key.rank}::int, ${key.id}::bigint)
    ORDER BY moment, rank, id LIMIT ${limit}`
}

async function readBefore(db: Db, address: string, before: string | undefined, limit: number) {
  // Without a key: before the end of time, which PostgreSQL and JavaScript both know.
  const key = parseKey(before ?? '') ?? { moment: new Date(8.64e13), rank: 2, id: 0n }
  const iso = key.moment.toISOString()
  const rows = await db.prisma.$queryRaw<Row[]>`
    SELECT * FROM (
      SELECT 0 AS rank, i.id, i.received_at AS moment, i.at, i.payload AS body, i.external_id AS name
      FROM inbox i WHERE i.channel = 'webchat' AND i.received_at <= ${iso}::timestamptz
        AND i.address_id = (SELECT id FROM address WHERE channel = 'webchat' AND external_id = ${address})
      UNION ALL
      SELECT 1, o.id, o.sent_at, coalesce(o.answers_at, o.sent_at), ${BODY}, o.key
      FROM outbox o WHERE o.channel = 'webchat' AND o.external_id = ${address} AND o.sent_at <= ${iso}::timestamptz
        AND o.state IN ('sent', 'delivered', 'read')
    ) line WHERE (moment, rank, id) < (${iso}::timestamptz, ${key.rank}::int, ${key.id}::bigint)
    ORDER BY moment DESC, rank DESC, id DESC LIMIT ${limit}`
  return rows.reverse()
}

/** A press carries the id of its choice only: what it said stands in the message that offered it. */
async function labelsOf(db: Db, address: string, rows: Row[]): Promise<Map<string, string>> {
  const labels = new Map<string, string>()
  const learn = (body: unknown) => {
    for (const choice of (body as Outgoing).choices ?? []) labels.set(choice.id, choice.label)
  }
  for (const row of rows) if (row.rank === 1) learn(row.body)
  const missing = rows.some((row) => row.rank === 0 && unknownPress(row.body as Incoming, labels))
  if (missing) {
    const offers = await db.prisma.$queryRaw<{ body: unknown }[]>`
      SELECT body FROM outbox WHERE channel = 'webchat' AND external_id = ${address} AND body ? 'choices'
        AND state IN ('sent', 'delivered', 'read') ORDER BY sent_at DESC LIMIT 20`
    for (const offer of offers.reverse()) learn(offer.body)
  }
  return labels
}

function unknownPress(said: Incoming, labels: Map<string, string>): boolean {
  return said.choice !== undefined && !said.choice.startsWith('=') && !labels.has(said.choice)
}

function lineOf(row: Row, address: string, labels: Map<string, string>): Line {
  const key = `${row.moment.getTime()}.${row.rank}.${row.id}`
  if (row.rank === 1) {
    const { text, choices, ask, gloss } = row.body as Outgoing
    const more = {
      ...(choices?.length ? { choices } : {}),
      ...(ask ? { ask } : {}),
      ...(gloss ? { gloss } : {}),
    }
    return { id: `b${row.id}`, key, by: 'bot', at: row.at, text, ...more }
  }
  const said = row.body as Partial<Incoming>
  const choice = said.choice
  return {
    id: `u${row.id}`,
    key,
    by: 'person',
    at: row.at,
    text: said.text ?? '',
    ...(choice ? { pressed: choice.startsWith('=') ? choice.slice(1) : (labels.get(choice) ?? '') } : {}),
    ...(said.place ? { place: said.place } : {}),
    ...(said.phone ? { phone: true } : {}),
    ...(row.name.startsWith(`${address}:`) ? { clientId: row.name.slice(address.length + 1) } : {}),
  }
}

/** Which of these addresses said or heard something in the last `seconds`, by the database's clock. */
export async function changedAddresses(db: Db, addresses: string[], seconds: number): Promise<string[]> {
  if (addresses.length === 0) return []
  const rows = await db.prisma.$queryRaw<{ name: string }[]>`
    SELECT DISTINCT o.external_id AS name FROM outbox o
    WHERE o.channel = 'webchat' AND o.external_id = ANY(${addresses})
      AND o.sent_at > now() - make_interval(secs => ${seconds}::float8)
    UNION
    SELECT a.external_id FROM inbox i JOIN address a ON a.id = i.address_id
    WHERE i.channel = 'webchat' AND a.channel = 'webchat' AND a.external_id = ANY(${addresses})
      AND i.received_at > now() - make_interval(secs => ${seconds}::float8)`
  return rows.map((row) => row.name)
}
