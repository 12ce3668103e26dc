import { z } from 'zod'
import type { Ctx, Dialog, PersonView, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import type { Claim } from './check-in-claim.dialog.ts'
import { asGuest } from './check-in-guest.dialog.ts'
import { checkInAs } from './check-in-person.dialog.ts'
import { readCode } from './read-code.ts'

/** What a shared phone still has to say: for whom. The message keeps its own time. */
const State = z.object({
  text: z.string(),
  at: z.iso.datetime(),
  clock: z.enum(['platform', 'ours']),
  forwarded: z.boolean(),
  edited: z.boolean(),
  place: z.boolean(),
  inboxId: z.string(),
})
type State = z.infer<typeof State>

/** "Untuk siapa?": a phone that several people use. */
export const checkInDialog: Dialog<State> = {
  name: 'check-in',
  state: State,
  start: async (ctx) => ({ say: [{ text: ctx.t('attendance:how') }] }),
  answer: async (state, said, ctx) => {
    const person = ctx.people.find((one) => said.choice === `p${one.id}`) ?? named(said.text, ctx.people)
    if (!person) return { say: whose(ctx), next: state, missed: true }
    const claim = {
      ...state,
      at: new Date(state.at),
      inboxId: BigInt(state.inboxId),
      reading: readCode(state.text),
    }
    return { say: await checkInAs(person, claim, ctx) }
  },
  ask: (_, ctx) => whose(ctx),
}

function named(text: string, people: PersonView[]): PersonView | undefined {
  const wanted = text.toLowerCase().trim()
  const found = wanted.length < 2 ? [] : people.filter((one) => one.name.toLowerCase().includes(wanted))
  return found.length === 1 ? found[0] : undefined
}

function whose(ctx: Ctx): Outgoing[] {
  return [
    {
      text: ctx.t('attendance:whose'),
      choices: ctx.people.map((one) => ({ id: `p${one.id}`, label: one.name })),
    },
  ]
}

/**
 * A message that says "I am here": one message, one answer. Who the phone belongs to is settled first; a stranger's
 * code is kept at its time and counts when the phone is claimed.
 */
export async function checkIn(
  said: Said,
  ctx: Ctx,
): Promise<{ dialog: Dialog<never, never> | null; turn: Turn<unknown> }> {
  const reading = readCode(said.text)
  const claim: Claim = { ...said, reading, place: said.place !== undefined }
  if (ctx.people.length === 0) return asGuest(claim, said, ctx)
  const only = ctx.people.length === 1 ? ctx.people[0] : undefined
  if (only) return { dialog: null, turn: { say: await checkInAs(only, claim, ctx) } }
  const state: State = {
    text: said.text,
    at: said.at.toISOString(),
    clock: said.clock,
    forwarded: said.forwarded,
    edited: said.edited,
    place: claim.place,
    inboxId: String(said.inboxId),
  }
  return { dialog: checkInDialog as Dialog<never, never>, turn: { say: whose(ctx), next: state } }
}
