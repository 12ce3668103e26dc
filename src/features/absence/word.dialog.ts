import { z } from 'zod'
import type { Ctx, Dialog, Said } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { nameOfLeave } from './absence-words.ts'
import { type Absence, absenceByRef } from './absences.ts'
import { look } from './approval.ts'
import { decideLeave, SHORTEST_REASON, type Word } from './decide-leave.ts'

const LONGEST_TEXT = 500

const State = z.object({ ref: z.string(), act: z.enum(['refuse', 'ask']) })
type State = z.infer<typeof State>
type Args = { ref: string; act: 'approve' | 'refuse' | 'ask'; text: string | null; said: Said }

/** "setujui 7KQ2", "tolak 7KQ2 karena …", "tanya 7KQ2 …": the reason or the question is asked for where it was left out. */
export const wordOnLeave: Dialog<State, Args> = {
  name: 'absence-word',
  state: State,
  fleeting: true,
  async start(ctx, { ref, act, text, said }) {
    if (act === 'approve') return { say: await say(ref, { act }, said, ctx) }
    if (text !== null && text.trim().length >= SHORTEST_REASON)
      return { say: await say(ref, wordOf(act, text), said, ctx) }
    // What could not be decided anyway is said before anything is asked.
    const absence = await absenceByRef(ctx.tx, ref)
    const refused = absence && (await say(ref, wordOf('refuse', ''), said, ctx, 'try'))
    if (refused) return { say: refused }
    return { say: ask({ ref, act }, absence, ctx), next: { ref, act } }
  },
  async answer(state, said, ctx) {
    const text = said.text.trim()
    if (text.length < SHORTEST_REASON)
      return {
        say: ask(state, await absenceByRef(ctx.tx, state.ref), ctx),
        next: state,
        missed: true,
      }
    return { say: await say(state.ref, wordOf(state.act, text), said, ctx) }
  },
  ask: async (state, ctx) => ask(state, await absenceByRef(ctx.tx, state.ref), ctx),
  expects: ({ act }, ctx) => ctx.t(`absence:expects.${act}`),
  freeText: () => true,
}

const BECAUSE = /^[\s,;:(]*(?:karena|karna|krn|sebab|soalnya|alasan(?:nya)?)\b[\s:]*/i

function wordOf(act: 'refuse' | 'ask', text: string): Word {
  const plain = text.replace(BECAUSE, '').trim().slice(0, LONGEST_TEXT)
  return act === 'refuse' ? { act, reason: plain } : { act, question: plain }
}

function ask({ ref, act }: State, absence: Absence | null, { t, city }: Ctx): Outgoing[] {
  const about = absence ? nameOfLeave(absence, city.zone, t) : ref
  return [{ text: t(`absence:word.${act}`, { name: absence?.name ?? '', about }) }]
}

/**
 * Says the word, tells the employee, and answers whoever said it.
 * @param only 'try': a word without its reason, to see whether it would be taken; then null
 */
async function say(ref: string, word: Word, said: Said, ctx: Ctx, only?: 'try'): Promise<Outgoing[]>
async function say(ref: string, word: Word, said: Said, ctx: Ctx, only: 'try'): Promise<Outgoing[] | null>
async function say(ref: string, word: Word, said: Said, ctx: Ctx, only?: 'try'): Promise<Outgoing[] | null> {
  const { person, t, city } = ctx
  if (!person) return [{ text: t('absence:word.unknown', { ref: ref.toUpperCase() }) }]
  const actor = { ...person, phone: ctx.people.map(({ id }) => id) }
  const decided = await decideLeave(ctx.tx, ref, word, actor, said.at, ctx.now)
  if (decided.kind === 'no_reason') return only ? null : [{ text: t('absence:word.noReason') }]
  if (!('absence' in decided))
    return [{ text: t(`absence:word.${decided.kind}`, { ref: ref.toUpperCase() }) }]
  const { absence } = decided
  const values = { name: absence.name, about: nameOfLeave(absence, city.zone, t) }
  if (decided.kind === 'already') {
    const by = absence.decidedByName ?? absence.name
    return [
      {
        text: t(`absence:word.already.${absence.state}`, {
          ...values,
          by,
          at: absence.decidedAt ?? absence.askedAt,
        }),
      },
    ]
  }
  tellEmployee({ kind: decided.kind, absence }, word, person.name, said, ctx)
  return [
    {
      text: t(`absence:word.${decided.kind}`, values),
      ...(absence.letter && decided.kind === 'asked' ? { choices: [look(absence, t)] } : {}),
    },
  ]
}

function tellEmployee(
  { kind, absence }: { kind: 'approved' | 'refused' | 'asked'; absence: Absence },
  word: Word,
  by: string,
  said: Said,
  ctx: Ctx,
): void {
  if (absence.addressId === null) return
  const { zone } = ctx.city
  const text = word.act === 'refuse' ? word.reason.trim() : word.act === 'ask' ? word.question : ''
  ctx.tell(
    absence.addressId,
    (t) => ({
      text: t(`absence:result.${kind}`, { about: nameOfLeave(absence, zone, t), by, text }),
      choices:
        kind === 'asked'
          ? [{ id: `=jawab ${absence.ref}`, label: t('absence:choice.answer') }]
          : kind === 'approved'
            ? [{ id: `=batal izin ${absence.ref}`, label: t('absence:choice.withdraw') }]
            : [],
    }),
    `absence/${absence.id}/${kind}/${said.inboxId}`,
  )
}
