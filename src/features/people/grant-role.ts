import type { Tx } from '../../lib/db.ts'
import type { RoleName } from '../../lib/prisma/client.ts'
import { audit } from './audit.ts'

/** `phone`: everybody who uses the phone that it comes from, the actor included. */
type Actor = { id: number; roles: { role: string; unitPath: string }[]; phone: number[] }

/**
 * Only an admin of that part of the city hands out roles, and nobody hands out their own: not from a phone that
 * speaks for the receiver as well.
 */
function mayGrant(actor: Actor, personId: number, unitPath: string): boolean {
  return (
    !actor.phone.includes(personId) &&
    actor.roles.some((held) => held.role === 'admin' && unitPath.startsWith(held.unitPath))
  )
}

/**
 * Gives a role for a unit and everything below it. An open term of the same role and unit gets the new end instead
 * of a second row, so that doing it twice changes nothing.
 * @param until end of a Plt./Plh. term; null: until it is taken away
 */
export async function grantRole(
  tx: Tx,
  wanted: { personId: number; role: RoleName; unit: { id: number; path: string }; until: Date | null },
  actor: Actor,
  now: Date,
): Promise<'granted' | 'not_yours'> {
  if (!mayGrant(actor, wanted.personId, wanted.unit.path)) return 'not_yours'
  const { personId, role, unit, until } = wanted
  const open = await tx.role.findFirst({
    where: { personId, role, unitId: unit.id, OR: [{ until: null }, { until: { gt: now } }] },
  })
  if (open) await tx.role.update({ where: { id: open.id }, data: { until } })
  else
    await tx.role.create({ data: { personId, role, unitId: unit.id, from: now, until, grantedBy: actor.id } })
  await audit(tx, {
    at: now,
    actorId: actor.id,
    action: 'role.grant',
    subject: `person/${personId}`,
    ...(open ? { before: { until: open.until?.toISOString() ?? null } } : {}),
    after: { role, unitId: unit.id, until: until?.toISOString() ?? null },
  })
  return 'granted'
}

/** Ends a role now. The row stays: who decided what then can still be explained. */
export async function endRole(
  tx: Tx,
  personId: number,
  role: RoleName,
  actor: Actor,
  now: Date,
): Promise<'ended' | 'none' | 'not_yours'> {
  const held = await tx.role.findMany({
    where: { personId, role, OR: [{ until: null }, { until: { gt: now } }] },
    include: { unit: true },
  })
  if (held.length === 0) return 'none'
  if (!held.every((one) => mayGrant(actor, personId, one.unit.path))) return 'not_yours'
  for (const one of held) {
    await tx.role.update({ where: { id: one.id }, data: { until: now } })
    await audit(tx, {
      at: now,
      actorId: actor.id,
      action: 'role.end',
      subject: `person/${personId}`,
      before: { role, unitId: one.unitId },
    })
  }
  return 'ended'
}
