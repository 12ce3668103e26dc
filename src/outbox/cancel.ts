import type { Tx } from '../lib/db.ts'
import { Prisma } from '../lib/prisma/client.ts'

/**
 * What waits in the queue for these recipients about these topics is not sent any more: pairs, the first with the first.
 * Only what nobody asked for; an answer is never taken back. In a rush the index is empty, so this costs a probe.
 */
export function cancelling(recipients: string[], topics: string[]): Prisma.Sql {
  const pairs = topics.map((topic, n) => `${recipients[n]} ${topic}`)
  return Prisma.sql`
    UPDATE outbox SET state = 'cancelled', reason = 'done meanwhile'
    WHERE topic = ANY(${[...new Set(topics)]}::text[]) AND topic IS NOT NULL AND state = 'queued' AND lane <> 'reply'
      AND recipient || ' ' || topic = ANY(${pairs}::text[])`
}

/**
 * @param recipients null: everybody's about these topics
 * @param keys only messages whose key begins so: what one part wrote is not another's to take back
 * @returns how many messages
 */
export async function cancel(
  tx: Tx,
  recipients: string[] | null,
  topics: string[],
  keys = '',
): Promise<number> {
  if (topics.length === 0) return 0
  if (recipients !== null) return tx.$executeRaw(cancelling(recipients, topics))
  return tx.$executeRaw`
    UPDATE outbox SET state = 'cancelled', reason = 'off or changed'
    WHERE topic = ANY(${topics}::text[]) AND state = 'queued' AND lane <> 'reply' AND starts_with(key, ${keys})`
}
