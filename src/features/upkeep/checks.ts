import type { Db, Tx } from '../../lib/db.ts'
import type { Log } from '../../lib/log.ts'

/**
 * What a crash, or a messenger that was switched off, may leave behind. A check settles what can be settled and counts
 * what stays odd. A part with something of its own adds a check to the list and its sentence to `jobs:check`.
 */
export type Check = { name: string; run(tx: Tx): Promise<number> }

const count = async (rows: Promise<{ count: number }[]>) => (await rows)[0]?.count ?? 0

export const checks: Check[] = [
  {
    // Delivery ends what has expired, but only of messengers that are on.
    name: 'expired',
    run: (tx) => tx.$executeRaw`
      UPDATE outbox SET state = 'expired', reason = 'too late to be useful'
      WHERE state = 'queued' AND expires_at < now() - interval '10 minutes'`,
  },
  {
    // A holder that is gone loses its rows within seconds: longer means that nobody delivers.
    name: 'stuck',
    run: (tx) =>
      count(tx.$queryRaw`
        SELECT count(*)::int AS count FROM outbox WHERE state IN ('claimed', 'sending')
          AND claimed_at < now() - interval '10 minutes' AND created_at > now() - interval '7 days'`),
  },
  {
    name: 'uncertain',
    run: (tx) =>
      count(tx.$queryRaw`
        SELECT count(*)::int AS count FROM outbox WHERE state = 'uncertain' AND created_at > now() - interval '1 day'`),
  },
  {
    name: 'waiting',
    run: (tx) =>
      count(tx.$queryRaw`
        SELECT count(*)::int AS count FROM inbox WHERE state = 'new' AND received_at < now() - interval '10 minutes'`),
  },
  {
    name: 'unfired',
    run: (tx) =>
      count(tx.$queryRaw`
        SELECT count(*)::int AS count FROM reminder r WHERE r.fired_at IS NULL AND EXISTS (
          SELECT 1 FROM reminder later WHERE later.fired_at > r.fire_at + interval '30 minutes')`),
  },
]

/** Every check, one after the other; one that fails is logged and does not stop the next. */
export async function reconcile({ db, log }: { db: Db; log: Log }): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  const failed: string[] = []
  for (const { name, run } of checks) {
    try {
      found[name] = await run(db.prisma)
    } catch (error) {
      failed.push(name)
      log.warn({ err: error, check: name }, 'a check failed')
    }
  }
  const odd = Object.fromEntries(Object.entries(found).filter(([, number]) => number > 0))
  if (Object.keys(odd).length > 0) log.warn(odd, 'left behind')
  if (failed.length > 0) throw new Error(`checks failed: ${failed.join(', ')}`)
  return found
}
