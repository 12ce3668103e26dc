import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { dayBounds, dayOf, shownDay } from '../agenda/day.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { findPeople } from '../people/find-people.ts'
import {
  contextOf,
  expectsOf,
  Named,
  pickedOf,
  whichPerson,
  yesOrCancel,
  yesOrNo,
} from '../people/pick-person.dialog.ts'
import { leaveUnit, returnToUnit } from './leave-unit.ts'

const State = z.object({ name: z.string(), people: z.array(Named), day: z.iso.date() })
type State = z.infer<typeof State>

/** @param day from when on; null: today */
export type TakeOut = { name: string; day: string | null; at: Date }

/** "keluarkan Budi mulai 1 November": whoever moved away, retired or died is expected no longer. Read back before it holds. */
export const takeOut: Dialog<State, TakeOut> = {
  name: 'take-out',
  state: State,

  async start(ctx, { name, day, at }) {
    if (coordinatedPaths(ctx.person).length === 0)
      return { say: [{ text: ctx.t('onboarding:out.not_yours') }] }
    const today = dayOf(at, ctx.city.zone)
    // People are taken out as they are now: a day to come is for that day.
    if (day !== null && day > today)
      return { say: [{ text: ctx.t('onboarding:out.future', { day: shownDay(day), name }) }] }
    const people = await findPeople(ctx.tx, name, ctx.person)
    if (people.length === 0) return { say: [{ text: ctx.t('people:role.nobody', { name }) }] }
    return proceed({ name, people, day: day ?? today }, ctx)
  },

  async answer(state, said, ctx) {
    if (state.people.length > 1) {
      const picked = pickedOf(state.people, said)
      return picked ? proceed({ ...state, people: [picked] }, ctx) : again(state, ctx)
    }
    const answer = yesOrNo(said)
    if (answer === 'no') return { say: [{ text: ctx.t('conversation:cancelled') }] }
    return answer === null ? again(state, ctx) : { say: [await save(state, said, ctx)] }
  },

  ask,
  expects: expectsOf,
  context: contextOf,
}

const proceed = (state: State, ctx: Ctx): Turn<State> => ({ say: ask(state, ctx), next: state })
const again = (state: State, ctx: Ctx): Turn<State> => ({ ...proceed(state, ctx), missed: true })

function ask({ name, people, day }: State, ctx: Ctx): Outgoing[] {
  const [only, ...others] = people
  if (!only || others.length > 0) return [whichPerson(name, people, ctx)]
  const text = ctx.t('onboarding:out.readBack', { ...only, unit: only.unitName, day: shownDay(day) })
  return [{ text, choices: yesOrCancel(ctx) }]
}

async function save({ people: [only], day }: State, said: Said, ctx: Ctx): Promise<Outgoing> {
  if (!ctx.person || !only) return { text: ctx.t('onboarding:out.not_yours') }
  const today = dayOf(said.at, ctx.city.zone)
  const from = day === today ? said.at : dayBounds(day, ctx.city.zone).start
  const by = { actor: ctx.person, phone: ctx.people.map((one) => one.id), at: said.at }
  const done = await leaveUnit(ctx.tx, only.id, from, by)
  return { text: ctx.t(`onboarding:out.${done}`, { name: only.name, unit: only.unitName }) }
}

/**
 * "kembalikan Budi": takes it back; of several of that name, which one.
 * @param name "#12" is a person's number behind a button
 * @returns null when nobody of that name was taken out
 */
export async function putBack(name: string, said: Said, ctx: Ctx): Promise<Outgoing[] | null> {
  if (!ctx.person) return null
  const found = await returnToUnit(ctx.tx, name, { actor: ctx.person, at: said.at })
  const [only, second] = found
  if (!only) return null
  if (!second) return [{ text: ctx.t('onboarding:out.back', { name: only.name, unit: only.unitName }) }]
  const choices = found.map((one) => ({
    id: `=kembalikan #${one.id}`,
    label: `${one.name} (${one.unitName})`,
  }))
  return [{ text: ctx.t('people:code.which', { name }), choices }]
}
