import type { Holiday } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import type { Status } from '../attendance/statuses.ts'
import { type StatusLine, statusIn } from '../attendance/statuses-of.ts'
import { type Decider, voicesOver } from '../attendance/voices.ts'
import { audit } from '../people/audit.ts'
import { freeReference } from '../people/free-reference.ts'
import { disputeUntil } from './dispute-until.ts'

type City = { zone: string; holidays: readonly Holiday[] }

export type Disputed =
  | { kind: 'sent'; ref: string; line: StatusLine; deciders: Decider[] }
  | { kind: 'open'; ref: string }
  | { kind: 'decided'; state: string }
  | { kind: 'late'; until: Date }
  | { kind: 'none' }

/** One dispute of a status: until it changes again, nobody has to answer the same twice. */
export async function disputeOf(
  tx: Tx,
  line: StatusLine,
): Promise<{ ref: string; state: string; reason: string | null } | null> {
  const since = line.changedAt ?? new Date(0)
  const found = await tx.dispute.findFirst({
    where: {
      ...{ sessionId: line.sessionId, personId: line.personId, state: { not: 'withdrawn' } },
      OR: [{ state: 'open' }, { decidedAt: { gte: since } }],
    },
    orderBy: { id: 'desc' },
  })
  return found && { ref: found.ref, state: found.state, reason: found.reason }
}

/**
 * Says that one's own status is wrong. It goes to whoever decides for the unit, except whoever made the word that is
 * disputed, where somebody else is there.
 */
export async function dispute(
  tx: Tx,
  wish: { sessionId: number; personId: number; addressId: number; text: string; inboxId: bigint },
  city: City,
  at: Date,
): Promise<Disputed> {
  const { sessionId, personId, addressId, text, inboxId } = wish
  const line = await statusIn(tx, sessionId, personId)
  if (!line) return { kind: 'none' }
  const before = await disputeOf(tx, line)
  if (before?.state === 'open') return { kind: 'open', ref: before.ref }
  if (before) return { kind: 'decided', state: before.state }
  const until = disputeUntil(line, city)
  if (until && at > until) return { kind: 'late', until }
  const ref = await freeReference(tx)
  const { status } = line
  await tx.dispute.create({ data: { ref, sessionId, personId, addressId, text, status, at, inboxId } })
  await audit(tx, {
    ...{ at, actorId: personId, action: 'dispute.open', subject: `person/${personId}`, sessionId },
    ...{ before: { status: line.status }, after: { ref } },
  })
  return { kind: 'sent', ref, line, deciders: await judgesOf(tx, line, at) }
}

/** Who made the word that stands: it is for somebody else to look again. */
export async function makersOf(tx: Tx, { rulingId, absenceId }: StatusLine): Promise<number[]> {
  const ruling = rulingId === null ? null : await tx.ruling.findUnique({ where: { id: rulingId } })
  const absence = absenceId === null ? null : await tx.absence.findUnique({ where: { id: absenceId } })
  return [ruling?.proposedBy, ruling?.confirmedBy, absence?.decidedBy].filter(
    (id): id is number => typeof id === 'number',
  )
}

/** Those who made it only where nobody else is. */
export async function judgesOf(tx: Tx, line: StatusLine, now: Date): Promise<Decider[]> {
  const makers = await makersOf(tx, line)
  const others = await voicesOver(tx, line.unitId, [line.personId, ...makers], now)
  return others.length > 0 ? others : voicesOver(tx, line.unitId, [line.personId], now)
}

/** Takes back what is not decided yet. */
export async function withdrawDispute(tx: Tx, personIds: number[], at: Date): Promise<string[]> {
  const open = await tx.dispute.findMany({ where: { personId: { in: personIds }, state: 'open' } })
  for (const { id, ref, personId, sessionId } of open) {
    await tx.dispute.update({ where: { id }, data: { state: 'withdrawn', decidedAt: at } })
    await audit(tx, {
      ...{ at, actorId: personId, action: 'dispute.withdraw', subject: `person/${personId}`, sessionId },
      after: { ref },
    })
  }
  return open.map(({ ref }) => ref)
}

/** Disputes that nobody has answered yet, of the people under these paths: for a recap. */
export async function openDisputes(
  tx: Tx,
  sessionId: number,
  paths: string[],
): Promise<{ ref: string; name: string; status: Status }[]> {
  return tx.$queryRaw<{ ref: string; name: string; status: Status }[]>`
    SELECT d.ref, p.name, d.status FROM dispute d JOIN person p ON p.id = d.person_id
    JOIN attendance t ON t.session_id = d.session_id AND t.person_id = d.person_id
    JOIN unit u ON u.id = coalesce(t.unit_id, p.unit_id)
    WHERE d.session_id = ${sessionId} AND d.state = 'open'
      AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')
    ORDER BY p.name, d.id`
}
