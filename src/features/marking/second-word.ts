import type { Tx } from '../../lib/db.ts'
import { coordinates } from '../people/authority.ts'
import { decideThem } from './mark.ts'

type Actor = {
  id: number
  unitPath: string | null
  roles: { role: string; unitPath: string }[]
  /** Everybody for whom the phone speaks: nobody could tell who of them agreed. */
  phone: number[]
}
export type Proposed = {
  ref: string
  sessionId: number
  title: string
  startsAt: Date
  proposedBy: number
  proposer: string
  people: { id: number; name: string; status: string; unitPath: string }[]
  open: boolean
}

/** What was proposed after closing under this word; null when nothing was. */
export async function proposedMarks(tx: Tx, ref: string): Promise<Proposed | null> {
  const rows = await tx.$queryRaw<
    {
      sessionId: number
      title: string
      startsAt: Date
      proposedBy: number
      proposer: string
      id: number
      name: string
      status: string
      unitPath: string
      open: boolean
    }[]
  >`
    SELECT r.session_id AS "sessionId", s.title, s.starts_at AS "startsAt", r.proposed_by AS "proposedBy", b.name AS proposer,
      p.id, p.name, r.status, u.path AS "unitPath", r.confirmed_at IS NULL AND r.refused_at IS NULL AND s.status = 'scheduled' AS open
    FROM ruling r JOIN session s ON s.id = r.session_id JOIN person p ON p.id = r.person_id JOIN unit u ON u.id = p.unit_id
    JOIN person b ON b.id = r.proposed_by
    WHERE r.ref = ${ref.toUpperCase()} AND r.kind = 'after_closing' ORDER BY p.name, p.id`
  const [first] = rows
  if (!first) return null
  const { sessionId, title, startsAt, proposedBy, proposer } = first
  const people = rows.map(({ id, name, status, unitPath }) => ({ id, name, status, unitPath }))
  const open = rows.some((one) => one.open)
  return { ref: ref.toUpperCase(), sessionId, title, startsAt, proposedBy, proposer, people, open }
}

export type Second = { personId: number; name: string; addressIds: number[] }

/**
 * Who is asked to agree: coordinators of the same part of the city, else of the next one above; never whoever proposed it,
 * nobody of the same phone, nobody whom it is about.
 */
export async function secondsFor(tx: Tx, proposed: Proposed, now: Date): Promise<Second[]> {
  const rows = await tx.$queryRaw<(Second & { rank: number })[]>`
    SELECT r.person_id AS "personId", p.name, array_agg(DISTINCT a.id) AS "addressIds",
      max(CASE WHEN r.role = 'koordinator' THEN length(ru.path) ELSE 0 END) AS rank
    FROM role r JOIN unit ru ON ru.id = r.unit_id JOIN person p ON p.id = r.person_id
    JOIN address_person ap ON ap.person_id = p.id JOIN address a ON a.id = ap.address_id AND a.blocked_at IS NULL
    WHERE r.role IN ('koordinator', 'admin') AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now})
      AND p.id <> ${proposed.proposedBy} AND p.id <> ALL(${proposed.people.map(({ id }) => id)}::int[])
      AND NOT EXISTS (SELECT 1 FROM unnest(${proposed.people.map((one) => one.unitPath)}::text[]) AS x(path)
        WHERE x.path NOT LIKE ru.path || '%')
      AND NOT EXISTS (SELECT 1 FROM address_person mine JOIN address_person theirs ON theirs.address_id = mine.address_id
        WHERE mine.person_id = ${proposed.proposedBy} AND theirs.person_id = p.id)
    GROUP BY r.person_id, p.name ORDER BY rank DESC, r.person_id`
  return rows.filter((one) => one.rank === rows[0]?.rank)
}

export type Decision = { kind: 'approved' | 'refused'; people: Proposed['people'] }

/** The second word about what was proposed after closing. Of two at once the first counts. */
export async function decideMarks(
  tx: Tx,
  proposed: Proposed,
  agree: boolean,
  actor: Actor,
  { at, now }: { at: Date; now: Date },
): Promise<Decision | { kind: 'notYours' | 'another' | 'decided' }> {
  if (!proposed.people.every(({ unitPath }) => coordinates(actor, unitPath))) return { kind: 'notYours' }
  const concerned = [proposed.proposedBy, ...proposed.people.map(({ id }) => id)]
  if (concerned.some((id) => id === actor.id || actor.phone.includes(id))) return { kind: 'another' }
  const open = { ref: proposed.ref, kind: 'after_closing', confirmedAt: null, refusedAt: null }
  const refused = { refusedBy: actor.id, refusedAt: at }
  if (!proposed.open) return { kind: 'decided' }
  if (!agree) {
    const { count } = await tx.ruling.updateMany({ where: open, data: refused })
    return count > 0 ? { kind: 'refused', people: proposed.people } : { kind: 'decided' }
  }
  // Whose own message arrived meanwhile keeps it.
  const own = await tx.attendance.findMany({
    where: {
      sessionId: proposed.sessionId,
      personId: { in: proposed.people.map(({ id }) => id) },
      checkInId: { not: null },
    },
    select: { personId: true },
  })
  const kept = own.map((one) => one.personId)
  await tx.ruling.updateMany({ where: { ...open, personId: { in: kept } }, data: refused })
  const { count } = await tx.ruling.updateMany({
    where: open,
    data: { confirmedBy: actor.id, confirmedAt: at },
  })
  if (count === 0) return { kind: 'decided' }
  const people = proposed.people.filter(({ id }) => !kept.includes(id))
  await decideThem(tx, proposed.sessionId, people, { at: now, actorId: actor.id, why: proposed.ref })
  return { kind: 'approved', people }
}

export type Withdrawn = {
  ref: string
  title: string
  startsAt: Date
  sessionId: number
  /** Those for whom it had counted already. */
  counted: { id: number; name: string }[]
  count: number
}

/**
 * Takes back the last word that somebody said: a proposal until another has agreed, and what counted at once until the
 * session closes.
 */
export async function withdrawMarks(
  tx: Tx,
  actorId: number,
  { at, now }: { at: Date; now: Date },
): Promise<Withdrawn | { kind: 'none' | 'agreed' | 'closed' }> {
  const last = await tx.ruling.findFirst({
    where: { proposedBy: actorId, kind: { in: ['coordinator', 'after_closing'] }, status: { not: null } },
    orderBy: [{ proposedAt: 'desc' }, { id: 'desc' }],
    include: { session: true },
  })
  if (!last) return { kind: 'none' }
  const { ref, sessionId } = last
  const those = await tx.ruling.findMany({
    where: { ref, proposedBy: actorId, refusedAt: null },
    select: { personId: true, confirmedAt: true },
  })
  if (those.length === 0) return { kind: 'none' }
  if (last.second && those.some((one) => one.confirmedAt)) return { kind: 'agreed' }
  if (!last.second && last.session.closesAt <= at) return { kind: 'closed' }
  await tx.ruling.updateMany({
    where: { ref, proposedBy: actorId, refusedAt: null },
    data: { refusedBy: actorId, refusedAt: at },
  })
  const ids = those.map((one) => ({ id: one.personId }))
  const people = await tx.person.findMany({
    where: { id: { in: those.map((one) => one.personId) } },
    select: { id: true, name: true },
  })
  if (!last.second) await decideThem(tx, sessionId, ids, { at: now, actorId, why: ref })
  const { title, startsAt } = last.session
  return { ref, title, startsAt, sessionId, counted: last.second ? [] : people, count: people.length }
}
