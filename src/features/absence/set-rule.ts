import type { Tx } from '../../lib/db.ts'
import { audit } from '../people/audit.ts'
import { coordinates } from '../people/authority.ts'

type Actor = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }
type Unit = { id: number; path: string }

/** An hour is too short to read a message, a month too long to wait for one. */
export const SHORTEST_HOURS = 1
export const LONGEST_HOURS = 168

/**
 * Who decides on leave beside a unit's coordinator, and after how many hours it goes to the next level: only whoever
 * coordinates the unit says so. A deputy works in the unit or below it, and decides on leave only.
 */
export async function setLeaveRule(
  tx: Tx,
  unit: Unit,
  rule: { deputyId: number | null } | { hours: number },
  actor: Actor,
  at: Date,
): Promise<'set' | 'not_yours' | 'elsewhere' | 'odd'> {
  if (!coordinates(actor, unit.path)) return 'not_yours'
  if ('hours' in rule && !(rule.hours >= SHORTEST_HOURS && rule.hours <= LONGEST_HOURS)) return 'odd'
  if ('deputyId' in rule && rule.deputyId !== null) {
    const deputy = await tx.person.findUnique({ where: { id: rule.deputyId }, include: { unit: true } })
    if (deputy?.status !== 'active' || !deputy.unit?.path.startsWith(unit.path)) return 'elsewhere'
  }
  const old = await tx.unit.findUniqueOrThrow({ where: { id: unit.id } })
  const data = 'hours' in rule ? { escalateHours: rule.hours } : { deputyId: rule.deputyId }
  await tx.unit.update({ where: { id: unit.id }, data })
  await audit(tx, {
    ...{ at, actorId: actor.id, action: 'unit.leave', subject: `unit/${unit.id}`, after: data },
    before: 'hours' in rule ? { escalateHours: old.escalateHours } : { deputyId: old.deputyId },
  })
  return 'set'
}
