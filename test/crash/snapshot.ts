import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Store } from '../../bench/store.ts'
import { openDatabase } from '../../src/lib/db.ts'

/** One moment of inbox and outbox, read in one statement. */
export type Snapshot = {
  inbox: number
  new: number
  done: number
  parked: number
  /** Rows by state. */
  outbox: Record<string, number>
  /** Done messages without a reply row: a lost reply. */
  unanswered: number
}

const SQL = `
  SELECT count(*)::int AS inbox,
    count(*) FILTER (WHERE i.state = 'new')::int AS new,
    count(*) FILTER (WHERE i.state = 'done')::int AS done,
    count(*) FILTER (WHERE i.state = 'parked')::int AS parked,
    count(*) FILTER (WHERE i.state = 'done' AND o.id IS NULL)::int AS unanswered,
    (SELECT coalesce(jsonb_object_agg(state, n), '{}') FROM (SELECT state, count(*) AS n FROM outbox GROUP BY state) s) AS outbox
  FROM inbox i LEFT JOIN outbox o ON o.key = 'r/' || i.id || '/0'`

export const total = (snapshot: Snapshot): number =>
  Object.values(snapshot.outbox).reduce((sum, count) => sum + count, 0)
export const sendingOf = (snapshot: Snapshot): number => snapshot.outbox.sending ?? 0

/** What must hold at every moment, whatever was killed: each handled message has its one row, in one state. */
export function faultOf(snapshot: Snapshot): string | null {
  const handled = snapshot.done + snapshot.parked
  if (snapshot.unanswered === 0 && total(snapshot) === handled) return null
  return `outbox states sum to ${total(snapshot)}, ${handled} messages are handled, ${snapshot.unanswered} without a row: ${JSON.stringify(snapshot.outbox)}`
}

/** Calls that had begun and not ended when their process stood still, by its journals: each is named once. */
export function createJournalReader(dataDir: string): () => number {
  const known = new Set<string>()
  return () => {
    const folder = join(dataDir, 'calls')
    const open = new Set<string>()
    // Killed before it held a lease, a process has written nothing.
    if (!existsSync(folder)) return 0
    for (const name of readdirSync(folder).filter((one) => one.endsWith('.calls'))) {
      for (const line of readFileSync(join(folder, name), 'utf8').split('\n').slice(1)) {
        const [what, call = ''] = line.split(' ')
        if (what === 'begun') open.add(`${name} ${call}`)
        else open.delete(`${name} ${call}`)
      }
    }
    const found = [...open].filter((call) => !known.has(call))
    for (const call of found) known.add(call)
    return found.length
  }
}

export type Watch<T = Snapshot> = {
  /** Reads now. */
  read(): Promise<T>
  /** The program was killed: what stands in the database once its connections are gone. */
  afterKill(): Promise<T>
  /** Lets the leases of a killed process end at once. */
  endLeases(): Promise<void>
  close(): Promise<void>
}

/** PostgreSQL is read beside the program, under a name of its own. */
export async function watchPostgres<T = Snapshot>(store: Store, sql = SQL): Promise<Watch<T>> {
  const client = new pg.Client({ connectionString: store.server?.urlOf('guyub'), application_name: 'crash' })
  // The server may be stopped while we look: that ends the connection, not the program.
  client.on('error', () => {})
  await client.connect()
  const read = async () => (await client.query(sql)).rows[0] as T
  return {
    read,
    async afterKill() {
      for (let tries = 0; tries < 250; tries++) {
        const { rows } = await client.query(`SELECT 1 FROM pg_stat_activity WHERE application_name = 'guyub'`)
        if (rows.length === 0) break
        await sleep(20)
      }
      return read()
    },
    endLeases: async () =>
      void (await client.query(`UPDATE lease SET expires_at = clock_timestamp() - interval '1 ms'`)),
    close: () => client.end(),
  }
}

/**
 * PGlite belongs to the program alone: what a kill left is copied, and the copy is opened. The program itself
 * recovers from the original, as it would anywhere.
 */
export function watchPGlite<T = Snapshot>(store: Store, sql = SQL): Watch<T> {
  const read = async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'guyub-crash-'))
    try {
      cpSync(join(store.dataDir, 'pglite'), join(dataDir, 'pglite'), { recursive: true })
      const db = await openDatabase({ database: null, dataDir })
      try {
        return (await db.session((own) => own.query(sql)))[0] as T
      } finally {
        await db.close()
      }
    } finally {
      rmSync(dataDir, { recursive: true, force: true })
    }
  }
  return { read, afterKill: read, endLeases: async () => {}, close: async () => {} }
}
