import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { createConnection, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * One process per data directory: two on one PGlite destroy it. Node has no flock, so a lock is a *listening
 * socket* in the directory. It ends with its process, also by SIGKILL or a power cut, and a reused pid means
 * nothing. (A folder shared between computers is not protected, and no place for a database.)
 */
export class DirectoryInUse extends Error {}

type Holder = { pid: number | null; since: string | null; state: 'trying' | 'holding' }

export type DirectoryLock = { release(): Promise<void> }

/**
 * Everybody first appears in the folder, then looks who else is there; so of two that start together at
 * least one sees the other. Whoever sees a holder gives up. Of two that are both trying, the greater name
 * gives up when it sees the lesser one, and the lesser waits until the greater has decided.
 * @throws DirectoryInUse saying who holds it, since when, and what to do
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const folder = lockFolder(realpathSync(directory))
  const me: Holder = { pid: process.pid, since: new Date().toISOString(), state: 'trying' }
  const name = `${process.pid}-${randomBytes(4).toString('hex')}`
  const release = await appear(folder, name, me)
  try {
    for (let round = 0; ; round++) {
      const trying = await others(folder, name, directory)
      const first = trying.every((other) => name < other)
      if (trying.length === 0) break
      if (!first || round > 100) throw inUse(directory, null)
      await pause(50)
    }
  } catch (error) {
    await release()
    throw error
  }
  me.state = 'holding'
  return { release }
}

/** @returns names of those that are trying too. @throws DirectoryInUse at a holder */
async function others(folder: string, name: string, directory: string): Promise<string[]> {
  const trying: string[] = []
  for (const other of list(folder)) {
    if (other === name) continue
    const holder = await ask(address(folder, other))
    if (holder === 'dead') forget(folder, other)
    else if (holder.state === 'holding') throw inUse(directory, holder)
    else trying.push(other)
  }
  return trying
}

function inUse(directory: string, holder: Holder | null): DirectoryInUse {
  const who = holder?.pid ? `process ${holder.pid}` : 'another process'
  const since = holder?.since ? ` since ${holder.since}` : ''
  return new DirectoryInUse(
    `The data directory ${directory} is in use by ${who}${since}. Only one Guyub may work on it: ` +
      `stop that one first${holder?.pid ? ` (kill ${holder.pid})` : ''}, or give this one its own DATA_DIR.`,
  )
}

/** Listens, then becomes visible: a name in the folder that refuses a connection is always a dead one. */
async function appear(folder: string, name: string, me: Holder): Promise<() => Promise<void>> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.end(JSON.stringify(me))
  })
  server.unref()
  if (process.platform === 'win32') {
    await listen(server, address(folder, name)).catch(async (error) => {
      const holder = await ask(address(folder, name))
      throw holder === 'dead' ? error : inUse(folder, holder)
    })
  } else {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const hidden = join(folder, `.${name}`)
    await listen(server, hidden)
    renameSync(hidden, join(folder, name))
  }
  return () =>
    new Promise((resolve) => {
      forget(folder, name)
      server.close(() => resolve())
    })
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** A stopped process (SIGSTOP) lets us connect but does not answer: it is alive, and holds. */
function ask(path: string): Promise<Holder | 'dead'> {
  return new Promise((resolve) => {
    let answer = ''
    const silent: Holder = {
      pid: Number(/(\d+)-[0-9a-f]+$/.exec(path)?.[1]) || null,
      since: null,
      state: 'holding',
    }
    const socket = createConnection(path)
    const decide = (holder: Holder | 'dead') => {
      socket.destroy()
      resolve(holder)
    }
    socket.setEncoding('utf8').setTimeout(2_000, () => decide(silent))
    socket.on('data', (data) => (answer += data))
    socket.on('end', () => decide(parse(answer) ?? silent))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      decide(error.code === 'ECONNREFUSED' || error.code === 'ENOENT' ? 'dead' : silent),
    )
  })
}

function parse(answer: string): Holder | null {
  try {
    return JSON.parse(answer) as Holder
  } catch {
    return null
  }
}

/** A socket's path has at most about 100 bytes; a longer data directory keeps its lock in the system's. */
function lockFolder(directory: string): string {
  const own = join(directory, 'lock')
  if (process.platform !== 'win32' && Buffer.byteLength(own) <= 70) return own
  return join(
    tmpdir(),
    `guyub-${createHash('sha256').update(directory.toLowerCase()).digest('hex').slice(0, 16)}`,
  )
}

/** Windows has pipes instead, with one name for all: the second to listen fails. */
function address(folder: string, name: string): string {
  return process.platform === 'win32' ? `\\\\.\\pipe\\${folder.replace(/[^\w]+/g, '-')}` : join(folder, name)
}

function list(folder: string): string[] {
  return process.platform === 'win32' ? [] : readdirSync(folder).filter((name) => !name.startsWith('.'))
}

function forget(folder: string, name: string): void {
  if (process.platform !== 'win32') rmSync(join(folder, name), { force: true })
}
