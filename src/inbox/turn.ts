import { setTimeout as sleep } from 'node:timers/promises'
import { type Db, type Tx, transaction } from '../lib/db.ts'
import type { Log } from '../lib/log.ts'
import { metrics } from '../lib/metrics.ts'
import { isWaiting } from '../lib/waiting.ts'
import type { Outgoing } from '../message.ts'
import { type Answered, finish, holdBack, park, pendingAddresses } from './finish.ts'
import { type Loaded, load, lockAddresses, lockPeople } from './load.ts'

/** What a conversation makes of one message; written together with everything that its verbs wrote. */
export type Answer = {
  say: Outgoing[]
  tell: { addressId: number; message: Outgoing; key: string }[]
  conversation: { dialog: string | null; state: unknown; offers: unknown; resume: unknown; misses: number }
}

/** What the turns of one transaction share: reads, and writes that wait for its end. */
export type Shared = {
  memo<T>(key: string, read: () => Promise<T>): Promise<T>
  /** Ids of everybody whom these turns may be about. */
  company: number[]
  defer<T>(write: (tx: Tx, rows: T[]) => Promise<unknown>, row: T): void
}
export type Converse = (tx: Tx, loaded: Loaded, shared: Shared) => Promise<Answer>

export type Turns = {
  /** These addresses have something new. A hint: the table is the truth. */
  hint(addressIds: number[]): void
  stop(): Promise<void>
  /** Resolves when nothing is waiting that could be done now. */
  idle(): Promise<void>
}

/** Turns of this many people share one transaction when more is waiting: one lock, one read, one write, one commit. */
const GROUP = 32
/**
 * The embedded database is one connection: after so long the rest of a group waits for the next transaction, and lets by
 * whoever wants to store or to send (WhatsApp takes its messages one at a time, each with a commit of its own).
 */
const EMBEDDED_MS = 100
/** Fewer do not spread over the workers: two small transactions cost more than they hide. */
const SMALL_GROUP = 8
const MEMORY_QUEUE = 2_000
const POLL_MS = 250
/** With the backoff of `holdBack` an address is held for about nine seconds, then the message is parked. */
const MOST_ATTEMPTS = 5

/**
 * The spine: turns messages that are kept into replies that are kept, one transaction at a time, each address in
 * order, different people at the same time. A turn that fails is tried alone, with backoff, then parked with an
 * apology; the others do not notice. Waiting (for a connection, a lock, the database itself) spends no attempt.
 */
export function runTurns(deps: {
  db: Db
  converse: Converse
  /** Characters that one message of a channel may have. */
  limit(channel: string): number
  /** Said to somebody whose message could not be handled. */
  apology(loaded: Loaded, reference: string): Outgoing
  /** Replies are committed: delivery may look. */
  enqueued(): void
  log: Log
}): Turns {
  const { db, log } = deps
  // The embedded database is one connection; a pool keeps three for the rest of the process.
  // More workers would only make smaller groups: three hide each other's round trips and commits.
  const workers = db.kind === 'pglite' ? 1 : Math.max(1, Math.min(3, db.pool - 3))
  const waiting = new Set<number>()
  const active = new Set<number>()
  let running = true
  let busy = 0
  let timer: NodeJS.Timeout | undefined

  function hint(addressIds: number[]): void {
    for (const id of addressIds) if (waiting.size < MEMORY_QUEUE) waiting.add(id)
    pump()
  }

  function take(): number[] {
    const group: number[] = []
    const size = Math.min(GROUP, Math.max(SMALL_GROUP, Math.ceil(waiting.size / workers)))
    for (const id of waiting) {
      if (active.has(id)) continue
      waiting.delete(id)
      active.add(id)
      group.push(id)
      if (group.length >= size) break
    }
    return group
  }

  function pump(): void {
    while (running && busy < workers) {
      const group = take()
      if (group.length === 0) break
      busy += 1
      void work(group).finally(() => {
        busy -= 1
        for (const id of group) active.delete(id)
        pump()
      })
    }
  }

  async function poll(): Promise<void> {
    if (!running) return
    try {
      const room = MEMORY_QUEUE - waiting.size
      if (room > 0) hint((await pendingAddresses(db.prisma, room)).filter((id) => !active.has(id)))
    } catch (error) {
      log.warn({ err: error }, 'inbox not read, trying again')
    }
    if (running) timer = setTimeout(() => void poll(), POLL_MS)
  }
  void poll()

  /** One group in one transaction; when anything in it fails, each of its members alone. */
  async function work(group: number[]): Promise<void> {
    try {
      const { done, left } = await turn(group)
      for (const loaded of done) if (loaded.more && running) waiting.add(loaded.address.id)
      for (const id of left) if (running) waiting.add(id)
      if (done.length > 0) deps.enqueued()
    } catch (error) {
      const cause = error instanceof TurnError ? error.cause : error
      if (group.length > 1 && !isWaiting(cause)) {
        for (const id of group) if (running) await work([id])
      } else {
        await failed(error)
      }
    }
  }

  /**
   * @returns whose turn is done, and whom there was no time for
   * @throws what a conversation or the database threw, as TurnError where the message is known
   */
  async function turn(group: number[]): Promise<{ done: Loaded[]; left: number[] }> {
    const done: Loaded[] = []
    const left: number[] = []
    await transaction(db, async (tx) => {
      const ours = await lockAddresses(tx, group)
      if (ours.length === 0) return
      const people = await lockPeople(tx, ours)
      const loaded = (await load(tx, [...people.keys()])).filter(
        // Another turn may have told this address who it is, between the lock of the person and this read.
        (one) => one.address.personId === people.get(one.address.id),
      )
      const { shared, writeDeferred } = share(loaded)
      const answered: Answered[] = []
      const told = new Set<number>()
      const until = db.kind === 'pglite' ? performance.now() + EMBEDDED_MS : Number.POSITIVE_INFINITY
      for (const one of loaded) {
        if (answered.length > 0 && performance.now() > until) {
          left.push(one.address.id)
          continue
        }
        // Another turn of this transaction may just have said who this address is: it is read afresh in the next one.
        if (told.has(one.address.id)) continue
        try {
          const answer = await deps.converse(tx, one, shared)
          for (const { addressId } of answer.tell) told.add(addressId)
          answered.push({ loaded: one, answer })
        } catch (error) {
          throw new TurnError(one, error)
        }
      }
      try {
        await writeDeferred(tx)
        await finish(tx, answered, deps.limit)
      } catch (error) {
        const [only, ...others] = loaded
        // Of several nobody knows whose it was: each is tried alone, and then it is clear.
        throw only && others.length === 0 ? new TurnError(only, error) : error
      }
      done.push(...answered.map((one) => one.loaded))
    })
    if (done.length > 0) metrics.turns.inc({ outcome: 'done' }, done.length)
    return { done, left }
  }

  async function failed(error: unknown): Promise<void> {
    const cause = error instanceof TurnError ? error.cause : error
    if (isWaiting(cause) || !(error instanceof TurnError)) {
      log.warn({ err: cause }, 'a turn waits for the database')
      metrics.turns.inc({ outcome: 'waited' })
      await sleep(200)
      return
    }
    const { loaded } = error
    const reference = `G-${loaded.inboxId.toString(36).toUpperCase()}`
    try {
      if (loaded.attempts + 1 >= MOST_ATTEMPTS) {
        await park(db, loaded, reference, cause, deps.apology(loaded, reference), deps.limit)
        metrics.turns.inc({ outcome: 'parked' })
        log.error(
          { err: cause, reference, channel: loaded.address.channel },
          'a message could not be handled and is parked',
        )
        deps.enqueued()
      } else {
        await holdBack(db.prisma, loaded, cause)
        metrics.turns.inc({ outcome: 'failed' })
        log.warn({ err: cause, reference, attempt: loaded.attempts + 1 }, 'a turn failed, it is tried again')
      }
    } catch (second) {
      log.warn({ err: second }, 'the failure of a turn was not written')
    }
  }

  return {
    hint,
    idle: async () => {
      for (;;) {
        while (busy > 0 || waiting.size > 0) await sleep(5)
        const found = await pendingAddresses(db.prisma, 100)
        if (found.length === 0 && busy === 0) return
        hint(found)
      }
    },
    stop: async () => {
      running = false
      clearTimeout(timer)
      while (busy > 0) await sleep(10)
    },
  }
}

/** A turn's own failure, with the message that it was about. */
class TurnError extends Error {
  readonly loaded: Loaded
  constructor(loaded: Loaded, cause: unknown) {
    super('a turn failed', { cause })
    this.loaded = loaded
  }
}

function share(loaded: Loaded[]): { shared: Shared; writeDeferred(tx: Tx): Promise<void> } {
  const known = new Map<string, Promise<unknown>>()
  const deferred = new Map<(tx: Tx, rows: never[]) => Promise<unknown>, unknown[]>()
  const shared: Shared = {
    company: [...new Set(loaded.flatMap((one) => one.people.map((person) => person.id)))],
    memo: <T>(key: string, read: () => Promise<T>) => {
      const value = known.get(key) ?? read()
      known.set(key, value)
      return value as Promise<T>
    },
    defer: (write, row) => {
      deferred.set(write, [...(deferred.get(write) ?? []), row])
    },
  }
  return {
    shared,
    writeDeferred: async (tx) => {
      for (const [write, rows] of deferred) await write(tx, rows as never[])
    },
  }
}
