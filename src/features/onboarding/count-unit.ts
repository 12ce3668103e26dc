import type { Tx } from '../../lib/db.ts'
import { audit } from '../people/audit.ts'
import { coordinates, has } from '../people/authority.ts'

type Holder = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }

/** A session that has begun for a unit and is not settled yet: whoever is counted from now on would be absent from it. */
export async function underWay(
  tx: Tx,
  path: string,
  now: Date,
): Promise<{ title: string; graceUntil: Date } | null> {
  const [row] = await tx.$queryRaw<{ title: string; graceUntil: Date }[]>`
    SELECT s.title, s.grace_until AS "graceUntil" FROM session s
    WHERE s.opens_at <= ${now} AND s.grace_until > ${new Date(now.getTime() - 86_400_000)} AND s.settled_at IS NULL
      AND s.status = 'scheduled'
      AND EXISTS (SELECT 1 FROM unit au WHERE au.id = ANY(s.audience_units)
        AND (${path} LIKE au.path || '%' OR au.path LIKE ${`${path}%`}))
    ORDER BY s.grace_until DESC LIMIT 1`
  return row ?? null
}

/** From now on whoever of a unit is absent without a word is so on record; or not yet. @returns how many units changed */
export async function countUnit(
  tx: Tx,
  unit: { id: number; path: string },
  counted: boolean,
  by: Holder,
  now: Date,
): Promise<number> {
  if (!coordinates(by, unit.path) || (!counted && !has(by, 'admin'))) return 0
  const count = await tx.$executeRaw`
    UPDATE unit SET joined = ${counted} WHERE path LIKE ${`${unit.path}%`} AND joined <> ${counted}`
  if (count > 0) {
    const entry = {
      at: now,
      actorId: by.id,
      action: counted ? 'unit.count' : 'unit.uncount',
      subject: `unit/${unit.id}`,
    }
    await audit(tx, { ...entry, after: { units: count } })
  }
  return count
}
