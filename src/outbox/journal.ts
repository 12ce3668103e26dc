import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

/**
 * What the calls of this process have come to, in a small file beside the database: a commit takes milliseconds,
 * a kill takes none. The outbox alone can only say "in `sending`", which is more than what was under way: claimed
 * and not begun, under way, or answered and not yet committed. With the journal the next holder on this machine
 * knows which of the three it was, so that only a call really under way is in doubt.
 *
 * It is an aid, never the truth: without it (another machine, a full disk) everything in `sending` is in doubt.
 * Nothing here is synced: the page cache outlives a killed process, and a machine that went down is known by `boot`.
 */

/** A call is one attempt at one row. */
export type Call = { id: bigint; attempt: number }

/**
 * `sent` and `unsent` are certain; `doubt`: begun, and its answer not seen; `unbegun`: claimed, and the process ended
 * before the call.
 */
export type Came = { came: 'sent'; platformId: string } | { came: 'unsent' | 'doubt' | 'unbegun' }

export type Journal = {
  /** Right before the call. */
  begin(call: Call): void
  /** Right after its answer; `sent` with the platform's id, `unsent` when it certainly was not taken. */
  end(call: Call, came: { came: 'sent'; platformId: string } | { came: 'unsent' }): void
  /** The outcome is committed: nobody will ask again. */
  settled(calls: Call[]): void
  close(): void
}

type Owner = { channel: string; holder: string; epoch: bigint }

/** Rewritten with what is open when it has grown to this. */
const MOST_BYTES = 1024 * 1024

const keyOf = ({ id, attempt }: Call) => `${id}/${attempt}`
const fileOf = (folder: string, { channel, epoch }: Pick<Owner, 'channel' | 'epoch'>) =>
  join(folder, `${channel}.${epoch}.calls`)

/**
 * @param onError told once; from then on nothing is written, and the file is gone, so that nobody relies on it
 */
export function openJournal(folder: string, owner: Owner, onError: (error: unknown) => void): Journal {
  const file = fileOf(folder, owner)
  const head = `${JSON.stringify({ holder: owner.holder, boot: bootId() })}\n`
  const open = new Map<string, string>()
  let bytes = 0
  let descriptor: number | null = null

  attempt(() => {
    mkdirSync(folder, { recursive: true })
    rewrite()
  })

  function attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      if (descriptor !== null) quietly(() => closeSync(descriptor as number))
      descriptor = null
      quietly(() => rmSync(file, { force: true }))
      onError(error)
    }
  }

  /** Under another name first: whoever reads it finds all of the old lines or all of the new ones. */
  function rewrite(): void {
    const text = head + [...open.values()].join('')
    const next = openSync(`${file}.new`, 'w', 0o600)
    writeSync(next, text)
    renameSync(`${file}.new`, file)
    if (descriptor !== null) closeSync(descriptor)
    descriptor = next
    bytes = text.length
  }

  function write(call: Call, line: string): void {
    if (descriptor === null) return
    const key = keyOf(call)
    open.set(key, (open.get(key) ?? '') + line)
    attempt(() => {
      writeSync(descriptor as number, line)
      bytes += line.length
      if (bytes > MOST_BYTES) rewrite()
    })
  }

  return {
    begin: (call) => write(call, `begun ${keyOf(call)}\n`),
    end: (call, came) =>
      write(call, `${came.came} ${keyOf(call)}${came.came === 'sent' ? ` ${came.platformId}` : ''}\n`),
    settled: (calls) => {
      for (const call of calls) open.delete(keyOf(call))
    },
    close: () => {
      if (descriptor !== null) quietly(() => closeSync(descriptor as number))
      descriptor = null
    },
  }
}

/** What earlier holders of a channel wrote on this machine. */
export type Recollection = {
  /** @returns null when nothing is known of it, so that it may have been under way */
  of(call: Call & { holder: string | null; epoch: bigint | null }): Came | null
  /** Its rows are taken back: the files are not needed any more. */
  forget(): void
}

/** @param before epochs below it: those of holders that have lost the lease */
export function recall(folder: string, channel: string, before: bigint): Recollection {
  const files = filesOf(folder, channel).filter(({ epoch }) => epoch < before)
  const journals = new Map(files.map(({ path, epoch }) => [epoch, read(path)]))
  return {
    of: (call) => {
      const journal = call.epoch === null ? undefined : journals.get(call.epoch)
      if (!journal || journal.holder !== call.holder) return null
      const came = journal.calls.get(keyOf(call))
      // After a power cut the last lines may be missing: what is not there may have been.
      return came ?? (journal.boot === bootId() ? { came: 'unbegun' } : null)
    },
    forget: () => {
      for (const { path } of files) rmSync(path, { force: true })
    },
  }
}

function filesOf(folder: string, channel: string): { path: string; epoch: bigint }[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  return names.flatMap((name) => {
    const [, of, epoch] = /^(\w+)\.(\d+)\.calls$/.exec(name) ?? []
    return of === channel && epoch ? [{ path: join(folder, name), epoch: BigInt(epoch) }] : []
  })
}

function read(path: string): { holder: string; boot: string; calls: Map<string, Came> } | undefined {
  const calls = new Map<string, Came>()
  try {
    // A line without its end was being written when the process was killed: it says nothing.
    const [head = '', ...lines] = readFileSync(path, 'utf8').split('\n').slice(0, -1)
    for (const line of lines) {
      const [what, key = '', platformId = ''] = line.split(' ')
      if (what === 'begun') calls.set(key, { came: 'doubt' })
      else if (what === 'unsent') calls.set(key, { came: 'unsent' })
      else if (what === 'sent') calls.set(key, { came: 'sent', platformId })
    }
    return { ...(JSON.parse(head) as { holder: string; boot: string }), calls }
  } catch {
    return undefined
  }
}

let boot: string | undefined
/** Differs after the machine went down; where nobody tells, every process is a machine of its own. */
function bootId(): string {
  try {
    boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    boot ??= `process ${process.pid}.${process.hrtime.bigint()}`
  }
  return boot
}

/** For what may fail because the disk has failed already. */
function quietly(work: () => void): void {
  try {
    work()
  } catch {
    // It was about to go anyway.
  }
}
