import type { Tx } from '../../lib/db.ts'
import type { Employment } from '../../lib/prisma/client.ts'
import { audit } from './audit.ts'
import { freeReference } from './free-reference.ts'

/** How an address came to speak as a person. */
export type How = 'phone_nip' | 'coordinator' | 'code' | 'self'

/**
 * Lets an address speak as a person. A second person on one address makes it a shared phone, which from then on
 * says for whom it speaks. Doing it twice changes nothing.
 */
export async function join(
  tx: Tx,
  addressId: number,
  personId: number,
  how: How,
  at: Date,
  actorId: number | null,
): Promise<void> {
  const added = await tx.$executeRaw`
    INSERT INTO address_person (address_id, person_id, how, at) VALUES (${addressId}, ${personId}, ${how}, ${at})
    ON CONFLICT DO NOTHING`
  await tx.$executeRaw`UPDATE person SET status = 'active' WHERE id = ${personId} AND status IN ('roster', 'pending')`
  await tx.$executeRaw`
    UPDATE address SET person_id = CASE WHEN (SELECT count(*) FROM address_person WHERE address_id = ${addressId}) = 1
      THEN ${personId}::int END WHERE id = ${addressId}`
  if (added > 0) {
    await audit(tx, {
      at,
      actorId,
      action: 'person.join',
      subject: `person/${personId}`,
      after: { addressId, how },
    })
  }
}

/** Other addresses that already speak as this person: they hear of a new one. */
export async function otherAddresses(tx: Tx, personId: number, exceptAddressId: number): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT address_id AS id FROM address_person WHERE person_id = ${personId} AND address_id <> ${exceptAddressId}`
  return rows.map((row) => row.id)
}

/**
 * Takes a person off an old WhatsApp number when a new one speaks for them. Shared phones are left alone, and so are
 * other messengers.
 * @returns whether it was let go
 */
export async function letGo(
  tx: Tx,
  addressId: number,
  personId: number,
  newAddressId: number,
): Promise<boolean> {
  const [old, fresh] = await Promise.all(
    [addressId, newAddressId].map((id) =>
      tx.address.findUniqueOrThrow({ where: { id }, include: { people: true } }),
    ),
  )
  if (old?.channel !== 'whatsapp' || fresh?.channel !== 'whatsapp' || old.people.length !== 1) return false
  await tx.addressPerson.delete({ where: { addressId_personId: { addressId, personId } } })
  await tx.address.update({ where: { id: addressId }, data: { personId: null } })
  return true
}

/**
 * The person of the roster that a NIP and a phone which the platform vouches for agree on. Neither alone finds
 * anybody, so that a stranger learns nothing about the roster.
 */
export async function findByPhoneAndNip(
  tx: Tx,
  nip: string,
  phone: string,
): Promise<{ id: number; name: string } | null> {
  const rows = await tx.$queryRaw<{ id: number; name: string }[]>`
    SELECT id, name FROM person WHERE nip = ${nip} AND phone = ${phone} AND status IN ('roster', 'pending', 'active')`
  return rows.length === 1 ? (rows[0] ?? null) : null
}

export type Wish = {
  name: string
  unitId: number
  nip: string | null
  employment: Employment | null
  employmentLabel: string | null
}

/**
 * Asks the unit's coordinator. The person is the roster's where NIP, or name and unit, point to exactly one; else a
 * new, pending one. Repeating the wish gives the open one again.
 */
export async function requestClaim(tx: Tx, addressId: number, wish: Wish, now: Date): Promise<Requested> {
  const person =
    (await findInRoster(tx, wish)) ?? (await tx.person.create({ data: { ...wish, status: 'pending' } }))
  return claimPerson(tx, addressId, { id: person.id, unitId: person.unitId ?? wish.unitId }, now)
}

/** `fresh`: it was not open already. */
export type Requested = { ref: string; personId: number; unitId: number; fresh: boolean }

/** The same for somebody of the roster who has been found. */
export async function claimPerson(
  tx: Tx,
  addressId: number,
  person: { id: number; unitId: number },
  now: Date,
): Promise<Requested> {
  const open = await tx.claim.findFirst({ where: { addressId, personId: person.id, status: 'open' } })
  if (open) return { ref: open.ref, personId: person.id, unitId: open.unitId, fresh: false }
  const claim = await tx.claim.create({
    data: {
      ref: await freeReference(tx),
      addressId,
      personId: person.id,
      unitId: person.unitId,
      createdAt: now,
    },
  })
  return { ref: claim.ref, personId: person.id, unitId: person.unitId, fresh: true }
}

async function findInRoster(tx: Tx, wish: Wish): Promise<{ id: number; unitId: number | null } | null> {
  const rows = await tx.$queryRaw<{ id: number; unitId: number | null }[]>`
    SELECT id, unit_id AS "unitId" FROM person
    WHERE status IN ('roster', 'pending', 'active') AND (
      (${wish.nip}::text IS NOT NULL AND nip = ${wish.nip})
      OR (${wish.nip}::text IS NULL AND nip IS NULL AND unit_id = ${wish.unitId} AND lower(name) = lower(${wish.name})))
    ORDER BY (status = 'pending'), id LIMIT 2`
  // Two of the same name in one unit: the coordinator would not know whom this is; a new entry shows both.
  return rows.length === 1 || wish.nip ? (rows[0] ?? null) : null
}

/** The people who decide for a unit: its nearest coordinators up the tree, else the admins. Never an empty promise. */
export async function decidersFor(
  tx: Tx,
  unitId: number,
  now: Date,
): Promise<{ personId: number; name: string; addressIds: number[] }[]> {
  const rows = await tx.$queryRaw<{ personId: number; name: string; addressIds: number[]; rank: number }[]>`
    SELECT r.person_id AS "personId", p.name,
      array_remove(array_agg(DISTINCT a.id), NULL) AS "addressIds",
      max(CASE WHEN r.role = 'koordinator' THEN length(ru.path) ELSE 0 END) AS rank
    FROM unit u JOIN unit ru ON u.path LIKE ru.path || '%'
    JOIN role r ON r.unit_id = ru.id AND r.role IN ('koordinator', 'admin') AND r.from_at <= ${now}
      AND (r.until_at IS NULL OR r.until_at > ${now})
    JOIN person p ON p.id = r.person_id
    LEFT JOIN address_person ap ON ap.person_id = p.id
    LEFT JOIN address a ON a.id = ap.address_id AND a.blocked_at IS NULL
    WHERE u.id = ${unitId}
    GROUP BY r.person_id, p.name ORDER BY rank DESC, r.person_id`
  const reachable = rows.filter((row) => row.addressIds.length > 0)
  const nearest = reachable[0]?.rank
  return reachable.filter((row) => row.rank === nearest)
}

/** The part of the city that a request to be let in belongs to; null when there is no such request. */
export async function claimedPath(tx: Tx, ref: string): Promise<string | null> {
  const claim = await tx.claim.findUnique({ where: { ref: ref.toUpperCase() } })
  const unit = claim && (await tx.unit.findUnique({ where: { id: claim.unitId } }))
  return unit?.path ?? null
}

/** Whether this address waits for a coordinator's word. */
export async function waitsForWord(tx: Tx, addressId: number): Promise<boolean> {
  return (await tx.claim.count({ where: { addressId, status: 'open' } })) > 0
}
