import { randomBytes } from 'node:crypto'
import { mkdirSync, realpathSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { appear, ask, forget, type Holder, list, lockFolder } from './lock-socket.ts'

/**
 * One process per data directory: two on one PGlite destroy it. Node has no flock, so a lock is a *listening
 * socket* in the directory. It ends with its process, also by SIGKILL or a power cut, and a reused pid means
 * nothing. (A folder shared between computers is not protected, and no place for a database.)
 */
export class DirectoryInUse extends Error {}

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
  const release = await appear(folder, name, me).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    // Windows: one pipe for all, and it is taken.
    const holder = await ask(folder, name)
    throw inUse(directory, typeof holder === 'string' ? null : holder)
  })
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
    const holder = await ask(folder, other)
    if (holder === 'gone') continue
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
