import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import { type AgendaItem, agendaBetween } from '../agenda/agenda-between.ts'
import { type Attendee, concerns } from '../agenda/sessions.ts'

/** Whoever has no unit attends nothing. */
export const NOBODY: Attendee = { id: null, unitPath: null }

/** Sessions of a unit's people between two moments, also those that are only in the rule of a series. */
export async function touchedBy(
  tx: Tx,
  city: City,
  who: Attendee,
  from: Date,
  until: Date,
): Promise<AgendaItem[]> {
  const items = await agendaBetween(tx, city, from, until, (one) => !one.public && concerns(one, who))
  return items.filter((one) => one.status === 'scheduled')
}

/** Days of the city's calendar on which nobody works, between two days, both included; weekends are known to everybody. */
export function holidaysWithin(city: City, from: string, to: string): { day: string; name: string }[] {
  return city.holidays
    .filter(({ date }) => date >= from && date <= to)
    .map(({ date, name }) => ({ day: date, name }))
}
