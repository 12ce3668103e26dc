import type { Tx } from '../../lib/db.ts'
import { readableCode } from '../../lib/readable-code.ts'
import { audit } from '../people/audit.ts'
import { coordinates } from '../people/authority.ts'
import { saveCode, useCode } from '../people/one-time-code.ts'
import { type UnitView, unitById } from '../people/units.ts'
import type { Writer } from '../people/who-wrote.ts'

const SHAPE = /\bGRUP[\s-]*([2-9A-HJ-NP-Z]{6})\b/i
const HOURS = 24

/** A code that links the group in which it is written to a unit, once, within a day. */
export async function groupCode(
  tx: Tx,
  unitId: number,
  by: number,
  digest: (text: string) => string,
  now: Date,
): Promise<string> {
  const code = `GRUP-${readableCode(6)}`
  const until = new Date(now.getTime() + HOURS * 3_600_000)
  await saveCode(tx, digest(code), 'group', { unitId, by }, until, by)
  return code
}

/** The code in a message, or null. */
export function readGroupCode(text: string): string | null {
  const found = SHAPE.exec(text)
  return found?.[1] ? `GRUP-${found[1].toUpperCase()}` : null
}

/** @returns the unit, or null when the code is unknown, used or old */
export async function linkGroup(
  tx: Tx,
  addressId: number,
  code: string,
  digest: (text: string) => string,
  now: Date,
): Promise<UnitView | null> {
  const subject = await useCode(tx, digest(code), now)
  if (!subject || !('unitId' in subject)) return null
  const { unitId, by } = subject
  const link = { unitId, linkedBy: by, at: now }
  await tx.groupLink.upsert({ where: { addressId }, create: { addressId, ...link }, update: link })
  await audit(tx, {
    at: now,
    actorId: by,
    action: 'group.link',
    subject: `address:${addressId}`,
    after: { unitId },
  })
  return unitById(tx, unitId)
}

export async function linkedUnit(tx: Tx, addressId: number): Promise<UnitView | null> {
  const link = await tx.groupLink.findUnique({ where: { addressId } })
  return link ? unitById(tx, link.unitId) : null
}

/** @returns false when the actor does not coordinate the unit */
export async function unlinkGroup(
  tx: Tx,
  addressId: number,
  actor: Writer | null,
  now: Date,
): Promise<boolean> {
  const unit = await linkedUnit(tx, addressId)
  if (!unit || !actor || !coordinates(actor, unit.path)) return false
  await tx.groupLink.delete({ where: { addressId } })
  await audit(tx, {
    ...{ at: now, actorId: actor.id, action: 'group.unlink', subject: `address:${addressId}` },
    before: { unitId: unit.id },
  })
  return true
}
