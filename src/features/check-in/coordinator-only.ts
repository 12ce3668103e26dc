import { type Db, transaction } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue, type Voice } from '../agenda/captioned.ts'
import { coordinatorsOf } from '../attendance/disturb.ts'
import { audit } from '../people/audit.ts'
import { positioned } from '../venues/venues.ts'

type Left = { id: number; title: string; startsAt: Date; proof: string }

/** What is older was settled by hand long ago. */
const LOOK_BACK_MS = 7 * 86_400_000
const TTL = 3 * 86_400

/**
 * Sessions for which no code was shown in time, by a screen or called out, become *koordinator saja*: nobody can have
 * checked in, so nobody is absent by it, and the coordinators are told to record by list. Our failure or theirs, it is not
 * the employees'. So do those in which the coordinator's word is the proof: who is silent there is not absent by it.
 * @returns those that were not so before
 */
export async function leaveToCoordinators(
  { db, ...voice }: Voice & { db: Pick<Db, 'prisma'> },
  now: Date,
): Promise<Left[]> {
  return transaction(db, async (tx) => {
    const sessions = await tx.$queryRaw<Left[]>`
      UPDATE session s SET coordinator_only_at = ${now}
      WHERE s.status = 'scheduled' AND s.coordinator_only_at IS NULL
        AND s.on_time_until <= ${now} AND s.on_time_until > ${new Date(now.getTime() - LOOK_BACK_MS)}
        -- Nobody must attend a session for residents.
        AND cardinality(s.audience_units) > 0
        -- One that leaves everybody to the coordinator's word is so by itself; where locations count, no code is needed.
        AND (s.proof = 'coordinator' OR (s.code_given_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM screen c WHERE c.session_id = s.id AND c.confirmed_at <= s.on_time_until
            AND (c.closed_at IS NULL OR c.closed_at > s.opens_at))
          AND NOT EXISTS (SELECT 1 FROM check_in i WHERE i.session_id = s.id AND i.verdict = 'accepted')
          AND NOT (s.proof IN ('place', 'code_or_place') AND ${positioned})))
      RETURNING s.id, s.title, s.starts_at AS "startsAt", s.proof`
    for (const { id: sessionId, title, startsAt: at, proof } of sessions) {
      const key = proof === 'coordinator' ? 'proof:coordinatorOnly' : 'attendance:coordinatorOnly'
      await audit(tx, {
        ...{ at: now, actorId: null, action: 'session.coordinator_only', subject: `session/${sessionId}` },
        sessionId,
      })
      for (const { id, locale } of await coordinatorsOf(tx, sessionId, now)) {
        const text = (t: Translate) => ({ text: t(key, { title, at }) })
        const once = `coordinator-only/${sessionId}/${id}`
        await enqueue(tx, rowsFor(id, inTongue(text, locale, voice), once, 4_000, { ttl: TTL }))
      }
    }
    return sessions
  })
}
