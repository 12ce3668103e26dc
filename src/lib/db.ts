import { createHash } from 'node:crypto'
import type { PGlite } from '@electric-sql/pglite'
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaPGlite } from 'pglite-prisma-adapter'
import type { Embedded } from './pglite-thread.ts'
import { openPool, waitUntilReady } from './postgres.ts'
import { PrismaClient } from './prisma/client.ts'

export { isWaiting } from './waiting.ts'

/**
 * The one database, behind one type: a PostgreSQL server, or PGlite in the data directory when there is no
 * `DATABASE_URL`. Both are real PostgreSQL with the same schema; the differences end in this folder.
 */
export type Db = {
  prisma: PrismaClient
  kind: 'postgres' | 'pglite'
  /** Connections that may be in use at once: 1 on PGlite, where transactions queue up. */
  pool: number
  /** One connection to itself, outside Prisma, for scripts of several statements: migrations. */
  session<T>(work: (session: Session) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export type Session = {
  /** Any number of statements, no parameters. */
  script(sql: string): Promise<void>
  query(sql: string, params?: unknown[]): Promise<Record<string, unknown>[]>
}

/** What a turn works with. Inside a transaction use only this: PGlite would wait for itself for ever. */
export type Tx = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0]

export type DatabaseOptions = {
  /** Structurally `Config['database']`; null means PGlite in `dataDir`. */
  database: { url: string; pool: number } | null
  dataDir: string
}

/**
 * Waiting for a connection may take as long as a rush lasts at 30 turns/s; a transaction itself is short,
 * and shorter than the server's own timeouts would allow it to be held.
 */
const patience = { maxWait: 10_000, timeout: 15_000 }

/**
 * Opens the database and waits until it answers. It does not migrate: call `migrate(db)` next.
 * @throws DirectoryInUse (dir-lock.ts) when another process works on `dataDir`
 */
export async function openDatabase({ database, dataDir }: DatabaseOptions): Promise<Db> {
  if (!database) {
    const { openDataDirectory } = await import('./data-directory.ts')
    const { client, close } = await openDataDirectory(dataDir)
    return overPGlite(client, close)
  }
  const pool = openPool(database)
  try {
    await waitUntilReady(pool)
  } catch (error) {
    await pool.end()
    throw error
  }
  const prisma = new PrismaClient({
    errorFormat: 'minimal',
    adapter: new PrismaPg(pool, { statementNameGenerator: ({ sql }) => nameOf(sql) }),
    transactionOptions: patience,
  })
  return {
    prisma,
    kind: 'postgres',
    pool: database.pool,
    async session(work) {
      const client = await pool.connect()
      try {
        return await work({
          script: async (sql) => void (await client.query(sql)),
          query: async (sql, params) => (await client.query(sql, params)).rows,
        })
      } finally {
        client.release()
      }
    },
    async close() {
      await prisma.$disconnect()
      await pool.end()
    },
  }
}

/**
 * The same text is planned once per connection instead of each time: planning is a third of what the database does
 * for a turn. The texts are few and fixed; values never stand in them.
 */
function nameOf(sql: string): string {
  const known = names.get(sql)
  if (known) return known
  const name = `guyub_${createHash('sha256').update(sql).digest('base64url').slice(0, 24)}`
  if (names.size < 1_000) names.set(sql, name)
  return name
}
const names = new Map<string, string>()

/** A `Db` over an open PGlite: the data directory's, or a test's in memory. */
export function overPGlite(client: Embedded, close: () => Promise<void> = () => client.close()): Db {
  const prisma = new PrismaClient({
    errorFormat: 'minimal',
    // It asks for no more than what `Embedded` has.
    adapter: new PrismaPGlite(client as PGlite),
    transactionOptions: patience,
  })
  return {
    prisma,
    kind: 'pglite',
    pool: 1,
    session: (work) =>
      work({
        script: async (sql) => void (await client.exec(sql)),
        query: async (sql, params) => (await client.query<Record<string, unknown>>(sql, params)).rows,
      }),
    async close() {
      await prisma.$disconnect()
      await close()
    },
  }
}

/**
 * Does `work` in one READ COMMITTED transaction. No isolation level is passed: it is PostgreSQL's default,
 * and PGlite's adapter would set one outside the transaction.
 * @param opts longer than usual, for an import: `{ timeout: 60_000 }`
 */
export function transaction<T>(
  db: Pick<Db, 'prisma'>,
  work: (tx: Tx) => Promise<T>,
  opts: { maxWait?: number; timeout?: number } = {},
): Promise<T> {
  return db.prisma.$transaction(work, { ...patience, ...opts })
}
