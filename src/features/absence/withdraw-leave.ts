import type { Tx } from '../../lib/db.ts'
import { cancel } from '../../outbox/cancel.ts'
import { audit } from '../people/audit.ts'
import { type Absence, absenceById, absenceLocked, stands } from './absences.ts'
import { takeBack } from './ask-leave.ts'
import { coveredBy } from './covered.ts'
import { apply } from './decide-leave.ts'

export type Withdrawn =
  | { kind: 'withdrawn'; absence: Absence }
  /** It ends earlier: from that day on the person comes again. */
  | { kind: 'shortened'; absence: Absence }
  | { kind: 'unknown' | 'over' }

/**
 * Takes a request back, before or after the decision, or lets it end earlier. What is over stays: a session that was missed
 * with leave is not made one that was missed without.
 * @param from the first moment on which the person comes again; null: all of it
 */
export async function withdrawLeave(
  tx: Tx,
  ref: string,
  personId: number,
  from: Date | null,
  at: Date,
  now: Date,
): Promise<Withdrawn> {
  const absence = await absenceLocked(tx, ref)
  if (absence?.personId !== personId || !stands(absence)) return { kind: 'unknown' }
  const decided = absence.state === 'approved'
  if (decided && (absence.untilAt <= at || (absence.startsAt !== null && absence.startsAt <= at)))
    return { kind: 'over' }
  if (from && from >= absence.untilAt) return { kind: 'over' }
  const end = from ?? (decided && (await coveredBy(tx, { ...absence, untilAt: at })).length > 0 ? at : null)
  if (end && end > absence.fromAt && absence.sessionId === null) {
    await tx.absence.update({ where: { id: absence.id }, data: { untilAt: end } })
    await audit(tx, {
      ...{ at, actorId: personId, action: 'absence.shorten', subject: `absence/${absence.id}` },
      before: { until: absence.untilAt.toISOString() },
      after: { until: end.toISOString() },
    })
    await apply(tx, { ...absence, fromAt: end }, { now, actorId: personId, stopReminders: false })
    return { kind: 'shortened', absence: await again(tx, absence.id) }
  }
  await takeBack(tx, absence, at)
  await cancel(tx, null, [`absence/${absence.id}`])
  await apply(tx, absence, { now, actorId: personId, stopReminders: false })
  return { kind: 'withdrawn', absence: await again(tx, absence.id) }
}

async function again(tx: Tx, id: number): Promise<Absence> {
  const found = await absenceById(tx, id)
  if (!found) throw new Error(`absence ${id} is not there`)
  return found
}
