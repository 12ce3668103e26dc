import type { Tx } from '../../lib/db.ts'

/**
 * Counts a guess and says whether it may be made: `most` in a window of `minutes`, counted by domain time so that
 * the demo's clock moves it as well.
 * @param key what is guessed and from where, such as "nip/17"
 * @returns null when it may, else the moment from which it may again
 */
export async function countGuess(
  tx: Tx,
  key: string,
  most: number,
  minutes: number,
  now: Date,
): Promise<Date | null> {
  const until = new Date(now.getTime() + minutes * 60_000)
  const rows = await tx.$queryRaw<{ count: number; resetAt: Date }[]>`
    INSERT INTO guess_limit AS g (key, count, reset_at) VALUES (${key}, 1, ${until})
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN g.reset_at <= ${now} THEN 1 ELSE g.count + 1 END,
      reset_at = CASE WHEN g.reset_at <= ${now} THEN ${until} ELSE g.reset_at END
    RETURNING count, reset_at AS "resetAt"`
  const row = rows[0]
  return row && row.count > most ? row.resetAt : null
}

/** It was right: what came before it counts no more. */
export async function forgetGuesses(tx: Tx, key: string): Promise<void> {
  await tx.guessLimit.deleteMany({ where: { key } })
}
