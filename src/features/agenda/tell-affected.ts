import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import { type Reader, sendToMany } from '../../outbox/to-many.ts'
import { inTongue, type Voice } from './captioned.ts'

type Telling = Voice & {
  /** Makes it once only: an event of the agenda, "session/17/2". */
  key: string
  now: Date
  /** The addresses of whoever did it and has the answer already, or heard it otherwise. */
  except?: number[]
  /** Messengers too slow for everybody: who has a group there is told through it, but for coordinators. */
  slow?: string[]
}

/** Others read in their own language; a dialog's `t` speaks all of them. */
export function voiceOf({ t, settings }: { t: Translate; settings: { demo: boolean } }): Voice {
  return {
    translator: (locale) => (key, values) => t(key, { ...values, lng: locale }),
    captions: settings.demo,
  }
}

/**
 * Tells those whom sessions concern: the people of their units and their coordinators, each on the messenger used last;
 * the units' groups; and for a public activity whoever follows it there. Worth reading until the sessions are over.
 *
 * The one door through which the agenda speaks to many: announcements may take its place.
 * @returns how many messages are new
 */
export async function tellAffected(
  tx: Tx,
  sessionIds: number[],
  message: (t: Translate) => Outgoing,
  { key, now, except = [], slow = [], ...voice }: Telling,
): Promise<number> {
  if (sessionIds.length === 0) return 0
  const [last] = await tx.$queryRaw<{ at: Date }[]>`
    SELECT max(closes_at) AS at FROM session WHERE id = ANY(${sessionIds}::int[])`
  const ttl = Math.ceil(((last?.at.getTime() ?? 0) - now.getTime()) / 1000)
  if (ttl <= 0) return 0
  const readers = (await recipients(tx, sessionIds, slow, now)).filter(({ id }) => !except.includes(id))
  return sendToMany(tx, readers, (locale) => inTongue(message, locale, voice), {
    ...{ key: `agenda/${key}`, ttl, topic: 'agenda' },
  })
}

/** Groups first: they are few, and tell the most. */
function recipients(tx: Tx, sessionIds: number[], slow: string[], now: Date): Promise<Reader[]> {
  return tx.$queryRaw`
    WITH about AS (
      SELECT s.audience_units, s.named_units, a.kind, a.public, (SELECT u.path FROM unit u WHERE u.id = a.area_id) AS area
      FROM session s JOIN activity a ON a.id = s.activity_id WHERE s.id = ANY(${sessionIds}::int[])),
    audience AS (
      SELECT u.path, bool_or(u.id <> ALL(about.named_units)) AS whole FROM about JOIN unit u ON u.id = ANY(about.audience_units)
      GROUP BY u.path),
    named AS (
      SELECT n.person_id FROM session s JOIN participant n ON n.activity_id = s.activity_id
      WHERE s.id = ANY(${sessionIds}::int[]) AND cardinality(s.named_units) > 0),
    people AS (
      SELECT p.id, p.unit_id, false AS leads FROM person p JOIN unit u ON u.id = p.unit_id JOIN audience ON u.path LIKE audience.path || '%'
      WHERE p.status = 'active' AND (audience.whole OR p.id IN (SELECT person_id FROM named))
      UNION ALL
      SELECT r.person_id, NULL, true FROM role r JOIN unit u ON u.id = r.unit_id
      JOIN audience ON u.path LIKE audience.path || '%' OR audience.path LIKE u.path || '%'
      WHERE r.role = 'koordinator' AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now})),
    theirs AS (
      SELECT DISTINCT ON (ap.person_id) a.id, a.channel, people.unit_id, bool_or(people.leads) OVER (PARTITION BY ap.person_id) AS leads
      FROM people JOIN address_person ap ON ap.person_id = people.id
      JOIN address a ON a.id = ap.address_id WHERE a.blocked_at IS NULL AND a.opted_out_at IS NULL
      ORDER BY ap.person_id, a.last_inbound_at DESC NULLS LAST, a.id),
    groups AS (
      SELECT g.address_id AS id, u.path FROM group_link g JOIN unit u ON u.id = g.unit_id
      JOIN audience ON audience.whole AND u.path LIKE audience.path || '%'),
    alone AS (
      SELECT t.id FROM theirs t WHERE t.leads OR t.channel <> ALL(${slow}::text[]) OR NOT EXISTS (
        SELECT 1 FROM groups g JOIN address ga ON ga.id = g.id AND ga.channel = t.channel
        JOIN unit own ON own.id = t.unit_id AND own.path LIKE g.path || '%')),
    followers AS (
      SELECT f.address_id AS id FROM follow f LEFT JOIN unit u ON u.id = f.unit_id JOIN about ON about.public AND about.kind = f.topic
      WHERE f.unit_id IS NULL OR about.area IS NULL OR u.path LIKE about.area || '%' OR about.area LIKE u.path || '%')
    SELECT a.id, a.channel, a.locale FROM address a
    WHERE a.id IN (SELECT id FROM alone UNION SELECT id FROM groups UNION SELECT id FROM followers)
      AND a.blocked_at IS NULL AND a.opted_out_at IS NULL
    ORDER BY EXISTS (SELECT 1 FROM groups g WHERE g.id = a.id) DESC, a.id`
}
