import type { Ctx } from '../../conversation/dialog.ts'
import { countGuess } from '../people/guess-limit.ts'

/** Wrong codes from one address: more looks like guessing. */
const MOST_WRONG = 6
const WRONG_MINUTES = 10

/** Counts a wrong code; returns until when this address may try no more, or null. */
export function countWrong(ctx: Ctx): Promise<Date | null> {
  return countGuess(ctx.tx, `code/${ctx.address.id}`, MOST_WRONG, WRONG_MINUTES, ctx.now)
}

/**
 * Until when this address may not try codes: a limit that let the right code pass would not stop a guesser. One read
 * for all turns of a transaction, because nearly nobody is in it.
 */
export async function guessedOut(ctx: Ctx): Promise<Date | null> {
  const locked = await ctx.memo('attendance/guessed-out', async () => {
    const rows = await ctx.tx.$queryRaw<{ key: string; resetAt: Date }[]>`
      SELECT key, reset_at AS "resetAt" FROM guess_limit
      WHERE key LIKE 'code/%' AND count > ${MOST_WRONG} AND reset_at > ${ctx.now}`
    return new Map(rows.map((row) => [row.key, row.resetAt]))
  })
  return locked.get(`code/${ctx.address.id}`) ?? null
}
