import type { Tx } from '../../lib/db.ts'

/** How long *Nanti* puts a reminder off. */
const LATER_MS = 10 * 60_000
/** Nearer to the limit than this nobody gets there in time. */
const MARGIN_MS = 2 * 60_000

/** A session that somebody was reminded of, as it stands for that person. */
export type Reminded = {
  sessionId: number
  title: string
  onTimeUntil: Date
  closesAt: Date
  unitPath: string
  recordedAt: Date | null
}

/** What these people were reminded of last, while it is not over; null when there is nothing to put off. */
export async function lastReminded(tx: Tx, personId: number, now: Date): Promise<Reminded | null> {
  const [found] = await tx.$queryRaw<Reminded[]>`
    SELECT s.id AS "sessionId", s.title, s.on_time_until AS "onTimeUntil", s.closes_at AS "closesAt", u.path AS "unitPath",
      t.counts_at AS "recordedAt"
    FROM (SELECT topic FROM outbox WHERE recipient = 'person/' || ${personId}::int AND lane = 'reminder'
      AND key LIKE 'reminder/%' AND topic LIKE 'session/%' AND created_at > now() - interval '2 days'
      ORDER BY id DESC LIMIT 1) o
    JOIN session s ON 'session/' || s.id = o.topic JOIN person p ON p.id = ${personId} JOIN unit u ON u.id = p.unit_id
    LEFT JOIN attendance t ON t.session_id = s.id AND t.person_id = p.id
    WHERE s.status = 'scheduled' AND s.closes_at > ${now}`
  return found ?? null
}

/** When a reminder that is put off comes back: never beyond what it is for; null when it is too late for that. Pure. */
export function laterAt(session: Pick<Reminded, 'onTimeUntil' | 'closesAt'>, now: Date): Date | null {
  const limit = (now < session.onTimeUntil ? session.onTimeUntil : session.closesAt).getTime() - MARGIN_MS
  const at = Math.min(now.getTime() + LATER_MS, limit)
  return at - now.getTime() >= 60_000 ? new Date(at) : null
}

/** Puts it off, once. @returns false when it was put off before */
export async function putOff(tx: Tx, personId: number, session: Reminded, fireAt: Date): Promise<boolean> {
  const subject = `session/${session.sessionId}`
  const { count } = await tx.reminder.createMany({
    data: {
      ...{ key: `${subject}/later/${personId}`, template: 'later', subject, personId, fireAt },
      ...{ unitPath: session.unitPath, except: [], expiresAt: session.closesAt },
    },
    skipDuplicates: true,
  })
  return count > 0
}
