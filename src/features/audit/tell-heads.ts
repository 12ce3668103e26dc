import type { City } from '../../lib/city.ts'
import type { Db } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue, type Voice } from '../agenda/captioned.ts'
import { dayBounds, dayOf, shownDay } from '../agenda/day.ts'
import { headWords } from './head.ts'

type Head = { title: string; startsAt: Date; digest: string; seals: number; paths: string[] }

/**
 * Sends the heads of the day to every *pemeriksa*, in one message: of the day's sessions, and of older ones about which
 * something more was sealed today. `day` makes it once a day.
 * @returns messages that were written
 */
export async function tellHeads(
  { db: { prisma }, city, ...voice }: Voice & { db: Pick<Db, 'prisma'>; city: City },
  now: Date,
): Promise<number> {
  const day = dayOf(now, city.zone)
  const { start, end } = dayBounds(day, city.zone)
  const heads = await prisma.$queryRaw<Head[]>`
    SELECT s.title, s.starts_at AS "startsAt", l.digest, l.seq AS seals,
      ARRAY(SELECT u.path FROM unit u WHERE u.id = ANY(s.audience_units)) AS paths
    FROM session s JOIN LATERAL (SELECT * FROM seal WHERE session_id = s.id ORDER BY seq DESC LIMIT 1) l ON true
    WHERE (s.starts_at >= ${start} AND s.starts_at < ${end}) OR (l.at >= ${start} AND l.at < ${end})
    ORDER BY s.starts_at, s.id`
  if (heads.length === 0) return 0
  const inspectors = await prisma.$queryRaw<
    { personId: number; addressId: number; locale: string; paths: string[] }[]
  >`
    SELECT DISTINCT ON (r.person_id) r.person_id AS "personId", a.id AS "addressId", a.locale,
      ARRAY(SELECT u.path FROM role o JOIN unit u ON u.id = o.unit_id WHERE o.person_id = r.person_id AND o.role = 'pemeriksa'
        AND o.from_at <= ${now} AND (o.until_at IS NULL OR o.until_at > ${now})) AS paths
    FROM role r JOIN address_person ap ON ap.person_id = r.person_id JOIN address a ON a.id = ap.address_id
    WHERE r.role = 'pemeriksa' AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now})
      AND a.blocked_at IS NULL AND a.opted_out_at IS NULL AND a.last_inbound_at IS NOT NULL
    ORDER BY r.person_id, a.last_inbound_at DESC`
  const rows = inspectors.flatMap(({ personId, addressId, locale, paths }) => {
    const own = heads.filter((head) =>
      head.paths.some((path) => paths.some((held) => path.startsWith(held) || held.startsWith(path))),
    )
    if (own.length === 0) return []
    const message = inTongue((t) => words(own, day, t), locale, voice)
    return rowsFor(addressId, message, `heads/${day}/${personId}`, 4_000, {
      ...{ lane: 'reminder', recipient: `person/${personId}`, topic: 'heads', ttl: 24 * 3_600 },
    })
  })
  return rows.length === 0 ? 0 : enqueue(prisma, rows)
}

function words(heads: Head[], day: string, t: Translate): Outgoing {
  const lines = heads.map(({ title, startsAt, digest, seals }) =>
    t('audit:heads.line', { title, at: startsAt, head: headWords(digest), seals }),
  )
  return { text: [t('audit:heads.head', { day: shownDay(day) }), ...lines, t('audit:heads.keep')].join('\n') }
}
