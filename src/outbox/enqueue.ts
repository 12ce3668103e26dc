import type { Tx } from '../lib/db.ts'
import { toJson } from '../lib/json.ts'
import { Prisma } from '../lib/prisma/client.ts'
import type { Outgoing } from '../message.ts'
import { splitMessage } from './split.ts'

/** reply: somebody waits for it. reminder, bulk: nobody asked, so paced. */
export type Lane = 'reply' | 'reminder' | 'bulk'

/** One part for one address, before it is a row. */
export type OutboxRow = {
  key: string
  lane: Lane
  addressId: number
  /** Where it goes, if the caller knows it; else it is looked up. */
  to: { channel: string; id: string } | null
  body: Outgoing
  recipient: string | null
  topic: string | null
  /** Platform time of the message that this answers. */
  answersAt: Date | null
  /** Seconds, from now by the database's clock. */
  ttl: number
}

/** A reply that comes half a day late only confuses. */
const REPLY_TTL = 6 * 3600

/**
 * The rows of one message: a long text becomes several parts, in order, each with its own key.
 * @param key unique for ever: a second enqueue with the same key does nothing
 * @param limit characters of the messenger
 */
export function rowsFor(
  addressId: number,
  message: Outgoing,
  key: string,
  limit: number,
  more: Partial<Pick<OutboxRow, 'to' | 'lane' | 'recipient' | 'topic' | 'answersAt' | 'ttl'>> = {},
): OutboxRow[] {
  return splitMessage(message, limit).map((body, part) => ({
    key: part === 0 ? key : `${key}/${part}`,
    lane: more.lane ?? 'reply',
    addressId,
    to: more.to ?? null,
    body,
    recipient: more.recipient ?? null,
    topic: more.topic ?? null,
    answersAt: more.answersAt ?? null,
    ttl: more.ttl ?? REPLY_TTL,
  }))
}

/** The insert by itself, so that a turn can put it into its one write. Rows come as one JSON parameter. */
export function insertRows(rows: OutboxRow[]): Prisma.Sql {
  const ordered = rows.map((row, ord) => ({ ord, ...row }))
  return Prisma.sql`
    INSERT INTO outbox (key, lane, channel, address_id, external_id, body, recipient, topic, answers_at, expires_at)
    SELECT r.key, r.lane,
      coalesce(r."to" ->> 'channel', (SELECT a.channel FROM address a WHERE a.id = r."addressId")), r."addressId",
      coalesce(r."to" ->> 'id', (SELECT a.external_id FROM address a WHERE a.id = r."addressId")),
      r.body, r.recipient, r.topic, r."answersAt", now() + make_interval(secs => r.ttl)
    FROM jsonb_to_recordset(${toJson(ordered)}::jsonb) AS r(ord int, key text, lane text, "addressId" int, "to" jsonb,
      body jsonb, recipient text, topic text, "answersAt" timestamptz, ttl int)
    ORDER BY r.ord
    ON CONFLICT (key) DO NOTHING`
}

/** @returns how many rows were new */
export async function enqueue(tx: Tx, rows: OutboxRow[]): Promise<number> {
  return rows.length === 0 ? 0 : tx.$executeRaw(insertRows(rows))
}
