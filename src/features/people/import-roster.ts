import { type Db, type Tx, transaction } from '../../lib/db.ts'
import type { Note, RosterFile } from './roster-file.ts'
import { type Plan, planRoster, type Understood, understandRoster } from './roster-plan.ts'
import type { RowError } from './roster-row.ts'
import { saveRoster } from './save-roster.ts'

/** How a roster differs from what is known: counts, and people by name with their units. */
export type Diff = {
  rows: number
  created: number
  changed: number
  moved: number
  gone: number
  unchanged: number
  moves: { name: string; from: string; to: string }[]
  /** `holds`: still has a role, so nobody takes them out. */
  missing: { name: string; unit: string; holds: boolean }[]
  print: string
}

export type RosterResult =
  /** `importId` null: nothing was written. */
  | { ok: true; diff: Diff; ignored: string[]; importId: number | null }
  | { ok: false; file: Note }
  | { ok: false; rows: number; errors: RowError[]; ignored: string[] }

/** What an import may say. `gone`: whoever is missing leaves the unit. */
export type How = {
  dryRun: boolean
  now: Date
  actorId?: number | null
  source?: string
  gone?: boolean
  /** Save only if it is still the plan that somebody was shown; else nothing is written, and `diff` is the new one. */
  expects?: string | null
}

/** Brings a unit's list of employees into the database: whole or not at all, and the second time without any change. */
export async function importRoster(
  db: Pick<Db, 'prisma'>,
  file: RosterFile,
  how: How,
): Promise<RosterResult> {
  if ('error' in file) return { ok: false, file: file.error }
  const understood = await understandRoster(db.prisma, file)
  return transaction(db, (tx) => importWithin(tx, understood, how), { timeout: 120_000 })
}

/** The same in a transaction of the caller's. */
export async function importWithin(tx: Tx, file: Understood, how: How): Promise<RosterResult> {
  await lockRoster(tx)
  const { ignored, digest } = file
  const plan = await planRoster(tx, file, how.now)
  if (plan.errors.length > 0) return { ok: false, rows: plan.rows, errors: plan.errors, ignored }
  const diff = await describe(tx, plan)
  const by = { actorId: how.actorId ?? null, source: how.source ?? 'berkas', digest, gone: how.gone ?? false }
  const look = how.dryRun || (how.expects != null && how.expects !== plan.print)
  const importId = look ? null : await saveRoster(tx, plan, { ...by, now: how.now })
  return { ok: true, diff, ignored, importId }
}

/** Two at once would not see each other's people. */
export async function lockRoster(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('guyub.roster'))`
}

async function describe(tx: Tx, plan: Plan): Promise<Diff> {
  const units = await tx.unit.findMany({ select: { id: true, name: true } })
  const names = new Map(units.map(({ id, name }) => [id, name]))
  const unit = (id: number | null) => (id === null ? '–' : (names.get(id) ?? '–'))
  return {
    ...{ rows: plan.rows, created: plan.create.length, changed: plan.change.length },
    ...{ moved: plan.move.length, gone: plan.gone.length, unchanged: plan.unchanged, print: plan.print },
    moves: plan.move.map(({ before, after }) => ({
      ...{ name: after.name, from: unit(before.unitId), to: unit(after.unitId) },
    })),
    missing: plan.gone.map(({ entry, holds }) => ({ name: entry.name, unit: unit(entry.unitId), holds })),
  }
}
