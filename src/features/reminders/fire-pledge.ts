import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { Prisma } from '../../lib/prisma/client.ts'
import type { Outgoing } from '../../message.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue, type Voice } from '../agenda/captioned.ts'
import { dayOf, shownDay } from '../agenda/day.ts'
import { hears } from '../pledges/listener.ts'
import { type Hours, hoursOn } from '../points/points.ts'
import type { Due } from './fire.ts'

/** What a reminder says of a pledge. */
type About = {
  code: string
  amount: number
  day: string | null
  campaign: { goods: string; unit: string }
  /** Null: any point. */
  point: {
    name: string
    whereabouts: string | null
    contact: string | null
    hours: Hours[]
    closed: boolean
  } | null
}

/** A pledge with all that a reminder says of it, in one look: on a Friday there are thousands. */
type Found = {
  code: string
  amount: number
  day: string | null
  state: string
  lastDay: string | null
  goods: string
  unit: string
  name: string | null
  whereabouts: string | null
  contact: string | null
  hours: Hours[] | null
  closedAt: Date | null
  area: string | null
  /** Null: nobody there wants to hear. */
  addressId: number | null
  locale: string | null
}

/** Within the smallest of the messengers. */
const LIMIT = 4_000

/**
 * Reminds the chat that pledged: what, where, when, whom to ask, and the words that answer it. Asked for by the pledge
 * itself, so it goes as a reminder.
 * @returns how many; null when the pledge has ended, or its campaign has
 */
export async function firePledge(
  tx: Tx,
  due: Due,
  { city, ...voice }: Voice & { city: City },
  now: Date,
): Promise<number | null> {
  const [found] = await tx.$queryRaw<Found[]>`
    SELECT p.code, p.amount, p.day::text AS day, p.state::text AS state, c.last_day::text AS "lastDay", c.goods, c.unit,
      d.name, d.whereabouts, d.contact, d.hours, d.closed_at AS "closedAt", u.name AS area, a.id AS "addressId", a.locale
    FROM pledge p JOIN campaign c ON c.id = p.campaign_id
    LEFT JOIN drop_point d ON d.id = p.point_id LEFT JOIN unit u ON u.id = d.area_id
    LEFT JOIN address a ON a.id = p.address_id AND ${hears(Prisma.sql`c.goods`)}
    WHERE p.id = ${Number(due.subject.split('/')[1])}`
  if (found?.state !== 'open') return null
  const { code, amount, day, goods, unit, lastDay, addressId } = found
  if (lastDay !== null && lastDay < (day ?? dayOf(now, city.zone))) return null
  if (addressId === null) return 0
  const about: About = { code, amount, day, campaign: { goods, unit }, point: pointOf(found, now) }
  const ttl = Math.max(60, Math.round((due.expiresAt.getTime() - now.getTime()) / 1_000))
  const message = inTongue((t) => toDonor(about, t), found.locale ?? '', voice)
  return enqueue(
    tx,
    rowsFor(addressId, message, `reminder/${due.id}`, LIMIT, {
      ...{ lane: 'reminder', recipient: `address/${addressId}`, topic: due.subject, ttl },
    }),
  )
}

/** The day is said in full, so that a message which comes late says nothing wrong. */
export function toDonor({ code, amount, day, campaign, point }: About, t: Translate): Outgoing {
  const what = t('pledge-news:what', { amount, unit: campaign.unit, goods: campaign.goods })
  const text = [
    day === null
      ? t('pledge-news:reminder.undated', { what })
      : t('pledge-news:reminder.dated', { what, at: shownDay(day) }),
    ...placeLines(point, day, t),
    t('pledge-news:reminder.ask', { code }),
  ].join('\n')
  return {
    text,
    choices: [
      { id: `=jadi ${code}`, label: t('pledge-news:choice.keep') },
      { id: `=ubah ${code}`, label: t('pledge-news:choice.change') },
      { id: `=batal sedekah ${code}`, label: t('pledge-news:choice.cancel') },
    ],
  }
}

function placeLines(point: About['point'], day: string | null, t: Translate): string[] {
  if (!point) return [t('pledge-news:reminder.anywhere')]
  if (point.closed) return [t('pledge-news:reminder.closed', { point: point.name })]
  const where = point.whereabouts
    ? t('pledge-news:reminder.whereabouts', { point: point.name, whereabouts: point.whereabouts })
    : t('pledge-news:reminder.where', { point: point.name })
  const hours = day === null ? [] : hoursOn(point, day)
  return [
    where,
    ...(hours.length > 0
      ? [
          t('pledge-news:reminder.hours', {
            spans: hours.map(({ from, until }) =>
              t('pledge-news:reminder.span', { from: dot(from), until: dot(until) }),
            ),
          }),
        ]
      : []),
    ...(point.contact ? [t('pledge-news:reminder.contact', { contact: point.contact })] : []),
  ]
}

const dot = (clock: string): string => clock.replace(':', '.')

function pointOf({ name, whereabouts, contact, hours, closedAt, area }: Found, now: Date): About['point'] {
  if (name === null) return null
  return {
    ...{ name, contact, hours: hours ?? [], closed: closedAt !== null && closedAt <= now },
    // In words, else the kelurahan, where the name does not say it.
    whereabouts: whereabouts ?? (area !== null && !name.includes(area) ? area : null),
  }
}
