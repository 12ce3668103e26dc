import type { Tx } from '../../lib/db.ts'

/** A chat that may be told something about a campaign, in its language. */
export type Listener = { id: number; channel: string; locale: string }

/** What somebody follows who wants to hear how a campaign goes on: its goods, "telur". */
export const topicOf = ({ goods }: { goods: string }): string => goods
/** What somebody follows who wants no news of a campaign. */
export const silenceOf = ({ goods }: { goods: string }): string => `tanpa:${goods}`

/**
 * Those of some chats that may be written to unasked about a campaign: they have not said stop, nor blocked us, nor
 * silenced its news.
 */
export async function listeners(
  tx: Tx,
  addressIds: (number | null)[],
  campaign: { goods: string },
): Promise<Map<number, Listener>> {
  const ids = [...new Set(addressIds.filter((id) => id !== null))]
  if (ids.length === 0) return new Map()
  const found = await tx.$queryRaw<Listener[]>`
    SELECT a.id, a.channel, a.locale FROM address a
    WHERE a.id = ANY(${ids}::int[]) AND a.blocked_at IS NULL AND a.opted_out_at IS NULL AND a.last_inbound_at IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM follow f WHERE f.address_id = a.id AND f.topic = ${silenceOf(campaign)})`
  return new Map(found.map((one) => [one.id, one]))
}
