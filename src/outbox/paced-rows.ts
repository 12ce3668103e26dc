import type { Tx } from '../lib/db.ts'
import type { Lease } from '../lib/lease.ts'
import { Prisma } from '../lib/prisma/client.ts'
import { CLAIMED, type Claimed } from './rows.ts'

/**
 * Claims of what nobody asked for. They take the next rows in their order, whoever these are for, and end those of
 * people who do not want them in the same statement: a claim never walks over a row twice.
 */

/** What a claim came to: what is to be sent now, and what ended because the person does not let us in. */
export type Taken = { rows: Claimed[]; barred: bigint[] }

const open = (channel: string) =>
  Prisma.sql`NOT EXISTS (SELECT 1 FROM gate g WHERE g.key = ${`${channel}/bulk`} AND g.until > now())`
const openChat = (channel: string) =>
  Prisma.sql`NOT EXISTS (SELECT 1 FROM gate g WHERE g.key = ${`${channel}/chat/`} || o.address_id AND g.until > now())`
const held = (hold: Lease) => Prisma.sql`
  EXISTS (SELECT 1 FROM lease l WHERE l.name = ${hold.lease} AND l.holder = ${hold.holder} AND l.epoch = ${hold.epoch})`

/** Why somebody is not written to: said stop, blocked us, or never wrote and is no group that was linked. */
const BARRED = Prisma.sql`CASE WHEN a.opted_out_at IS NOT NULL THEN 'stop' WHEN a.blocked_at IS NOT NULL THEN 'blocked'
  WHEN a.last_inbound_at IS NULL AND NOT EXISTS (SELECT 1 FROM group_link l WHERE l.address_id = a.id) THEN 'stranger' END AS barred`

const take = (hold: Lease) => Prisma.sql`
  UPDATE outbox o SET
    state = CASE pick.barred WHEN 'blocked' THEN 'blocked' WHEN 'stop' THEN 'cancelled' WHEN 'stranger' THEN 'cancelled'
      ELSE 'sending' END::"OutboxState",
    reason = CASE pick.barred WHEN 'blocked' THEN 'the person blocked the bot' WHEN 'stop' THEN 'the person said stop'
      WHEN 'stranger' THEN 'nobody has written to us from there' ELSE o.reason END,
    holder = ${hold.holder}, epoch = ${hold.epoch}, claimed_at = CASE WHEN pick.barred IS NULL THEN now() ELSE o.claimed_at END,
    attempts = o.attempts + CASE WHEN pick.barred IS NULL THEN 1 ELSE 0 END
  FROM pick WHERE o.id = pick.id AND o.state = 'queued'
  RETURNING ${CLAIMED}, pick.barred`

/** Takes single messages that nobody asked for, oldest first: reminders before anything else. */
export async function claimPaced(tx: Tx, channel: string, hold: Lease, limit: number): Promise<Taken> {
  return sorted(
    await tx.$queryRaw`
      WITH pick AS MATERIALIZED (
        SELECT o.id, ${BARRED} FROM outbox o JOIN address a ON a.id = o.address_id
        WHERE o.channel = ${channel} AND o.lane <> 'reply' AND o.batch_id IS NULL AND o.state = 'queued'
          AND o.run_at <= now() AND o.expires_at > now() AND ${open(channel)} AND ${openChat(channel)} AND ${held(hold)}
        ORDER BY o.lane DESC, o.id LIMIT ${limit})
      ${take(hold)}`,
  )
}

/**
 * Takes the next messages of a batch, in the order in which they were put in, as long as it runs.
 * @param after rows up to this one are not looked at: behind the place of the last claim lie only the dead entries of
 *   what has been sent, and now and then one that waits to be tried again
 */
export async function claimBatch(
  tx: Tx,
  channel: string,
  hold: Lease,
  batch: bigint,
  after: bigint,
  limit: number,
): Promise<Taken> {
  return sorted(
    await tx.$queryRaw`
      WITH pick AS MATERIALIZED (
        SELECT o.id, ${BARRED} FROM outbox o JOIN address a ON a.id = o.address_id
        WHERE o.batch_id = ${batch} AND o.channel = ${channel} AND o.state = 'queued' AND o.id > ${after}
          AND o.run_at <= now() AND ${open(channel)} AND ${openChat(channel)} AND ${held(hold)}
          AND EXISTS (SELECT 1 FROM outbox_batch b WHERE b.id = ${batch} AND b.state = 'running' AND b.expires_at > now())
        ORDER BY o.id LIMIT ${limit})
      ${take(hold)}`,
  )
}

/** In the order of the queue, which RETURNING does not promise. */
function sorted(found: (Claimed & { barred: string | null })[]): Taken {
  const inOrder = found.sort((a, b) => (a.id < b.id ? -1 : 1))
  return {
    rows: inOrder.filter(({ barred }) => barred === null),
    barred: inOrder.filter(({ barred }) => barred === 'blocked').map(({ id }) => id),
  }
}
