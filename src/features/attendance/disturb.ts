import type { Db, Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { audit } from '../people/audit.ts'

type Disturbed = { id: number; title: string; startsAt: Date }

/**
 * Marks the sessions whose window an outage of a messenger overlaps as *terganggu*: nobody becomes absent without notice
 * by them, and their coordinators are told to confirm by list.
 * @returns those that were not marked before
 */
export async function markDisturbed(
  { db, translator }: { db: Db; translator(locale: string): Translate },
  now: Date,
): Promise<Disturbed[]> {
  return db.prisma.$transaction(async (tx) => {
    const sessions = await tx.$queryRaw<Disturbed[]>`
      UPDATE session s SET disturbed_at = ${now}
      WHERE s.disturbed_at IS NULL AND s.status = 'scheduled' AND s.opens_at <= ${now} AND EXISTS (
        SELECT 1 FROM outage o WHERE o.from_at < s.closes_at AND coalesce(o.until_at, ${now}) > s.opens_at)
      RETURNING s.id, s.title, s.starts_at AS "startsAt"`
    for (const session of sessions) {
      await audit(tx, {
        at: now,
        actorId: null,
        action: 'session.disturbed',
        subject: `session:${session.id}`,
        sessionId: session.id,
      })
      for (const { id, locale } of await coordinatorsOf(tx, session.id, now)) {
        const text = translator(locale)('attendance:disturbed', {
          title: session.title,
          at: session.startsAt,
        })
        await enqueue(tx, rowsFor(id, { text }, `disturbed/${session.id}/${id}`, 4_000, { ttl: 3 * 86_400 }))
      }
    }
    return sessions
  })
}

/** Where the coordinators of a session's units are reached. */
export function coordinatorsOf(
  tx: Tx,
  sessionId: number,
  now: Date,
): Promise<{ id: number; locale: string }[]> {
  return tx.$queryRaw`
    SELECT DISTINCT a.id, a.locale FROM session s JOIN unit u ON u.id = ANY(s.audience_units)
    JOIN role r ON r.role = 'koordinator' AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now})
    JOIN unit ru ON ru.id = r.unit_id AND (ru.path LIKE u.path || '%' OR u.path LIKE ru.path || '%')
    JOIN address_person ap ON ap.person_id = r.person_id JOIN address a ON a.id = ap.address_id
    WHERE s.id = ${sessionId} AND a.blocked_at IS NULL`
}
