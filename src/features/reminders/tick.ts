import type { Tx } from '../../lib/db.ts'
import { type FireDeps, fireDue } from './fire.ts'
import { planClaims } from './plan-claims.ts'
import { planPledges } from './plan-pledges.ts'
import { planSessions } from './plan-sessions.ts'
import { planWeekly } from './plan-weekly.ts'

/** The minutely tick of the reminders: reckon what is new or changed, fire what is due, take back what is done. */
export async function tickReminders(
  deps: FireDeps,
  now: Date,
): Promise<{ planned: number; fired: number; expired: number; messages: number; done: number }> {
  const { db, city } = deps
  const planned =
    (await planSessions(db, city, now)) +
    (await planClaims(db.prisma, now)) +
    (await planPledges(db, city, now)) +
    (await planWeekly(db.prisma, city, now))
  const fired = await fireDue(deps, now)
  return { planned, ...fired, done: await takeBackDone(deps.db.prisma) }
}

/**
 * A check-in takes back what waits for that person. One that was written while this fired did not see the messages yet,
 * and some attendance is written another way (a kept code): those are found here, before they are sent.
 */
async function takeBackDone(tx: Tx): Promise<number> {
  return tx.$executeRaw`
    UPDATE outbox o SET state = 'cancelled', reason = 'done meanwhile'
    FROM attendance t
    WHERE o.state = 'queued' AND o.lane <> 'reply' AND o.topic IS NOT NULL AND o.key LIKE 'reminder/%'
      AND t.status NOT IN ('tanpa_keterangan', 'belum_dipastikan')
      -- Numbers on this side, so that the few messages look up their attendance, and not the other way round.
      AND t.session_id = CASE WHEN o.topic ~ '^session/[0-9]+$' THEN split_part(o.topic, '/', 2)::int END
      AND t.person_id = CASE WHEN o.recipient ~ '^person/[0-9]+$' THEN split_part(o.recipient, '/', 2)::int END`
}

/** When the next reminder is due: for a clock that is moved on (the demo's). */
export async function nextReminder(tx: Tx, after: Date): Promise<Date | null> {
  const next = await tx.reminder.findFirst({
    where: { firedAt: null, fireAt: { gt: after } },
    orderBy: { fireAt: 'asc' },
    select: { fireAt: true },
  })
  return next?.fireAt ?? null
}
