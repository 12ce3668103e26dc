import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import { audit } from '../people/audit.ts'
import { coordinates } from '../people/authority.ts'
import { meetNeighbours, noRoomFor } from '../retret/meet-neighbours.ts'
import { dayOf } from './day.ts'
import { materialise } from './make-sessions.ts'
import { type Actor, mayChange } from './may-change.ts'
import { occurrencesBetween } from './occurrences.ts'
import { closingSpan, type Policy } from './proof.ts'
import { seriesById } from './series.ts'
import { type SessionView, sessionById } from './sessions.ts'
import { instantOf } from './window.ts'
import { daysOff } from './workdays.ts'

/** One session: its row, or the day of a series that has none yet. */
export type Target = { sessionId: number | null; activityId: number; occurrence: string | null }
/** `actor`: with the roles that are in force as it is saved, which is later than when it was asked for. */
export type By = { id: number; actor: Actor; why: string | null; now: Date }

/**
 * The session's row. One that is only in its series' rule is made now: a change of it is the exception itself.
 * @returns null when it is gone
 */
export async function rowOf(tx: Tx, target: Target, city: City, now: Date): Promise<SessionView | null> {
  if (target.sessionId !== null) return sessionById(tx, target.sessionId)
  const { activityId, occurrence } = target
  const series = occurrence ? await seriesById(tx, activityId) : null
  if (!series || !occurrence) return null
  const due = occurrencesBetween(
    series,
    occurrence,
    `${Number(occurrence.slice(0, 4)) + 1}${occurrence.slice(4)}`,
    daysOff(city.holidays),
  )
  const one = due.find((each) => each.occurrence === occurrence)
  if (one) await materialise(tx, series, one, city, now)
  const made = await tx.session.findFirst({
    where: { activityId, occurrence: new Date(`${occurrence}T00:00:00Z`) },
    select: { id: true },
  })
  return made ? sessionById(tx, made.id) : null
}

/** Whether something can still be done about it: not cancelled, not over. */
export function changeable(session: Pick<SessionView, 'status' | 'closesAt'>, now: Date): boolean {
  return session.status === 'scheduled' && session.closesAt > now
}

/** When it would begin: another day, another hour, or both. */
export function movedTo(
  startsAt: Date,
  { day, time }: { day: string | null; time: string | null },
  zone: string,
): Date {
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  const [oldDay = '', oldTime = ''] = local.format(startsAt).split(' ')
  return instantOf(day ?? oldDay, time ?? oldTime, zone)
}

/** How what was said before is to be taken; null when only the place is another one. */
export function changeOf(before: Date, after: Date, zone: string): 'sameDay' | 'otherDay' | null {
  if (before.getTime() === after.getTime()) return null
  return dayOf(before, zone) === dayOf(after, zone) ? 'sameDay' : 'otherDay'
}

/**
 * Moves one session in time, in place, or both. All its times move with it: check-in opens as long before as it did.
 * One that has opened and is put off on the same day stays open: what was said so far counts by the new limit, whether it has
 * come already or comes late.
 * @returns what it is now; 'gone' when somebody was faster, it is over, or one of several sessions leaves it no room
 */
export async function moveSession(
  tx: Tx,
  session: SessionView,
  to: { startsAt: Date; place: string | null; sameDay?: boolean },
  by: By,
  city: City,
): Promise<SessionView | 'gone' | 'not_yours'> {
  if (!mayChange(session, by.actor)) return 'not_yours'
  if (await noRoomFor(tx, session, to.startsAt, city, by.now)) return 'gone'
  const shift = to.startsAt.getTime() - session.startsAt.getTime()
  const moved = (at: Date) => new Date(at.getTime() + shift)
  const place = to.place ?? session.place
  const stays = to.sameDay && session.opensAt <= by.now && shift > 0
  const opensAt = stays ? session.opensAt : moved(session.opensAt)
  const { count } = await tx.session.updateMany({
    where: { id: session.id, status: 'scheduled', startsAt: session.startsAt, closesAt: { gt: by.now } },
    data: {
      ...{ startsAt: moved(session.startsAt), opensAt, place },
      ...{ onTimeUntil: moved(session.onTimeUntil), closesAt: moved(session.closesAt) },
      ...(session.closingFrom ? { closingFrom: moved(session.closingFrom) } : {}),
      ...(session.closingUntil ? { closingUntil: moved(session.closingUntil) } : {}),
      ...{ graceUntil: moved(session.graceUntil), changedAt: by.now, sequence: { increment: 1 } },
      // It has its whole time before it again.
      ...(moved(session.onTimeUntil) > by.now ? { coordinatorOnlyAt: null } : {}),
    },
  })
  if (count === 0) return 'gone'
  if (shift !== 0) await meetNeighbours(tx, session, to.startsAt, city, by.now)
  await audit(tx, {
    ...{
      at: by.now,
      actorId: by.id,
      action: 'session.change',
      subject: `session/${session.id}`,
      sessionId: session.id,
    },
    before: { startsAt: session.startsAt.toISOString(), place: session.place },
    after: { startsAt: to.startsAt.toISOString(), place },
    ...(by.why ? { why: by.why } : {}),
  })
  return (await sessionById(tx, session.id)) ?? 'gone'
}

/** @returns 'gone' when somebody was faster or it is over */
export async function cancelSession(
  tx: Tx,
  session: SessionView,
  by: By,
  city: City,
): Promise<'cancelled' | 'gone' | 'not_yours'> {
  if (!mayChange(session, by.actor)) return 'not_yours'
  const { count } = await tx.session.updateMany({
    where: { id: session.id, status: 'scheduled', closesAt: { gt: by.now } },
    data: { status: 'cancelled', changedAt: by.now, sequence: { increment: 1 } },
  })
  if (count === 0) return 'gone'
  await meetNeighbours(tx, session, null, city, by.now)
  await audit(tx, {
    ...{
      at: by.now,
      actorId: by.id,
      action: 'session.cancel',
      subject: `session/${session.id}`,
      sessionId: session.id,
    },
    before: { startsAt: session.startsAt.toISOString(), place: session.place },
    ...(by.why ? { why: by.why } : {}),
  })
  return 'cancelled'
}

/** How often it has been changed: part of the key of what people are told. */
export async function sequenceOf(tx: Tx, sessionId: number): Promise<number> {
  return (await tx.session.findUniqueOrThrow({ where: { id: sessionId }, select: { sequence: true } }))
    .sequence
}

/**
 * Changes what a session takes as proof, before its check-in opens: what was said under one rule is not judged by another.
 * A code of the end is asked for around the end of check-in.
 * @returns false when it is open already, over, or not the actor's
 */
export async function setProof(
  tx: Tx,
  session: SessionView,
  to: { proof: Policy | null; closing: boolean | null },
  by: By,
): Promise<boolean> {
  if (!session.audiencePaths.every((path) => coordinates(by.actor, path))) return false
  const proof = to.proof ?? session.proof
  const none = { closingFrom: null, closingUntil: null }
  const closing = to.closing === null ? {} : to.closing ? closingSpan(session.closesAt, null) : none
  const { count } = await tx.session.updateMany({
    where: { id: session.id, status: 'scheduled', opensAt: { gt: by.now } },
    data: { proof, ...closing, changedAt: by.now },
  })
  if (count === 0) return false
  await audit(tx, {
    ...{ at: by.now, actorId: by.id, action: 'session.proof', subject: `session/${session.id}` },
    sessionId: session.id,
    before: { proof: session.proof, closing: session.closingFrom !== null },
    after: { proof, closing: to.closing ?? session.closingFrom !== null },
  })
  return true
}
