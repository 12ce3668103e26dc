import type { Tx } from '../../lib/db.ts'
import { linkOf } from './entries.ts'

export type Links = { sessionId: number; seals: number; whole: boolean }

/**
 * Whether the seals of sessions follow each other, without the secret and without reading what they seal: quick enough
 * for an answer in chat. What stands in each row is for `verifyChains`.
 */
export async function linksOf(tx: Tx, sessionIds: number[]): Promise<Links[]> {
  const seals = await tx.seal.findMany({
    where: { sessionId: { in: sessionIds } },
    orderBy: [{ sessionId: 'asc' }, { seq: 'asc' }],
  })
  return sessionIds.map((sessionId) => {
    const own = seals.filter((one) => one.sessionId === sessionId)
    const whole = own.every(
      (seal, n) => seal.seq === n + 1 && linkOf(own[n - 1]?.digest ?? '', seal) === seal.digest,
    )
    return { sessionId, seals: own.length, whole }
  })
}
