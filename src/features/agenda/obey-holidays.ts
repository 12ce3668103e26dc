import type { City } from '../../lib/city.ts'
import { type Db, type Tx, transaction } from '../../lib/db.ts'
import { audit } from '../people/audit.ts'
import type { Voice } from './captioned.ts'
import { dayOf, plusDays } from './day.ts'
import { occurrencesBetween } from './occurrences.ts'
import type { Series } from './series.ts'
import { timesFor } from './session-times.ts'
import { type SessionView, sessionsOfDays } from './sessions.ts'
import { tellAffected } from './tell-affected.ts'
import { daysOff } from './workdays.ts'

/** What becomes of what was said of a session that is cancelled or moved (attendance/session-changed.ts). */
export type Settle = (
  tx: Tx,
  sessionId: number,
  change: 'cancelled' | 'otherDay',
  by: { id: null; why: string | null; now: Date },
) => Promise<unknown>

type About = Voice & { db: Pick<Db, 'prisma'>; city: City; settle: Settle }

/**
 * Sessions that are made already follow their series' rule when a holiday is added or taken away: left out, moved, or held
 * again. What somebody changed by hand, and what has opened, stays. Those concerned are told.
 */
export async function obeyHolidays(
  { db, city, settle, ...voice }: About,
  series: Series[],
  now: Date,
): Promise<number> {
  const today = dayOf(now, city.zone)
  const [from, to] = [plusDays(today, -21), plusDays(today, 30)]
  const off = daysOff(city.holidays)
  const waiting = await unchanged(db, from, to, now)
  let changed = 0
  for (const session of waiting) {
    const rhythm = series.find((one) => one.id === session.activityId)
    const due =
      rhythm && occurrencesBetween(rhythm, from, to, off).find((one) => one.occurrence === session.occurrence)
    if (!rhythm || !due) continue
    const times = due.day
      ? timesFor(city, { kind: rhythm.kind, day: due.day, time: due.time, until: rhythm.endTime })
      : null
    const held = times?.ok ? times : null
    const same = held
      ? session.status === 'scheduled' && held.startsAt.getTime() === session.startsAt.getTime()
      : session.status === 'cancelled'
    if (same) continue
    changed += await transaction(db, async (tx) => {
      const data = held
        ? {
            status: 'scheduled' as const,
            ...{ startsAt: held.startsAt, opensAt: held.opensAt, onTimeUntil: held.onTimeUntil },
            ...{ closesAt: held.closesAt, graceUntil: held.graceUntil },
          }
        : { status: 'cancelled' as const }
      // The condition again, in the write: another process may have been here, or a coordinator.
      const { count } = await tx.session.updateMany({
        where: { id: session.id, changedAt: null, status: session.status, startsAt: session.startsAt },
        data: { ...data, sequence: { increment: 1 } },
      })
      if (count === 0) return 0
      await audit(tx, {
        ...{
          at: now,
          actorId: null,
          action: 'session.holiday',
          subject: `session/${session.id}`,
          sessionId: session.id,
        },
        before: { status: session.status, startsAt: session.startsAt.toISOString() },
        after: { status: data.status, startsAt: (held?.startsAt ?? session.startsAt).toISOString() },
        ...(due.holiday ? { why: due.holiday.name } : {}),
      })
      // Leave that was approved for it counts nowhere any more, or there where it is now.
      const by = { id: null, why: due.holiday?.name ?? null, now }
      if (session.status === 'scheduled') await settle(tx, session.id, held ? 'otherDay' : 'cancelled', by)
      const { sequence } = await tx.session.findUniqueOrThrow({
        where: { id: session.id },
        select: { sequence: true },
      })
      const values = {
        title: session.title,
        before: session.startsAt,
        at: held?.startsAt,
        name: due.holiday?.name ?? '',
      }
      const what = !held ? 'holidayOff' : session.status === 'cancelled' ? 'heldAgain' : 'holidayMoved'
      await tellAffected(tx, [session.id], (t) => ({ text: t(`agenda:told.${what}`, values) }), {
        key: `session/${session.id}/${sequence}`,
        ...voice,
        now,
      })
      return 1
    })
  }
  return changed
}

/** Sessions of series that nobody has touched and that have not opened. */
async function unchanged(
  db: Pick<Db, 'prisma'>,
  from: string,
  to: string,
  now: Date,
): Promise<SessionView[]> {
  const rows = await db.prisma.session.findMany({
    where: { changedAt: null, occurrence: { not: null }, opensAt: { gt: now } },
    select: { id: true },
  })
  const ids = new Set(rows.map(({ id }) => id))
  return ids.size === 0 ? [] : (await sessionsOfDays(db.prisma, from, to)).filter(({ id }) => ids.has(id))
}
