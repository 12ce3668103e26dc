import type { Tx } from '../../lib/db.ts'
import { type Changed, redecide } from '../attendance/redecide.ts'
import { isPresent } from '../attendance/statuses.ts'
import { type StatusLine, statusIn } from '../attendance/statuses-of.ts'
import { type Actor, type Decider, mayDecide, voicesOver } from '../attendance/voices.ts'
import { audit } from '../people/audit.ts'
import { freeReference } from '../people/free-reference.ts'

export type Proposed =
  | { kind: 'proposed'; ref: string; line: StatusLine; deciders: Decider[] }
  | { kind: 'open'; ref: string }
  | { kind: 'not_present' | 'not_yours' | 'own' | 'nobody' }

type Wish = { sessionId: number; personId: number; why: string; inboxId: bigint }

/**
 * One voice that somebody was not there although it is recorded: it counts when a second person agrees. Only of the own
 * people, never of oneself or from one's phone; one proposal at a time.
 */
export async function proposeAnnul(
  tx: Tx,
  { sessionId, personId, why, inboxId }: Wish,
  actor: Actor,
  at: Date,
): Promise<Proposed> {
  const line = await statusIn(tx, sessionId, personId)
  if (!line || !isPresent(line.status)) return { kind: 'not_present' }
  const may = await mayDecide(tx, actor, line.unitPath, [personId])
  if (may !== 'yes') return { kind: may }
  const [open] = await tx.$queryRaw<{ ref: string }[]>`
    SELECT ref FROM ruling WHERE session_id = ${sessionId} AND person_id = ${personId} AND kind = 'annul'
      AND confirmed_at IS NULL AND refused_at IS NULL LIMIT 1`
  if (open) return { kind: 'open', ref: open.ref }
  const deciders = await voicesOver(tx, line.unitId, [personId, actor.id, ...actor.phone], at)
  if (deciders.length === 0) return { kind: 'nobody' }
  const ref = await freeReference(tx)
  await tx.ruling.create({
    data: {
      ...{ ref, sessionId, personId, status: 'tanpa_keterangan', kind: 'annul', why, inboxId },
      ...{ proposedBy: actor.id, proposedAt: at, second: true },
    },
  })
  await audit(tx, {
    ...{ at, actorId: actor.id, action: 'annul.propose', subject: `person/${personId}`, sessionId },
    ...{ before: { status: line.status }, after: { ref }, why },
  })
  return { kind: 'proposed', ref, line, deciders }
}

export type DecidedAnnul =
  | {
      kind: 'approved' | 'refused'
      line: StatusLine
      why: string
      /** Of a refusal, where one was given. */
      because: string | null
      proposedBy: number
      changed: Changed | null
    }
  | { kind: 'already'; by: number | null }
  | { kind: 'not_yours' | 'own' }

/**
 * The second voice: somebody else with a role over that person, from another phone than whoever proposed it and than the
 * person. Of two at once one wins.
 * @returns null when the word names no annulment
 */
export async function decideAnnul(
  tx: Tx,
  ref: string,
  approve: boolean,
  actor: Actor,
  at: Date,
  because: string | null = null,
): Promise<DecidedAnnul | null> {
  const [ruling] = await tx.$queryRaw<
    {
      id: number
      sessionId: number
      personId: number
      why: string | null
      proposedBy: number
      by: number | null
      open: boolean
    }[]
  >`
    SELECT id, session_id AS "sessionId", person_id AS "personId", why, proposed_by AS "proposedBy",
      coalesce(confirmed_by, refused_by) AS by, confirmed_at IS NULL AND refused_at IS NULL AS open
    FROM ruling WHERE ref = ${ref.toUpperCase()} AND kind = 'annul' FOR UPDATE`
  if (!ruling) return null
  const { sessionId, personId, proposedBy } = ruling
  const line = await statusIn(tx, sessionId, personId)
  if (!line) return { kind: 'already', by: null }
  const may = await mayDecide(tx, actor, line.unitPath, [personId, proposedBy])
  if (may !== 'yes') return { kind: may }
  if (!ruling.open) return { kind: 'already', by: ruling.by }
  await tx.ruling.update({
    where: { id: ruling.id },
    data: approve ? { confirmedBy: actor.id, confirmedAt: at } : { refusedBy: actor.id, refusedAt: at },
  })
  const why = ruling.why ?? ''
  await audit(tx, {
    ...{ at, actorId: actor.id, action: approve ? 'annul.confirm' : 'annul.refuse' },
    why: approve ? why : (because ?? ''),
    ...{ subject: `person/${personId}`, sessionId, after: { ref: ref.toUpperCase() } },
  })
  const [changed] = approve
    ? await redecide(tx, [{ sessionId, personId }], { at, actorId: actor.id, why })
    : []
  return { kind: approve ? 'approved' : 'refused', line, why, because, proposedBy, changed: changed ?? null }
}
