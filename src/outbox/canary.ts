import type { Tx } from '../lib/db.ts'
import { steerBatch } from './batch.ts'

/**
 * A text that a messenger refuses is refused for everybody: so the first messages of a batch go alone and are looked at,
 * and a batch that is refused later on, again and again, stops as well.
 */

/** How many go first on each messenger, and are looked at before the rest follows. */
export const FIRST = 20
/** Of the first, so many refused for the same reason are no coincidence. */
const REFUSED = 5
/** However many of them have blocked the bot. */
const LOOKED_AT = 500
/** Later, so many in a row. */
const IN_A_ROW = 20

/**
 * Looks at the first messages of a batch: refused for one reason, the batch stops by itself.
 * @returns how many of the first may still begin on this messenger; null: proven, or stopped
 */
export async function prove(tx: Tx, id: bigint, channel: string): Promise<number | null> {
  const own = await tx.$queryRaw<{ state: string; reason: string | null; count: number }[]>`
    SELECT state::text AS state, reason, count(*)::int AS count FROM (
      SELECT state, reason FROM outbox WHERE batch_id = ${id} AND channel = ${channel} AND state <> 'queued' LIMIT ${LOOKED_AT}) o
    GROUP BY 1, 2`
  const sum = (states: string[]) =>
    own.reduce((total, row) => total + (states.includes(row.state) ? row.count : 0), 0)
  const refused = own
    .filter((row) => row.state === 'failed')
    .reduce<(typeof own)[0] | null>((most, row) => (row.count > (most?.count ?? 0) ? row : most), null)
  const reached = sum(['sent', 'delivered', 'read'])
  if (refused && refused.count >= REFUSED && reached < refused.count) {
    // Not what a person has just let go on.
    const where = { batchId: id, channel, provenAt: null }
    if ((await tx.outboxBody.count({ where })) > 0) await steerBatch(tx, id, 'stopped', refused.reason)
    return null
  }
  const begun = sum(['claimed', 'sending'])
  // Whoever has blocked the bot says nothing about the text.
  const said = reached + sum(['failed', 'uncertain'])
  if (said >= FIRST) {
    await tx.$executeRaw`
      UPDATE outbox_body SET proven_at = now() WHERE batch_id = ${id} AND channel = ${channel} AND proven_at IS NULL`
    return null
  }
  return Math.max(0, FIRST - said - begun)
}

/** Refusals that follow each other, by batch: what the first ones did not show, such as another language's text. */
export function watchRefusals() {
  const rows = new Map<bigint, { reason: string; count: number }>()
  return {
    sent: (batch: bigint): void => void rows.delete(batch),
    /** @returns whether it is time to stop */
    refused(batch: bigint, reason: string): boolean {
      const before = rows.get(batch)
      const count = before?.reason === reason ? before.count + 1 : 1
      rows.set(batch, { reason, count })
      if (count < IN_A_ROW) return false
      rows.delete(batch)
      return true
    },
  }
}
