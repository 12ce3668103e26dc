import { z } from 'zod'
import { chosen, meantBy, nameChoices } from '../features/people/shared-phone.ts'
import type { Outgoing } from '../message.ts'
import type { Begun } from './begun.ts'
import type { Ctx, Dialog, PersonView, Said } from './dialog.ts'

/** The request that waits until it is known whose it is, and who of the phone may make it. */
const State = z.object({
  said: z.object({
    text: z.string(),
    at: z.iso.datetime(),
    clock: z.enum(['platform', 'ours']),
    forwarded: z.boolean(),
    edited: z.boolean(),
  }),
  able: z.array(z.number()),
  /** role: it takes the powers of one of them; own: it is about one of them. */
  kind: z.enum(['role', 'own']),
  about: z.string(),
})
type State = z.infer<typeof State>

/** Who of this phone could make the request: those who hold what it takes, or everybody. */
export type Able = { kind: State['kind']; people: PersonView[]; changes?: boolean }

/**
 * Lets a request be made by one person of a shared phone, for this request only: nobody who can makes it as nobody
 * (and is told what it takes), one makes it at once, several are asked who speaks.
 */
export async function spoken(
  able: Able,
  said: Said,
  ctx: Ctx,
  act: (ctx: Ctx) => Promise<Begun>,
): Promise<Begun> {
  if (ctx.person || ctx.people.length < 2) return act(ctx)
  const [only, ...others] = able.people
  if (!only) return act(ctx)
  if (others.length === 0) {
    const begun = { ...(await act({ ...ctx, person: only })), speaker: only.id }
    // Whoever holds the phone acts with this person's powers: then it is said whose they are.
    return able.changes ? inTheNameOf(only, begun, ctx) : begun
  }
  const { text, at, clock, forwarded, edited } = said
  const state: State = {
    said: { text, at: at.toISOString(), clock, forwarded, edited },
    able: able.people.map((one) => one.id),
    kind: able.kind,
    about: String(said.inboxId),
  }
  return { dialog: speakerDialog, turn: { say: ask(state, ctx), next: state }, detour: false }
}

function inTheNameOf(person: PersonView, begun: Begun, ctx: Ctx): Begun {
  const [first, ...rest] = begun.turn.say
  if (!first) return begun
  const head = ctx.t('conversation:speaker.as', { name: person.name })
  return { ...begun, turn: { ...begun.turn, say: [{ ...first, text: `${head}\n${first.text}` }, ...rest] } }
}

/** "Siapa yang meminta?": `advance` makes the request once the answer is known, so nothing is answered here. */
export const speakerDialog: Dialog<State> = {
  name: 'speaker',
  state: State,
  fleeting: true,
  start: async () => ({ say: [] }),
  answer: async (state, said, ctx) => {
    const meant = meantBy(said.text, ableOf(state, ctx))
    const key = meant.kind === 'one' ? 'nobody' : meant.kind
    const [question] = ask(state, ctx)
    const text = ctx.t(`conversation:speaker.${key}`, {
      text: said.text.slice(0, 40),
      question: question?.text,
    })
    return { say: [{ ...question, text }], next: state, missed: true }
  },
  ask,
  again: (state, ctx) => ({ say: ask(state, ctx), next: state }),
  expects: (state, ctx) => ctx.t(`conversation:speaker.${state.kind}Expects`),
}

/** Who speaks, and what was asked for; null when the answer names nobody who could. */
export function speakerOf(
  given: unknown,
  said: Said,
  ctx: Ctx,
): { person: PersonView; said: State['said'] } | null {
  const state = State.parse(given)
  const people = ableOf(state, ctx)
  const typed = said.choice === undefined ? meantBy(said.text, people) : null
  const person = typed?.kind === 'one' ? typed.person : chosen(said.choice, people, state.about)
  return person ? { person, said: state.said } : null
}

function ableOf(state: State, ctx: Ctx): PersonView[] {
  return ctx.people.filter((one) => state.able.includes(one.id))
}

function ask(state: State, ctx: Ctx): Outgoing[] {
  return [
    {
      text: ctx.t(`conversation:speaker.${state.kind}`),
      choices: nameChoices(ableOf(state, ctx), state.about),
    },
  ]
}
