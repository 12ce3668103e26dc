import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { type UnitView, unitById } from '../people/units.ts'
import { type AgendaItem, agendaBetween } from './agenda-between.ts'
import { type IcsEvent, icsCalendar } from './ics.ts'

const DAY_MS = 86_400_000
const BEHIND_DAYS = 60
const AHEAD_DAYS = 366

/**
 * The agenda of a unit as a subscription: what its people, or some of them, must attend, and what is for residents there.
 * No name of anybody stands in it, so the link may lie in a calendar program.
 * @returns null for a unit that is gone
 */
export async function unitCalendar(
  tx: Tx,
  unitId: number,
  city: City,
  t: Translate,
  now: Date,
): Promise<string | null> {
  const unit = await unitById(tx, unitId)
  if (!unit) return null
  const [from, to] = [
    new Date(now.getTime() - BEHIND_DAYS * DAY_MS),
    new Date(now.getTime() + AHEAD_DAYS * DAY_MS),
  ]
  const items = await agendaBetween(tx, city, from, to, (one) => concernsUnit(one, unit))
  const rows = await tx.session.findMany({
    where: { id: { in: items.flatMap((one) => one.sessionId ?? []) } },
    select: { id: true, sequence: true },
  })
  const sequences = new Map(rows.map((row) => [row.id, row.sequence]))
  const name = t('agenda:calendar.name', { unit: unit.name })
  return icsCalendar(
    name,
    items.map((one) => eventOf(one, sequences.get(one.sessionId ?? 0) ?? 0, t, now)),
  )
}

function concernsUnit(
  one: Pick<AgendaItem, 'public' | 'audiencePaths' | 'areaPath' | 'ownerPath'>,
  unit: UnitView,
): boolean {
  const meets = (path: string) => unit.path.startsWith(path) || path.startsWith(unit.path)
  if (!one.public) return one.audiencePaths.some(meets)
  return one.ownerPath.startsWith(unit.path) || (one.areaPath !== null && meets(one.areaPath))
}

function eventOf(one: AgendaItem, sequence: number, t: Translate, now: Date): IcsEvent {
  return {
    // The day that the rule gives, so that a session that is made of it, or moved, is still the same event.
    uid: `${one.activityId}-${one.occurrence ?? `s${one.sessionId}`}@guyub`,
    sequence,
    title: one.title,
    place: one.place,
    description: one.public ? '' : t('agenda:calendar.opens', { at: one.opensAt }),
    startsAt: one.startsAt,
    endsAt: one.closesAt,
    cancelled: one.status === 'cancelled',
    stamp: now,
  }
}
