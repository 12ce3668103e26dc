import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Voice } from '../agenda/captioned.ts'
import { redecide } from './redecide.ts'
import { PRESENT } from './statuses.ts'
import { tellPeople } from './tell-people.ts'

/** What becomes of what was said before: nothing of it counts, nothing that was said before, or all of it by the new limit. */
export type Change = 'cancelled' | 'otherDay' | 'sameDay'
type By = { id: number | null; why: string | null; now: Date }
export type Settled = { personId: number; name: string; before: string; after: string | null }

/** How many have a status in these sessions, and how many of them were there: shown before a change is saved. */
export async function recordedIn(tx: Tx, sessionIds: number[]): Promise<{ count: number; present: number }> {
  const [row] = await tx.$queryRaw<{ count: number; present: number }[]>`
    SELECT count(*)::int AS count, (count(*) FILTER (WHERE status = ANY(${[...PRESENT]}::text[])))::int AS present
    FROM attendance WHERE session_id = ANY(${sessionIds}::int[])`
  return row ?? { count: 0, present: 0 }
}

/**
 * Settles by rule what a session's people are once it was moved or cancelled: cancelled, and no status counts (the raw log
 * stays); on another day, and nothing that was said before counts there, but leave that covers that day; on the same day,
 * and every check-in is judged again by the new limit. Everything is noted, nobody decides about anybody.
 * @returns everybody who had a status
 */
export async function settleChanged(tx: Tx, sessionId: number, change: Change, by: By): Promise<Settled[]> {
  const had = await tx.$queryRaw<{ personId: number; name: string; before: string }[]>`
    SELECT t.person_id AS "personId", p.name, t.status AS before FROM attendance t JOIN person p ON p.id = t.person_id
    WHERE t.session_id = ${sessionId} ORDER BY t.person_id`
  if (change === 'cancelled') {
    await tx.$executeRaw`
      WITH gone AS (DELETE FROM attendance WHERE session_id = ${sessionId} RETURNING person_id, status)
      INSERT INTO audit (at, actor_id, action, subject, session_id, before, after, why)
      SELECT ${by.now}, ${by.id}, 'attendance.change', 'person/' || person_id, ${sessionId},
        jsonb_build_object('status', status), jsonb_build_object('status', NULL), ${by.why ?? CANCELLED} FROM gone ORDER BY person_id`
    return had.map((one) => ({ ...one, after: null }))
  }
  if (change === 'otherDay')
    await tx.session.update({ where: { id: sessionId }, data: { countsFrom: by.now } })
  const pairs = had.map(({ personId }) => ({ sessionId, personId }))
  const changed = await redecide(tx, pairs, { at: by.now, actorId: by.id, why: by.why ?? MOVED })
  const after = new Map(changed.map((one) => [one.personId, one.after]))
  return had.map((one) => ({
    ...one,
    after: after.has(one.personId) ? (after.get(one.personId) ?? null) : one.before,
  }))
}

/** Why, in the audit, where whoever changed it gave no reason. */
const CANCELLED = 'session cancelled'
const MOVED = 'session moved'

/**
 * Everybody who had a status hears once what became of the session and of their status.
 * @returns the addresses that need not hear of the session again
 */
export function tellSettled(
  tx: Tx,
  settled: Settled[],
  about: (t: Translate) => string,
  key: string,
  voice: Voice,
): Promise<number[]> {
  const letters = settled.map(({ personId, name, before, after }) => ({
    personId,
    message: (t: Translate) => {
      const values = { name, before: t(`marking:status.${before}`) }
      const became =
        after === null
          ? t('marking:moved.gone', values)
          : t(after === before ? 'marking:moved.same' : 'marking:moved.other', {
              ...values,
              after: t(`marking:status.${after}`),
            })
      return { text: `${about(t)} ${became}` }
    },
  }))
  return tellPeople(tx, letters, `settled/${key}`, voice)
}
