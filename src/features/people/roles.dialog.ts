import { z } from 'zod'
import type { Ctx, Dialog, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { has } from './authority.ts'
import { findPeople } from './find-people.ts'
import { endRole, grantRole } from './grant-role.ts'
import { leftAlone } from './left-alone.ts'
import {
  contextOf,
  expectsOf,
  Named,
  pickedOf,
  whichPerson,
  yesOrCancel,
  yesOrNo,
} from './pick-person.dialog.ts'
import { findUnits, unitById } from './units.ts'

/** Roles that an admin hands out by a sentence; whoever receives goods is invited (points/invite.dialog.ts). */
export const GIVEN_ROLES = ['koordinator', 'pimpinan', 'pemeriksa', 'admin'] as const
export type GivenRole = (typeof GIVEN_ROLES)[number]

const State = z.object({
  role: z.enum(GIVEN_ROLES),
  name: z.string(),
  /** Everybody whom the name may mean; one when it is settled. */
  people: z.array(Named),
  unitId: z.number().nullable(),
  /** Last day of a Plt./Plh. term, in the city's calendar. */
  until: z.iso.datetime().nullable(),
})
type State = z.infer<typeof State>

export type RoleWish = { role: GivenRole; name: string; unit: string | null; until: Date | null }

/** "jadikan koordinator Budi di Dinas Kesehatan sampai 31 Desember": read back before it holds. Admins only. */
export const giveRole: Dialog<State, RoleWish> = {
  name: 'give-role',
  state: State,

  async start(ctx, wish) {
    if (!has(ctx.person, 'admin')) return { say: [{ text: ctx.t('people:role.notYours') }] }
    const people = await findPeople(ctx.tx, wish.name, ctx.person)
    if (people.length === 0) return { say: [{ text: ctx.t('people:role.nobody', { name: wish.name }) }] }
    const units = wish.unit ? await unitsMeant(wish.unit, ctx) : []
    if (wish.unit && units.length !== 1)
      return { say: [{ text: ctx.t('people:role.whichUnit', { unit: wish.unit }) }] }
    return proceed(
      {
        ...{ role: wish.role, name: wish.name, people, unitId: units[0]?.id ?? null },
        until: wish.until?.toISOString() ?? null,
      },
      ctx,
    )
  },

  async answer(state, said, ctx) {
    const [only, ...others] = state.people
    if (others.length > 0) {
      const picked = pickedOf(state.people, said)
      return picked
        ? proceed({ ...state, people: [picked] }, ctx)
        : { say: await ask(state, ctx), next: state, missed: true }
    }
    const answer = yesOrNo(said)
    if (answer === 'no') return { say: [{ text: ctx.t('conversation:cancelled') }] }
    if (answer === null) return { say: await ask(state, ctx), next: state, missed: true }
    const unit = await unitOf(state, ctx)
    if (!only || !unit || !ctx.person) return { say: [{ text: ctx.t('people:role.notYours') }] }
    const until = state.until ? new Date(state.until) : null
    const result = await grantRole(
      ctx.tx,
      { personId: only.id, role: state.role, unit, until },
      { ...ctx.person, phone: ctx.people.map((one) => one.id) },
      ctx.now,
    )
    if (result === 'not_yours') return { say: [{ text: ctx.t('people:role.notYours') }] }
    await tellPerson(
      only.id,
      (t) => t('people:role.youAre', { role: roleWord(state.role, t), unit: unit.name }),
      ctx,
    )
    const values = { name: only.name, role: roleWord(state.role, ctx.t), unit: unit.name }
    return { say: [{ text: ctx.t('people:role.granted', values) }] }
  },

  ask,
  expects: expectsOf,
  context: contextOf,
}

async function proceed(state: State, ctx: Ctx): Promise<Turn<State>> {
  return { say: await ask(state, ctx), next: state }
}

async function ask(state: State, ctx: Ctx): Promise<Outgoing[]> {
  const [only, ...others] = state.people
  if (others.length > 0) return [whichPerson(state.name, state.people, ctx)]
  const unit = await unitOf(state, ctx)
  const key = state.until ? 'people:role.readBackUntil' : 'people:role.readBack'
  return [
    {
      text: ctx.t(key, {
        ...{ name: only?.name, role: roleWord(state.role, ctx.t), unit: unit?.name },
        // The term ends with this day.
        until: state.until ? new Date(Date.parse(state.until) - 1) : undefined,
      }),
      choices: yesOrCancel(ctx),
    },
  ]
}

/** Held for the whole city unless a unit is named. */
const OF_CITY: GivenRole[] = ['admin', 'pemeriksa']

/** The unit that was named, else the person's own, or the city. */
async function unitOf(state: State, ctx: Ctx) {
  if (state.unitId !== null) return unitById(ctx.tx, state.unitId)
  if (OF_CITY.includes(state.role)) return cityUnit(ctx)
  const person = await ctx.tx.person.findUnique({ where: { id: state.people[0]?.id ?? 0 } })
  return person?.unitId ? unitById(ctx.tx, person.unitId) : null
}

async function unitsMeant(text: string, ctx: Ctx) {
  if (!/^(?:seluruh |se)?kota$/i.test(text) && text.toLowerCase() !== `kota ${ctx.city.name.toLowerCase()}`)
    return findUnits(ctx.tx, text)
  const city = await cityUnit(ctx)
  return city ? [city] : []
}

async function cityUnit(ctx: Ctx) {
  const found = await ctx.tx.unit.findFirst({ where: { kind: 'kota' } })
  return found && unitById(ctx.tx, found.id)
}

/** "koordinator", in the language of whoever reads it. */
export const roleWord = (role: string, t: Ctx['t']): string => t(`people:role.word.${role}`)

async function tellPerson(personId: number, text: (t: Ctx['t']) => string, ctx: Ctx): Promise<void> {
  const addresses = await ctx.tx.addressPerson.findMany({ where: { personId } })
  for (const { addressId } of addresses)
    ctx.tell(addressId, (t) => ({ text: text(t) }), `role/${personId}/${ctx.now.getTime()}/${addressId}`)
}

/** "cabut koordinator Budi": ends the role at once, and says what is left without anybody. */
export async function takeRole(role: GivenRole, name: string, ctx: Ctx): Promise<Outgoing[]> {
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
              id: `=cabut ${role} ${one.name}`.slice(0, 48),
              label: `${one.name} (${one.unitName})`,
            })),
          },
    ]
  }
  const actor = { ...ctx.person, phone: ctx.people.map((one) => one.id) }
  const left = await leftAlone(ctx.tx, only.id, role, ctx.now)
  const result = await endRole(ctx.tx, only.id, role, actor, ctx.now)
  if (result === 'not_yours') return [{ text: ctx.t('people:role.notYours') }]
  const values = { name: only.name, role: roleWord(role, ctx.t) }
  if (result === 'none') return [{ text: ctx.t('people:role.none', values) }]
  await tellPerson(only.id, (t) => t('people:role.youWere', { role: roleWord(role, t) }), ctx)
  const warned = left.length > 0 ? [ctx.t('people:role.leftAlone', { ...values, units: left })] : []
  return [{ text: [ctx.t('people:role.ended', values), ...warned].join('\n') }]
}
