import type { Tx } from '../../lib/db.ts'

/** An approval that nobody has given after this long is reminded of, once a day for three days. */
const DAYS = [1, 2, 3]
const HOUR = 3_600_000

/** Gives open claims their reminders; a claim that is decided is found so when one fires. */
export async function planClaims(tx: Tx, now: Date): Promise<number> {
  const claims = await tx.$queryRaw<{ id: number; createdAt: Date }[]>`
    SELECT c.id, c.created_at AS "createdAt" FROM claim c
    WHERE c.status = 'open' AND c.created_at > ${new Date(now.getTime() - 7 * 24 * HOUR)}
      AND NOT EXISTS (SELECT 1 FROM reminder r WHERE r.subject = 'claim/' || c.id)`
  const rows = claims.flatMap(({ id, createdAt }) =>
    DAYS.map((day) => ({
      ...{ key: `claim/${id}/${day}`, template: 'claim', subject: `claim/${id}` },
      fireAt: new Date(createdAt.getTime() + day * 24 * HOUR),
      // The next day's says the same.
      expiresAt: new Date(createdAt.getTime() + (day * 24 + 20) * HOUR),
    })),
  )
  if (rows.length > 0) await tx.reminder.createMany({ data: rows, skipDuplicates: true })
  return claims.length
}
