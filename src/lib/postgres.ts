import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { isWaiting } from './waiting.ts'

/**
 * A frozen process keeps its locks for ever, and everybody behind it waits: so every connection carries
 * limits that the server enforces, however dead we are (DESIGN.md §3).
 */
const limits = {
  idle_in_transaction_session_timeout: '10s',
  lock_timeout: '5s',
  statement_timeout: '15s',
}

/** The oldest PostgreSQL with UNIQUE NULLS NOT DISTINCT, which the schema needs. */
const OLDEST = 150_000

/**
 * Our settings come first, so that an operator's `?options=-c statement_timeout=60s` wins; TimeZone comes
 * last, because the driver adapter writes times without a zone and reads them as UTC.
 */
function withOptions(url: string): string {
  const parsed = new URL(url)
  const ours = Object.entries(limits).map(([name, value]) => `-c ${name}=${value}`)
  const theirs = parsed.searchParams.get('options') ?? ''
  parsed.searchParams.set('options', [...ours, theirs, '-c TimeZone=UTC'].filter(Boolean).join(' '))
  return parsed.toString()
}

export function openPool(database: { url: string; pool: number }): pg.Pool {
  const pool = new pg.Pool({
    connectionString: withOptions(database.url),
    max: database.pool,
    connectionTimeoutMillis: 10_000,
    application_name: 'guyub',
    keepAlive: true,
  })
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  return pool
}

/**
 * After a power cut the server often starts slower than we do.
 * @throws Error with a sentence for the operator, without the password
 */
export async function waitUntilReady(pool: pg.Pool, seconds = 30): Promise<void> {
  const until = Date.now() + seconds * 1_000
  for (;;) {
    try {
      const { rows } = await pool.query('SELECT current_setting($1)::int AS version', ['server_version_num'])
      if (rows[0].version >= OLDEST) return
      throw new Error(`Guyub needs PostgreSQL 15 or newer; this server is ${rows[0].version / 10_000}.`)
    } catch (error) {
      if (!isWaiting(error)) throw error
      if (Date.now() >= until) {
        throw new Error(
          `The database of DATABASE_URL has not answered for ${seconds} seconds: ${reason(error)}`,
          {
            cause: error,
          },
        )
      }
      await pause(500)
    }
  }
}

function reason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reason).join('; ')
  return error instanceof Error ? error.message : String(error)
}
