import { type Db, type Tx, transaction } from '../lib/db.ts'
import { toJson } from '../lib/json.ts'
import { maskText } from '../lib/mask.ts'
import { Prisma } from '../lib/prisma/client.ts'
import type { Outgoing } from '../message.ts'
import { enqueue, insertRows, type OutboxRow, rowsFor } from '../outbox/enqueue.ts'
import type { Loaded } from './load.ts'
import type { Answer } from './turn.ts'

export type Answered = { loaded: Loaded; answer: Answer }

/** A message for somebody else may go to any messenger: within the smallest of them. */
const SMALLEST_LIMIT = 4_000

/** That somebody sent a position is kept, and how exact it was; where that was has been answered, and goes. */
const PLACELESS = Prisma.sql`CASE WHEN payload -> 'place' IS NULL THEN payload
  ELSE jsonb_set(payload, '{place}', payload -> 'place' || '{"latitude": 0, "longitude": 0}') END`

/** The one write at the end of a transaction: inbox done, conversations saved, replies enqueued. */
export async function finish(
  tx: Tx,
  answered: Answered[],
  limit: (channel: string) => number,
): Promise<void> {
  if (answered.length === 0) return
  const conversations = answered.map(({ loaded, answer }) => ({
    addressId: loaded.address.id,
    version: loaded.conversation?.version ?? -1,
    ...answer.conversation,
  }))
  const saved = await tx.$queryRaw<{ saved: number }[]>`
    WITH c AS (
      SELECT * FROM jsonb_to_recordset(${toJson(conversations)}::jsonb) AS c("addressId" int, version int,
        dialog text, state jsonb, offers jsonb, resume jsonb, misses int)),
    done AS (
      UPDATE inbox SET state = 'done', done_at = now(), error = NULL, payload = ${PLACELESS}
      WHERE id = ANY(${answered.map(({ loaded }) => loaded.inboxId)}::bigint[]) AND state = 'new'),
    out AS (${insertRows(answered.flatMap((one) => outgoing(one, limit)))}),
    kept AS (
      INSERT INTO conversation (address_id, dialog, state, offers, resume, misses, version, updated_at)
      SELECT "addressId", dialog, state, coalesce(offers, '[]'::jsonb), resume, misses, 0, now() FROM c
      ON CONFLICT (address_id) DO UPDATE SET dialog = excluded.dialog, state = excluded.state, offers = excluded.offers,
        resume = excluded.resume, misses = excluded.misses, version = conversation.version + 1, updated_at = now()
      -- Somebody else wrote this conversation although its address is locked: then nothing of this turn may stand.
      WHERE conversation.version = (SELECT c.version FROM c WHERE c."addressId" = conversation.address_id)
      RETURNING 1)
    SELECT count(*)::int AS saved FROM kept`
  if (saved[0]?.saved !== answered.length) throw new Error('a conversation changed during its turn')
}

function outgoing({ loaded, answer }: Answered, limit: (channel: string) => number): OutboxRow[] {
  const { address } = loaded
  const replies = answer.say.flatMap((message, index) =>
    rowsFor(address.id, message, `r/${loaded.inboxId}/${index}`, limit(address.channel), {
      answersAt: loaded.at,
      to: { channel: address.channel, id: address.externalId },
    }),
  )
  const others = answer.tell.flatMap(({ addressId, message, key }) =>
    rowsFor(addressId, message, key, SMALLEST_LIMIT),
  )
  return [...replies, ...others]
}

/** Addresses with undone messages, the longest waiting first; those that hold a failing message are left out. */
export async function pendingAddresses(tx: Tx, most: number): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT address_id AS id FROM inbox WHERE state = 'new'
    GROUP BY address_id HAVING NOT coalesce(bool_or(retry_at > now()), false) ORDER BY min(id) LIMIT ${most}`
  return rows.map((row) => row.id)
}

/** Tries again in 0.3, 0.9, 2.7, 5 s: the address waits meanwhile, nobody else does. */
export async function holdBack(tx: Tx, loaded: Loaded, cause: unknown): Promise<void> {
  const seconds = Math.min(5, 0.3 * 3 ** loaded.attempts)
  await tx.$executeRaw`
    UPDATE inbox SET attempts = attempts + 1, retry_at = now() + make_interval(secs => ${seconds}::float8),
      error = ${describe(cause)} WHERE id = ${loaded.inboxId} AND state = 'new'`
}

/** Puts a message aside for a person to look at, with an apology to whoever wrote it. */
export async function park(
  db: Db,
  loaded: Loaded,
  reference: string,
  cause: unknown,
  apology: Outgoing,
  limit: (channel: string) => number,
): Promise<void> {
  await transaction(db, async (tx) => {
    const changed = await tx.$executeRaw`
      UPDATE inbox SET state = 'parked', payload = ${PLACELESS}, attempts = attempts + 1, done_at = now(), error = ${`${reference}: ${describe(cause)}`}
      WHERE id = ${loaded.inboxId} AND state = 'new'`
    if (changed === 0) return
    const { address } = loaded
    await enqueue(tx, rowsFor(address.id, apology, `r/${loaded.inboxId}/parked`, limit(address.channel)))
    // The state that may have caused it is left behind: the next message starts afresh.
    await tx.$executeRaw(
      Prisma.sql`UPDATE conversation SET dialog = NULL, state = NULL, version = version + 1 WHERE address_id = ${address.id}`,
    )
  })
}

/** The error's kind and place, never what the person wrote. */
function describe(cause: unknown): string {
  return cause instanceof Error ? maskText(`${cause.name}: ${cause.message}`).slice(0, 500) : 'unknown'
}
