import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { coordinatedPaths, coordinates } from '../people/authority.ts'
import { findUnits, unitById } from '../people/units.ts'
import { actingUnit } from './create-session.ts'

/** "kalender": a link for the calendar program of whoever coordinates the unit. */
export async function giveCalendar(name: string | null, ctx: Ctx): Promise<Outgoing[]> {
  const { person, t } = ctx
  if (!person || coordinatedPaths(person).length === 0) return [{ text: t('agenda:calendar.notYours') }]
  const named = name ? await findUnits(ctx.tx, name) : []
  if (name && named.length !== 1) return [{ text: t('agenda:new.unitsUnknown', { text: name }) }]
  const unit = named[0] ?? (await unitById(ctx.tx, actingUnit(person) ?? 0))
  if (!unit || !coordinates(person, unit.path)) return [{ text: t('agenda:calendar.notYours') }]
  const link = `${ctx.link('kalender', String(unit.id))}.ics`
  return [{ text: t('agenda:calendar.link', { unit: unit.name, link }) }]
}
