import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue, type Voice } from '../agenda/captioned.ts'
import { dayOf, shownDay } from '../agenda/day.ts'
import { dayText } from '../pledges/campaigns.ts'
import { listeners } from '../pledges/listener.ts'
import { type Hours, hoursOn } from '../pledges/points.ts'
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
  const pledge = await tx.pledge.findUnique({
    where: { id: Number(due.subject.split('/')[1]) },
    include: { campaign: true, point: { include: { area: true } } },
  })
  if (pledge?.state !== 'open' || pledge.addressId === null) return null
  const { campaign, point, code, amount } = pledge
  const day = pledge.day && dayText(pledge.day)
  if (campaign.lastDay && dayText(campaign.lastDay) < (day ?? dayOf(now, city.zone))) return null
  const to = (await listeners(tx, [pledge.addressId], campaign)).get(pledge.addressId)
  if (!to) return 0
  const about: About = {
    ...{ code, amount, day, campaign },
    point: point && {
      ...{ name: point.name, whereabouts: whereaboutsOf(point), contact: point.contact },
      ...{ hours: point.hours as Hours[], closed: point.closedAt !== null && point.closedAt <= now },
    },
  }
  const ttl = Math.max(60, Math.round((due.expiresAt.getTime() - now.getTime()) / 1_000))
  const message = inTongue((t) => toDonor(about, t), to.locale, voice)
  return enqueue(
    tx,
    rowsFor(to.id, message, `reminder/${due.id}`, LIMIT, {
      ...{ lane: 'reminder', recipient: `address/${to.id}`, topic: due.subject, ttl },
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

/** In words, else the kelurahan, where the name does not say it. */
function whereaboutsOf(point: { name: string; whereabouts: string | null; area: { name: string } | null }) {
  const { name, whereabouts, area } = point
  return whereabouts ?? (area && !name.includes(area.name) ? area.name : null)
}
