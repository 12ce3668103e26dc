import { closeSync, fsyncSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

/**
 * PGlite (PostgreSQL 17 as WebAssembly, in this process) made durable. As it comes, it never calls fsync:
 * a power cut after "received" could lose what was said. Facts and figures: DESIGN.md §7.
 */

/** The parts of Emscripten's file system that the hooks below touch. */
type Node = { name: string; mode: number }
type Stream = { nfd?: number; node: Node }
type NodeFsModule = {
  FS: { isDir(mode: number): boolean }
  NODEFS: {
    realPath(node: Node): string
    stream_ops: {
      write(stream: Stream, ...rest: unknown[]): number
      fsync?(stream: Stream): number
    }
  }
}

/** Only the safe settings differ from PGlite's own; `-F` would turn fsync off again. */
const durable = [
  ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
  ...['-c', 'fsync=on', '-c', 'wal_sync_method=fsync'],
]
/** The default of 128 MB would be touched over time and stay: this is an office, not a data warehouse. */
const small = ['-c', 'shared_buffers=16MB', '-c', 'TimeZone=UTC']

/** A database in a directory that survives `kill -9` and a power cut. The directory must be ours alone (dir-lock). */
export async function openDurable(directory: string): Promise<PGlite> {
  return fair(await PGlite.create({ fs: new DurableFS(directory), startParams: [...durable, ...small] }))
}

/** A database in memory (tests, scripts), empty or from an image (a tar of a data directory). */
export async function openInMemory(image?: Blob): Promise<PGlite> {
  const startParams = [...PGlite.defaultStartParams, ...small]
  return fair(await PGlite.create({ startParams, ...(image ? { loadDataDir: image } : {}) }))
}

/**
 * PGlite works inside our event loop, and queued transactions follow each other by promises alone: a
 * thousand of them would let no timer run. So each one lets the loop turn once before it commits.
 */
function fair(database: PGlite): PGlite {
  const transaction = database.transaction.bind(database)
  database.transaction = (work) =>
    transaction(async (tx) => {
      const result = await work(tx)
      await new Promise((resolve) => setImmediate(resolve))
      return result
    })
  return database
}

/** NODEFS that really syncs. The hooks stand before the server starts, because recovery writes too. */
class DurableFS extends NodeFS {
  override async init(...[database, options]: Parameters<NodeFS['init']>) {
    const { emscriptenOpts } = await super.init(database, options)
    const preRun = [emscriptenOpts.preRun ?? []].flat()
    return {
      emscriptenOpts: {
        ...emscriptenOpts,
        preRun: [...preRun, (module: unknown) => syncForReal(module as NodeFsModule)],
      } as typeof emscriptenOpts,
    }
  }
}

function syncForReal({ FS, NODEFS }: NodeFsModule): void {
  const operations = NODEFS.stream_ops
  const plainWrite = operations.write
  const unsynced = new Set<string>()

  operations.fsync = (stream) => {
    if (stream.nfd !== undefined) fsyncSync(stream.nfd)
    else if (FS.isDir(stream.node.mode)) syncPath(NODEFS.realPath(stream.node))
    return 0
  }
  operations.write = (stream, ...rest) => {
    const path = NODEFS.realPath(stream.node)
    // At a checkpoint PGlite syncs the WAL and pg_control, but not the data files that the checkpoint
    // vouches for. pg_control is what makes it valid: everything written before must be on disk first.
    if (path.endsWith('/global/pg_control')) {
      const folders = new Set([...unsynced].map((file) => dirname(file)))
      for (const file of [...unsynced, ...folders]) syncPath(file)
      unsynced.clear()
    } else if (!path.includes('/pg_wal/')) {
      unsynced.add(path)
    }
    return plainWrite.call(operations, stream, ...rest)
  }
}

/** A file that is gone needs no sync; on Windows a folder cannot be synced, and need not be. */
export function syncPath(path: string): void {
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'EPERM') return
    throw error
  }
  try {
    fsyncSync(descriptor)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error
  } finally {
    closeSync(descriptor)
  }
}
