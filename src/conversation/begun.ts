import { coordinatedPaths, has } from '../features/people/authority.ts'
import type { Outgoing } from '../message.ts'
import type { Ctx, Dialog, PersonView, Said, Turn } from './dialog.ts'
import { type Able, spoken } from './speaker.ts'
import type { AnyDialog } from './standing.ts'

/**
 * Who answers a new request: a dialog that begins (`dialog`, and `turn.next` is its state), or an answer in one go.
 * `detour`: it does not disturb the dialog that is open.
 */
export type Begun = {
  dialog: AnyDialog | null
  turn: Turn<unknown>
  detour: boolean
  /** How the same dialog goes on with this, when it already stands open or aside. */
  joins?: (open: never) => Promise<Turn<unknown>>
  /** For whom of a shared phone a dialog was begun. */
  speaker?: number | null
}

export const once = (say: Outgoing[], detour = true): Begun => ({ dialog: null, turn: { say }, detour })
export const dialog = async <S, A>(one: Dialog<S, A>, ctx: Ctx, args: A): Promise<Begun> => ({
  dialog: one as AnyDialog,
  turn: await one.start(ctx, args),
  detour: false,
})

/** Whose powers a request takes, or whom it is about: what a shared phone has to say first. */
export const those = (who: (person: PersonView) => boolean, changes: boolean, ctx: Ctx): Able => ({
  kind: 'role',
  people: ctx.people.filter(who),
  changes,
})
export const coordinator = (ctx: Ctx, changes = false) =>
  those((one) => coordinatedPaths(one).length > 0, changes, ctx)
export const admin = (ctx: Ctx) => those((one) => has(one, 'admin'), true, ctx)
/** Whoever may speak to many: coordinators, admins, and the city's heads. */
export const speaker = (ctx: Ctx) =>
  those((one) => coordinatedPaths(one).length > 0 || has(one, 'pimpinan'), true, ctx)
export const anybody = (ctx: Ctx): Able => ({ kind: 'own', people: ctx.people })
/** @returns of `answer`: null where the words mean something else here */
export type Phrase = {
  shape: RegExp
  answer(found: RegExpExecArray, said: Said, ctx: Ctx): Promise<Begun | null>
}

export type Route = (said: Said, ctx: Ctx) => Promise<Begun>

/** An answer about one person: a shared phone says about whom. */
export function about(answer: (said: Said, ctx: Ctx) => Promise<Outgoing[]>): Route {
  return (said, ctx) => spoken(anybody(ctx), said, ctx, async (own) => once(await answer(said, own)))
}
