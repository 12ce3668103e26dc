import type { Tx } from '../../lib/db.ts'
import { ADDRESS_LOCK, lock } from '../../lib/locks.ts'
import { cancel } from '../../outbox/cancel.ts'
import { audit } from './audit.ts'
import { coordinates, outranks } from './authority.ts'
import { join } from './claim.ts'
import { rolesOf } from './roles-of.ts'

/** `phone`: everybody who uses the phone that decides, the actor included. */
type Actor = {
  id: number
  unitPath: string | null
  roles: { role: string; unitPath: string }[]
  phone: number[]
}

export type Decided =
  | { kind: 'approved' | 'refused'; addressId: number; personId: number; name: string; unitName: string }
  | { kind: 'unknown' | 'already' | 'not_yours' | 'own' }

/**
 * A coordinator's word on a claim: of the own part of the city only, never on the own claim, once. The raw answer of
 * a second press is "already".
 */
export async function decideClaim(
  tx: Tx,
  ref: string,
  approve: boolean,
  actor: Actor,
  now: Date,
): Promise<Decided> {
  const rows = await tx.$queryRaw<
    {
      id: number
      addressId: number
      personId: number
      status: string
      name: string
      unitName: string
      unitPath: string
    }[]
  >`
    SELECT c.id, c.address_id AS "addressId", c.person_id AS "personId", c.status, p.name, u.name AS "unitName", u.path AS "unitPath"
    FROM claim c JOIN person p ON p.id = c.person_id JOIN unit u ON u.id = c.unit_id
    WHERE c.ref = ${ref.toUpperCase()} FOR UPDATE OF c`
  const claim = rows[0]
  if (!claim) return { kind: 'unknown' }
  if (!coordinates(actor, claim.unitPath)) return { kind: 'not_yours' }
  // Two coordinators of one phone cannot let each other in: nobody could tell who of them did.
  if (actor.phone.includes(claim.personId)) return { kind: 'own' }
  // On the own phone nobody lets in a colleague: whoever decides must be somebody else.
  const ownPhone = await tx.addressPerson.count({ where: { addressId: claim.addressId, personId: actor.id } })
  if (ownPhone > 0) return { kind: 'own' }
  if (outranks(await rolesOf(tx, claim.personId, now), actor)) return { kind: 'not_yours' }
  if (claim.status !== 'open') return { kind: 'already' }
  // The claimant may be writing at this moment: a code sent now must not fall between guest and person.
  await lock(tx, ADDRESS_LOCK, claim.addressId)
  const status = approve ? 'approved' : 'refused'
  await tx.claim.update({ where: { id: claim.id }, data: { status, decidedAt: now, decidedBy: actor.id } })
  // Other coordinators need not be reminded of it.
  await cancel(tx, null, [`claim/${claim.id}`])
  if (approve) await join(tx, claim.addressId, claim.personId, 'coordinator', now, actor.id)
  else {
    // Somebody who was never in the roster and whom nobody knows leaves no name behind.
    await tx.person.updateMany({
      where: { id: claim.personId, status: 'pending', addresses: { none: {} } },
      data: { status: 'erased', name: '–', nip: null },
    })
    await audit(tx, {
      at: now,
      actorId: actor.id,
      action: 'claim.refuse',
      subject: `person/${claim.personId}`,
    })
  }
  return {
    kind: status,
    addressId: claim.addressId,
    personId: claim.personId,
    name: claim.name,
    unitName: claim.unitName,
  }
}
