import { randomBytes } from 'node:crypto'
import type { City } from '../../lib/city.ts'
import { type Db, type Tx, transaction } from '../../lib/db.ts'
import type { Voice } from './captioned.ts'
import { dayOf, plusDays } from './day.ts'
import { obeyHolidays, type Settle } from './obey-holidays.ts'
import { type Occurrence, occurrencesBetween } from './occurrences.ts'
import { closingSpan } from './proof.ts'
import { type Series, seriesFrom } from './series.ts'
import { timesFor } from './session-times.ts'
import { sessionsOfDays } from './sessions.ts'
import { instantOf } from './window.ts'
import { daysOff } from './workdays.ts'

/** So far ahead a series has its sessions as rows, which can open, show codes and be checked in to. */
const AHEAD_DAYS = 7
/** So far back, after a long downtime, those are made that nobody could attend: a coordinator decides them. */
const BEHIND_DAYS = 7

/**
 * Makes the sessions of the coming week of all series, and moves or cancels those that a new holiday has met. Each is made
 * once, by whichever process comes first and however often this runs: a series has one session for each of its days.
 * @returns how many are new or were changed
 */
export async function makeSessions(
  { db, city, settle, ...voice }: Voice & { db: Pick<Db, 'prisma'>; city: City; settle: Settle },
  now: Date,
): Promise<number> {
  const today = dayOf(now, city.zone)
  const series = await seriesFrom(db.prisma, plusDays(today, -BEHIND_DAYS))
  if (series.length === 0) return 0
  // A look before the transaction: nearly every minute there is nothing to do.
  const known = await sessionsOfDays(
    db.prisma,
    plusDays(today, -2 * BEHIND_DAYS),
    plusDays(today, AHEAD_DAYS),
  )
  const keys = new Set(known.map((one) => `${one.activityId}/${one.occurrence}`))
  const missing = series.flatMap((one) =>
    dueOf(one, city, today)
      .filter(({ occurrence }) => !keys.has(`${one.id}/${occurrence}`))
      .map((due) => ({ one, due })),
  )
  let changed = await whenHolidaysChanged(city, now, () =>
    obeyHolidays({ db, city, settle, ...voice }, series, now),
  )
  if (missing.length === 0) return changed
  return transaction(db, async (tx) => {
    for (const { one, due } of missing) if (await materialise(tx, one, due, city, now)) changed += 1
    return changed
  })
}

/** The list by which sessions were last looked through, in this process, and in which hour. */
const looked = new WeakMap<City, { holidays: City['holidays']; hour: number }>()

/**
 * Sessions are made by the list of holidays that stands; only a new list can move them. Once an hour all the same: another
 * process may have made some by an older list.
 */
async function whenHolidaysChanged(city: City, now: Date, look: () => Promise<number>): Promise<number> {
  const hour = Math.floor(now.getTime() / 3_600_000)
  const last = looked.get(city)
  if (last?.holidays === city.holidays && last.hour === hour) return 0
  const changed = await look()
  looked.set(city, { holidays: city.holidays, hour })
  return changed
}

/** The sessions of the coming week of one series that has just been saved. */
export async function makeSessionsOf(tx: Tx, series: Series, city: City, now: Date): Promise<void> {
  for (const due of dueOf(series, city, dayOf(now, city.zone))) await materialise(tx, series, due, city, now)
}

function dueOf(series: Series, city: City, today: string): Occurrence[] {
  const [from, to] = [plusDays(today, -BEHIND_DAYS), plusDays(today, AHEAD_DAYS)]
  return occurrencesBetween(series, from, to, daysOff(city.holidays))
}

/**
 * The session of one day of a series, as a row.
 * @returns its id when it is new; null when there is one already, when it is left out, or when it was over before the
 *   series was made
 */
export async function materialise(
  tx: Tx,
  series: Series,
  { occurrence, day, time }: Occurrence,
  city: City,
  now: Date,
): Promise<number | null> {
  const times = day === null ? null : timesFor(city, { kind: series.kind, day, time, until: series.endTime })
  if (!times?.ok || times.closesAt <= series.createdAt) return null
  const { startsAt, opensAt, onTimeUntil, closesAt, graceUntil } = times
  const end = series.endTime && day ? instantOf(day, series.endTime, city.zone) : null
  const closing = series.closingCode ? closingSpan(closesAt, end) : null
  const rows = await tx.$queryRaw<{ id: number }[]>`
    INSERT INTO session (activity_id, occurrence, title, place, starts_at, opens_at, on_time_until, closes_at, grace_until,
      proof, closing_from, closing_until, audience_units, code_key, created_at)
    VALUES (${series.id}, ${occurrence}::date, ${series.title}, ${series.places.join('; ')}, ${startsAt}, ${opensAt},
      ${onTimeUntil}, ${closesAt}, ${graceUntil}, ${series.proof}, ${closing?.closingFrom ?? null}::timestamptz,
      ${closing?.closingUntil ?? null}::timestamptz, ${series.audienceUnits}::int[], ${randomBytes(32).toString('base64url')}, ${now})
    ON CONFLICT (activity_id, occurrence) DO NOTHING RETURNING id`
  return rows[0]?.id ?? null
}
