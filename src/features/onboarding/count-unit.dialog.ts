import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { coordinates, has } from '../people/authority.ts'
import { unitById } from '../people/units.ts'
import { countUnit as count, underWay } from './count-unit.ts'
import { joiningOf } from './joining.ts'
import { ownUnit } from './own-unit.dialog.ts'

const State = z.object({ unitId: z.number() })
type State = z.infer<typeof State>

/** "mulai hitung Dinkes": from now on an absence without notice is one. Read back first, never done by itself. */
export const startCounting: Dialog<State, string | null> = {
  name: 'start-counting',
  state: State,
  async start(ctx, name) {
    const found = await ownUnit(name, '=mulai hitung', ctx)
    if ('say' in found) return found
    const { unit } = found
    const values = { unit: unit.name }
    const open = await ctx.tx.unit.count({ where: { path: { startsWith: unit.path }, joined: false } })
    if (open === 0) return { say: [{ text: ctx.t('onboarding:count.already', values) }] }
    const busy = await underWay(ctx.tx, unit.path, ctx.now)
    if (busy)
      return {
        say: [
          { text: ctx.t('onboarding:count.busy', { ...values, title: busy.title, at: busy.graceUntil }) },
        ],
      }
    return { say: await question(unit.id, ctx), next: { unitId: unit.id } }
  },
  async answer(state, said, ctx) {
    if (said.choice === 'no' || said.meaning.intent === 'deny')
      return { say: [{ text: ctx.t('onboarding:count.notYet') }] }
    if (said.choice !== 'yes' && said.meaning.intent !== 'affirm')
      return { say: await question(state.unitId, ctx), next: state, missed: true }
    return begin(state, said, ctx)
  },
  ask: (state, ctx) => question(state.unitId, ctx),
  expects: (_, ctx) => ctx.t('onboarding:count.expects'),
  context: () => 'confirmation',
}

async function begin({ unitId }: State, _: Said, ctx: Ctx): Promise<Turn<State>> {
  const unit = await unitById(ctx.tx, unitId)
  if (!unit || !ctx.person || !coordinates(ctx.person, unit.path))
    return { say: [{ text: ctx.t('onboarding:unit.notYours') }] }
  // It may have begun while the question stood open.
  const busy = await underWay(ctx.tx, unit.path, ctx.now)
  if (busy)
    return {
      say: [
        { text: ctx.t('onboarding:count.busy', { unit: unit.name, title: busy.title, at: busy.graceUntil }) },
      ],
    }
  await count(ctx.tx, unit, true, ctx.person, ctx.now)
  return { say: [{ text: ctx.t('onboarding:count.done', { unit: unit.name }) }] }
}

async function question(unitId: number, ctx: Ctx): Promise<Outgoing[]> {
  const unit = await unitById(ctx.tx, unitId)
  const { joined, all } = await joiningOf(ctx.tx, unit?.path ?? '-')
  const values = { unit: unit?.name, joined, count: all, missing: all - joined }
  return [
    {
      text: ctx.t('onboarding:count.question', values),
      choices: [
        { id: 'yes', label: ctx.t('onboarding:count.yes') },
        { id: 'no', label: ctx.t('onboarding:count.no') },
      ],
    },
  ]
}

/** "tunda hitung Dinkes": an admin's, for a unit that began too early. What is on record stays. */
export async function stopCounting(name: string | null, ctx: Ctx): Promise<Outgoing[]> {
  if (!ctx.person || !has(ctx.person, 'admin')) return [{ text: ctx.t('onboarding:count.onlyAdmin') }]
  const found = await ownUnit(name, '=tunda hitung', ctx)
  if ('say' in found) return found.say
  await count(ctx.tx, found.unit, false, ctx.person, ctx.now)
  return [{ text: ctx.t('onboarding:count.stopped', { unit: found.unit.name }) }]
}
