import { randomBytes } from 'node:crypto'
import type { Db, Tx } from './db.ts'

/**
 * Who does what alone: delivering for an account, polling a bot, the timetable. A lease lives in the
 * database and by the database's clock; its epoch grows each time it is gained. Work names the epoch in its
 * own transaction (`stillHeld`), so a process that slept through its lease cannot write over the next one.
 */
export type Lease = { lease: string; holder: string; epoch: bigint }

/** A dead holder is replaced within 15 s: 10 s until the lease ends, and somebody looks every 3.3 s. */
const TTL_MS = 10_000

/** @returns null while somebody else holds it */
export async function acquire(
  db: Pick<Db, 'prisma'>,
  name: string,
  holder: string,
  ttlMs = TTL_MS,
): Promise<Lease | null> {
  const rows = await db.prisma.$queryRaw<{ epoch: bigint }[]>`
    INSERT INTO lease AS l (name, holder, epoch, expires_at)
    VALUES (${name}, ${holder}, 1, clock_timestamp() + ${ttlMs}::int * interval '1 millisecond')
    ON CONFLICT (name) DO UPDATE
      SET holder = excluded.holder, epoch = l.epoch + 1, expires_at = excluded.expires_at
      WHERE l.expires_at <= clock_timestamp() OR l.holder = excluded.holder
    RETURNING l.epoch`
  const row = rows[0]
  return row ? { lease: name, holder, epoch: row.epoch } : null
}

/**
 * Even after it ended, as long as nobody else has gained it: nothing can have happened in between.
 * @returns false when it is lost
 */
export async function renew(
  db: Pick<Db, 'prisma'>,
  { lease, holder, epoch }: Lease,
  ttlMs = TTL_MS,
): Promise<boolean> {
  const count = await db.prisma.$executeRaw`
    UPDATE lease SET expires_at = clock_timestamp() + ${ttlMs}::int * interval '1 millisecond'
    WHERE name = ${lease} AND holder = ${holder} AND epoch = ${epoch}`
  return count === 1
}

/** Lets the next one begin at once. The row stays, for its epoch. */
export async function release(db: Pick<Db, 'prisma'>, { lease, holder, epoch }: Lease): Promise<void> {
  await db.prisma.$executeRaw`
    UPDATE lease SET expires_at = clock_timestamp() - interval '1 millisecond'
    WHERE name = ${lease} AND holder = ${holder} AND epoch = ${epoch}`
}

/** Ends every lease: for a process that knows that it is alone, so that a restart after a crash need not wait. */
export async function endLeases(db: Pick<Db, 'prisma'>): Promise<void> {
  await db.prisma.$executeRaw`UPDATE lease SET expires_at = clock_timestamp() - interval '1 millisecond'`
}

/** Inside a transaction: true means that nobody gains the lease before this transaction ends. */
export async function stillHeld(
  tx: Pick<Tx, '$queryRaw'>,
  { lease, holder, epoch }: Lease,
): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 AS held FROM lease WHERE name = ${lease} AND holder = ${holder} AND epoch = ${epoch} FOR SHARE`
  return rows.length === 1
}

export type Holding = {
  /** The lease while it is ours by our own clock too; null otherwise. Ask before each piece of work. */
  current(): Lease | null
  /** Stops trying and gives it back. */
  stop(): Promise<void>
}

type HoldOptions = {
  onGain?: (lease: Lease) => void
  /** No more work under it; what is in flight is refused by its epoch. */
  onLoss?: () => void
  /** A database that does not answer; trying goes on. */
  onError?: (error: unknown) => void
  ttlMs?: number
}

/**
 * Tries to hold a lease for as long as the process lives, renewing every third of its time.
 * @param instance names the process for people. A random part is added: a container that restarts with the
 *   same name and pid is another holder.
 */
export function holdLease(
  db: Pick<Db, 'prisma'>,
  name: string,
  instance: string,
  options: HoldOptions = {},
): Holding {
  const { onGain, onLoss, onError, ttlMs = TTL_MS } = options
  const holder = `${instance}#${randomBytes(4).toString('hex')}`
  let held: Lease | null = null
  /** By our own monotonic clock, counted from before the renewal was sent: earlier than the database's. */
  let trustedUntil = 0
  let stopped = false
  let timer: NodeJS.Timeout | undefined

  const lose = () => {
    if (!held) return
    held = null
    onLoss?.()
  }
  const current = () => (held && performance.now() < trustedUntil ? held : null)
  const round = async () => {
    const asked = performance.now()
    try {
      if (held && !(await renew(db, held, ttlMs))) lose()
      const gained = held ? null : await acquire(db, name, holder, ttlMs)
      if (held || gained) trustedUntil = asked + ttlMs
      if (gained && !stopped) {
        held = gained
        onGain?.(gained)
      } else if (gained) await release(db, gained)
    } catch (error) {
      onError?.(error)
      if (performance.now() >= trustedUntil) lose()
    }
  }
  const loop = async (): Promise<void> => {
    await round()
    if (!stopped) timer = setTimeout(() => (running = loop()), ttlMs / 3)
  }
  let running = loop()

  return {
    current,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
      const last = held
      lose()
      if (last) await release(db, last).catch((error) => onError?.(error))
    },
  }
}
