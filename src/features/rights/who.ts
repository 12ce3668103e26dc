import type { Tx } from '../../lib/db.ts'

/** Who asks: a chat, and the person that it speaks for now (null: a guest, who is the chat alone). */
export type Asker = { addressId: number; personId: number | null }

export type Who = {
  /** The person, and the records that were joined to it. */
  people: number[]
  /** All chats that speak for the person. */
  chats: number[]
  /** Those of them that speak for nobody else. */
  alone: number[]
  here: number
}

export async function whoIs(tx: Tx, { addressId, personId }: Asker): Promise<Who> {
  if (personId === null) {
    const others = await tx.addressPerson.count({ where: { addressId } })
    // Whom this chat asked to be let in as, where nobody else knows of them.
    const wanted = await tx.$queryRaw<{ id: number }[]>`
      SELECT p.id FROM person p WHERE p.status = 'pending' AND NOT EXISTS (SELECT 1 FROM address_person x WHERE x.person_id = p.id)
        AND EXISTS (SELECT 1 FROM claim c WHERE c.person_id = p.id AND c.address_id = ${addressId})
        AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.person_id = p.id AND c.address_id <> ${addressId})`
    const people = others === 0 ? wanted.map(({ id }) => id) : []
    return { people, chats: [addressId], alone: others === 0 ? [addressId] : [], here: addressId }
  }
  const joined = await tx.person.findMany({ where: { mergedInto: personId }, select: { id: true } })
  const links = await tx.$queryRaw<{ id: number; alone: boolean }[]>`
    SELECT address_id AS id, (SELECT count(*) FROM address_person o WHERE o.address_id = ap.address_id) = 1 AS alone
    FROM address_person ap WHERE person_id = ${personId} ORDER BY address_id`
  return {
    people: [personId, ...joined.map(({ id }) => id)],
    chats: links.map(({ id }) => id),
    alone: links.filter((one) => one.alone).map(({ id }) => id),
    here: addressId,
  }
}

/** The head of every statement over a holding: `who` stands beside the table. */
export const WHO =
  'WITH who AS (SELECT $1::int[] AS people, $2::int[] AS chats, $3::int[] AS alone, $4::int AS here, $5::timestamptz AS at)'

export const values = (who: Who, at: Date) =>
  [who.people, who.chats, who.alone, who.here, at.toISOString()] as const
