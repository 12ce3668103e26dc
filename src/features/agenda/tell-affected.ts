import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue, type Voice } from './captioned.ts'

type Telling = Voice & {
  /** Makes it once only: an event of the agenda, "session/17/2". */
  key: string
  now: Date
  /** The address of whoever did it and has the answer already. */
  except?: number
}

/** Others read in their own language; a dialog's `t` speaks all of them. */
export function voiceOf({ t, settings }: { t: Translate; settings: { demo: boolean } }): Voice {
  return {
    translator: (locale) => (key, values) => t(key, { ...values, lng: locale }),
    captions: settings.demo,
  }
}

/** A message to a messenger of any kind is split where it must be; these are short. */
const LIMIT = 4_000

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
  { key, now, except, ...voice }: Telling,
): Promise<number> {
  if (sessionIds.length === 0) return 0
  const [last] = await tx.$queryRaw<{ at: Date }[]>`
    SELECT max(closes_at) AS at FROM session WHERE id = ANY(${sessionIds}::int[])`
  const ttl = Math.ceil(((last?.at.getTime() ?? 0) - now.getTime()) / 1000)
  if (ttl <= 0) return 0
  const texts = new Map<string, Outgoing>()
  const rows = (await recipients(tx, sessionIds, now)).flatMap(({ id, locale }) => {
    if (id === except) return []
    const text = texts.get(locale) ?? inTongue(message, locale, voice)
    texts.set(locale, text)
    return rowsFor(id, text, `agenda/${key}/${id}`, LIMIT, { lane: 'reminder', ttl, topic: 'agenda' })
  })
  return enqueue(tx, rows)
}

function recipients(tx: Tx, sessionIds: number[], now: Date): Promise<{ id: number; locale: string }[]> {
  return tx.$queryRaw`
    WITH about AS (
      SELECT s.audience_units, a.kind, a.public, (SELECT u.path FROM unit u WHERE u.id = a.area_id) AS area
      FROM session s JOIN activity a ON a.id = s.activity_id WHERE s.id = ANY(${sessionIds}::int[])),
    audience AS (SELECT DISTINCT u.path FROM about JOIN unit u ON u.id = ANY(about.audience_units)),
    people AS (
      SELECT p.id FROM person p JOIN unit u ON u.id = p.unit_id JOIN audience ON u.path LIKE audience.path || '%'
      WHERE p.status = 'active'
      UNION
      SELECT r.person_id FROM role r JOIN unit u ON u.id = r.unit_id
      JOIN audience ON u.path LIKE audience.path || '%' OR audience.path LIKE u.path || '%'
      WHERE r.role = 'koordinator' AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now})),
    theirs AS (
      SELECT DISTINCT ON (ap.person_id) a.id FROM people JOIN address_person ap ON ap.person_id = people.id
      JOIN address a ON a.id = ap.address_id WHERE a.blocked_at IS NULL AND a.opted_out_at IS NULL
      ORDER BY ap.person_id, a.last_inbound_at DESC NULLS LAST, a.id),
    groups AS (
      SELECT g.address_id AS id FROM group_link g JOIN unit u ON u.id = g.unit_id
      JOIN audience ON u.path LIKE audience.path || '%'),
    followers AS (
      SELECT f.address_id AS id FROM follow f LEFT JOIN unit u ON u.id = f.unit_id JOIN about ON about.public AND about.kind = f.topic
      WHERE f.unit_id IS NULL OR about.area IS NULL OR u.path LIKE about.area || '%' OR about.area LIKE u.path || '%')
    SELECT a.id, a.locale FROM address a
    WHERE a.id IN (SELECT id FROM theirs UNION SELECT id FROM groups UNION SELECT id FROM followers)
      AND a.blocked_at IS NULL AND a.opted_out_at IS NULL ORDER BY a.id`
}
