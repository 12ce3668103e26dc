import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { findPeople } from '../people/find-people.ts'
import { findUnits, type UnitView, unitById } from '../people/units.ts'
import { chatsOf, nameOf } from '../points/petugas.ts'
import { setLeaveRule } from './set-rule.ts'

/** "wakil izin": how it stands. "wakil izin Budi [di Dinas Kesehatan]": who else decides; `name` "-" ends it. */
export async function leaveDeputy(
  name: string | null,
  unitName: string | null,
  ctx: Ctx,
): Promise<Outgoing[]> {
  const { person, t } = ctx
  const unit = await unitOf(unitName, ctx)
  if (!person || !unit) return [{ text: t('absence:rule.whichUnit') }]
  if (name === null) return show(unit, ctx)
  if (name === '-')
    return said(await setLeaveRule(ctx.tx, unit, { deputyId: null }, person, ctx.now), unit, ctx)
  const id = /^#(\d{1,9})$/.exec(name)?.[1]
  const found =
    id === undefined ? await findPeople(ctx.tx, name, person) : [{ id: Number(id), name: '', unitName: '' }]
  const [only, ...others] = found
  if (!only) return [{ text: t('people:code.nobody', { name }) }]
  if (others.length > 0)
    return [
      {
        text: t('people:code.which', { name }),
        choices: found.map((one) => ({
          id: `=wakil izin #${one.id} di #${unit.id}`,
          label: `${one.name} (${one.unitName})`,
        })),
      },
    ]
  const done = await setLeaveRule(ctx.tx, unit, { deputyId: only.id }, person, ctx.now)
  if (done === 'set')
    for (const addressId of await chatsOf(ctx.tx, only.id, ctx.address.id))
      ctx.tell(
        addressId,
        (theirs) => ({ text: theirs('absence:rule.youAre', { unit: unit.name, by: person.name }) }),
        `unit/${unit.id}/deputy/${only.id}/${ctx.now.getTime()}/${addressId}`,
      )
  return said(done, unit, ctx)
}

/** "izin naik 12 jam [di Dinas Kesehatan]": after how long the next level is asked. */
export async function leaveHours(hours: number, unitName: string | null, ctx: Ctx): Promise<Outgoing[]> {
  const unit = await unitOf(unitName, ctx)
  if (!ctx.person || !unit) return [{ text: ctx.t('absence:rule.whichUnit') }]
  return said(await setLeaveRule(ctx.tx, unit, { hours }, ctx.person, ctx.now), unit, ctx)
}

function said(done: Awaited<ReturnType<typeof setLeaveRule>>, unit: UnitView, ctx: Ctx) {
  return done === 'set' ? show(unit, ctx) : [{ text: ctx.t(`absence:rule.${done}`, { unit: unit.name }) }]
}

async function show(unit: UnitView, { tx, t }: Ctx): Promise<Outgoing[]> {
  const { deputyId, escalateHours } = await tx.unit.findUniqueOrThrow({ where: { id: unit.id } })
  const deputy = deputyId === null ? t('absence:rule.none') : await nameOf(tx, deputyId)
  return [{ text: t('absence:rule.now', { unit: unit.name, deputy, hours: escalateHours }) }]
}

/** The unit that was named; else the one that is coordinated, if that is one and not the whole city. */
async function unitOf(name: string | null, { tx, person }: Ctx): Promise<UnitView | null> {
  const id = /^#(\d{1,9})$/.exec(name ?? '')?.[1]
  if (id !== undefined) return unitById(tx, Number(id))
  if (name) {
    const units = await findUnits(tx, name)
    return units.length === 1 ? (units[0] ?? null) : null
  }
  const own = person?.roles.filter(({ role }) => role === 'koordinator') ?? []
  return own.length === 1 ? unitById(tx, own[0]?.unitId ?? 0) : null
}
