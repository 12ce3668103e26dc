import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Db, transaction } from '../../lib/db.ts'
import { audit } from '../people/audit.ts'

/** So long after the decision a letter lies there. */
export const LETTER_DAYS = 7
/** One that nobody has decided on: so long after the last day that it is about. */
const UNDECIDED_DAYS = 30
const DAY_MS = 86_400_000

/**
 * Deletes letters: seven days after the decision unless what the person has in one of the sessions is disputed, at once
 * when the request or the letter was taken back. Who has looked stays. @returns how many letters
 */
export async function forgetLetters(
  { db, letters }: { db: Pick<Db, 'prisma'>; letters: string },
  now: Date,
): Promise<number> {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS)
  const due = await db.prisma.$queryRaw<{ id: number; letter: string }[]>`
    SELECT a.id, a.letter FROM absence a
    WHERE a.letter IS NOT NULL AND (
      a.state = 'withdrawn' OR a.letter_gone_at IS NOT NULL
      OR (a.state IN ('approved', 'refused') AND a.decided_at < ${before(LETTER_DAYS)})
      OR (a.state IN ('open', 'asked') AND greatest(a.until_at, a.asked_at) < ${before(UNDECIDED_DAYS)}))
      AND (a.state = 'withdrawn' OR a.letter_gone_at IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM dispute d JOIN session s ON s.id = d.session_id
        WHERE d.person_id = a.person_id AND d.state = 'open'
          AND (s.id = a.session_id OR (s.starts_at >= a.from_at AND s.starts_at < a.until_at))))
    ORDER BY a.id LIMIT 200`
  for (const { id, letter } of due) {
    // The file first: killed between the two, the row still knows that there was one and the next run ends it.
    await rm(join(letters, letter), { force: true })
    await transaction(db, async (tx) => {
      const { letterGoneAt } = await tx.absence.findUniqueOrThrow({ where: { id } })
      // Another one may have come meanwhile: that one stays.
      const { count } = await tx.absence.updateMany({
        where: { id, letter },
        data: { letter: null, letterType: null, letterGoneAt: letterGoneAt ?? now },
      })
      if (count === 0) return
      await audit(tx, { at: now, actorId: null, action: 'letter.delete', subject: `absence/${id}` })
    })
  }
  return due.length
}
