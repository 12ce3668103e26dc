import type { Tx } from '../../lib/db.ts'

/** Remembers what a coordinator was shown of a session's roll: whom the numbers mean, and that the totals are known. */
export async function lookedAt(
  tx: Tx,
  look: { personId: number; sessionId: number; people: number[] | null; at: Date },
): Promise<void> {
  const { personId, sessionId, people, at } = look
  await tx.rollLook.upsert({
    where: { personId_sessionId: { personId, sessionId } },
    create: { personId, sessionId, people: people ?? [], at },
    // Totals alone leave the numbers of the last list.
    update: people === null ? { at } : { people, at },
  })
}

export async function lastLook(
  tx: Tx,
  personId: number,
  sessionId: number,
): Promise<{ people: number[]; at: Date } | null> {
  return tx.rollLook.findUnique({
    where: { personId_sessionId: { personId, sessionId } },
    select: { people: true, at: true },
  })
}
