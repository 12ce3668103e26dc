import type { Tx } from '../../lib/db.ts'
import type { Prisma } from '../../lib/prisma/client.ts'
import { audit } from './audit.ts'
import { endDeputies } from './end-deputies.ts'
import { type Change, type Entry, entryOf, type Plan } from './roster-plan.ts'

/** What one import did to somebody. `before` null: was not there. */
export type Undo = { id: number; before: Entry | null; after: Entry }

const CHUNK = 2_000

/** Writes a plan, and what takes it back. @returns the id of the import; null when there was nothing to write */
export async function saveRoster(
  tx: Tx,
  plan: Plan,
  by: { actorId: number | null; source: string; digest: string; gone: boolean; now: Date },
): Promise<number | null> {
  const leave = by.gone ? plan.gone.filter(({ holds }) => !holds) : []
  const left = leave.map(({ id, entry }) => ({ id, before: entry, after: { ...entry, unitId: null } }))
  const updates = [...plan.change, ...plan.move, ...left]
  if (plan.create.length + updates.length === 0) return null
  const counts = {
    ...{ created: plan.create.length, changed: plan.change.length },
    ...{ moved: plan.move.length, gone: left.length },
  }
  const { id } = await tx.rosterImport.create({
    data: { at: by.now, actorId: by.actorId, source: by.source, digest: by.digest, ...counts, undo: [] },
    select: { id: true },
  })
  const undo: Undo[] = [...(await create(tx, plan, id, by.now)), ...updates]
  await change(tx, updates)
  await reassign(tx, [...plan.move, ...left], id, by.now)
  await tx.rosterImport.update({ where: { id }, data: { undo: undo as Prisma.InputJsonValue } })
  const entry = { at: by.now, actorId: by.actorId, action: 'roster.import', subject: `roster/${id}` }
  await audit(tx, { ...entry, after: { ...counts, source: by.source } })
  return id
}

async function create(tx: Tx, plan: Plan, importId: number, now: Date): Promise<Undo[]> {
  const made: Undo[] = []
  for (const rows of chunks(plan.create)) {
    const added = await tx.$queryRaw<(Entry & { id: number })[]>`
      INSERT INTO person (name, nip, unit_id, employment, employment_label, phone)
      SELECT r.name, r.nip, r."unitId", r.employment::"Employment", r.label, r.phone
      FROM json_to_recordset(${JSON.stringify(rows)}::json)
        AS r(row int, name text, nip text, "unitId" int, employment text, label text, phone text) ORDER BY r.row
      RETURNING id, name, nip, unit_id AS "unitId", employment::text, employment_label AS label, phone`
    made.push(...added.map((one) => ({ id: one.id, before: null, after: entryOf(one) })))
  }
  for (const some of chunks(made)) {
    const ids = some.map(({ id }) => id)
    await tx.$executeRaw`
      INSERT INTO assignment (person_id, unit_id, from_at, import_id)
      SELECT id, unit_id, ${now}, ${importId} FROM person WHERE id = ANY(${ids}::int[])`
  }
  return made
}

/** Brings people to what `after` says. */
export async function change(tx: Tx, changes: Pick<Change, 'id' | 'after'>[]): Promise<void> {
  for (const some of chunks(changes)) {
    const rows = JSON.stringify(some.map(({ id, after }) => ({ ...after, id })))
    await tx.$executeRaw`
      UPDATE person p SET name = r.name, nip = r.nip, unit_id = r."unitId", phone = r.phone,
        employment = r.employment::"Employment", employment_label = r.label
      FROM json_to_recordset(${rows}::json)
        AS r(id int, name text, nip text, "unitId" int, employment text, label text, phone text)
      WHERE p.id = r.id`
  }
}

/** Where somebody worked until now stays on record; from now on it is the new unit, or none, and nobody's deputy in the old one. */
export async function reassign(tx: Tx, moves: Change[], importId: number | null, now: Date): Promise<void> {
  for (const some of chunks(moves)) {
    const rows = JSON.stringify(
      some.map(({ id, before, after }) => ({ id, from: before.unitId, to: after.unitId })),
    )
    await tx.$executeRaw`
      INSERT INTO assignment (person_id, unit_id, from_at)
      SELECT p.id, r."from", least(p.created_at, ${now}::timestamptz)
      FROM json_to_recordset(${rows}::json) AS r(id int, "from" int) JOIN person p ON p.id = r.id
      WHERE r."from" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.person_id = p.id AND a.until_at IS NULL)`
    await tx.$executeRaw`
      UPDATE assignment SET until_at = ${now}
      WHERE until_at IS NULL AND person_id = ANY(${some.map(({ id }) => id)}::int[])`
    await tx.$executeRaw`
      INSERT INTO assignment (person_id, unit_id, from_at, import_id)
      SELECT r.id, r."to", ${now}, ${importId}
      FROM json_to_recordset(${rows}::json) AS r(id int, "to" int) WHERE r."to" IS NOT NULL`
    const people = some.map(({ id, after }) => ({ id, to: after.unitId }))
    await endDeputies(tx, people, { at: now, actorId: null })
  }
}

function* chunks<T>(rows: T[]): Generator<T[]> {
  for (let from = 0; from < rows.length; from += CHUNK) yield rows.slice(from, from + CHUNK)
}
