import type { Tx } from '../../lib/db.ts'
import { asDate } from '../agenda/day.ts'
import { occurrencesBetween } from '../agenda/occurrences.ts'
import { dayText } from '../goods/campaigns.ts'

import { type PledgeView, type PledgeWish, pledgeGoods } from './pledge.ts'

/** "2 butir tiap Jumat": a wish that makes a pledge for each of its days, until somebody stops it. */
export type SeriesWish = Omit<PledgeWish, 'day' | 'seriesId'> & {
  /** RFC 5545 without DTSTART and UNTIL. */
  rrule: string
  /** Days of the city. */
  firstDay: string
  lastDay: string | null
}

export type PledgeSeriesView = Omit<SeriesWish, 'inboxId' | 'addressId' | 'kind'> & {
  id: number
  addressId: number | null
  kind: string
  createdAt: Date
  endedAt: Date | null
}

/** Records a wish of every week; the same message (`inboxId`) records it once. It makes no pledge by itself. */
export async function startSeries(tx: Tx, wish: SeriesWish, at: Date): Promise<PledgeSeriesView> {
  const known =
    wish.inboxId === null ? null : await tx.pledgeSeries.findUnique({ where: { inboxId: wish.inboxId } })
  if (known) return seriesOf(known)
  const { firstDay, lastDay, ...rest } = wish
  const days = { firstDay: asDate(firstDay), lastDay: lastDay === null ? null : asDate(lastDay) }
  return seriesOf(await tx.pledgeSeries.create({ data: { ...rest, ...days, createdAt: at } }))
}

/** @returns false when it had ended already; pledges that it has made stay as they are */
export async function endSeries(tx: Tx, id: number, at: Date): Promise<boolean> {
  const { count } = await tx.pledgeSeries.updateMany({ where: { id, endedAt: null }, data: { endedAt: at } })
  return count > 0
}

/** Those that run, of one chat or of everybody, the oldest first. */
export async function runningSeries(tx: Tx, addressId?: number): Promise<PledgeSeriesView[]> {
  const rows = await tx.pledgeSeries.findMany({
    where: { endedAt: null, ...(addressId === undefined ? {} : { addressId }) },
    orderBy: { id: 'asc' },
  })
  return rows.map(seriesOf)
}

/** The days of a wish between two, both included. Pure. */
export function daysOfSeries(
  { rrule, firstDay, lastDay }: Pick<SeriesWish, 'rrule' | 'firstDay' | 'lastDay'>,
  from: string,
  to: string,
): string[] {
  // Eggs may be brought on a holiday too: the point says when it is open, and a reminder says it again.
  const rhythm = { rrule, firstDay, lastDay, time: '00:00', seasons: [] }
  return occurrencesBetween({ ...rhythm, onHoliday: 'keep', onLeave: 'keep' }, from, to, new Map()).flatMap(
    ({ day }) => day ?? [],
  )
}

/**
 * Makes the pledges of a wish for its days between two, both included: each day once, also when its pledge was cancelled.
 * @param inboxId of the message that began it, for the first of them
 * @returns those that are new
 */
export async function pledgesOfSeries(
  tx: Tx,
  series: PledgeSeriesView,
  from: string,
  to: string,
  at: Date,
  inboxId: bigint | null = null,
): Promise<PledgeView[]> {
  if (series.endedAt) return []
  const days = daysOfSeries(series, from, to)
  if (days.length === 0) return []
  const made = await tx.pledge.findMany({
    where: { seriesId: series.id, day: { in: days.map(asDate) } },
    select: { day: true },
  })
  const known = new Set(made.map(({ day }) => day && dayText(day)))
  const { campaignId, addressId, personId, unitId, giver, anonymous, news, amount, pointId } = series
  const wish = { campaignId, personId, unitId, giver, anonymous, news, amount, pointId, seriesId: series.id }
  const fresh: PledgeView[] = []
  for (const day of days.filter((one) => !known.has(one))) {
    const kind = series.kind as PledgeWish['kind']
    const first = fresh.length === 0 ? inboxId : null
    fresh.push(await pledgeGoods(tx, { ...wish, addressId, kind, day, inboxId: first }, at))
  }
  return fresh
}

type Row = NonNullable<Awaited<ReturnType<Tx['pledgeSeries']['findUnique']>>>

function seriesOf({ firstDay, lastDay, ...row }: Row): PledgeSeriesView {
  return { ...row, firstDay: dayText(firstDay), lastDay: lastDay && dayText(lastDay) }
}
