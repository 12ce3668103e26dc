import type { City } from '../../lib/city.ts'
import { type Db, type Tx, transaction } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue, type Voice } from '../agenda/captioned.ts'
import { asDate, shownDay } from '../agenda/day.ts'
import { allCampaigns } from '../goods/campaigns.ts'
import { type Listener, listeners } from './listener.ts'
import { endPledge, lockPledge, type PledgeView } from './pledge.ts'
import { isOverdue, overdueAt } from './pledge-moments.ts'

export type LapseDeps = Voice & { db: Db; city: City }

/** `days`: after so many one without a day lapses. */
type Telling = Voice & { days: number }

/** In one transaction: nobody else waits long for the ledger. */
const HANDFUL = 20
/** A tick ends so many; the next one goes on. */
const MOST = 400
/** Worth reading so long, in seconds: it asks for nothing. */
const TTL = 2 * 86_400

/**
 * Ends pledges that were not brought, some days after their day, and says so once, without blame: giving is nobody's
 * debt. Somebody who then comes is received all the same. However often it runs and whoever runs it, each once.
 * @returns how many lapsed, and how many messages that became
 */
export async function lapseOverdue(
  { db, city, ...voice }: LapseDeps,
  now: Date,
): Promise<{ lapsed: number; messages: number }> {
  const overdue = overdueAt(now, city.pledgeTimes, city.zone)
  const due = await db.prisma.pledge.findMany({
    where: {
      state: 'open',
      OR: [{ day: { lte: asDate(overdue.day) } }, { day: null, createdAt: { lt: overdue.madeBefore } }],
    },
    orderBy: { id: 'asc' },
    take: MOST,
    select: { id: true },
  })
  const sum = { lapsed: 0, messages: 0 }
  for (let n = 0; n < due.length; n += HANDFUL) {
    const ids = due.slice(n, n + HANDFUL).map(({ id }) => id)
    const done = await transaction(db, (tx) =>
      lapse(tx, ids, overdue, { ...voice, days: city.pledgeTimes.lapseUndatedAfter }, now),
    )
    sum.lapsed += done.lapsed
    sum.messages += done.messages
  }
  return sum
}

async function lapse(
  tx: Tx,
  ids: number[],
  overdue: ReturnType<typeof overdueAt>,
  telling: Telling,
  now: Date,
): Promise<{ lapsed: number; messages: number }> {
  const lapsed: PledgeView[] = []
  for (const id of ids) {
    const found = await lockPledge(tx, id)
    // Meanwhile its giver may have chosen another day.
    if (!found || !isOverdue(found, overdue)) continue
    const was = await endPledge(tx, id, 'lapsed', now)
    if (was !== 'over') lapsed.push(was)
  }
  const rows = []
  for (const campaign of await allCampaigns(tx)) {
    const own = lapsed.filter(({ campaignId }) => campaignId === campaign.id)
    const told = await listeners(
      tx,
      own.map(({ addressId }) => addressId),
      campaign,
    )
    for (const pledge of own) {
      const to = pledge.addressId === null ? undefined : told.get(pledge.addressId)
      if (!to || (await saidBefore(tx, pledge))) continue
      rows.push(...rowsOf(pledge, campaign, to, telling))
    }
  }
  return { lapsed: lapsed.length, messages: await enqueue(tx, rows) }
}

/** The one before in a weekly pledge lapsed as well: whoever heard it once need not hear it every week. */
async function saidBefore(tx: Tx, { id, seriesId, day }: PledgeView): Promise<boolean> {
  if (seriesId === null || day === null) return false
  const before = await tx.pledge.findFirst({
    where: { seriesId, id: { not: id }, day: { lt: asDate(day) }, state: { not: 'open' } },
    orderBy: { day: 'desc' },
    select: { state: true },
  })
  return before?.state === 'lapsed'
}

function rowsOf(
  { id, amount, day, seriesId }: PledgeView,
  { unit, goods }: { unit: string; goods: string },
  to: Listener,
  { days, ...voice }: Telling,
) {
  const message = (t: Translate) => {
    const what = t('pledge-news:what', { amount, unit, goods })
    return {
      text: [
        day === null
          ? t('pledge-news:lapse.undated', { what, days })
          : t('pledge-news:lapse.dated', { what, at: shownDay(day) }),
        ...(seriesId === null ? [] : [t('pledge-news:lapse.series')]),
      ].join('\n'),
    }
  }
  return rowsFor(to.id, inTongue(message, to.locale, voice), `lapse/${id}`, 4_000, {
    ...{ lane: 'bulk', recipient: `address/${to.id}`, topic: `lapsed/${id}`, ttl: TTL },
  })
}
