import { z } from 'zod'
import type { Ctx, Dialog, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { has } from './authority.ts'
import { findPeople } from './find-people.ts'
import { endRole, grantRole } from './grant-role.ts'
import { findUnits, unitById } from './units.ts'

const State = z.object({
  name: z.string(),
  /** Everybody whom the name may mean; one when it is settled. */
  people: z.array(z.object({ id: z.number(), name: z.string(), unitName: z.string() })),
  unitId: z.number().nullable(),
  /** Last day of a Plt./Plh. term, in the city's calendar. */
  until: z.iso.datetime().nullable(),
})
type State = z.infer<typeof State>

export type RoleWish = { name: string; unit: string | null; until: Date | null }

/** "jadikan koordinator Budi di Dinas Kesehatan sampai 31 Desember": read back before it holds. Admins only. */
export const makeCoordinator: Dialog<State, RoleWish> = {
  name: 'make-coordinator',
  state: State,

  async start(ctx, wish) {
    if (!has(ctx.person, 'admin')) return { say: [{ text: ctx.t('people:role.notYours') }] }
    const people = await findPeople(ctx.tx, wish.name, ctx.person)
    if (people.length === 0) return { say: [{ text: ctx.t('people:role.nobody', { name: wish.name }) }] }
    const units = wish.unit ? await findUnits(ctx.tx, wish.unit) : []
    if (wish.unit && units.length !== 1)
      return { say: [{ text: ctx.t('people:role.whichUnit', { unit: wish.unit }) }] }
    return proceed(
      { name: wish.name, people, unitId: units[0]?.id ?? null, until: wish.until?.toISOString() ?? null },
      ctx,
    )
  },

  async answer(state, said, ctx) {
    const [only, ...others] = state.people
    if (others.length > 0) {
      const picked = state.people.find((one) => said.choice === `p${one.id}`)
      return picked
        ? proceed({ ...state, people: [picked] }, ctx)
        : { say: await ask(state, ctx), next: state, missed: true }
    }
    if (said.choice === 'no' || said.meaning.intent === 'deny')
      return { say: [{ text: ctx.t('conversation:cancelled') }] }
    if (said.choice !== 'yes' && said.meaning.intent !== 'affirm')
      return { say: await ask(state, ctx), next: state, missed: true }
    const unit = await unitOf(state, ctx)
    if (!only || !unit || !ctx.person) return { say: [{ text: ctx.t('people:role.notYours') }] }
    const until = state.until ? new Date(state.until) : null
    const result = await grantRole(
      ctx.tx,
      { personId: only.id, role: 'koordinator', unit, until },
      { ...ctx.person, phone: ctx.people.map((one) => one.id) },
      ctx.now,
    )
    if (result === 'not_yours') return { say: [{ text: ctx.t('people:role.notYours') }] }
    await tellPerson(only.id, 'people:role.youAre', { unit: unit.name }, ctx)
    return { say: [{ text: ctx.t('people:role.granted', { name: only.name, unit: unit.name }) }] }
  },

  ask,
  expects: (state, ctx) => ctx.t(`people:role.expects.${state.people.length > 1 ? 'which' : 'confirm'}`),
  context: (state) => (state.people.length > 1 ? undefined : 'confirmation'),
}

async function proceed(state: State, ctx: Ctx): Promise<Turn<State>> {
  return { say: await ask(state, ctx), next: state }
}

async function ask(state: State, ctx: Ctx): Promise<Outgoing[]> {
  const [only, ...others] = state.people
  if (others.length > 0) {
    return [
      {
        text: ctx.t('people:code.which', { name: state.name }),
        choices: state.people.map((one) => ({ id: `p${one.id}`, label: `${one.name} (${one.unitName})` })),
      },
    ]
  }
  const unit = await unitOf(state, ctx)
  const key = state.until ? 'people:role.readBackUntil' : 'people:role.readBack'
  return [
    {
      text: ctx.t(key, { name: only?.name, unit: unit?.name, until: state.until ?? undefined }),
      choices: [
        { id: 'yes', label: ctx.t('people:choice.yes') },
        { id: 'no', label: ctx.t('conversation:choice.cancel') },
      ],
    },
  ]
}

/** The unit that was named, else the person's own. */
async function unitOf(state: State, ctx: Ctx) {
  const person = await ctx.tx.person.findUnique({ where: { id: state.people[0]?.id ?? 0 } })
  const id = state.unitId ?? person?.unitId
  return id ? unitById(ctx.tx, id) : null
}

async function tellPerson(
  personId: number,
  key: string,
  values: Record<string, unknown>,
  ctx: Ctx,
): Promise<void> {
  const addresses = await ctx.tx.addressPerson.findMany({ where: { personId } })
  for (const { addressId } of addresses)
    ctx.tell(
      addressId,
      (t) => ({ text: t(key, values) }),
      `role/${personId}/${ctx.now.getTime()}/${addressId}`,
    )
}

/** "cabut koordinator Budi": ends the role at once. */
export async function endCoordinator(name: string, ctx: Ctx): Promise<Outgoing[]> {
  if (!has(ctx.person, 'admin') || !ctx.person) return [{ text: ctx.t('people:role.notYours') }]
  const people = await findPeople(ctx.tx, name, ctx.person)
  const only = people.length === 1 ? people[0] : undefined
  if (!only) {
    return [
      people.length === 0
        ? { text: ctx.t('people:role.nobody', { name }) }
        : {
            text: ctx.t('people:code.which', { name }),
            choices: people.map((one) => ({
              id: `=cabut koordinator ${one.name}`.slice(0, 48),
              label: `${one.name} (${one.unitName})`,
            })),
          },
    ]
  }
  const actor = { ...ctx.person, phone: ctx.people.map((one) => one.id) }
  const result = await endRole(ctx.tx, only.id, 'koordinator', actor, ctx.now)
  if (result === 'ended') await tellPerson(only.id, 'people:role.youWere', {}, ctx)
  return [{ text: ctx.t(`people:role.${result === 'not_yours' ? 'notYours' : result}`, { name: only.name }) }]
}
