import type { Tx } from '../lib/db.ts'
import { toJson } from '../lib/json.ts'
import { Prisma } from '../lib/prisma/client.ts'
import type { ChannelName, Outgoing } from '../message.ts'

/**
 * Many messages that say the same. The text stands once for each messenger and language; a row only holds whom it goes
 * to. Pause and cancel are flags on the batch: they hold from the next claim on, however many rows there are.
 */

export type BatchState = 'running' | 'paused' | 'cancelled' | 'stopped'

export type SharedBody = { channel: ChannelName; locale: string; body: Outgoing }

export const STATES = [
  ...(['queued', 'claimed', 'sending', 'sent', 'delivered', 'read'] as const),
  ...(['failed', 'blocked', 'expired', 'cancelled', 'uncertain'] as const),
]
export type Counts = Record<(typeof STATES)[number], number>

/**
 * @param ttl seconds until nobody wants it any more
 * @param urgent goes before everything else that nobody asked for, at any hour
 */
export async function openBatch(tx: Tx, bodies: SharedBody[], ttl: number, urgent = false): Promise<bigint> {
  const [batch] = await tx.$queryRaw<{ id: bigint }[]>`
    INSERT INTO outbox_batch (urgent, expires_at) VALUES (${urgent}, now() + make_interval(secs => ${ttl}::float8))
    RETURNING id`
  const id = batch?.id ?? 0n
  await tx.$executeRaw`
    INSERT INTO outbox_body (batch_id, channel, locale, body)
    SELECT ${id}, b.channel, b.locale, b.body
    FROM jsonb_to_recordset(${toJson(bodies)}::jsonb) AS b(channel text, locale text, body jsonb)`
  return id
}

/** Nothing more will be put into it. */
export async function closeBatch(tx: Tx, id: bigint): Promise<void> {
  await tx.outboxBatch.update({ where: { id }, data: { filling: false } })
}

/**
 * Pauses, lets go on, or ends a batch.
 * @returns false when it had ended already
 */
export async function steerBatch(
  tx: Tx,
  id: bigint,
  state: BatchState,
  reason: string | null = null,
): Promise<boolean> {
  const [steered] = await tx.$queryRaw<{ seen: boolean }[]>`
    UPDATE outbox_batch b SET state = ${state}, state_at = now(), reason = ${reason} FROM outbox_batch old
    WHERE b.id = ${id} AND old.id = b.id AND b.state IN ('running', 'paused', 'stopped') AND b.state <> ${state}
    RETURNING old.state = 'stopped' AND ${state} = 'running' AS seen`
  // Whoever lets a batch go on that had stopped by itself has looked at it.
  if (steered?.seen) await tx.$executeRaw`UPDATE outbox_body SET proven_at = now() WHERE batch_id = ${id}`
  return steered !== undefined
}

/**
 * How many of its rows are in which state. What is queued in a batch that has ended counts as cancelled already. It
 * counts them (a tenth of a second for a million): who only asks whether it is over asks `isOver`.
 */
export async function countBatch(tx: Tx, id: bigint): Promise<Counts> {
  const rows = await tx.$queryRaw<{ state: keyof Counts; count: bigint }[]>`
    SELECT CASE WHEN o.state = 'queued' AND b.state = 'cancelled' THEN 'cancelled' ELSE o.state::text END AS state, o.count
    FROM (
      SELECT state, count(*) FROM outbox WHERE batch_id = ${id} AND state = 'queued' GROUP BY state
      UNION ALL SELECT state, count(*) FROM outbox WHERE batch_id = ${id} AND state <> 'queued' GROUP BY state) o
    JOIN outbox_batch b ON b.id = ${id}`
  const counts = Object.fromEntries(STATES.map((state) => [state, 0])) as Counts
  for (const { state, count } of rows) counts[state] += Number(count)
  return counts
}

/** Whether on a body's messenger something of its batch waits or is under way: an index probe for each state. */
const WAITING = Prisma.sql`(
  EXISTS (SELECT 1 FROM outbox o WHERE o.batch_id = y.batch_id AND o.channel = y.channel AND o.state = 'queued')
  OR EXISTS (SELECT 1 FROM outbox o WHERE o.batch_id = y.batch_id AND o.channel = y.channel AND o.state = 'sending')
  OR EXISTS (SELECT 1 FROM outbox o WHERE o.batch_id = y.batch_id AND o.channel = y.channel AND o.state = 'claimed'))`

/** Whether nothing of it waits any more and no call is under way. */
export async function isOver(tx: Tx, id: bigint): Promise<boolean> {
  const [found] = await tx.$queryRaw<{ over: boolean }[]>`
    SELECT NOT EXISTS (SELECT 1 FROM outbox_body y WHERE y.batch_id = ${id} AND ${WAITING}) AS over`
  return found?.over ?? true
}

export type RunningBatch = {
  id: bigint
  urgent: boolean
  /** Its first ones were sent on this messenger, and not refused. */
  proven: boolean
  /** A file of ours that the messenger has not taken yet. */
  upload: boolean
}

/** Those that may send on this messenger, the urgent ones first. Whether a row of theirs waits, a claim finds out. */
export async function runningBatches(tx: Tx, channel: string): Promise<RunningBatch[]> {
  return tx.$queryRaw<RunningBatch[]>`
    SELECT b.id, b.urgent, bool_and(y.proven_at IS NOT NULL) AS proven,
      bool_or(coalesce(y.body -> 'attachment' ->> 'ref', '') LIKE 'file:%') AS upload
    FROM outbox_batch b JOIN outbox_body y ON y.batch_id = b.id AND y.channel = ${channel}
    WHERE b.settled_at IS NULL AND b.state = 'running' AND b.expires_at > now()
    GROUP BY b.id ORDER BY b.urgent DESC, b.id`
}

/** A file that the messenger has taken: from now on it is sent by the messenger's own name for it, in every language. */
export async function keepUploaded(tx: Tx, bodyId: bigint, ref: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE outbox_body y SET body = jsonb_set(y.body, '{attachment,ref}', to_jsonb(${ref}::text))
    FROM outbox_body mine WHERE mine.id = ${bodyId} AND y.batch_id = mine.batch_id AND y.channel = mine.channel
      AND y.body -> 'attachment' ->> 'ref' = mine.body -> 'attachment' ->> 'ref'`
}

/** What was in doubt is sent once more, because a person says so. @returns how many */
export async function resendUncertain(tx: Tx, id: bigint): Promise<number> {
  const count = await tx.$executeRaw`
    UPDATE outbox SET state = 'queued', run_at = 'epoch', reason = NULL
    WHERE batch_id = ${id} AND state = 'uncertain' AND expires_at > now()`
  if (count > 0) await tx.$executeRaw`UPDATE outbox_batch SET settled_at = NULL WHERE id = ${id}`
  return count
}

/**
 * Rows of batches that were cancelled, or that are too late by now, a chunk of them; and which batches are over, so that
 * nobody looks at them again.
 * @returns whether there is more to end
 */
export async function endBatches(tx: Tx, chunk: number): Promise<boolean> {
  const count = await tx.$executeRaw`
    WITH ended AS MATERIALIZED (
      SELECT o.id, b.state FROM outbox_batch b CROSS JOIN LATERAL (
        SELECT o.id FROM outbox o WHERE o.batch_id = b.id AND o.state = 'queued' LIMIT ${chunk}) o
      WHERE b.settled_at IS NULL AND (b.state = 'cancelled' OR b.expires_at <= now()) LIMIT ${chunk})
    UPDATE outbox o SET
      state = CASE WHEN e.state = 'cancelled' THEN 'cancelled' ELSE 'expired' END::"OutboxState",
      reason = CASE WHEN e.state = 'cancelled' THEN 'the batch was cancelled' ELSE 'too late to be useful' END
    FROM ended e WHERE o.id = e.id AND o.state = 'queued'`
  if (count >= chunk) return true
  await tx.$executeRaw`
    UPDATE outbox_batch b SET settled_at = now()
    WHERE b.settled_at IS NULL AND (NOT b.filling OR b.state = 'cancelled')
      AND NOT EXISTS (SELECT 1 FROM outbox_body y WHERE y.batch_id = b.id AND ${WAITING})`
  return false
}
