import type { City } from '../../lib/city.ts'
import { type Db, type Tx, transaction } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue, type Voice } from '../agenda/captioned.ts'
import { dayOf, plusDays } from '../agenda/day.ts'
import { instantOf } from '../agenda/window.ts'
import { decidersFor } from '../people/claim.ts'

const CLOCK = '08:00'
const DAY_MS = 86_400_000
/** A list on a phone; the rest is counted. */
const MOST_LINES = 20
/** Useful until it has been looked into, in seconds. */
const TTL = 2 * 86_400

type Waiting = {
  id: bigint
  ref: string
  kind: string
  amount: number
  at: Date
  point: string
  unitId: number
  unit: string
}

/**
 * In the morning: lines that have waited for stock for more than a day are listed to whoever coordinates their point (of a
 * posyandu, the kelurahan), each line once. Something is missing there that only people can find.
 * @returns messages
 */
export async function tellWaiting(
  { db, city, ...voice }: Voice & { db: Db; city: City },
  now: Date,
): Promise<number> {
  const before = new Date(lastMorning(now, city.zone).getTime() - DAY_MS)
  // A look before the transaction: nearly every minute there is nothing to tell.
  const some = await db.prisma.pointLine.findFirst({
    where: { state: 'waiting', at: { lt: before } },
    select: { id: true },
  })
  return some ? transaction(db, (tx) => tell(tx, before, voice, now)) : 0
}

function lastMorning(now: Date, zone: string): Date {
  const today = dayOf(now, zone)
  const morning = instantOf(today, CLOCK, zone)
  return now >= morning ? morning : instantOf(plusDays(today, -1), CLOCK, zone)
}

async function tell(tx: Tx, before: Date, voice: Voice, now: Date): Promise<number> {
  const lines = await tx.$queryRaw<Waiting[]>`
    SELECT l.id, l.ref || '/' || l.line AS ref, l.kind, l.amount + l.broken AS amount, l.at, d.name AS point, d.unit_id AS "unitId",
      c.unit
    FROM point_line l JOIN drop_point d ON d.id = l.point_id JOIN campaign c ON c.id = l.campaign_id
    WHERE l.state = 'waiting' AND l.at < ${before} ORDER BY d.name, l.at, l.id`
  const fresh = await notListed(tx, lines, now)
  const chats = new Map<number, { locale: string; lines: Waiting[] }>()
  for (const unitId of new Set(fresh.map((one) => one.unitId))) {
    for (const chat of await chatsOf(tx, unitId, now)) {
      const known = chats.get(chat.id) ?? { locale: chat.locale, lines: [] }
      chats.set(chat.id, {
        ...known,
        lines: [...known.lines, ...fresh.filter((one) => one.unitId === unitId)],
      })
    }
  }
  const rows = [...chats].flatMap(([id, { locale, lines: own }]) =>
    rowsFor(
      id,
      inTongue((t) => listOf(own, t), locale, voice),
      `waiting-lines/${own[0]?.id}/${id}`,
      4_000,
      {
        ...{ lane: 'reminder', recipient: `address/${id}`, topic: 'waiting-lines', ttl: TTL },
      },
    ),
  )
  return enqueue(tx, rows)
}

/** A mark for each line, as a reminder that has been sent: whoever comes second finds nothing left to say. */
async function notListed(tx: Tx, lines: Waiting[], now: Date): Promise<Waiting[]> {
  const marks = await tx.$queryRaw<{ subject: string }[]>`
    INSERT INTO reminder (key, template, subject, fire_at, expires_at, fired_at, outcome)
    SELECT 'line/' || id || '/waiting', 'waiting', 'line/' || id, ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz, 'sent'
    FROM unnest(${lines.map(({ id }) => id)}::bigint[]) AS l(id)
    ON CONFLICT (key) DO NOTHING RETURNING subject`
  const fresh = new Set(marks.map(({ subject }) => subject))
  return lines.filter(({ id }) => fresh.has(`line/${id}`))
}

async function chatsOf(tx: Tx, unitId: number, now: Date) {
  const deciders = await decidersFor(tx, unitId, now)
  const addresses = await tx.address.findMany({
    where: {
      id: { in: deciders.flatMap(({ addressIds }) => addressIds) },
      ...{ lastInboundAt: { not: null }, optedOutAt: null, blockedAt: null },
    },
    orderBy: { lastInboundAt: 'desc' },
    select: { id: true, locale: true },
  })
  return deciders.flatMap(({ addressIds }) => addresses.find(({ id }) => addressIds.includes(id)) ?? [])
}

function listOf(lines: Waiting[], t: Translate): Outgoing {
  const points = [...new Set(lines.map(({ point }) => point))]
  const shown = lines.slice(0, MOST_LINES)
  const text = [
    t('pledge-news:waiting.head'),
    ...points.flatMap((point) => {
      const own = shown.filter((one) => one.point === point)
      return own.length === 0
        ? []
        : [
            t('pledge-news:waiting.point', { point }),
            ...own.map(({ ref, kind, amount, unit, at }) =>
              t('pledge-news:waiting.line', {
                ref,
                what: t(`pledge-news:waiting.kind.${kind}`),
                amount,
                unit,
                at,
              }),
            ),
          ]
    }),
    ...(lines.length > shown.length
      ? [t('pledge-news:waiting.more', { count: lines.length - shown.length })]
      : []),
    t('pledge-news:waiting.ask'),
  ].join('\n')
  return { text }
}
