import type { Tx } from '../../lib/db.ts'
import type { OurNumber } from './numbers.ts'

/**
 * Notes when a number was unlinked and when it came back: what was sent to it in between may be lost. A lost connection
 * is no outage, because the server keeps what was sent meanwhile.
 * @returns whether anything changed
 */
export async function trackOutages(tx: Tx, numbers: OurNumber[], now: Date): Promise<boolean> {
  let changed = false
  for (const { id, state, reason, openAt } of numbers) {
    const running = await tx.outage.findFirst({ where: { accountId: id, until: null } })
    if (state === 'needs_person' && !running) {
      const from = openAt ?? now
      await tx.outage.create({
        data: { channel: 'whatsapp', accountId: id, from, reason: reason ?? 'unknown' },
      })
      changed = true
    }
    if (state === 'open' && running) {
      await tx.outage.update({ where: { id: running.id }, data: { until: now } })
      changed = true
    }
  }
  return changed
}
