import { type Db, transaction } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { endingAlone } from './left-alone.ts'

/** So long before the end of a Plt. term its admins hear that nobody follows. */
const AHEAD_MS = 3 * 86_400_000
const TTL = 2 * 86_400

/** A term that ends soon and leaves a unit without a coordinator: every admin hears of it, once. */
export async function warnOfEndings(
  { db, translator }: { db: Pick<Db, 'prisma'>; translator(locale: string): Translate },
  now: Date,
): Promise<number> {
  return transaction(db, async (tx) => {
    const endings = await endingAlone(tx, now, new Date(now.getTime() + AHEAD_MS))
    if (endings.length === 0) return 0
    const admins = await tx.$queryRaw<{ id: number; locale: string }[]>`
      SELECT DISTINCT a.id, a.locale FROM role r JOIN address_person ap ON ap.person_id = r.person_id JOIN address a ON a.id = ap.address_id
      WHERE r.role = 'admin' AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now}) AND a.blocked_at IS NULL`
    for (const { roleId, until, ...rest } of endings)
      for (const { id, locale } of admins) {
        const text = translator(locale)('people:role.endsSoon', {
          ...rest,
          until: new Date(until.getTime() - 1),
        })
        await enqueue(tx, rowsFor(id, { text }, `role-ending/${roleId}/${id}`, 4_000, { ttl: TTL }))
      }
    return endings.length
  })
}
