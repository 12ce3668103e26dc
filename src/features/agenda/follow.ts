import type { Tx } from '../../lib/db.ts'

export type Followed = { topic: string; unitId: number | null; area: string | null }

/** @returns false when this address follows it already */
export async function follow(
  tx: Tx,
  addressId: number,
  { topic, unitId }: { topic: string; unitId: number | null },
  at: Date,
): Promise<boolean> {
  const { count } = await tx.follow.createMany({
    data: [{ addressId, topic, unitId, at }],
    skipDuplicates: true,
  })
  // That it was wished is provable later, as every consent.
  if (count > 0)
    await tx.consent.create({
      data: { addressId, purpose: `follow/${topic}`, textVersion: 'follow-1', answer: true, at },
    })
  return count > 0
}

/** Ends it in one area, or everywhere. @returns how many ended */
export async function unfollow(
  tx: Tx,
  addressId: number,
  { topic, unitId }: { topic: string | null; unitId?: number },
  at: Date,
): Promise<number> {
  const { count } = await tx.follow.deleteMany({
    // What somebody has silenced stays silent when nothing is followed any more.
    where: {
      addressId,
      topic: topic ?? { not: { startsWith: 'tanpa:' } },
      ...(unitId === undefined ? {} : { unitId }),
    },
  })
  if (count > 0) {
    const purpose = `follow/${topic ?? '*'}`
    await tx.consent.create({ data: { addressId, purpose, textVersion: 'follow-1', answer: false, at } })
  }
  return count
}

export async function followedBy(tx: Tx, addressId: number): Promise<Followed[]> {
  return tx.$queryRaw<Followed[]>`
    SELECT f.topic, f.unit_id AS "unitId", u.name AS area FROM follow f LEFT JOIN unit u ON u.id = f.unit_id
    WHERE f.address_id = ${addressId} AND f.topic NOT LIKE 'tanpa:%' ORDER BY f.id`
}
