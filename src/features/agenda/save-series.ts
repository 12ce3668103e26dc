import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import { audit } from '../people/audit.ts'
import { coordinates } from '../people/authority.ts'
import { type Actor, actingUnit } from './create-session.ts'
import { asDate } from './day.ts'
import { makeSessionsOf, materialise } from './make-sessions.ts'
import { occurrencesBetween, type Rhythm } from './occurrences.ts'
import type { Policy } from './proof.ts'
import { type Series, seriesById } from './series.ts'
import { daysOff } from './workdays.ts'

export type NewSeries = Rhythm & {
  kind: string
  title: string
  places: string[]
  endTime: string | null
  units: { id: number; path: string }[]
  /** Days of the rule on which it is not held. */
  except: string[]
  /** What its sessions take as proof, and whether they ask for a code of the end. */
  proof?: Policy
  closingCode?: boolean
  public?: { areaId: number | null }
}

/**
 * Saves a series and makes the sessions of its first week at once.
 * @returns its id, or 'not_yours' when a unit lies outside the actor's part of the city
 */
export async function saveSeries(
  tx: Tx,
  wanted: NewSeries,
  actor: Actor,
  city: City,
  now: Date,
): Promise<number | 'not_yours'> {
  const { units, except, public: open, firstDay, lastDay, ...rest } = wanted
  const owner = open ? actingUnit(actor) : (units[0]?.id ?? null)
  if (owner === null || !units.every((unit) => coordinates(actor, unit.path))) return 'not_yours'
  const { id } = await tx.activity.create({
    data: {
      ...rest,
      ...{ firstDay: asDate(firstDay), lastDay: lastDay ? asDate(lastDay) : null },
      ...{ unitId: owner, createdBy: actor.id, createdAt: now, audienceUnits: units.map((unit) => unit.id) },
      ...(open ? { public: true, areaId: open.areaId } : {}),
    },
  })
  await audit(tx, {
    ...{ at: now, actorId: actor.id, action: 'series.create', subject: `activity/${id}` },
    after: { title: rest.title, rrule: rest.rrule, firstDay, lastDay, time: rest.time, except },
  })
  const series = await seriesById(tx, id)
  if (!series) throw new Error('the series that was just saved is not there')
  await leaveOut(tx, series, except, actor.id, city, now)
  await makeSessionsOf(tx, series, city, now)
  return id
}

/** An exception is the session of that day, cancelled: nothing else makes one for it. */
async function leaveOut(
  tx: Tx,
  series: Series,
  days: string[],
  actorId: number,
  city: City,
  now: Date,
): Promise<void> {
  for (const day of days) {
    const [due] = occurrencesBetween(
      { ...series, onHoliday: 'keep', onLeave: 'keep' },
      day,
      day,
      daysOff(city.holidays),
    )
    const id = due ? await materialise(tx, series, due, city, now) : null
    if (id === null) continue
    await tx.session.update({ where: { id }, data: { status: 'cancelled', changedAt: now } })
    const subject = `session/${id}`
    await audit(tx, { at: now, actorId, action: 'session.cancel', subject, sessionId: id })
  }
}
