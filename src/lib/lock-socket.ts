import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { createConnection, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** The sockets of dir-lock.ts: who listens in a folder is alive, whatever its pid. */
export type Holder = { pid: number | null; since: string | null; state: 'trying' | 'holding' }

/** Listens, then becomes visible: a name in the folder that refuses a connection is always a dead one. */
export async function appear(folder: string, name: string, me: Holder): Promise<() => Promise<void>> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.end(JSON.stringify(me))
  })
  server.unref()
  if (process.platform === 'win32') {
    await listen(server, address(folder, name))
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

/** @returns what it says of itself, or that it is dead (its socket refuses) or gone (it has left) */
export async function ask(folder: string, name: string): Promise<Holder | 'dead' | 'gone'> {
  const silent: Holder = { pid: Number.parseInt(name, 10) || null, since: null, state: 'holding' }
  for (let attempt = 0; attempt < 20; attempt++) {
    const answer = await askOnce(address(folder, name))
    if (answer !== 'hung up') return answer === 'silent' ? silent : answer
    // Somebody who just gave up hangs up on us.
    if (process.platform !== 'win32' && !existsSync(join(folder, name))) return 'gone'
    await pause(20)
  }
  return silent
}

function askOnce(path: string): Promise<Holder | 'dead' | 'silent' | 'hung up'> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = createConnection(path)
    const decide = (what: Holder | 'dead' | 'silent' | 'hung up') => {
      socket.destroy()
      resolve(what)
    }
    // A stopped process (SIGSTOP) lets us connect but does not answer: it is alive, and holds.
    socket.setEncoding('utf8').setTimeout(2_000, () => decide('silent'))
    socket.on('data', (data) => (answer += data))
    socket.on('end', () => decide(parse(answer) ?? 'hung up'))
    socket.on('error', ({ code }: NodeJS.ErrnoException) =>
      decide(code === 'ENOENT' || code === 'ECONNREFUSED' ? 'dead' : 'hung up'),
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

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** A socket's path has at most about 100 bytes; a longer data directory keeps its lock in the system's. */
export function lockFolder(directory: string): string {
  const own = join(directory, 'lock')
  if (process.platform !== 'win32' && Buffer.byteLength(own) <= 70) return own
  return join(
    tmpdir(),
    `guyub-${createHash('sha256').update(directory.toLowerCase()).digest('hex').slice(0, 16)}`,
  )
}

/** Windows has pipes instead, with one name for all: the second to listen fails. */
export function address(folder: string, name: string): string {
  return process.platform === 'win32' ? `\\\\.\\pipe\\${folder.replace(/[^\w]+/g, '-')}` : join(folder, name)
}

export function list(folder: string): string[] {
  return process.platform === 'win32' ? [] : readdirSync(folder).filter((name) => !name.startsWith('.'))
}

export function forget(folder: string, name: string): void {
  if (process.platform !== 'win32') rmSync(join(folder, name), { force: true })
}
