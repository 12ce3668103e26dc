import type { Tx } from '../lib/db.ts'
import type { Address, Outgoing } from '../message.ts'

/** The platform's word on what we sent: states only go forward, sent → delivered → read. */
export async function receipt(
  tx: Tx,
  channel: string,
  platformId: string,
  to: Address | null,
  state: 'delivered' | 'read',
  _at: Date,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE outbox SET state = ${state}::"OutboxState"
    WHERE channel = ${channel} AND platform_id = ${platformId} AND (${to?.id ?? null}::text IS NULL OR external_id = ${to?.id ?? null})
      AND state IN ('sending', 'uncertain', 'sent', 'delivered') AND state < ${state}::"OutboxState"`
}

/** A person blocked the bot, or let it in again. */
export async function markReachable(tx: Tx, who: Address, reachable: boolean, at: Date): Promise<void> {
  const blockedAt = reachable ? null : at
  await tx.address.updateMany({ where: { channel: who.channel, externalId: who.id }, data: { blockedAt } })
}

/** What went out under the platform's id, for a messenger that has to say it again. */
export async function sentUnder(tx: Tx, channel: string, platformId: string): Promise<Outgoing | null> {
  const rows = await tx.$queryRaw<{ body: Outgoing }[]>`
    SELECT body FROM outbox WHERE channel = ${channel} AND platform_id = ${platformId} LIMIT 1`
  return rows[0]?.body ?? null
}
