import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import { enqueue, type Lane, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue, type Voice } from '../agenda/captioned.ts'

/** Longer than this a request and its letter are of no use unread. */
const TTL_S = 24 * 3_600

/** Says something outside any turn, in the language of whoever reads it, once for each key. @returns how many were new */
export async function tellByJob(
  tx: Tx,
  addressIds: number[],
  message: (t: Translate) => Outgoing,
  of: { key: string; topic: string; lane: Lane },
  voice: Voice,
): Promise<number> {
  const addresses = await tx.address.findMany({ where: { id: { in: addressIds }, blockedAt: null } })
  return enqueue(
    tx,
    addresses.flatMap(({ id, locale }) =>
      rowsFor(id, inTongue(message, locale, voice), `${of.key}/${id}`, 4_000, {
        ...{ lane: of.lane, topic: of.topic, recipient: `address/${id}`, ttl: TTL_S },
      }),
    ),
  )
}
