import type { Tx } from '../../lib/db.ts'
import { redecide } from '../attendance/redecide.ts'
import type { Excused } from '../attendance/statuses.ts'
import { audit } from '../people/audit.ts'
import { freeReference } from '../people/free-reference.ts'
import { type Absence, absenceById, absencesOf, stands } from './absences.ts'
import { coveredBy } from './covered.ts'

export type LeaveWish = {
  personId: number
  unitId: number
  addressId: number
  kind: Excused
  fromAt: Date
  untilAt: Date
  sessionId: number | null
  note: string | null
  /** The platform's time of the message. */
  askedAt: Date
  inboxId: bigint
  /** An earlier one that this one takes the place of. */
  replacesId: number | null
}

export type Asked =
  | { kind: 'asked' | 'same' | 'overlaps'; absence: Absence }
  /** The one to be replaced is none of theirs, or is over. */
  | { kind: 'gone' }

/**
 * Asks for leave. The same message, or the same wish said twice, is one request; one that overlaps another of the same
 * person is shown instead of being kept twice. An undecided one that it takes the place of ends at once, an approved one
 * when this one is approved.
 */
export async function askLeave(tx: Tx, wish: LeaveWish, now: Date): Promise<Asked> {
  const before = await tx.absence.findUnique({ where: { inboxId: wish.inboxId }, select: { id: true } })
  if (before) return { kind: 'same', absence: await byId(tx, before.id) }
  const others = (await absencesOf(tx, wish.personId, wish.fromAt)).filter(
    (one) => stands(one) && overlap(one, wish),
  )
  const old = wish.replacesId === null ? null : await byId(tx, wish.replacesId)
  if (old && (old.personId !== wish.personId || !stands(old))) return { kind: 'gone' }
  const other = others.find(({ id }) => id !== old?.id)
  if (other) return { kind: identical(other, wish) ? 'same' : 'overlaps', absence: other }
  if (old && identical(old, wish)) return { kind: 'same', absence: old }
  const replaced = old && old.state === 'approved' ? old.id : null
  const { id } = await tx.absence.create({
    data: { ...wish, ref: await freeReference(tx), state: 'open', replacesId: replaced },
  })
  await audit(tx, {
    ...{ at: wish.askedAt, actorId: wish.personId, action: 'absence.ask', subject: `absence/${id}` },
    after: { kind: wish.kind, from: wish.fromAt.toISOString(), until: wish.untilAt.toISOString() },
  })
  if (old && !replaced) await takeBack(tx, old, wish.askedAt)
  const absence = await byId(tx, id)
  // A session that is over and settled says from now on that somebody's word is awaited.
  await redecide(tx, await coveredBy(tx, wish), { at: now, actorId: wish.personId })
  return { kind: 'asked', absence }
}

/** Ends one that nobody has decided on. */
export async function takeBack(tx: Tx, { id, personId, state }: Absence, at: Date): Promise<void> {
  await tx.absence.update({ where: { id }, data: { state: 'withdrawn' } })
  await audit(tx, {
    ...{ at, actorId: personId, action: 'absence.withdraw', subject: `absence/${id}` },
    before: { state },
  })
}

async function byId(tx: Tx, id: number): Promise<Absence> {
  const found = await absenceById(tx, id)
  if (!found) throw new Error(`absence ${id} is not there`)
  return found
}

type Stretch = Pick<Absence, 'kind' | 'fromAt' | 'untilAt' | 'sessionId'>

function overlap(a: Stretch, b: Stretch): boolean {
  if (a.sessionId !== null && b.sessionId !== null) return a.sessionId === b.sessionId
  return a.fromAt < b.untilAt && b.fromAt < a.untilAt
}

function identical(a: Stretch, b: Stretch): boolean {
  return (
    a.kind === b.kind &&
    a.sessionId === b.sessionId &&
    a.fromAt.getTime() === b.fromAt.getTime() &&
    a.untilAt.getTime() === b.untilAt.getTime()
  )
}
