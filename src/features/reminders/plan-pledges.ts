import type { City } from '../../lib/city.ts'
import { type Db, type Tx, transaction } from '../../lib/db.ts'
import { cancel } from '../../outbox/cancel.ts'
import { leftOver, pledgeMoments } from '../pledges/pledge-moments.ts'
import { OWN_KEYS } from './plan-sessions.ts'

/** A donor hears of one pledge at most so often, whatever becomes of its day. */
const MOST_REMINDERS = 2
/** A tick takes so many; the next one goes on. */
const MOST_PLEDGES = 500

type Unplanned = {
  id: number
  day: string | null
  createdAt: Date
  /** What was said of it: when this changes, what waits to be sent is wrong. */
  facts: string
  known: boolean
  sent: number
}

/**
 * Gives open pledges their reminders, anew where their day, point or amount was changed, and takes back those of pledges
 * that have ended. Whoever made, changed or ended them needs to know nothing of it.
 * @returns how many pledges
 */
export async function planPledges(db: Pick<Db, 'prisma'>, city: City, now: Date): Promise<number> {
  // A look before the transaction: nearly every minute there is nothing to do.
  const pledges = await unplanned(db.prisma)
  const ended = await endedPlans(db.prisma)
  if (pledges.length + ended.length === 0) return 0
  await transaction(db as Db, async (tx) => {
    await forget(tx, ended)
    await plan(tx, pledges, city, now)
  })
  return pledges.length + ended.length
}

function unplanned(tx: Tx): Promise<Unplanned[]> {
  return tx.$queryRaw<Unplanned[]>`
    WITH open AS (
      SELECT p.id, p.day, p.created_at, concat_ws('|', coalesce(p.day::text, '-'), coalesce(p.point_id, 0), p.amount) AS facts
      FROM pledge p WHERE p.state = 'open' AND p.address_id IS NOT NULL)
    SELECT o.id, o.day::text AS day, o.created_at AS "createdAt", o.facts, r.subject IS NOT NULL AS known,
      (SELECT count(*)::int FROM reminder m WHERE m.subject = 'pledge/' || o.id AND m.outcome = 'sent') AS sent
    FROM open o LEFT JOIN reminder_plan r ON r.subject = 'pledge/' || o.id
    WHERE r.signature IS DISTINCT FROM o.facts ORDER BY o.id LIMIT ${MOST_PLEDGES}`
}

/** Subjects of pledges that were received, cancelled or have lapsed, and still have reminders. */
async function endedPlans(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ subject: string }[]>`
    SELECT r.subject FROM reminder_plan r JOIN pledge p
      -- Numbers on this side: the few plans look up their pledges, and not the other way round.
      ON p.id = CASE WHEN r.subject ~ '^pledge/[0-9]+$' THEN split_part(r.subject, '/', 2)::int END
    WHERE p.state <> 'open' OR p.address_id IS NULL LIMIT ${MOST_PLEDGES}`
  return rows.map(({ subject }) => subject)
}

/** What was to be said about these is not said any more. What was sent stays on record. */
async function forget(tx: Tx, subjects: string[]): Promise<void> {
  if (subjects.length === 0) return
  await tx.reminder.deleteMany({ where: { subject: { in: subjects }, firedAt: null } })
  await tx.reminderPlan.deleteMany({ where: { subject: { in: subjects } } })
  await cancel(tx, null, subjects, OWN_KEYS)
}

async function plan(tx: Tx, pledges: Unplanned[], city: City, now: Date): Promise<void> {
  if (pledges.length === 0) return
  const subject = ({ id }: { id: number }) => `pledge/${id}`
  // Two processes that plan the same: one after the other, in the same order, and the second changes nothing.
  await tx.$executeRaw`
    INSERT INTO reminder_plan (subject, signature, at)
    SELECT subject, facts, ${now} FROM unnest(${pledges.map(subject)}::text[], ${pledges.map(({ facts }) => facts)}::text[])
      AS n(subject, facts)
    ON CONFLICT (subject) DO UPDATE SET signature = excluded.signature, at = excluded.at`
  const changed = pledges.filter(({ known }) => known).map(subject)
  await tx.reminder.deleteMany({ where: { subject: { in: changed }, firedAt: null } })
  await cancel(tx, null, changed, OWN_KEYS)
  const rows = pledges.flatMap((pledge) => {
    const moments = pledgeMoments(pledge, city.pledgeTimes, city.zone)
    // One that came due while nobody ticked is fired late; a change is known to whoever made it.
    return leftOver(moments, pledge.known ? now : pledge.createdAt, pledge.sent, MOST_REMINDERS).map(
      ({ template, fireAt, expiresAt }) => ({
        key: `${subject(pledge)}/${template}/${fireAt.toISOString()}`,
        ...{ template, subject: subject(pledge), fireAt, expiresAt },
      }),
    )
  })
  if (rows.length > 0) await tx.reminder.createMany({ data: rows, skipDuplicates: true })
}
