import type { Tx } from '../../lib/db.ts'
import { settleReturned } from '../attendance/settle.ts'
import { audit } from '../people/audit.ts'
import { coordinates } from '../people/authority.ts'
import { endDeputies } from '../people/end-deputies.ts'

type Actor = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }
type By = { actor: Actor; phone: number[]; at: Date }

/** So long whoever was taken out by mistake can be put back by a word. */
const UNDO_MS = 7 * 86_400_000

/**
 * Takes somebody out of their unit from a moment on: nobody waits for them any more, and what was recorded stays with the
 * unit of its day. Only by the coordinator of the unit or an admin, never of oneself, nor of somebody who holds a role.
 */
export async function leaveUnit(
  tx: Tx,
  personId: number,
  from: Date,
  { actor, phone, at }: By,
): Promise<'left' | 'not_yours' | 'own' | 'role' | 'none'> {
  const person = await tx.person.findUnique({ where: { id: personId }, include: { unit: true } })
  if (!person?.unit) return 'none'
  if (!coordinates(actor, person.unit.path)) return 'not_yours'
  if (phone.includes(personId) || personId === actor.id) return 'own'
  const roles = await tx.role.count({
    where: {
      ...{ personId, role: { notIn: ['pegawai', 'warga'] } },
      OR: [{ until: null }, { until: { gt: at } }],
    },
  })
  if (roles > 0) return 'role'
  await tx.$executeRaw`
    INSERT INTO assignment (person_id, unit_id, from_at) SELECT ${personId}, ${person.unitId}, least(${person.createdAt}::timestamptz, ${from}::timestamptz)
    WHERE NOT EXISTS (SELECT 1 FROM assignment WHERE person_id = ${personId} AND until_at IS NULL)`
  await tx.assignment.updateMany({ where: { personId, until: null }, data: { until: from } })
  await tx.person.update({ where: { id: personId }, data: { unitId: null } })
  await endDeputies(tx, [{ id: personId, to: null }], { at, actorId: actor.id })
  await audit(tx, {
    ...{ at, actorId: actor.id, action: 'person.leave', subject: `person/${personId}` },
    ...{ before: { unitId: person.unitId }, after: { from: from.toISOString() } },
  })
  return 'left'
}

type Left = { id: number; name: string; unitId: number; unitName: string; unitPath: string; leftAt: Date }

/** Who of this name was taken out lately of a unit of this actor's, and is in no unit since. "#12": whoever was picked. */
async function left(tx: Tx, name: string, { actor, at }: Pick<By, 'actor' | 'at'>): Promise<Left[]> {
  const picked = Number(/^#(\d{1,9})$/.exec(name)?.[1] ?? 0)
  const words = picked ? [] : name.toLowerCase().split(/\s+/).filter(Boolean)
  const rows = await tx.$queryRaw<Left[]>`
    SELECT DISTINCT ON (p.id) p.id, p.name, u.id AS "unitId", u.name AS "unitName", u.path AS "unitPath", a.at AS "leftAt"
    FROM audit a JOIN person p ON a.subject = 'person/' || p.id JOIN unit u ON u.id = (a.before->>'unitId')::int
    WHERE a.action = 'person.leave' AND a.at > ${new Date(at.getTime() - UNDO_MS)} AND p.unit_id IS NULL
      AND p.status IN ('roster', 'pending', 'active') AND ${picked} IN (0, p.id)
      AND NOT EXISTS (SELECT 1 FROM unnest(${words}::text[]) AS w(word) WHERE position(w.word IN lower(p.name)) = 0)
    ORDER BY p.id, a.id DESC`
  const own = rows.filter(({ unitPath }) => coordinates(actor, unitPath))
  // A whole name is meant before one that only holds it.
  const exact = own.filter((one) => one.name.toLowerCase() === name.toLowerCase())
  return exact.length === 1 ? exact : own
}

/**
 * Takes it back: in the unit again, as if never out of it. What was settled meanwhile is settled for them too, or a word
 * and its opposite would take a *tanpa keterangan* away.
 * @returns whoever is back; several, and nobody is; none when there is nobody to put back
 */
export async function returnToUnit(
  tx: Tx,
  name: string,
  { actor, at }: Pick<By, 'actor' | 'at'>,
): Promise<{ id: number; name: string; unitName: string }[]> {
  const found = await left(tx, name, { actor, at })
  const [only, second] = found
  if (!only || second) return found
  const last = await tx.assignment.findFirst({
    where: { personId: only.id, unitId: only.unitId },
    orderBy: { id: 'desc' },
  })
  if (last) await tx.assignment.update({ where: { id: last.id }, data: { until: null } })
  await tx.person.update({ where: { id: only.id }, data: { unitId: only.unitId } })
  await audit(tx, {
    ...{ at, actorId: actor.id, action: 'person.return', subject: `person/${only.id}` },
    after: { unitId: only.unitId },
  })
  await settleReturned(tx, only.id, only.leftAt, { at, actorId: actor.id })
  return [only]
}
