import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { coordinatedPaths, coordinates } from '../people/authority.ts'
import { findUnits, type UnitView, unitById } from '../people/units.ts'

/** Units that a text names, or the number behind a button. */
export async function unitsNamed(name: string, ctx: Ctx): Promise<UnitView[]> {
  const id = /^#(\d{1,9})$/.exec(name)?.[1]
  if (id === undefined) return findUnits(ctx.tx, name.replace(/^(?:unit|opd)\s+/i, ''))
  const unit = await unitById(ctx.tx, Number(id))
  return unit ? [unit] : []
}

/**
 * The unit that a coordinator means, of the own part of the city: by name, else the one that is coordinated.
 * @param button what a choice of it would say, as if it had been typed, before "#12": "=undang"
 */
export async function ownUnit(
  name: string | null,
  button: string,
  ctx: Ctx,
): Promise<{ unit: UnitView } | { say: Outgoing[] }> {
  const say = (key: string, values = {}) => ({ say: [{ text: ctx.t(`onboarding:unit.${key}`, values) }] })
  const { person } = ctx
  const paths = coordinatedPaths(person)
  if (!person || paths.length === 0) return say('notYours')
  const named = name
    ? await unitsNamed(name, ctx)
    : await ctx.tx.unit.findMany({ where: { path: { in: paths } }, orderBy: { name: 'asc' } })
  if (named.length === 0) return say('unknown', { name: name?.slice(0, 60) })
  const own = named.filter(({ path }) => coordinates(person, path))
  const [only, second] = own
  if (!only) return say('notYours')
  if (!second) return { unit: only }
  const choices = own.slice(0, 6).map((one) => ({ id: `${button} #${one.id}`, label: one.name }))
  return { say: [{ text: ctx.t('onboarding:unit.which'), choices }] }
}
