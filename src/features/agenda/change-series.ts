import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import { audit } from '../people/audit.ts'
import { type By, rowOf } from './change-session.ts'
import { asDate, plusDays } from './day.ts'
import { makeSessionsOf } from './make-sessions.ts'
import { mayChange } from './may-change.ts'
import { nextOccurrences } from './occurrences.ts'
import type { Policy } from './proof.ts'
import { type Series, seriesById } from './series.ts'
import { daysOff } from './workdays.ts'

export type SeriesChange = {
  from: string
  time: string | null
  place: string | null
  rrule: string | null
  proof?: Policy | null
  closing?: boolean | null
}

/** What a series would be from a day on. */
export function changedSeries(series: Series, change: SeriesChange): Series {
  const { from, time, place, rrule, proof, closing } = change
  return {
    ...series,
    firstDay: from > series.firstDay ? from : series.firstDay,
    rrule: rrule ?? series.rrule,
    time: time ?? series.time,
    // A time that is said for good is meant for all days, a season's keeps its own.
    places: place ? place.split('; ') : series.places,
    proof: proof ?? series.proof,
    closingCode: closing ?? series.closingCode,
  }
}

/**
 * Changes a series from a day on ("this and future" of iCalendar): the old one ends the day before, a new one goes on from
 * it. Sessions that stand already come along; those that were changed by themselves keep what they were given.
 * @returns the new series' id and the ids of the sessions that it has now
 */
export async function changeSeries(
  tx: Tx,
  series: Series,
  change: SeriesChange,
  by: By,
  city: City,
): Promise<{ id: number; sessionIds: number[] } | 'not_yours'> {
  if (!mayChange(series, by.actor)) return 'not_yours'
  const next = changedSeries(series, change)
  const old = await tx.activity.findUniqueOrThrow({ where: { id: series.id } })
  const { id: _, createdAt: __, createdBy: ___, seasons, ...rest } = old
  const { id } = await tx.activity.create({
    data: {
      ...rest,
      ...{
        seasons: seasons as object[],
        firstDay: asDate(next.firstDay),
        rrule: next.rrule,
        time: next.time,
      },
      ...{ proof: next.proof, closingCode: next.closingCode },
      ...{ places: next.places, continues: series.id, createdBy: by.id, createdAt: by.now },
    },
  })
  await endOn(tx, series, change.from)
  // Untouched ones are made anew by the new rule; the others are exceptions of it.
  await tx.session.deleteMany({
    where: {
      ...comingOf(series.id, change.from),
      changedAt: null,
      opensAt: { gt: by.now },
      ...{ checkIns: { none: {} }, rulings: { none: {} }, attendance: { none: {} } },
      screens: { none: {} },
    },
  })
  await tx.session.updateMany({ where: comingOf(series.id, change.from), data: { activityId: id } })
  await audit(tx, {
    ...{ at: by.now, actorId: by.id, action: 'series.change', subject: `activity/${series.id}` },
    before: { rrule: series.rrule, time: series.time, places: series.places, proof: series.proof },
    after: { ...change, activity: id },
    ...(by.why ? { why: by.why } : {}),
  })
  const made = await seriesById(tx, id)
  if (!made) throw new Error('the series that was just saved is not there')
  await makeSessionsOf(tx, made, city, by.now)
  return { id, sessionIds: await firstRow(tx, made, change.from, city, by.now) }
}

/**
 * Ends a series: from that day on it is not held. Sessions that stand already are cancelled, so that people see it.
 * @returns the ids of the sessions that are not held
 */
export async function endSeries(
  tx: Tx,
  series: Series,
  from: string,
  by: By,
  city: City,
): Promise<number[] | 'not_yours'> {
  if (!mayChange(series, by.actor)) return 'not_yours'
  // At least one stands there, by which those concerned are known and see that it is not held.
  await firstRow(tx, series, from, city, by.now)
  const due = await tx.session.findMany({
    where: { ...comingOf(series.id, from), status: 'scheduled', closesAt: { gt: by.now } },
    select: { id: true },
  })
  await tx.session.updateMany({
    where: { id: { in: due.map(({ id }) => id) } },
    data: { status: 'cancelled', changedAt: by.now, sequence: { increment: 1 } },
  })
  await endOn(tx, series, from)
  await audit(tx, {
    ...{ at: by.now, actorId: by.id, action: 'series.end', subject: `activity/${series.id}` },
    before: { lastDay: series.lastDay },
    after: { lastDay: plusDays(from, -1) },
    ...(by.why ? { why: by.why } : {}),
  })
  return due.map(({ id }) => id)
}

const comingOf = (activityId: number, from: string) => ({ activityId, occurrence: { gte: asDate(from) } })

/** Its last day is the one before; a series that had not begun has none at all. */
async function endOn(tx: Tx, series: Series, from: string): Promise<void> {
  await tx.activity.update({ where: { id: series.id }, data: { lastDay: asDate(plusDays(from, -1)) } })
}

/** The first session from a day on, made where it is not yet. */
async function firstRow(tx: Tx, series: Series, from: string, city: City, now: Date): Promise<number[]> {
  const [first] = nextOccurrences(series, from, 1, daysOff(city.holidays))
  if (!first) return []
  const { occurrence } = first
  const row = await rowOf(tx, { sessionId: null, activityId: series.id, occurrence }, city, now)
  return row ? [row.id] : []
}
