import { z } from 'zod'
import type { Ctx, Dialog, PersonView, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { chosen, meantBy, nameChoices } from '../people/shared-phone.ts'
import type { Claim } from './check-in-claim.dialog.ts'
import { fittingForNobody } from './check-in-guest.dialog.ts'
import { keep, keepPlace } from './check-in-keep.dialog.ts'
import { checkInAs } from './check-in-person.dialog.ts'
import { readCode } from './read-code.ts'

/** Codes that came in and wait for "Untuk siapa?", the oldest first. Each keeps its own time. */
export const State = z.object({
  waiting: z
    .array(
      z.object({
        text: z.string(),
        at: z.iso.datetime(),
        clock: z.enum(['platform', 'ours']),
        forwarded: z.boolean(),
        edited: z.boolean(),
        place: z
          .object({
            ...{ latitude: z.number(), longitude: z.number(), live: z.boolean() },
            accuracy: z.number().optional(),
          })
          .nullable()
          .catch(null),
        linked: z.literal(true).optional(),
        inboxId: z.string(),
      }),
    )
    .min(1),
})
export type State = z.infer<typeof State>

/** "Untuk siapa?": a phone that several people use, one code after the other. */
export const checkInDialog: Dialog<State> = {
  name: 'check-in',
  state: State,
  start: async (ctx) => ({ say: [{ text: ctx.t('attendance:how') }] }),
  answer: async (state, said, ctx) => {
    const [first, ...rest] = state.waiting
    if (!first) return { say: [] }
    const claim = claimOf(first)
    const people = employees(ctx)
    const typed = said.choice === undefined ? meantBy(said.text, people) : null
    const person = typed?.kind === 'one' ? typed.person : chosen(said.choice, people, first.inboxId)
    if (person) return next(await checkInAs(person, claim, ctx), rest, ctx)
    if (typed?.kind === 'other' || said.choice === other(first.inboxId))
      return next(await ofNobody(claim, ctx), rest, ctx)
    // One message is one person's presence, or a colleague who is absent could be checked in by a word.
    const missed = typed && typed.kind !== 'one' ? typed.kind : 'nobody'
    const kind = missed === 'both' && rest.length > 0 ? 'bothWaiting' : missed
    const text = ctx.t(`attendance:whoseAgain.${kind}`, { text: said.text.slice(0, 40), at: claim.at })
    return { say: ask(state, ctx).map((question) => ({ ...question, text })), next: state, missed: true }
  },
  ask,
  again: (state, ctx) => ({ say: ask(state, ctx), next: state }),
  expects: (state, ctx) => ctx.t('attendance:expects.whose', { at: state.waiting[0]?.at }),
}

/** The question for the oldest code. */
export function ask({ waiting }: State, ctx: Ctx): Outgoing[] {
  const [first] = waiting
  if (!first) return []
  return [
    {
      text: ctx.t('attendance:whose.first'),
      choices: [
        ...nameChoices(employees(ctx), first.inboxId),
        { id: other(first.inboxId), label: ctx.t('attendance:whose.other') },
      ],
    },
  ]
}

/** What was found about one code, then the question for the next. */
function next(say: Outgoing[], rest: State['waiting'], ctx: Ctx): Turn<State> {
  const [second] = rest
  if (!second) return { say }
  const text = ctx.t('attendance:whose.next', { at: second.at })
  const question = ask({ waiting: rest }, ctx).map((one) => ({ ...one, text }))
  return { say: [...say, ...question], next: { waiting: rest } }
}

/** Somebody who is not on this phone borrowed it: kept like a stranger's, until that person registers here. */
async function ofNobody(claim: Claim, ctx: Ctx): Promise<Outgoing[]> {
  const fitting = await fittingForNobody(claim, ctx)
  if (fitting) await keep(fitting, claim, ctx)
  const placed = !fitting && (await keepPlace(claim, ctx)) !== null
  const key = fitting ? 'kept' : placed ? 'keptPlace' : 'notKept'
  return [
    {
      text: ctx.t(`attendance:whose.nobody.${key}`, { at: claim.at }),
      choices: [{ id: '=daftarkan orang lain', label: ctx.t('people:choice.another') }],
    },
  ]
}

function claimOf(one: State['waiting'][number]): Claim {
  const { accuracy, ...place } = one.place ?? {}
  return {
    ...one,
    ...{ at: new Date(one.at), inboxId: BigInt(one.inboxId), reading: readCode(one.text) },
    place: 'live' in place ? { ...place, ...(accuracy === undefined ? {} : { accuracy }) } : null,
  }
}

const other = (about: string) => `other/${about}`

const employees = (ctx: Ctx): PersonView[] => ctx.people.filter((one) => one.unitId !== null)
