import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import { dayOf, plusDays } from './day.ts'
import { occurrencesBetween } from './occurrences.ts'
import { type Series, seriesFrom } from './series.ts'
import { timesFor } from './session-times.ts'
import { type Named, type SessionView, sessionsBetween, sessionsOfDays } from './sessions.ts'
import { daysOff } from './workdays.ts'

/** One occasion of the agenda: a session that there is, or one that its series will have. */
export type AgendaItem = Pick<
  SessionView,
  | 'kind'
  | 'title'
  | 'place'
  | 'startsAt'
  | 'opensAt'
  | 'closesAt'
  | 'audiencePaths'
  | 'public'
  | 'areaPath'
  | 'ownerPath'
  | 'activityId'
  | 'occurrence'
  | 'proof'
  | 'closingFrom'
> & {
  /** Absent of what is only in a rule: units attend it whole. */
  named?: Named | null
  mandatory?: boolean
  status: 'scheduled' | 'cancelled'
  /** Null while it is only in the rule of its series. */
  sessionId: number | null
}

type Concern = Pick<AgendaItem, 'kind' | 'public' | 'audiencePaths' | 'areaPath' | 'ownerPath' | 'named'>

/**
 * Everything that begins between two moments, also beyond the days for which sessions are made.
 * @param wanted which activities: only their days are reckoned
 */
export async function agendaBetween(
  tx: Tx,
  city: City,
  from: Date,
  to: Date,
  wanted: (one: Concern) => boolean = () => true,
): Promise<AgendaItem[]> {
  const [first, last] = [dayOf(from, city.zone), dayOf(to, city.zone)]
  const rows = await sessionsBetween(tx, from, to)
  const series = (await seriesFrom(tx, first)).filter(wanted)
  // A day whose session was moved out of the span must not come back by the rule.
  const made = series.length === 0 ? [] : await sessionsOfDays(tx, plusDays(first, -21), last)
  const known = new Set(made.map((one) => `${one.activityId}/${one.occurrence}`))
  const off = daysOff(city.holidays)
  const coming = series.flatMap((one) =>
    occurrencesBetween(one, first, last, off)
      .filter(({ occurrence }) => !known.has(`${one.id}/${occurrence}`))
      .flatMap(({ occurrence, day, time }) => itemOf(one, occurrence, day, time, city)),
  )
  return [...rows.map(({ id, ...row }) => ({ ...row, sessionId: id })), ...coming]
    .filter((one) => one.startsAt >= from && one.startsAt < to && wanted(one))
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime() || a.title.localeCompare(b.title))
}

function itemOf(
  series: Series,
  occurrence: string,
  day: string | null,
  time: string,
  city: City,
): AgendaItem[] {
  const times = day === null ? null : timesFor(city, { kind: series.kind, day, time, until: series.endTime })
  if (!times?.ok || times.closesAt <= series.createdAt) return []
  const { kind, title, audiencePaths, areaPath, ownerPath } = series
  return [
    {
      ...{
        kind,
        title,
        audiencePaths,
        areaPath,
        ownerPath,
        public: series.public,
        place: series.places.join('; '),
      },
      ...{ startsAt: times.startsAt, opensAt: times.opensAt, closesAt: times.closesAt },
      ...{ proof: series.proof, closingFrom: series.closingCode ? times.closesAt : null },
      ...{ activityId: series.id, occurrence, status: 'scheduled', sessionId: null },
    },
  ]
}
