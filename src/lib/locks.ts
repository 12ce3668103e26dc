import type { Tx } from './db.ts'

/** Number spaces of our advisory locks: an address and a person with the same id never collide. */
export const ADDRESS_LOCK = 4701
export const PERSON_LOCK = 4702

/** Waits (at most the connection's `lock_timeout`) for a lock that is held until the transaction ends. */
export async function lock(tx: Tx, space: number, id: number): Promise<void> {
  // A select that returns void: wrapped, because the driver cannot read that type.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${space}::int, ${id}::int)`
}
