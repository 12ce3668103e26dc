import { type Db, transaction } from '../../lib/db.ts'
import { cancel } from '../../outbox/cancel.ts'
import { expected } from '../attendance/expected.ts'
import { type Pair, redecide } from '../attendance/redecide.ts'

/** Sessions that began longer ago are settled, and what touches them decides anew by itself. */
const BACK_MS = 2 * 86_400_000

/**
 * Keeps the rolls in step with approved leave: a session that was made, moved or came back after the decision has the leave
 * written into it, and one that was moved out of the leave loses it. Runs every minute before the reminders, whoever made
 * or moved the session.
 * @returns how many statuses changed
 */
export async function keepLeaves(db: Pick<Db, 'prisma'>, now: Date): Promise<number> {
  const since = new Date(now.getTime() - BACK_MS)
  const pairs = await db.prisma.$queryRaw<Pair[]>`
    SELECT DISTINCT s.id AS "sessionId", p.id AS "personId"
    FROM absence a JOIN person p ON p.id = a.person_id JOIN unit u ON u.id = p.unit_id
    JOIN session s ON s.starts_at >= a.from_at AND s.starts_at < a.until_at AND s.starts_at > ${since} AND s.settled_at IS NULL
    WHERE a.state = 'approved' AND a.until_at > ${since} AND (a.session_id IS NULL OR a.session_id = s.id) AND ${expected}
      AND NOT EXISTS (SELECT 1 FROM attendance t WHERE t.session_id = s.id AND t.person_id = p.id)
    UNION
    SELECT t.session_id, t.person_id FROM attendance t JOIN session s ON s.id = t.session_id JOIN absence a ON a.id = t.absence_id
    WHERE s.starts_at > ${since} AND s.status <> 'cancelled' AND (a.state <> 'approved' OR (a.session_id IS NULL
      AND (s.starts_at < a.from_at OR s.starts_at >= a.until_at)))`
  if (pairs.length === 0) return 0
  return transaction(db, async (tx) => {
    const changed = await redecide(tx, pairs, { at: now, actorId: null, why: 'leave' })
    const away = changed.filter(({ after }) => after !== null)
    await cancel(
      tx,
      away.map(({ personId }) => `person/${personId}`),
      away.map(({ sessionId }) => `session/${sessionId}`),
    )
    return changed.length
  })
}
