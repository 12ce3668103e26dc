import type { Embedded } from './pglite-thread.ts'

/**
 * What a PostgreSQL server does in the background and PGlite, a single process, never does: checkpoints (or
 * the WAL grows until the process ends, and a start after `kill -9` replays all of it) and vacuum (or the
 * inbox and outbox only grow, and claims get slower).
 */
const EVERY_MS = 60_000
/** Replayed in well under a second. */
const WAL_BYTES = 32 * 1024 * 1024
/** As autovacuum reckons: so many dead rows, and so much of the table. */
const DEAD_ROWS = 1_000
const DEAD_SHARE = 0.2

/** @returns what stops it */
export function keepUp(client: Embedded, everyMs = EVERY_MS): () => Promise<void> {
  let running: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    // An error here is the disk's, and the next statement of a turn will meet it where it can be told.
    running = upkeep(client).then(
      () => {},
      () => {},
    )
  }, everyMs)
  timer.unref()
  return () => {
    clearInterval(timer)
    return running
  }
}

/** One round; each statement is short, and turns go on between them. */
export async function upkeep(client: Embedded): Promise<{ vacuumed: string[]; checkpoint: boolean }> {
  // Counts reach the statistics with a delay, and would call for a vacuum that has just been done.
  await client.query('SELECT pg_stat_force_next_flush()')
  const { rows } = await client.query<{ name: string }>(
    `SELECT quote_ident(relname) AS name FROM pg_stat_user_tables
     WHERE n_dead_tup > $1 AND n_dead_tup > $2::float8 * n_live_tup ORDER BY n_dead_tup DESC LIMIT 3`,
    [DEAD_ROWS, DEAD_SHARE],
  )
  for (const { name } of rows) await client.exec(`VACUUM (ANALYZE) ${name}`)
  const wal = await client.query<{ bytes: number }>(
    `SELECT (pg_current_wal_lsn() - redo_lsn)::float8 AS bytes FROM pg_control_checkpoint()`,
  )
  const checkpoint = (wal.rows[0]?.bytes ?? 0) > WAL_BYTES
  if (checkpoint) await client.exec('CHECKPOINT')
  return { vacuumed: rows.map(({ name }) => name), checkpoint }
}
