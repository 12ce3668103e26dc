import type { Tx } from '../../lib/db.ts'
import { heldByDisputes } from '../check-in/held-messages.ts'

/**
 * Whom a chat speaks for has changed: what was said and sent there is not for whoever reads on. What still waits to be
 * sent or read, and what a dispute is about, stays as it is.
 */
export async function emptyTalk(tx: Tx, chats: number[]): Promise<void> {
  if (chats.length === 0) return
  await tx.$executeRaw`
    UPDATE outbox SET body = '{"text": ""}' WHERE address_id = ANY(${chats}::int[]) AND state NOT IN ('queued', 'claimed', 'sending')`
  await tx.$executeRaw`
    UPDATE inbox SET payload = '{"text": ""}' WHERE address_id = ANY(${chats}::int[]) AND state = 'done'
      AND payload ->> 'text' <> '' AND id NOT IN (${heldByDisputes})`
}
