import type { Tx } from '../lib/db.ts'
import type { Lease } from '../lib/lease.ts'
import { Prisma } from '../lib/prisma/client.ts'
import type { Outgoing } from '../message.ts'

/** The statements of delivery, one each, small enough to be read beside DESIGN.md §4. */

export type Claimed = {
  id: bigint
  key: string
  addressId: number
  externalId: string
  body: Outgoing
  attempts: number
  doubts: number
  lane: string
  answersAt: Date | null
  /** The batch that it belongs to, and the body that it shares there, if it does. */
  batchId: bigint | null
  bodyId: bigint | null
}

export const CLAIMED = Prisma.raw(`o.id, o.key, o.address_id AS "addressId", o.external_id AS "externalId",
  coalesce((SELECT y.body FROM outbox_body y WHERE y.id = o.body_id), '{}'::jsonb) || o.body AS body, o.attempts, o.doubts,
  o.lane, o.answers_at AS "answersAt", o.batch_id AS "batchId", o.body_id AS "bodyId"`)

/** How one call ended. `attempt` names the call: a late answer to another attempt changes nothing. */
export type Settlement = {
  id: bigint
  attempt: number
  state: 'sent' | 'queued' | 'failed' | 'blocked' | 'uncertain'
  platformId?: string
  reason?: string
  /** Milliseconds until the next try, when queued. */
  waitMs?: number
  /** A throttle spends no attempt. */
  spent: boolean
  /** One more send whose outcome is unknown. */
  doubt: boolean
}

/**
 * Takes replies that may start now: the oldest of each chat, nothing of a chat that has one in flight or a
 * closed gate. Claimed straight into `sending`, because each call starts at once; a lost lease claims nothing.
 *
 * Written so that its cost does not hang on the planner's guesses: "is it the first of its chat" is one index probe
 * a row, in the order of the queue. As an anti-join it compared every waiting row with every other (1,000 waiting:
 * 417 ms, this way 1 to 2 ms).
 */
export async function claimReplies(tx: Tx, channel: string, hold: Lease, limit: number): Promise<Claimed[]> {
  return tx.$queryRaw<Claimed[]>`
    WITH pick AS MATERIALIZED (
      SELECT o.id FROM outbox o
      WHERE o.channel = ${channel} AND o.lane = 'reply' AND o.state = 'queued'
        AND o.run_at <= now() AND o.expires_at > now()
        AND o.id = (SELECT e.id FROM outbox e WHERE e.address_id = o.address_id AND e.lane = 'reply'
          AND e.state IN ('queued', 'claimed', 'sending') ORDER BY e.address_id, e.id LIMIT 1)
        AND NOT EXISTS (SELECT 1 FROM gate g WHERE g.key = ${`${channel}/chat/`} || o.address_id AND g.until > now())
        AND EXISTS (SELECT 1 FROM lease l WHERE l.name = ${hold.lease} AND l.holder = ${hold.holder} AND l.epoch = ${hold.epoch})
      ORDER BY o.id LIMIT ${limit})
    UPDATE outbox o SET state = 'sending', holder = ${hold.holder}, epoch = ${hold.epoch}, claimed_at = now(),
      attempts = o.attempts + 1
    FROM pick WHERE o.id = pick.id AND o.state = 'queued'
    RETURNING ${CLAIMED}`
}

/**
 * Writes how calls ended, many in one statement. A row that another holder took over in the meantime is only
 * changed by `sent`: the message is out, whoever asked for it.
 */
export async function settle(tx: Tx, settlements: Settlement[]): Promise<void> {
  const rows = settlements.map((s) => ({
    id: s.id.toString(),
    attempt: s.attempt,
    state: s.state,
    platformId: s.platformId ?? null,
    reason: s.reason ?? null,
    waitMs: s.waitMs ?? 0,
    unspent: s.spent ? 0 : 1,
    doubt: s.doubt ? 1 : 0,
  }))
  await tx.$executeRaw`
    UPDATE outbox o SET
      state = s.state::"OutboxState", platform_id = coalesce(s."platformId", o.platform_id), reason = s.reason,
      run_at = now() + make_interval(secs => s."waitMs" / 1000.0),
      attempts = o.attempts - s.unspent, doubts = o.doubts + s.doubt,
      sent_at = CASE WHEN s.state = 'sent' THEN now() ELSE o.sent_at END
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS s(id bigint, attempt int, state text, "platformId" text,
      reason text, "waitMs" float8, unspent int, doubt int)
    -- The ids also by themselves: an index lookup, whatever the planner thinks of the set above.
    WHERE o.id = ANY(${settlements.map((one) => one.id)}::bigint[]) AND o.id = s.id AND (
      (o.state = 'sending' AND o.attempts = s.attempt)
      OR (s.state = 'sent' AND o.state IN ('sending', 'uncertain', 'queued', 'claimed')))`
}

/** A claim whose answer never reached us (the database went away) has no call; after this long that is certain. */
const LOST_CLAIM = '60 seconds'

/** A row that was claimed and whose holder will not settle it. */
export type Left = { id: bigint; attempt: number; holder: string | null; epoch: bigint | null }

/**
 * What earlier holders left behind, and claims whose answer was lost.
 * @param busy rows whose calls are under way in this process: they settle themselves
 */
export async function leftBehind(tx: Tx, channel: string, epoch: bigint, busy: bigint[]): Promise<Left[]> {
  return tx.$queryRaw<Left[]>`
    SELECT id, attempts AS attempt, holder, epoch FROM outbox
    WHERE channel = ${channel} AND id <> ALL(${busy}::bigint[])
      AND (epoch IS NULL OR epoch < ${epoch} OR claimed_at < now() - ${LOST_CLAIM}::interval)
      -- Two halves, because each lane has its own index.
      AND ((lane = 'reply' AND state IN ('claimed', 'sending')) OR (lane <> 'reply' AND state IN ('claimed', 'sending')))`
}

/** What became of a call; `doubt`: nobody knows. */
export type TakenBack = {
  id: bigint
  attempt: number
  came: 'sent' | 'unsent' | 'doubt'
  platformId?: string
}

/**
 * Rows of a holder that is gone. What certainly was not sent is queued again; a reply in doubt is sent again once,
 * then it is `uncertain`; bulk in doubt is `uncertain` at once. Where sending twice shows once (`idempotent`), all of it
 * is sent again. Written only while `hold` is held.
 */
export async function takeBack(tx: Tx, hold: Lease, rows: TakenBack[], idempotent = false): Promise<number> {
  return tx.$executeRaw`
    UPDATE outbox o SET
      state = CASE WHEN s.came = 'sent' THEN 'sent'
        WHEN s.came = 'unsent' OR o.state = 'claimed' OR (o.lane = 'reply' AND o.doubts = 0) OR ${idempotent} THEN 'queued'
        ELSE 'uncertain' END::"OutboxState",
      doubts = o.doubts + CASE WHEN s.came = 'doubt' AND o.state = 'sending' THEN 1 ELSE 0 END,
      platform_id = coalesce(s."platformId", o.platform_id),
      sent_at = CASE WHEN s.came = 'sent' THEN now() ELSE o.sent_at END,
      reason = CASE WHEN s.came = 'doubt' AND o.state = 'sending' THEN 'process ended during the call' ELSE o.reason END
    FROM jsonb_to_recordset(${JSON.stringify(rows.map((row) => ({ ...row, id: row.id.toString() })))}::jsonb)
      AS s(id bigint, attempt int, came text, "platformId" text)
    WHERE o.id = ANY(${rows.map((row) => row.id)}::bigint[]) AND o.id = s.id AND o.attempts = s.attempt
      AND o.state IN ('claimed', 'sending')
      AND EXISTS (SELECT 1 FROM lease l WHERE l.name = ${hold.lease} AND l.holder = ${hold.holder} AND l.epoch = ${hold.epoch})`
}

/** Nobody wants it any more. */
export async function expire(tx: Tx, channel: string): Promise<number> {
  return tx.$executeRaw`
    UPDATE outbox SET state = 'expired', reason = 'too late to be useful'
    WHERE channel = ${channel} AND expires_at <= now()
      -- Two halves, because each has its own index; batches end as a whole.
      AND ((lane = 'reply' AND state = 'queued') OR (lane <> 'reply' AND state = 'queued' AND batch_id IS NULL))`
}

/** A stop that a restart does not forget; `seconds` from now. */
export async function closeGate(tx: Tx, key: string, seconds: number, reason: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO gate (key, until, reason) VALUES (${key}, now() + make_interval(secs => ${seconds}::float8), ${reason})
    ON CONFLICT (key) DO UPDATE SET until = greatest(gate.until, excluded.until), reason = excluded.reason`
}

/**
 * The person does not let us in: what waits for this address ends, until the person writes again.
 * @returns the rows of batches that end by it
 */
export async function blockAddresses(tx: Tx, addressIds: number[]): Promise<bigint[]> {
  await tx.$executeRaw`UPDATE address SET blocked_at = now() WHERE id = ANY(${addressIds}::int[]) AND blocked_at IS NULL`
  const ended = await tx.$queryRaw<{ id: bigint; batch: bigint | null }[]>`
    UPDATE outbox SET state = 'blocked', reason = 'the person blocked the bot'
    WHERE address_id = ANY(${addressIds}::int[])
      -- Two halves, because each lane has its own index.
      AND ((lane = 'reply' AND state = 'queued') OR (lane <> 'reply' AND state = 'queued'))
    RETURNING id, batch_id AS batch`
  return ended.filter(({ batch }) => batch !== null).map(({ id }) => id)
}

/** Whether anything waits that could be sent now: for whoever wants to know that a channel is idle. */
export async function hasDue(tx: Tx, channel: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ due: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM outbox WHERE channel = ${channel} AND state IN ('queued', 'sending') AND lane = 'reply'
      AND run_at <= now() AND expires_at > now()) AS due`
  return rows[0]?.due ?? false
}

/** What the messenger calls a message that was sent; null before it is. */
export async function platformIdOf(tx: Tx, key: string): Promise<string | null> {
  const rows = await tx.$queryRaw<{ platformId: string | null }[]>`
    SELECT platform_id AS "platformId" FROM outbox WHERE key = ${key}`
  return rows[0]?.platformId ?? null
}

/** Whoever says stop gets nothing of what waits for them unasked. */
export async function dropUnasked(tx: Tx, addressId: number): Promise<number> {
  return tx.$executeRaw`
    UPDATE outbox SET state = 'cancelled', reason = 'the person said stop'
    WHERE address_id = ${addressId} AND state = 'queued' AND lane <> 'reply'`
}

/** When the last ones went that nobody asked for, oldest first: a day's, and at most so many. */
export async function pacedSince(tx: Tx, channel: string, most: number): Promise<Date[]> {
  const rows = await tx.$queryRaw<{ at: Date }[]>`
    SELECT claimed_at AS at FROM outbox WHERE channel = ${channel} AND lane <> 'reply' AND claimed_at > now() - interval '1 day'
      AND state NOT IN ('queued', 'expired', 'cancelled')
    ORDER BY claimed_at DESC LIMIT ${most}`
  return rows.map(({ at }) => at).reverse()
}
