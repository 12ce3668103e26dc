import { setTimeout as sleep } from 'node:timers/promises'
import type { Tx } from '../lib/db.ts'
import type { Address, Outgoing } from '../message.ts'

/** The platform's word on something that we sent. */
export type Receipt = {
  channel: string
  platformId: string
  to: Address | null
  state: 'delivered' | 'read'
}

/** States only go forward, sent → delivered → read. */
export async function keepReceipts(tx: Pick<Tx, '$executeRaw'>, receipts: Receipt[]): Promise<void> {
  for (const state of ['delivered', 'read'] as const) {
    const rows = receipts.filter((one) => one.state === state)
    if (rows.length === 0) continue
    await tx.$executeRaw`
      UPDATE outbox o SET state = ${state}::"OutboxState"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(channel text, "platformId" text, "to" jsonb)
      -- The ids also by themselves: an index lookup, whatever the planner thinks of the set above.
      WHERE o.platform_id = ANY(${rows.map((row) => row.platformId)}::text[])
        AND o.platform_id = r."platformId" AND o.channel = r.channel AND (r."to" IS NULL OR o.external_id = r."to" ->> 'id')
        AND o.state IN ('sending', 'uncertain', 'sent', 'delivered') AND o.state < ${state}::"OutboxState"`
  }
}

/** Longer than an outcome takes to be written: before, nothing stands under the platform's id. */
const GATHER_MS = 250

/**
 * Receipts come one by one, one or two for every message: a statement for what has come in a while.
 * @returns resolves when it is written
 */
export function createReceipts(tx: Pick<Tx, '$executeRaw'>): (receipt: Receipt) => Promise<void> {
  let next: { receipts: Receipt[]; written: Promise<void> } | null = null
  return (receipt) => {
    const receipts = next?.receipts ?? []
    receipts.push(receipt)
    next ??= {
      receipts,
      written: sleep(GATHER_MS).then(() => {
        next = null
        return keepReceipts(tx, receipts)
      }),
    }
    return next.written
  }
}

/** A person blocked the bot, or let it in again. */
export async function markReachable(tx: Tx, who: Address, reachable: boolean, at: Date): Promise<void> {
  const blockedAt = reachable ? null : at
  await tx.address.updateMany({ where: { channel: who.channel, externalId: who.id }, data: { blockedAt } })
}

/** What went out under the platform's id, for a messenger that has to say it again. */
export async function sentUnder(tx: Tx, channel: string, platformId: string): Promise<Outgoing | null> {
  const rows = await tx.$queryRaw<{ body: Outgoing }[]>`
    SELECT coalesce(y.body, '{}'::jsonb) || o.body AS body FROM outbox o LEFT JOIN outbox_body y ON y.id = o.body_id
    WHERE o.channel = ${channel} AND o.platform_id = ${platformId} LIMIT 1`
  return rows[0]?.body ?? null
}
