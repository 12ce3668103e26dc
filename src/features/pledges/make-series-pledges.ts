import type { City } from '../../lib/city.ts'
import { type Db, type Tx, transaction } from '../../lib/db.ts'
import { asDate, dayOf, plusDays } from '../agenda/day.ts'
import { daysOff } from '../agenda/workdays.ts'
import { allCampaigns, dayText, runsOn } from '../goods/campaigns.ts'
import { daysOfSeries, pledgesOfSeries, runningSeries } from './series.ts'

/** So far ahead a weekly pledge has its pledges as rows, which can be reminded of, changed and received. */
const AHEAD_DAYS = 7
/** A tick takes so many; the next one goes on. */
const MOST = 300
/** Points that are closed on a day off. */
const OFFICES = ['kelurahan', 'opd']

/**
 * Makes the pledges of the coming week of every wish that recurs, each of its days once, wherever its pledge was moved.
 * On a day off nothing is promised to an office, which is closed then. Of somebody who said stop, or cannot be reached,
 * nothing is made: it goes on when they come back.
 * @returns how many pledges are new
 */
export async function makeSeriesPledges({ db, city }: { db: Db; city: City }, now: Date): Promise<number> {
  const until = plusDays(dayOf(now, city.zone), AHEAD_DAYS)
  const due = await db.prisma.$queryRaw<{ id: number }[]>`
    SELECT s.id FROM pledge_series s JOIN address a ON a.id = s.address_id
    WHERE s.ended_at IS NULL AND (s.made_until IS NULL OR s.made_until < ${until}::date)
      AND (s.last_day IS NULL OR s.made_until IS NULL OR s.made_until < s.last_day)
      AND a.blocked_at IS NULL AND a.opted_out_at IS NULL ORDER BY s.id LIMIT ${MOST}`
  let made = 0
  for (const { id } of due) made += await transaction(db, (tx) => makeOf(tx, id, until, city, now))
  return made
}

async function makeOf(tx: Tx, id: number, until: string, city: City, now: Date): Promise<number> {
  // One process after the other; the second finds nothing left to do.
  const [row] = await tx.$queryRaw<{ addressId: number; madeUntil: Date | null; kind: string | null }[]>`
    SELECT s.address_id AS "addressId", s.made_until AS "madeUntil", (SELECT p.kind FROM drop_point p WHERE p.id = s.point_id) AS kind
    FROM pledge_series s WHERE s.id = ${id} AND s.ended_at IS NULL FOR UPDATE`
  const series = row && (await runningSeries(tx, row.addressId)).find((one) => one.id === id)
  const campaign = series && (await allCampaigns(tx)).find((one) => one.id === series.campaignId)
  if (!series || !campaign) return 0
  const today = dayOf(now, city.zone)
  const next = row.madeUntil ? plusDays(dayText(row.madeUntil), 1) : today
  const off = daysOff(city.holidays)
  const closed = (day: string) => off.has(day) && OFFICES.includes(row.kind ?? '')
  const days = daysOfSeries(series, next > today ? next : today, until).filter(
    (day) => runsOn(campaign, day) && !closed(day),
  )
  let made = 0
  for (const day of days) made += (await pledgesOfSeries(tx, series, day, day, now)).length
  await tx.pledgeSeries.update({ where: { id }, data: { madeUntil: asDate(until) } })
  return made
}
