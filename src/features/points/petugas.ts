import type { Tx } from '../../lib/db.ts'
import { audit } from '../people/audit.ts'
import type { DropPoint } from './points.ts'
import { workAt } from './posts.ts'

/** Somebody who receives at points of a unit. */
export type Petugas = { personId: number; name: string; unitId: number; unitPath: string; unitName: string }

/** Those of a part of the city, by unit and name. @param paths of units; theirs and all below */
export async function petugasBelow(tx: Tx, paths: string[], now: Date): Promise<Petugas[]> {
  if (paths.length === 0) return []
  return tx.$queryRaw<Petugas[]>`
    SELECT DISTINCT r.person_id AS "personId", p.name, u.id AS "unitId", u.path AS "unitPath", u.name AS "unitName"
    FROM role r JOIN unit u ON u.id = r.unit_id JOIN person p ON p.id = r.person_id
    WHERE r.role = 'petugas' AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now}) AND p.status = 'active'
      AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')
    ORDER BY u.name, p.name`
}

/** Who may decide with the petugas of a point: all of them; the city's are those of its own points only. */
export async function petugasOf(tx: Tx, point: DropPoint, now: Date): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT DISTINCT r.person_id AS id FROM role r JOIN unit u ON u.id = r.unit_id
    WHERE r.role = 'petugas' AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now})
      AND ${point.unitPath} LIKE u.path || '%' AND (u.kind <> 'kota' OR u.id = ${point.unitId})`
  return rows.map(({ id }) => id)
}

/**
 * Lets somebody receive at a point, from now on; twice changes nothing.
 * @param by whoever invited
 */
export async function appoint(
  tx: Tx,
  personId: number,
  point: DropPoint,
  by: number,
  at: Date,
): Promise<void> {
  const { unitId } = point
  await workAt(tx, personId, point.id, at)
  const open = { OR: [{ until: null }, { until: { gt: at } }] }
  if (await tx.role.count({ where: { personId, role: 'petugas', unitId, ...open } })) return
  await tx.role.create({ data: { personId, role: 'petugas', unitId, from: at, grantedBy: by } })
  const after = { role: 'petugas', unitId, pointId: point.id }
  await audit(tx, {
    at,
    actorId: by,
    action: 'role.grant',
    subject: `person/${personId}`,
    after,
    why: 'invitation',
  })
}

/** Ends what somebody may do at these units, at once. The rows stay: who received what can still be explained. */
export async function dismiss(
  tx: Tx,
  personId: number,
  unitIds: number[],
  by: number,
  at: Date,
): Promise<void> {
  for (const unitId of unitIds) {
    await tx.role.updateMany({
      where: { personId, role: 'petugas', unitId, OR: [{ until: null }, { until: { gt: at } }] },
      data: { until: at },
    })
    const before = { role: 'petugas', unitId }
    await audit(tx, { at, actorId: by, action: 'role.end', subject: `person/${personId}`, before })
  }
  await tx.pointDuty.deleteMany({ where: { personId } })
}

/** Where to write to somebody, except to a chat that hears it anyway. */
export async function chatsOf(tx: Tx, personId: number, except: number | null = null): Promise<number[]> {
  const rows = await tx.addressPerson.findMany({ where: { personId }, select: { addressId: true } })
  return rows.map(({ addressId }) => addressId).filter((id) => id !== except)
}

/** Whether one phone speaks for both: nobody could tell who of them said it. */
export async function sharePhone(tx: Tx, one: number, other: number): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ shared: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM address_person a JOIN address_person b ON a.address_id = b.address_id
      WHERE a.person_id = ${one} AND b.person_id = ${other}) AS shared`
  return row?.shared ?? false
}

export async function nameOf(tx: Tx, personId: number): Promise<string> {
  const person = await tx.person.findUnique({ where: { id: personId }, select: { name: true } })
  return person?.name ?? '–'
}
