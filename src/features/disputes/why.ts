import type { Tx } from '../../lib/db.ts'
import type { Policy } from '../agenda/proof.ts'
import type { Status } from '../attendance/statuses.ts'
import { namesOf } from '../attendance/voices.ts'

/** All that was said about one person in one session, for that person or the own coordinator: times, words, distances. */
export type Why = {
  name: string
  title: string
  startsAt: Date
  onTimeUntil: Date
  closesAt: Date
  graceUntil: Date
  disturbed: boolean
  coordinatorOnly: boolean
  /** What the session takes as proof, and until when a code of the end was asked for. */
  policy: Policy
  closingFrom: Date | null
  closingUntil: Date | null
  status: Status | null
  proof: string
  countsAt: Date | null
  checkIns: {
    id: bigint
    proof: string
    verdict: string
    messageAt: Date
    codeAt: Date | null
    countsAt: Date
    flags: string[]
    counted: boolean
    /** Of a location: how far from which place. */
    place: {
      venue: string
      radius: number
      metres: number
      accuracy: number | null
      same: boolean
    } | null
  }[]
  rulings: {
    kind: string
    status: Status | null
    why: string | null
    by: string
    at: Date
    second: boolean
    confirmedBy: string | null
    confirmedAt: Date | null
    refusedBy: string | null
    refusedAt: Date | null
  }[]
  leaves: { kind: Status; state: string; askedAt: Date; by: string | null; decidedAt: Date | null }[]
  disputes: {
    ref: string
    text: string
    at: Date
    state: string
    by: string | null
    decidedAt: Date | null
    reason: string | null
  }[]
}

export async function whyOf(tx: Tx, sessionId: number, personId: number): Promise<Why | null> {
  const session = await tx.session.findUnique({ where: { id: sessionId } })
  const person = await tx.person.findUnique({ where: { id: personId }, select: { name: true } })
  if (!session || !person) return null
  const where = { sessionId, personId }
  const attendance = await tx.attendance.findUnique({ where: { sessionId_personId: where } })
  const checkIns = await tx.checkIn.findMany({ where, orderBy: [{ messageAt: 'asc' }, { id: 'asc' }] })
  const places = await tx.checkInPlace.findMany({
    where: { checkInId: { in: checkIns.map(({ id }) => id) } },
    select: { checkInId: true, venue: true, radius: true, metres: true, accuracy: true, same: true },
  })
  const rulings = await tx.ruling.findMany({ where, orderBy: { id: 'asc' } })
  const leaves = await tx.absence.findMany({
    where: {
      personId,
      OR: [
        { sessionId },
        { sessionId: null, fromAt: { lte: session.startsAt }, untilAt: { gt: session.startsAt } },
      ],
    },
    orderBy: { id: 'asc' },
  })
  const disputes = await tx.dispute.findMany({ where, orderBy: { id: 'asc' } })
  const names = await namesOf(tx, [
    ...rulings.flatMap((one) => [one.proposedBy, one.confirmedBy, one.refusedBy]),
    ...[...leaves, ...disputes].map((one) => one.decidedBy),
  ])
  const nameOf = (id: number | null) => (id === null ? null : (names.get(id) ?? '–'))
  return {
    ...{ name: person.name, title: session.title, startsAt: session.startsAt },
    ...{ onTimeUntil: session.onTimeUntil, closesAt: session.closesAt, graceUntil: session.graceUntil },
    ...{ disturbed: session.disturbedAt !== null, coordinatorOnly: session.coordinatorOnlyAt !== null },
    ...{ policy: session.proof as Policy, closingFrom: session.closingFrom },
    closingUntil: session.closingUntil,
    status: (attendance?.status ?? null) as Status | null,
    proof: attendance?.proof ?? 'none',
    countsAt: attendance?.countsAt ?? null,
    checkIns: checkIns.map(({ id, proof, verdict, messageAt, codeAt, countsAt, flags }) => ({
      ...{ id, proof, verdict, messageAt, codeAt, countsAt, flags },
      counted: attendance?.checkInId === id,
      place: places.find(({ checkInId }) => checkInId === id) ?? null,
    })),
    rulings: rulings.map((one) => ({
      ...{ kind: one.kind, status: one.status as Status | null, why: one.why, at: one.proposedAt },
      ...{ by: nameOf(one.proposedBy) ?? '–', second: one.second, confirmedAt: one.confirmedAt },
      ...{ confirmedBy: nameOf(one.confirmedBy), refusedBy: nameOf(one.refusedBy), refusedAt: one.refusedAt },
    })),
    leaves: leaves.map((one) => ({
      ...{ kind: one.kind as Status, state: one.state, askedAt: one.askedAt },
      ...{ by: nameOf(one.decidedBy), decidedAt: one.decidedAt },
    })),
    disputes: disputes.map((one) => ({
      ...{ ref: one.ref, text: one.text, at: one.at, state: one.state },
      ...{ by: nameOf(one.decidedBy), decidedAt: one.decidedAt, reason: one.reason },
    })),
  }
}
