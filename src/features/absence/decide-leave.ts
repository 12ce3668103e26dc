import type { Tx } from '../../lib/db.ts'
import { cancel } from '../../outbox/cancel.ts'
import { audit } from '../people/audit.ts'
import { coordinates } from '../people/authority.ts'
import { sharePhone } from '../points/petugas.ts'
import { type Absence, absenceById, absenceLocked } from './absences.ts'
import { deputyPaths } from './approvers.ts'
import { takeBack } from './ask-leave.ts'
import { redecideAll } from './covered.ts'

/** `phone`: everybody who uses the phone that decides; roles are those in force at this moment. */
export type Actor = {
  id: number
  unitPath: string | null
  roles: { role: string; unitPath: string }[]
  phone: number[]
}

export type Word = { act: 'approve' } | { act: 'refuse'; reason: string } | { act: 'ask'; question: string }

export type Decided =
  | { kind: 'approved' | 'refused' | 'asked'; absence: Absence }
  | { kind: 'already'; absence: Absence }
  | { kind: 'unknown' | 'not_yours' | 'own' | 'no_reason' }

/** A reason that is one, not a dot. */
export const SHORTEST_REASON = 3

/**
 * A coordinator's or deputy's word on a request: of the own part of the city only, in the own term, never on the own
 * request nor that of somebody on the same phone, and once: whoever comes second hears what the first has said. A refusal
 * needs a reason. Approved leave is written into every session that it covers, and stops their reminders.
 */
export async function decideLeave(
  tx: Tx,
  ref: string,
  word: Word,
  actor: Actor,
  at: Date,
  now: Date,
): Promise<Decided> {
  const absence = await absenceLocked(tx, ref)
  if (!absence) return { kind: 'unknown' }
  const hands = [actor.id, ...actor.phone]
  if (hands.includes(absence.personId) || (await sharePhone(tx, actor.id, absence.personId)))
    return { kind: 'own' }
  if (!(await mayDecide(tx, absence, actor))) return { kind: 'not_yours' }
  if (absence.state !== 'open' && absence.state !== 'asked') return { kind: 'already', absence }
  if (word.act === 'refuse' && word.reason.trim().length < SHORTEST_REASON) return { kind: 'no_reason' }
  const by = { decidedBy: actor.id }
  if (word.act === 'ask') {
    await tx.absence.update({ where: { id: absence.id }, data: { ...by, state: 'asked' } })
    return { kind: 'asked', absence: await again(tx, absence) }
  }
  const approve = word.act === 'approve'
  const why = word.act === 'refuse' ? word.reason.trim() : null
  await tx.absence.update({
    where: { id: absence.id },
    data: { ...by, state: approve ? 'approved' : 'refused', decidedAt: at, reason: why },
  })
  await audit(tx, {
    ...{ at, actorId: actor.id, action: approve ? 'absence.approve' : 'absence.refuse' },
    subject: `absence/${absence.id}`,
    before: { state: absence.state },
    after: { state: approve ? 'approved' : 'refused' },
    ...(why ? { why } : {}),
  })
  await cancel(tx, null, [`absence/${absence.id}`])
  if (approve) await settleReplaced(tx, absence, at, now)
  await apply(tx, absence, { now, actorId: actor.id, stopReminders: approve })
  return { kind: approve ? 'approved' : 'refused', absence: await again(tx, absence) }
}

/** Whether this person's word counts for the request now. */
export async function mayDecide(
  tx: Tx,
  { unitPath }: Pick<Absence, 'unitPath'>,
  actor: Pick<Actor, 'id' | 'unitPath' | 'roles'>,
): Promise<boolean> {
  if (coordinates(actor, unitPath)) return true
  return (await deputyPaths(tx, [actor.id])).some(({ path }) => unitPath.startsWith(path))
}

/** Writes what a request has become into the sessions that it covers. */
export async function apply(
  tx: Tx,
  absence: Pick<Absence, 'personId' | 'sessionId' | 'fromAt' | 'untilAt'>,
  { now, actorId, stopReminders }: { now: Date; actorId: number | null; stopReminders: boolean },
): Promise<void> {
  const pairs = await redecideAll(tx, absence, { at: now, actorId })
  if (!stopReminders) return
  await cancel(
    tx,
    pairs.map(() => `person/${absence.personId}`),
    pairs.map(({ sessionId }) => `session/${sessionId}`),
  )
}

/** The approved one that this one takes the place of ends now. */
async function settleReplaced(tx: Tx, { replacesId }: Absence, at: Date, now: Date): Promise<void> {
  const old = replacesId === null ? null : await absenceById(tx, replacesId)
  if (old?.state !== 'approved') return
  await takeBack(tx, old, at)
  await apply(tx, old, { now, actorId: old.personId, stopReminders: false })
}

const again = async (tx: Tx, { id }: Absence): Promise<Absence> => {
  const found = await absenceById(tx, id)
  if (!found) throw new Error(`absence ${id} is not there`)
  return found
}
