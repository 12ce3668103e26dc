import type { Tx } from '../../lib/db.ts'
import { cancelling } from '../../outbox/cancel.ts'
import { redecide } from '../attendance/redecide.ts'
import { coordinates } from '../people/authority.ts'
import { freeReference } from '../people/free-reference.ts'
import { type Counted, type Entry, type Sorted, sortMarks } from './sort-marks.ts'
import { standingOf } from './standing-of.ts'

type Session = { id: number; opensAt: Date; closesAt: Date; status: 'scheduled' | 'cancelled' }
type Actor = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }
export type Word = {
  actor: Actor
  entries: Entry[]
  named: ReadonlySet<number>
  inboxId: bigint
  /** The platform's time of the message. */
  at: Date
  now: Date
}

/** `waits`: it was said after closing, and counts when another person has agreed. */
export type Said = { ref: string; waits: boolean; people: Counted[]; sorted: Sorted }

/**
 * A coordinator's word about people in a session. Only about those of the own part of the city, never about oneself;
 * whoever checked in keeps that. After closing it is a proposal.
 * @returns null when nothing of it can count
 */
export async function mark(tx: Tx, session: Session, word: Word): Promise<Said | null> {
  if (session.status === 'cancelled') return null
  const { actor, entries, named, inboxId, at, now } = word
  const standing = (
    await standingOf(
      tx,
      session.id,
      entries.map(({ id }) => id),
    )
  ).filter((one) => coordinates(actor, one.unitPath))
  const sorted = sortMarks(entries, standing, { actorId: actor.id, opened: session.opensAt <= at, named })
  if (sorted.counts.length === 0) return null
  const waits = at > session.closesAt
  const ref = await freeReference(tx)
  const { count } = await tx.ruling.createMany({
    data: sorted.counts.map(({ id, status, note }) => ({
      ...{ ref, sessionId: session.id, personId: id, status, inboxId },
      kind: waits ? 'after_closing' : 'coordinator',
      // Why somebody is ill is nobody's business here.
      why: status === 'sakit' ? null : note,
      ...{ proposedBy: actor.id, proposedAt: at, second: waits },
      ...(waits ? {} : { confirmedBy: actor.id, confirmedAt: at }),
    })),
    skipDuplicates: true,
  })
  if (count === 0) return null
  if (!waits) await decideThem(tx, session.id, sorted.counts, { at: now, actorId: actor.id, why: ref })
  return { ref, waits, people: sorted.counts, sorted }
}

/** What was said counts from now on; nobody of them is reminded any more. */
export async function decideThem(
  tx: Tx,
  sessionId: number,
  people: { id: number }[],
  by: { at: Date; actorId: number | null; why: string },
): Promise<void> {
  await redecide(
    tx,
    people.map(({ id }) => ({ sessionId, personId: id })),
    by,
  )
  await tx.$executeRaw(
    cancelling(
      people.map(({ id }) => `person/${id}`),
      people.map(() => `session/${sessionId}`),
    ),
  )
}
