import type { Tx } from '../../lib/db.ts'
import { audit } from '../people/audit.ts'
import { freeReference } from '../people/free-reference.ts'

/** So long the successor may take to agree. */
const DAYS = 7
/** Threads about announcements that ended so long ago go along. */
const THREAD_DAYS = 30
/** The only role that is handed over from person to person; the others an admin gives and takes. */
const ROLE = 'koordinator' as const

type Actor = { id: number; phone: number[]; roles: { role: string; unitPath: string }[] }

export type Proposed =
  | { kind: 'proposed'; ref: string; units: string[] }
  | { kind: 'none' | 'not_yours' | 'same' | 'same_phone' | 'no_phone' }

/** What goes along, counted: for those who agree to it, and for the record. */
export type Goods = {
  units: string[]
  /** Requests to be let in that wait for a word. */
  claims: number
  /** Announcements whose progress and questions come here from now on. */
  announcements: number
  questions: number
  groups: number
  screens: number
  /** Codes and links that nobody has used: they end. */
  links: number
}

/** A coordinator, or an admin above, names a successor. Nothing changes before that person agrees. */
export async function proposeHandOver(
  tx: Tx,
  {
    fromId,
    toId,
    actor,
    at,
    inboxId,
  }: { fromId: number; toId: number; actor: Actor; at: Date; inboxId: bigint },
): Promise<Proposed> {
  if (fromId === toId) return { kind: 'same' }
  const held = await heldBy(tx, fromId, at)
  if (held.length === 0) return { kind: 'none' }
  const above = (path: string) =>
    actor.roles.some((one) => one.role === 'admin' && path.startsWith(one.unitPath))
  if (actor.id !== fromId && !held.every(({ path }) => above(path))) return { kind: 'not_yours' }
  const phones = await tx.addressPerson.findMany({ where: { personId: toId }, select: { addressId: true } })
  if (phones.length === 0) return { kind: 'no_phone' }
  // From one phone somebody could agree in the name of the other.
  if (actor.phone.includes(toId)) return { kind: 'same_phone' }
  const units = held.map(({ name }) => name)
  const known = await tx.handOver.findUnique({ where: { inboxId } })
  if (known) return { kind: 'proposed', ref: known.ref, units }
  const expiresAt = new Date(at.getTime() + DAYS * 86_400_000)
  const row = {
    ref: await freeReference(tx),
    fromId,
    toId,
    role: ROLE,
    proposedBy: actor.id,
    at,
    expiresAt,
    inboxId,
  }
  const { ref } = await tx.handOver.create({ data: row })
  return { kind: 'proposed', ref, units }
}

export type Accepted =
  | { kind: 'accepted'; fromId: number; goods: Goods; drafts: string[] }
  | { kind: 'refused'; fromId: number; proposedBy: number }
  | { kind: 'unknown' | 'not_yours' | 'already' | 'expired' | 'none' }

/**
 * The successor's word. Agreeing moves the role with its term, where progress and questions of announcements are told,
 * groups and screens; codes and links of the predecessor that are still open end. What was decided stays decided, under
 * the name of whoever decided it.
 */
export async function answerHandOver(
  tx: Tx,
  ref: string,
  agrees: boolean,
  actor: Actor & { addressId: number },
  now: Date,
): Promise<Accepted> {
  const [row] = await tx.$queryRaw<
    { id: number; fromId: number; toId: number; proposedBy: number; expiresAt: Date; done: boolean }[]
  >`
    SELECT id, from_id AS "fromId", to_id AS "toId", proposed_by AS "proposedBy", expires_at AS "expiresAt",
      accepted_at IS NOT NULL OR refused_at IS NOT NULL AS done
    FROM hand_over WHERE ref = ${ref.toUpperCase()} FOR UPDATE`
  if (!row) return { kind: 'unknown' }
  if (row.toId !== actor.id || actor.phone.includes(row.fromId)) return { kind: 'not_yours' }
  if (row.done) return { kind: 'already' }
  if (row.expiresAt <= now) return { kind: 'expired' }
  const { fromId, proposedBy } = row
  if (!agrees) {
    await tx.handOver.update({ where: { id: row.id }, data: { refusedAt: now } })
    return { kind: 'refused', fromId, proposedBy }
  }
  const held = await heldBy(tx, fromId, now)
  if (held.length === 0) return { kind: 'none' }
  await tx.handOver.update({ where: { id: row.id }, data: { acceptedAt: now } })
  const goods = await whatGoes(tx, fromId, now)
  const drafts = await draftsOf(tx, fromId)
  for (const { id, unitId, until } of held) await moveRole(tx, { id, unitId, until }, fromId, actor.id, now)
  const since = new Date(now.getTime() - THREAD_DAYS * 86_400_000)
  await tx.$executeRaw`
    UPDATE announcement SET address_id = ${actor.addressId}
    WHERE created_by = ${fromId} AND (finished_at IS NULL OR finished_at > ${since}) AND state <> 'cancelled'`
  await tx.groupLink.updateMany({ where: { linkedBy: fromId }, data: { linkedBy: actor.id } })
  await tx.screen.updateMany({ where: openScreens(fromId, now), data: { confirmedBy: actor.id } })
  await tx.oneTimeCode.updateMany({ where: openCodes(fromId, now), data: { expiresAt: now } })
  await tx.unitLink.updateMany({ where: { createdBy: fromId, revokedAt: null }, data: { revokedAt: now } })
  await audit(tx, {
    ...{ at: now, actorId: actor.id, action: 'role.hand_over', subject: `person/${actor.id}` },
    ...{ before: { personId: fromId, role: ROLE }, after: { ...goods } },
  })
  return { kind: 'accepted', fromId, goods, drafts }
}

type Held = { id: number; unitId: number; name: string; path: string; until: Date | null }

function heldBy(tx: Tx, personId: number, now: Date): Promise<Held[]> {
  return tx.$queryRaw<Held[]>`
    SELECT r.id, r.unit_id AS "unitId", u.name, u.path, r.until_at AS until FROM role r JOIN unit u ON u.id = r.unit_id
    WHERE r.person_id = ${personId} AND r.role = 'koordinator' AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now})
    ORDER BY u.path`
}

/** The term goes along: who stood in until December stands in until December. */
async function moveRole(
  tx: Tx,
  { id, unitId, until }: Pick<Held, 'id' | 'unitId' | 'until'>,
  fromId: number,
  toId: number,
  now: Date,
): Promise<void> {
  await tx.role.update({ where: { id }, data: { until: now } })
  const own = await tx.role.findFirst({
    where: { personId: toId, role: ROLE, unitId, OR: [{ until: null }, { until: { gt: now } }] },
  })
  if (!own)
    await tx.role.create({
      data: { personId: toId, role: ROLE, unitId, from: now, until, grantedBy: fromId },
    })
  else if (own.until !== null && (until === null || until > own.until))
    await tx.role.update({ where: { id: own.id }, data: { until } })
}

const openScreens = (by: number, now: Date) => ({ confirmedBy: by, closedAt: null, expiresAt: { gt: now } })
const openCodes = (by: number, now: Date) => ({ createdBy: by, usedAt: null, expiresAt: { gt: now } })

/** What a person looks after now. */
export async function whatGoes(tx: Tx, fromId: number, now: Date): Promise<Goods> {
  const units = await heldBy(tx, fromId, now)
  const paths = units.map(({ path }) => path)
  const since = new Date(now.getTime() - THREAD_DAYS * 86_400_000)
  const [counts] = await tx.$queryRaw<Omit<Goods, 'units' | 'screens' | 'links' | 'groups'>[]>`
    SELECT
      (SELECT count(*)::int FROM claim c JOIN unit u ON u.id = c.unit_id WHERE c.status = 'open'
        AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS s(path) WHERE u.path LIKE s.path || '%')) AS claims,
      (SELECT count(*)::int FROM announcement a WHERE a.created_by = ${fromId} AND a.state <> 'cancelled'
        AND (a.finished_at IS NULL OR a.finished_at > ${since})) AS announcements,
      (SELECT count(*)::int FROM question q JOIN announcement a ON a.id = q.announcement_id
        WHERE a.created_by = ${fromId} AND q.answered_at IS NULL AND q.at > ${since}) AS questions`
  const groups = await tx.groupLink.count({ where: { linkedBy: fromId } })
  const screens = await tx.screen.count({ where: openScreens(fromId, now) })
  const codes = await tx.oneTimeCode.count({ where: openCodes(fromId, now) })
  const links = await tx.unitLink.count({
    where: { createdBy: fromId, revokedAt: null, expiresAt: { gt: now } },
  })
  const { claims = 0, announcements = 0, questions = 0 } = counts ?? {}
  return {
    units: units.map(({ name }) => name),
    claims,
    announcements,
    questions,
    groups,
    screens,
    links: codes + links,
  }
}

/** Announcements that the predecessor has begun to write: their words, for the successor to send or to leave. */
async function draftsOf(tx: Tx, personId: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ text: string }[]>`
    SELECT coalesce(c.state -> 'state' ->> 'text', c.state ->> 'text') AS text
    FROM conversation c JOIN address a ON a.id = c.address_id
    WHERE c.dialog = 'compose' AND a.person_id = ${personId}`
  return rows.map(({ text }) => text).filter(Boolean)
}
