import type { Tx } from '../../lib/db.ts'
import { newCode, saveCode } from './one-time-code.ts'

/**
 * While nobody is admin, each start prints a fresh code for the first one; the code of an earlier start ends.
 * @returns the code, or null when there is an admin
 */
export async function firstAdminCode(
  tx: Tx,
  digest: (text: string) => string,
  now: Date,
): Promise<string | null> {
  if ((await tx.role.count({ where: { role: 'admin' } })) > 0) return null
  await tx.oneTimeCode.deleteMany({ where: { purpose: 'admin', usedAt: null } })
  const code = newCode()
  await saveCode(tx, digest(code), 'admin', { role: 'admin' }, new Date(now.getTime() + 86_400_000), null)
  return code
}
