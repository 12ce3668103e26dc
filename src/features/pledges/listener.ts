import type { Tx } from '../../lib/db.ts'
import { Prisma } from '../../lib/prisma/client.ts'

/** A chat that may be told something about a campaign, in its language. */
export type Listener = { id: number; channel: string; locale: string }

/** What somebody follows who wants to hear how a campaign goes on: its goods, "telur". */
export const topicOf = ({ goods }: { goods: string }): string => goods
/** What somebody follows who wants no news of a campaign. */
export const silenceOf = ({ goods }: { goods: string }): string => `tanpa:${goods}`

/**
 * Whether the chat of an `address a` may be written to unasked about goods: it has not said stop, nor blocked us, nor
 * silenced their news.
 */
export const hears = (goods: Prisma.Sql): Prisma.Sql => Prisma.sql`
  a.blocked_at IS NULL AND a.opted_out_at IS NULL AND a.last_inbound_at IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM follow s WHERE s.address_id = a.id AND s.topic = 'tanpa:' || ${goods})`

/** Those of some chats that may hear of a campaign. */
export async function listeners(
  tx: Tx,
  addressIds: (number | null)[],
  campaign: { goods: string },
): Promise<Map<number, Listener>> {
  const ids = [...new Set(addressIds.filter((id) => id !== null))]
  if (ids.length === 0) return new Map()
  const found = await tx.$queryRaw<Listener[]>`
    SELECT a.id, a.channel, a.locale FROM address a
    WHERE a.id = ANY(${ids}::int[]) AND ${hears(Prisma.sql`${campaign.goods}::text`)}`
  return new Map(found.map((one) => [one.id, one]))
}
