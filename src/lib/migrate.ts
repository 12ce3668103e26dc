import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Db, Session } from './db.ts'
import { root } from './root.ts'

/**
 * Brings the database to this version's schema at every start, as `prisma migrate deploy` would: same
 * folder, same `_prisma_migrations` table, same checksums, same advisory lock. Our own few lines because
 * the Prisma CLI (145 MB) stays out of the production image; test/lib/migrate.test.ts holds the real
 * engine against them.
 */
export const migrationsFolder = join(root, 'prisma/migrations')

/** Prisma's own lock, so that `prisma migrate deploy` by hand and a starting Guyub wait for each other. */
const PRISMA_LOCK = 72_707_369

/** The start must stop here: the message says what is wrong and what to do. */
export class MigrationError extends Error {}

export type Migration = { name: string; sql: string; checksum: string }

/** Every migration of a folder, in the order in which it is applied. */
export async function readMigrations(folder = migrationsFolder): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/**
 * @returns names of the migrations that were applied now
 * @throws MigrationError when the history does not fit this version, or a migration failed (nothing of it stays)
 */
export async function migrate(
  db: Pick<Db, 'session' | 'kind'>,
  folder = migrationsFolder,
): Promise<string[]> {
  const migrations = await readMigrations(folder)
  return db.session(async (session) => {
    // A big table may need longer than any turn; the timeouts come back with the next connection.
    await session.script('SET lock_timeout = 0; SET statement_timeout = 0; SET client_min_messages = warning')
    await lock(session)
    try {
      await session.script(historyTable)
      const pending = await compare(session, migrations)
      for (const migration of pending) await apply(session, migration)
      return pending.map((migration) => migration.name)
    } finally {
      await session.query('SELECT pg_advisory_unlock($1)', [PRISMA_LOCK]).catch(() => {})
      await session
        .script('RESET lock_timeout; RESET statement_timeout; RESET client_min_messages')
        .catch(() => {})
    }
  })
}

async function lock(session: Session): Promise<void> {
  for (let waited = 0; waited < 120; waited++) {
    const [row] = await session.query('SELECT pg_try_advisory_lock($1) AS held', [PRISMA_LOCK])
    if (row?.held === true) return
    await pause(1_000)
  }
  throw new MigrationError(
    'Another process has been migrating this database for two minutes. See what it does, then start again.',
  )
}

/** Finds what is still to do, and refuses a history that is not ours. */
async function compare(session: Session, migrations: Migration[]): Promise<Migration[]> {
  const rows = (await session.query(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished, logs
       FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`,
  )) as { name: string; checksum: string; finished: boolean; logs: string | null }[]
  for (const row of rows) {
    const ours = migrations.find((migration) => migration.name === row.name)
    if (!row.finished) {
      throw new MigrationError(
        `Migration ${row.name} was begun by another tool and never finished${row.logs ? ` (${row.logs.slice(0, 300)})` : ''}. ` +
          `Mend the database, mark it with "prisma migrate resolve", then start again.`,
      )
    }
    if (!ours) {
      throw new MigrationError(
        `The database has migration ${row.name}, which this version of Guyub does not know: ` +
          'a newer version has run here. Start that version again, or restore a backup from before it.',
      )
    }
    if (ours.checksum !== row.checksum) {
      throw new MigrationError(
        `Migration ${row.name} was changed after it had been applied to this database. ` +
          'Restore the file as it was, and put the change into a new migration (npm run migrate:new).',
      )
    }
  }
  const applied = new Set(rows.map((row) => row.name))
  return migrations.filter((migration) => !applied.has(migration.name))
}

/** One migration in one transaction: it is applied and recorded, or nothing of it stays. */
async function apply(session: Session, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID()
  const record = `INSERT INTO _prisma_migrations (id, checksum, migration_name, logs, started_at, finished_at, rolled_back_at, applied_steps_count)`
  const startedAt = new Date().toISOString()
  try {
    await session.script('BEGIN')
    await session.script(sql)
    await session.query(`${record} VALUES ($1, $2, $3, NULL, $4::timestamptz, clock_timestamp(), NULL, 1)`, [
      id,
      checksum,
      name,
      startedAt,
    ])
    await session.script('COMMIT')
  } catch (error) {
    await session.script('ROLLBACK').catch(() => {})
    const reason = error instanceof Error ? error.message : String(error)
    // Rolled back, so that a mended file is simply applied at the next start; the reason is kept.
    await session
      .query(`${record} VALUES ($1, $2, $3, $4, $5::timestamptz, NULL, clock_timestamp(), 0)`, [
        id,
        checksum,
        name,
        reason,
        startedAt,
      ])
      .catch(() => {})
    throw new MigrationError(`Migration ${name} failed and was undone, Guyub does not start: ${reason}`, {
      cause: error,
    })
  }
}

/** As Prisma creates it. */
const historyTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`
