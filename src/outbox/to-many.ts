import type { Tx } from '../lib/db.ts'
import type { ChannelName, Outgoing } from '../message.ts'
import { closeBatch, openBatch } from './batch.ts'

export type Reader = { id: number; channel: string; locale: string }

/**
 * The same message to many, in the order in which they are named: a batch that is whole at once.
 * @param message in a reader's language
 * @param key with the address's id it makes each message once only
 * @param ttl seconds until nobody wants it any more
 * @returns how many are new
 */
export async function sendToMany(
  tx: Tx,
  readers: Reader[],
  message: (locale: string) => Outgoing,
  { key, ttl, topic }: { key: string; ttl: number; topic: string },
): Promise<number> {
  if (readers.length === 0) return 0
  const kinds = new Map(readers.map((one) => [`${one.channel}/${one.locale}`, one]))
  const bodies = [...kinds.values()].map(({ channel, locale }) => ({
    ...{ channel: channel as ChannelName, locale },
    body: message(locale),
  }))
  const batch = await openBatch(tx, bodies, ttl)
  const count = await tx.$executeRaw`
    INSERT INTO outbox (key, lane, channel, address_id, external_id, body, body_id, batch_id, topic, expires_at)
    SELECT ${`${key}/`} || a.id, 'bulk', a.channel, a.id, a.external_id, '{}'::jsonb, y.id, ${batch}, ${topic},
      now() + make_interval(secs => ${ttl}::float8)
    FROM unnest(${readers.map(({ id }) => id)}::int[]) WITH ORDINALITY AS r(id, place)
    JOIN address a ON a.id = r.id
    JOIN outbox_body y ON y.batch_id = ${batch} AND y.channel = a.channel AND y.locale = a.locale
    ORDER BY r.place ON CONFLICT (key) DO NOTHING`
  if (count === 0) await tx.outboxBatch.delete({ where: { id: batch } })
  else await closeBatch(tx, batch)
  return count
}
