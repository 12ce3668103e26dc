import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Db, openDatabase } from '../src/lib/db.ts'
import { openTestPostgres, type TestPostgres } from '../test/support/postgres.ts'

export type Kind = Db['kind']

/** A database for the real program: its settings, and a way for us to look into it. */
export type Store = {
  kind: Kind
  /** What the program needs in its environment. */
  env: Record<string, string>
  dataDir: string
  /** Opens it for the harness. On PGlite only while no program works on it. */
  open<T>(work: (db: Db) => Promise<T>): Promise<T>
  server: TestPostgres | null
  close(): Promise<void>
}

/** @param settings of PostgreSQL; by default its own, so that a commit is on disk */
export async function openStore(kind: Kind, settings: Record<string, string> = {}): Promise<Store> {
  const dataDir = mkdtempSync(join(tmpdir(), 'guyub-bench-'))
  const secret = randomBytes(36).toString('base64url')
  const server = kind === 'postgres' ? await openTestPostgres(settings) : null
  await server?.admin('CREATE DATABASE guyub')
  const url = server?.urlOf('guyub')
  return {
    kind,
    dataDir,
    server,
    env: { DATA_DIR: dataDir, GUYUB_SECRET: secret, ...(url ? { DATABASE_URL: url } : {}) },
    async open(work) {
      // A million rows at once are ours alone to write.
      const patient = `${url}?options=${encodeURIComponent('-c statement_timeout=10min')}`
      const db = await openDatabase({ database: url ? { url: patient, pool: 4 } : null, dataDir })
      try {
        return await work(db)
      } finally {
        await db.close()
      }
    },
    async close() {
      await server?.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
