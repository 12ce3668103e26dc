import { z } from 'zod'
import type { Ctx, Dialog } from '../../conversation/dialog.ts'
import { chatsOf } from '../points/petugas.ts'
import { type Absence, absenceByRef } from './absences.ts'
import { answerLeave } from './answer-leave.ts'
import { approvalOf } from './approval.ts'

const LONGEST_ANSWER = 500
const State = z.object({ ref: z.string() })

/** "jawab 7KQ2 …": the answer to what the coordinator has asked, who then decides. */
export const answerOnLeave: Dialog<
  z.infer<typeof State>,
  { ref: string; text: string | null; inboxId: bigint }
> = {
  name: 'absence-answer',
  state: State,
  fleeting: true,
  async start(ctx, { ref, text, inboxId }) {
    const absence = await asked(ref, ctx)
    if (!absence) return { say: [{ text: ctx.t('absence:answer.nothing') }] }
    if (text?.trim()) return { say: [await pass(absence, text, inboxId, ctx)] }
    return { say: [{ text: ctx.t('absence:answer.ask', { by: absence.decidedByName }) }], next: { ref } }
  },
  async answer({ ref }, said, ctx) {
    const absence = await asked(ref, ctx)
    if (!absence) return { say: [{ text: ctx.t('absence:answer.nothing') }] }
    if (said.text.trim().length < 2)
      return {
        say: [{ text: ctx.t('absence:answer.ask', { by: absence.decidedByName }) }],
        next: { ref },
        missed: true,
      }
    return { say: [await pass(absence, said.text, said.inboxId, ctx)] }
  },
  ask: async ({ ref }, ctx) => {
    const absence = await asked(ref, ctx)
    return [
      {
        text: absence
          ? ctx.t('absence:answer.ask', { by: absence.decidedByName })
          : ctx.t('absence:answer.nothing'),
      },
    ]
  },
  expects: (_, ctx) => ctx.t('absence:expects.answer'),
  freeText: () => true,
}

/** A request of one's own that waits for an answer. */
async function asked(ref: string, ctx: Ctx): Promise<Absence | null> {
  const absence = await absenceByRef(ctx.tx, ref)
  const own = absence !== null && ctx.people.some(({ id }) => id === absence.personId)
  return own && absence.state === 'asked' ? absence : null
}

/** To whoever asked, with the request and its buttons once more. */
async function pass(absence: Absence, text: string, inboxId: bigint, ctx: Ctx) {
  const answer = text.trim().slice(0, LONGEST_ANSWER)
  const open = await answerLeave(ctx.tx, absence)
  const message = await approvalOf(ctx.tx, open, ctx.city)
  const by = absence.decidedBy
  for (const addressId of by === null ? [] : await chatsOf(ctx.tx, by, ctx.address.id)) {
    ctx.tell(
      addressId,
      (t) => {
        const request = message(t)
        return {
          ...request,
          text: `${t('absence:answer.from', { name: absence.name, text: answer })}\n\n${request.text}`,
        }
      },
      `absence/${absence.id}/answer/${inboxId}/${addressId}`,
    )
  }
  return { text: ctx.t('absence:answer.passed', { by: absence.decidedByName }) }
}
