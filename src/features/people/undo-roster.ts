import { type Db, type Tx, transaction } from '../../lib/db.ts'
import { audit } from './audit.ts'
import { endDeputies } from './end-deputies.ts'
import { lockRoster } from './import-roster.ts'
import { entryOf, same } from './roster-plan.ts'
import { change, type Undo } from './save-roster.ts'

/** Why somebody of an import can no longer be taken back. */
export type Hindrance = 'joined' | 'asked' | 'recorded' | 'holds' | 'changed'
export type Undone =
  | { ok: true; at: Date; source: string; created: number; changed: number; moved: number; gone: number }
  | { ok: false; why: 'none' }
  /** Nothing was changed: others depend on it by now. */
  | { ok: false; why: 'depends'; at: Date; source: string; hindrances: { why: Hindrance; names: string[] }[] }

/** What takes an import back is full of NIPs: it is not kept for longer. */
const UNDO_DAYS = 30
const DAY_MS = 86_400_000

/** Empties what would take older imports back. */
export async function forgetUndo(db: Pick<Db, 'prisma'>, now: Date): Promise<void> {
  const old = new Date(now.getTime() - UNDO_DAYS * DAY_MS)
  await db.prisma.$executeRaw`UPDATE roster_import SET undo = '[]' WHERE at < ${old} AND undo <> '[]'::jsonb`
}

/** Takes the last import back, whole or not at all. It never takes away what came later: then it says what stands in the way. */
export function undoRoster(
  db: Pick<Db, 'prisma'>,
  by: { actorId: number | null; now: Date; dryRun?: boolean },
): Promise<Undone> {
  return transaction(db, (tx) => undoWithin(tx, by), { timeout: 120_000 })
}

/** The same in a transaction of the caller's. */
export async function undoWithin(
  tx: Tx,
  { actorId, now, dryRun }: { actorId: number | null; now: Date; dryRun?: boolean },
): Promise<Undone> {
  await lockRoster(tx)
  const last = await tx.rosterImport.findFirst({ where: { undoneAt: null }, orderBy: { id: 'desc' } })
  if (!last || now.getTime() - last.at.getTime() > UNDO_DAYS * DAY_MS) return { ok: false, why: 'none' }
  const undo = last.undo as unknown as Undo[]
  const { id, at, source, created, changed, moved, gone } = last
  const hindrances = await hindrancesOf(tx, undo, at)
  if (hindrances.length > 0) return { ok: false, why: 'depends', at, source, hindrances }
  if (!dryRun) {
    await takeBack(tx, undo, id, at)
    const people = undo.map(({ id, before }) => ({ id, to: before?.unitId ?? null }))
    await endDeputies(tx, people, { at: now, actorId })
    await tx.rosterImport.update({ where: { id }, data: { undoneAt: now, undo: [] } })
    await audit(tx, {
      at: now,
      actorId,
      action: 'roster.undo',
      subject: `roster/${id}`,
      after: { created, changed, moved, gone },
    })
  }
  return { ok: true, at, source, created, changed, moved, gone }
}

async function takeBack(tx: Tx, undo: Undo[], importId: number, at: Date): Promise<void> {
  const added = undo.filter(({ before }) => before === null).map(({ id }) => id)
  const back = undo.flatMap(({ id, before }) => (before ? [{ id, after: before }] : []))
  await tx.$executeRaw`DELETE FROM assignment WHERE import_id = ${importId}`
  await tx.$executeRaw`DELETE FROM person WHERE id = ANY(${added}::int[])`
  await change(tx, back)
  await tx.$executeRaw`
    UPDATE assignment SET until_at = NULL WHERE until_at = ${at} AND person_id = ANY(${back.map(({ id }) => id)}::int[])`
}

async function hindrancesOf(tx: Tx, undo: Undo[], at: Date): Promise<{ why: Hindrance; names: string[] }[]> {
  const added = new Set(undo.filter(({ before }) => before === null).map(({ id }) => id))
  const moved = new Set(
    undo.filter(({ before, after }) => before && before.unitId !== after.unitId).map(({ id }) => id),
  )
  const rows = await tx.$queryRaw<(Now & { id: number })[]>`
    SELECT p.id, p.name, p.nip, p.unit_id AS "unitId", p.employment::text, p.employment_label AS label, p.phone,
      p.status IN ('merged', 'erased') AS ended,
      EXISTS (SELECT 1 FROM address_person x WHERE x.person_id = p.id) AS joined,
      EXISTS (SELECT 1 FROM claim x WHERE x.person_id = p.id) AS asked,
      EXISTS (SELECT 1 FROM role x WHERE x.person_id = p.id) AS holds,
      EXISTS (SELECT 1 FROM attendance x WHERE x.person_id = p.id) OR EXISTS (SELECT 1 FROM check_in x WHERE x.person_id = p.id)
        OR EXISTS (SELECT 1 FROM ruling x WHERE x.person_id = p.id) OR EXISTS (SELECT 1 FROM absence x WHERE x.person_id = p.id)
        OR EXISTS (SELECT 1 FROM off_duty x WHERE x.person_id = p.id) AS recorded,
      EXISTS (SELECT 1 FROM attendance x WHERE x.person_id = p.id AND x.unit_id = p.unit_id AND x.decided_at >= ${at}) AS "recordedSince"
    FROM person p WHERE p.id = ANY(${undo.map(({ id }) => id)}::int[])`
  const found = new Map(rows.map((row) => [row.id, row]))
  const names = new Map<Hindrance, string[]>()
  for (const { id, after } of undo) {
    const now = found.get(id)
    const why = now ? hindranceOf(now, after, added.has(id), moved.has(id)) : 'changed'
    if (why) names.set(why, [...(names.get(why) ?? []), now?.name ?? after.name])
  }
  return [...names].map(([why, some]) => ({ why, names: some }))
}

type Now = Undo['after'] & {
  ended: boolean
  joined: boolean
  asked: boolean
  holds: boolean
  recorded: boolean
  recordedSince: boolean
}

/** Whoever came by the import must have done nothing since; whoever was moved must not be counted in the new unit yet. */
function hindranceOf(now: Now, after: Undo['after'], added: boolean, moved: boolean): Hindrance | null {
  if (added && now.joined) return 'joined'
  if (added && now.asked) return 'asked'
  if (added && now.holds) return 'holds'
  if ((added && now.recorded) || (moved && now.recordedSince)) return 'recorded'
  return now.ended || !same(entryOf(now), after) ? 'changed' : null
}
