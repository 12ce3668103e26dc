import type { Tx } from '../../lib/db.ts'

/** So long after the summary an answer still counts. */
const OPEN_MS = 7 * 86_400_000
/** Fewer answers could be known by whose they are. */
export const FEWEST_SHOWN = 5
const LONGEST = 1_000

/** Whether somebody may answer the closing questions now. */
export type Open = { state: 'open' | 'early' | 'over' | 'nobody'; title: string; until: Date | null }

/** @param people of the audience: those who got the summary, and whoever else took part */
export async function feedbackOpen(tx: Tx, activityId: number, at: Date): Promise<Open | null> {
  const activity = await tx.activity.findUnique({
    where: { id: activityId },
    select: { title: true, summedAt: true, completePercent: true },
  })
  if (!activity || activity.completePercent === null) return null
  const { title, summedAt } = activity
  if (!summedAt) return { state: 'early', title, until: null }
  const until = new Date(summedAt.getTime() + OPEN_MS)
  return { state: at > until ? 'over' : 'open', title, until }
}

/** Whether one of these people was told of an activity that takes answers now. */
export async function openFeedback(tx: Tx, people: number[], at: Date): Promise<boolean> {
  if (people.length === 0) return false
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT a.id FROM activity a WHERE a.complete_percent IS NOT NULL AND a.summed_at > ${new Date(at.getTime() - OPEN_MS)}
      AND EXISTS (SELECT 1 FROM session s JOIN attendance t ON t.session_id = s.id
        WHERE s.activity_id = a.id AND t.person_id = ANY(${people}::int[])) LIMIT 1`
  return rows.length > 0
}

/** The same person again replaces what was said. */
export async function rate(
  tx: Tx,
  one: { activityId: number; personId: number; rating: number; at: Date },
): Promise<void> {
  const { activityId, personId, rating, at } = one
  await tx.feedback.upsert({
    where: { activityId_personId: { activityId, personId } },
    create: { activityId, personId, rating, at },
    update: { rating, at },
  })
}

/** @param text null: none, or none any more */
export async function comment(
  tx: Tx,
  one: { activityId: number; personId: number; text: string | null; at: Date },
): Promise<void> {
  const { activityId, personId, text, at } = one
  await tx.feedback.updateMany({
    where: { activityId, personId },
    data: { text: text?.slice(0, LONGEST) ?? null, at },
  })
}

export type Result = {
  count: number
  /** Null while so few have answered that somebody could be known by it. */
  shown: { average: number; ratings: number[]; texts: string[] } | null
}

/** What they say together: never whose it is, nor in which order it came. */
export async function feedbackOf(tx: Tx, activityId: number): Promise<Result> {
  const rows = await tx.feedback.findMany({ where: { activityId }, select: { rating: true, text: true } })
  if (rows.length < FEWEST_SHOWN) return { count: rows.length, shown: null }
  const ratings = [1, 2, 3, 4, 5].map((rating) => rows.filter((one) => one.rating === rating).length)
  const sum = rows.reduce((total, { rating }) => total + rating, 0)
  const texts = rows.flatMap(({ text }) => (text ? [text] : [])).sort((a, b) => a.localeCompare(b, 'id'))
  return { count: rows.length, shown: { average: sum / rows.length, ratings, texts } }
}
