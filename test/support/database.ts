import { randomBytes } from 'node:crypto'
import { type Db, openDatabase, overPGlite } from '../../src/lib/db.ts'
import { migrate } from '../../src/lib/migrate.ts'
import { openInMemory } from '../../src/lib/pglite.ts'
import { migratedImage, readImage } from './image.ts'
import { openTestPostgres, type TestPostgres } from './postgres.ts'

export { openTestPostgres } from './postgres.ts'

export type TestDatabase = {
  db: Db
  kind: Db['kind']
  /** On PostgreSQL, to open a second pool ("another process"); null on PGlite. */
  url: string | null
  close(): Promise<void>
}

/** What `TEST_DATABASE` asks for; the same suites run on both. */
export const testKind: Db['kind'] = process.env.TEST_DATABASE === 'postgres' ? 'postgres' : 'pglite'

/**
 * A fresh, migrated, empty database, once per test file:
 *
 *     const { db, close } = await testDatabase()
 *     afterAll(close)
 *
 * @param kind to insist on one; usually left to `TEST_DATABASE`
 */
export async function testDatabase(kind: Db['kind'] = testKind): Promise<TestDatabase> {
  if (kind === 'postgres') return onPostgres()
  const client = await openInMemory(readImage(process.env.GUYUB_TEST_IMAGE ?? (await migratedImage())))
  const db = overPGlite(client)
  return { db, kind, url: null, close: () => db.close() }
}

/** From the template of the run's server (test/support/global.ts); without one, on a server of its own. */
async function onPostgres(): Promise<TestDatabase> {
  const shared = process.env.GUYUB_TEST_POSTGRES
  if (!shared) return onOwnServer()
  const name = `test_${randomBytes(6).toString('hex')}`
  await maintain(shared, `CREATE DATABASE ${name} TEMPLATE guyub_template`)
  const url = new URL(shared)
  url.pathname = `/${name}`
  const db = await openDatabase({ database: { url: url.toString(), pool: 12 }, dataDir: '' })
  return {
    db,
    kind: 'postgres',
    url: url.toString(),
    async close() {
      await db.close()
      await maintain(shared, `DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

async function onOwnServer(): Promise<TestDatabase> {
  const server: TestPostgres = await openTestPostgres()
  const db = await openDatabase({ database: { url: server.url, pool: 12 }, dataDir: '' })
  await migrate(db)
  return {
    db,
    kind: 'postgres',
    url: server.url,
    async close() {
      await db.close()
      await server.stop()
    },
  }
}

async function maintain(url: string, sql: string): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    // CREATE DATABASE takes the template for itself: two files that start together take turns.
    await client.query('SELECT pg_advisory_lock(1)')
    await client.query(sql)
  } finally {
    await client.end()
  }
}
