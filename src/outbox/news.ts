import type { Tx } from '../lib/db.ts'
import type { Address } from '../message.ts'

/** The platform's word on what we sent: states only go forward, sent → delivered → read. */
export async function receipt(
  tx: Tx,
  channel: string,
  platformId: string,
  to: Address,
  state: 'delivered' | 'read',
  _at: Date,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE outbox SET state = ${state}::"OutboxState"
    WHERE channel = ${channel} AND platform_id = ${platformId} AND external_id = ${to.id}
      AND state IN ('sending', 'uncertain', 'sent', 'delivered') AND state < ${state}::"OutboxState"`
}

/** A person blocked the bot, or let it in again. */
export async function markReachable(tx: Tx, who: Address, reachable: boolean, at: Date): Promise<void> {
  const blockedAt = reachable ? null : at
  await tx.address.updateMany({ where: { channel: who.channel, externalId: who.id }, data: { blockedAt } })
}
