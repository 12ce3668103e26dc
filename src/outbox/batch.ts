import type { Tx } from '../lib/db.ts'
import { toJson } from '../lib/json.ts'
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
  return (
    (await tx.$executeRaw`
      UPDATE outbox_batch SET state = ${state}, state_at = now(), reason = ${reason},
        -- Whoever lets a batch go on that had stopped by itself has looked at it.
        proven_at = CASE WHEN state = 'stopped' AND ${state} = 'running' THEN now() ELSE proven_at END
      WHERE id = ${id} AND state IN ('running', 'paused', 'stopped') AND state <> ${state}`) > 0
  )
}

/** How many of its rows are in which state. What is queued in a batch that has ended counts as cancelled already. */
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

export type RunningBatch = {
  id: bigint
  urgent: boolean
  proven: boolean
  /** A file of ours that the messenger has not taken yet. */
  upload: boolean
}

/** Those that may send on this messenger, the urgent ones first. */
export async function runningBatches(tx: Tx, channel: string): Promise<RunningBatch[]> {
  return tx.$queryRaw<RunningBatch[]>`
    SELECT b.id, b.urgent, b.proven_at IS NOT NULL AS proven,
      EXISTS (SELECT 1 FROM outbox_body y WHERE y.batch_id = b.id AND y.channel = ${channel}
        AND y.body -> 'attachment' ->> 'ref' LIKE 'file:%') AS upload
    FROM outbox_batch b
    WHERE b.state = 'running'
      AND EXISTS (SELECT 1 FROM outbox o WHERE o.batch_id = b.id AND o.channel = ${channel} AND o.state = 'queued')
    ORDER BY b.urgent DESC, b.id`
}

/** How many go first, and are looked at before the rest follows. */
export const FIRST = 20
/** So many refused for the same reason are no coincidence. */
const REFUSED = 5

/**
 * Looks at the first messages of a batch: refused for one reason, the batch stops by itself.
 * @returns how many of the first may still begin on this messenger; null: proven, or stopped
 */
export async function prove(tx: Tx, id: bigint, channel: string): Promise<number | null> {
  const rows = await tx.$queryRaw<{ channel: string; state: string; reason: string | null; count: number }[]>`
    SELECT channel, state::text AS state, reason, count(*)::int AS count FROM outbox
    WHERE batch_id = ${id} AND state <> 'queued' GROUP BY 1, 2, 3`
  const own = rows.filter((row) => row.channel === channel)
  const sum = (some: typeof rows) => some.reduce((total, row) => total + row.count, 0)
  const refused = own
    .filter((row) => row.state === 'failed')
    .reduce(
      (most, row) => (row.count > (most?.count ?? 0) ? row : most),
      undefined as (typeof rows)[0] | undefined,
    )
  const reached = sum(own.filter((row) => ['sent', 'delivered', 'read'].includes(row.state)))
  if (refused && refused.count >= REFUSED && reached < refused.count) {
    await steerBatch(tx, id, 'stopped', refused.reason)
    return null
  }
  const over = sum(own.filter((row) => row.state !== 'sending' && row.state !== 'claimed'))
  if (over >= FIRST) {
    await tx.$executeRaw`UPDATE outbox_batch SET proven_at = now() WHERE id = ${id} AND proven_at IS NULL`
    return null
  }
  return Math.max(0, FIRST - sum(own))
}

/** A file that the messenger has taken: from now on it is sent by the messenger's own name for it. */
export async function keepUploaded(tx: Tx, bodyId: bigint, ref: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE outbox_body SET body = jsonb_set(body, '{attachment,ref}', to_jsonb(${ref}::text)) WHERE id = ${bodyId}`
}

/** Rows of batches that were cancelled, or that are too late by now, a chunk of them. @returns how many */
export async function settleBatches(tx: Tx, channel: string, chunk = 5_000): Promise<number> {
  return tx.$executeRaw`
    WITH ended AS MATERIALIZED (
      SELECT o.id, b.state FROM outbox_batch b CROSS JOIN LATERAL (
        SELECT o.id FROM outbox o WHERE o.batch_id = b.id AND o.channel = ${channel} AND o.state = 'queued'
        ORDER BY o.id LIMIT ${chunk}) o
      WHERE b.state = 'cancelled' OR b.expires_at <= now() LIMIT ${chunk})
    UPDATE outbox o SET
      state = CASE WHEN e.state = 'cancelled' THEN 'cancelled' ELSE 'expired' END::"OutboxState",
      reason = CASE WHEN e.state = 'cancelled' THEN 'the batch was cancelled' ELSE 'too late to be useful' END
    FROM ended e WHERE o.id = e.id AND o.state = 'queued'`
}
