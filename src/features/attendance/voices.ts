import type { Tx } from '../../lib/db.ts'
import { coordinates } from '../people/authority.ts'

/** Somebody with a role over a unit, and where they are reached. */
export type Decider = { personId: number; name: string; addressIds: number[] }

/** Whoever decides now. `phone`: everybody who uses the phone that decides, the actor included. */
export type Actor = {
  id: number
  unitPath: string | null
  roles: { role: string; unitPath: string }[]
  phone: number[]
}

/**
 * Who may be asked about people of a unit, of all that hold a role over it now and the deputies of units: the nearest level at which anybody is
 * left. Not those whom it concerns, nor whoever shares a phone with one of them: nobody could tell who of them answered.
 */
export async function voicesOver(tx: Tx, unitId: number, without: number[], now: Date): Promise<Decider[]> {
  const rows = await tx.$queryRaw<(Decider & { rank: number })[]>`
    SELECT r.person_id AS "personId", p.name, array_agg(DISTINCT a.id) AS "addressIds", max(length(ru.path)) AS rank
    FROM unit u JOIN unit ru ON u.path LIKE ru.path || '%'
    JOIN LATERAL (
      SELECT o.person_id FROM role o WHERE o.unit_id = ru.id AND o.role IN ('koordinator', 'admin') AND o.from_at <= ${now}
        AND (o.until_at IS NULL OR o.until_at > ${now})
      UNION SELECT ru.deputy_id WHERE ru.deputy_id IS NOT NULL) r ON true
    JOIN person p ON p.id = r.person_id AND p.status NOT IN ('merged', 'erased')
    JOIN address_person ap ON ap.person_id = r.person_id JOIN address a ON a.id = ap.address_id AND a.blocked_at IS NULL
    WHERE u.id = ${unitId} AND r.person_id <> ALL(${without}::int[])
      AND NOT EXISTS (SELECT 1 FROM address_person x JOIN address_person y ON y.address_id = x.address_id
        WHERE x.person_id = r.person_id AND y.person_id = ANY(${without}::int[]))
    GROUP BY r.person_id, p.name ORDER BY rank DESC, r.person_id`
  return rows.filter((row) => row.rank === rows[0]?.rank)
}

/**
 * Whether somebody may decide about a person of a unit: with a role over it that is in force, or as its deputy, and from a phone that is
 * none of theirs.
 * @param others whoever must be somebody else: the person, and whoever spoke first
 */
export async function mayDecide(
  tx: Tx,
  actor: Actor,
  unitPath: string,
  others: number[],
): Promise<'yes' | 'not_yours' | 'own'> {
  if (!coordinates(actor, unitPath) && !(await isDeputy(tx, actor.id, unitPath))) return 'not_yours'
  if (others.includes(actor.id) || actor.phone.some((id) => others.includes(id))) return 'own'
  return (await sharesPhone(tx, actor.id, others)) ? 'own' : 'yes'
}

/** Whether any phone of somebody, not only the one that writes now, is one of these people's as well. */
export async function sharesPhone(tx: Tx, personId: number, others: number[]): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ shared: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM address_person x JOIN address_person y ON y.address_id = x.address_id
      WHERE x.person_id = ${personId} AND y.person_id = ANY(${others}::int[])) AS shared`
  return row?.shared ?? false
}

/** Whether somebody is the deputy of a unit or of one above it (Unit.deputyId). */
async function isDeputy(tx: Tx, personId: number, unitPath: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ yes: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM unit WHERE deputy_id = ${personId} AND ${unitPath} LIKE path || '%') AS yes`
  return row?.yes ?? false
}

/** Where somebody hears what was decided about them. */
export async function chatsOfPerson(tx: Tx, personId: number): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT a.id FROM address_person ap JOIN address a ON a.id = ap.address_id
    WHERE ap.person_id = ${personId} AND a.blocked_at IS NULL ORDER BY a.id`
  return rows.map(({ id }) => id)
}

/** Names of people, for sentences. */
export async function namesOf(tx: Tx, ids: (number | null)[]): Promise<Map<number, string>> {
  const rows = await tx.person.findMany({
    where: { id: { in: ids.filter((id) => id !== null) } },
    select: { id: true, name: true },
  })
  return new Map(rows.map(({ id, name }) => [id, name]))
}
