import type { Tx } from '../../lib/db.ts'
import { redecide } from '../attendance/redecide.ts'
import type { Excused, Present, Status } from '../attendance/statuses.ts'
import { type StatusLine, statusIn } from '../attendance/statuses-of.ts'
import { type Actor, mayDecide } from '../attendance/voices.ts'
import { audit } from '../people/audit.ts'
import { judgesOf, makersOf } from './dispute.ts'

/** What a dispute may be accepted as: whatever somebody may have been. */
export type Claimed = Present | Excused

export type DecidedDispute =
  | { kind: 'accepted' | 'refused'; line: StatusLine; now: Status; reason: string | null }
  | { kind: 'already'; by: number | null }
  | { kind: 'not_yours' | 'own' | 'maker' }

/**
 * The answer to a dispute. Accepting is a ruling of two voices: the employee's own, who said it first, and that of
 * somebody with a role; so it stands above every message. Refusing takes a reason.
 * @returns null when the word names no dispute
 */
export async function decideDispute(
  tx: Tx,
  ref: string,
  verdict: { accept: Claimed; reason: string | null } | { accept: null; reason: string },
  actor: Actor,
  at: Date,
): Promise<DecidedDispute | null> {
  const [row] = await tx.$queryRaw<
    { id: number; sessionId: number; personId: number; state: string; at: Date; by: number | null }[]
  >`
    SELECT id, session_id AS "sessionId", person_id AS "personId", state, at, decided_by AS by
    FROM dispute WHERE ref = ${ref.toUpperCase()} FOR UPDATE`
  if (!row) return null
  const { sessionId, personId } = row
  const line = await statusIn(tx, sessionId, personId)
  if (!line) return { kind: 'already', by: row.by }
  const may = await mayDecide(tx, actor, line.unitPath, [personId])
  if (may !== 'yes') return { kind: may }
  if (row.state !== 'open') return { kind: 'already', by: row.by }
  if ((await makersOf(tx, line)).includes(actor.id)) {
    const judges = await judgesOf(tx, line, at)
    if (!judges.some((one) => one.personId === actor.id)) return { kind: 'maker' }
  }
  const { accept, reason } = verdict
  await tx.dispute.update({
    where: { id: row.id },
    data: { state: accept ? 'accepted' : 'refused', decidedBy: actor.id, decidedAt: at, reason },
  })
  await audit(tx, {
    ...{ at, actorId: actor.id, action: accept ? 'dispute.accept' : 'dispute.refuse' },
    ...{ subject: `person/${personId}`, sessionId, after: { ref: ref.toUpperCase(), status: accept } },
    ...(reason ? { why: reason } : {}),
  })
  if (accept) {
    await tx.ruling.create({
      data: {
        ...{ ref: ref.toUpperCase(), sessionId, personId, status: accept, kind: 'dispute', why: reason },
        ...{ proposedBy: personId, proposedAt: row.at, second: true, confirmedBy: actor.id, confirmedAt: at },
      },
    })
    await redecide(tx, [{ sessionId, personId }], { at, actorId: actor.id, why: reason })
  }
  return { kind: accept ? 'accepted' : 'refused', line, now: accept ?? line.status, reason }
}
