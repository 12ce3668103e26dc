import type { Db } from '../../lib/db.ts'
import type { Log } from '../../lib/log.ts'
import { checkLedger, type LedgerCheck } from './ledger-check.ts'

/** Of each check so many are named in the log. */
const NAMED = 20

/**
 * The nightly look at the ledger: what does not agree is logged by its ids and counted; the counts are kept with the run of
 * the job, where the admins' line of the morning and `status sistem` find them.
 */
export async function checkNightly(
  { db, log }: { db: Db; log: Log },
  now: Date,
): Promise<Record<LedgerCheck, number>> {
  const found = Object.entries(await checkLedger(db.prisma, now))
  const odd = found.filter(([name, ids]) => ids.length > 0 && name !== 'waiting')
  if (odd.length > 0)
    log.error(
      Object.fromEntries(odd.map(([name, ids]) => [name, ids.slice(0, NAMED)])),
      'the ledger of gifts does not agree',
    )
  return Object.fromEntries(found.map(([name, ids]) => [name, ids.length])) as Record<LedgerCheck, number>
}
