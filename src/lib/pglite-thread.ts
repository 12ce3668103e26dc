import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { Mutex, messages, type PGlite, type QueryOptions, type Results } from '@electric-sql/pglite'
import { root } from './root.ts'

/**
 * The embedded database in a thread of its own. PGlite computes where it is called: in the thread that also serves
 * sockets and timers, a turn of 32 people or an fsync would hold up everything else, and of two cores one would idle.
 *
 * Only questions and answers cross over. Who is next is decided here, by one queue, so that a transaction is one
 * whatever else is asked meanwhile.
 */
export type Embedded = Pick<PGlite, 'query' | 'exec' | 'transaction' | 'close'>

export type Question = { id: number } & (
  | {
      kind: 'query'
      sql: string
      params?: unknown[]
      options?: { rowMode?: 'array' | 'object'; types?: number[] }
    }
  | { kind: 'exec'; sql: string }
  | { kind: 'close' }
)
type Ask = Question extends infer One ? (One extends Question ? Omit<One, 'id'> : never) : never
export type Answer = { id: number } & (
  | { result: unknown }
  | { error: { message: string; fields: Record<string, unknown> } }
)

/**
 * @param onLost the thread ended by itself: without its database a process only looks alive, so by default it ends with
 *   the reason, for whoever restarts it. Nothing that was committed is lost.
 * @throws what opening the database throws, e.g. for a directory that is none
 */
export async function openInThread(
  directory: string,
  onLost: (error: Error) => void = rethrow,
): Promise<Embedded> {
  const worker = startWorker(directory)
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  const queue = new Mutex()
  let last = 0
  let gone: Error | null = null
  let opened = false
  let closing = false
  /** The types that the worker leaves unread, told once. */
  let told: Record<number, unknown> | undefined

  worker.on('message', (answer: Answer) => {
    const asked = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) asked?.reject(asDatabaseError(answer.error))
    else asked?.resolve(answer.result)
  })
  const end = (error: Error): void => {
    const first = gone === null
    gone ??= error
    for (const { reject } of waiting.values()) reject(gone)
    waiting.clear()
    if (first && opened && !closing) onLost(gone)
  }
  worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', () =>
    end(new Error(closing ? 'the embedded database is closed' : 'the embedded database ended by itself')),
  )

  const answered = (id: number) =>
    new Promise<unknown>((resolve, reject) => {
      if (gone) reject(gone)
      else waiting.set(id, { resolve, reject })
    })
  const ask = (question: Ask): Promise<unknown> => {
    last += 1
    const answer = answered(last)
    if (!gone) worker.postMessage({ ...question, id: last } satisfies Question)
    return answer
  }

  const query = async <T>(sql: string, params?: unknown[], options?: QueryOptions): Promise<Results<T>> => {
    const { parsers } = options ?? {}
    const types = parsers && parsers !== told ? { types: Object.keys(parsers).map(Number) } : {}
    if (parsers) told = parsers
    const rowMode = options?.rowMode ? { rowMode: options.rowMode } : {}
    const result = (await ask({
      kind: 'query',
      sql,
      ...(params ? { params } : {}),
      options: { ...rowMode, ...types },
    })) as Results<T>
    if (parsers) readRows(result as Results<unknown[]>, parsers)
    return result
  }
  const exec = async (sql: string) => (await ask({ kind: 'exec', sql })) as Results[]

  // The worker says when it has opened the database.
  await answered(0)
  opened = true
  return {
    query: (sql, params, options) => queue.runExclusive(() => query(sql, params, options)),
    exec: (sql) => queue.runExclusive(() => exec(sql)),
    transaction: (work) =>
      queue.runExclusive(async () => {
        let open = true
        const close = async (how: 'COMMIT' | 'ROLLBACK') => {
          if (!open) return
          open = false
          await exec(how)
        }
        await exec('BEGIN')
        try {
          const result = await work({
            query,
            exec,
            rollback: () => close('ROLLBACK'),
            get closed() {
              return !open
            },
          } as Parameters<typeof work>[0])
          await close('COMMIT')
          return result
        } catch (error) {
          await close('ROLLBACK')
          throw error
        }
      }),
    close: async () => {
      if (gone) return
      closing = true
      await queue.runExclusive(() => ask({ kind: 'close' }))
      await worker.terminate()
    },
  } as Embedded
}

/** The build makes a program of it; from the sources (tests, `npm run dev`) tsx reads it, which Node cannot do in a worker. */
function startWorker(directory: string): Worker {
  const workerData = { directory }
  if (!import.meta.url.endsWith('.ts')) {
    // What it makes is short-lived and small, its memory is the database's own: a small nursery saves 20 MB.
    const resourceLimits = { maxYoungGenerationSizeMb: 12 }
    return new Worker(join(root, 'dist/lib/pglite-worker.js'), { workerData, resourceLimits })
  }
  const file = JSON.stringify(new URL('./pglite-worker.ts', import.meta.url).href)
  const load = `import('tsx/esm/api').then(({ tsImport }) => tsImport(${file}, ${file}))`
  return new Worker(load, { eval: true, workerData })
}

/** Rows come as arrays whose values the worker has left as text where a parser was given. */
function readRows({ rows, fields }: Results<unknown[]>, parsers: NonNullable<QueryOptions['parsers']>): void {
  fields.forEach(({ dataTypeID }, column) => {
    const parse = parsers[dataTypeID]
    if (!parse) return
    for (const row of rows) if (row[column] !== null) row[column] = parse(row[column] as string)
  })
}

/** As PGlite would have thrown it: Prisma's adapter knows a refusal by its class and code. */
function asDatabaseError({ message, fields }: { message: string; fields: Record<string, unknown> }): Error {
  if (typeof fields.severity !== 'string') return Object.assign(new Error(message), fields)
  return Object.assign(new messages.DatabaseError(message, message.length, 'error'), fields)
}

/** As an error that nobody caught. */
function rethrow(error: Error): void {
  setImmediate(() => {
    throw error
  })
}
