import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { type Claimed, decideDispute } from './decide-dispute.ts'
import { actorOf, already } from './decide-word.dialog.ts'
import { letterTo } from './dispute-letters.dialog.ts'
import { CLAIMS, claimedStatus } from './word-of-ref.ts'

/** Whether the dispute is accepted, and what is still missing for it: as what, or why not. */
const State = z.object({ ref: z.string(), accept: z.boolean() })
type State = z.infer<typeof State>

export type DisputeWord = {
  ref: string
  accept: boolean
  as: string | null
  reason: string | null
  said: Said
}

/** "terima 7KQ2 sebagai izin", "tolak 7KQ2 karena …": what is missing is asked. */
export const judgeDispute: Dialog<State, DisputeWord> = {
  name: 'judge-dispute',
  state: State,
  fleeting: true,

  async start(ctx, { ref, accept, as, reason, said }) {
    const claimed = as === null ? null : claimedStatus(as)
    if (accept && !claimed) return { say: askAs(ref, as, ctx), next: { ref, accept } }
    if (!accept && !reason) return { say: askWhy(ref, ctx), next: { ref, accept } }
    return { say: await judge(ref, accept ? claimed : null, reason, said, ctx) }
  },

  async answer(state, said, ctx): Promise<Turn<State>> {
    const { ref, accept } = state
    if (accept) {
      const claimed = claimedStatus(said.choice ?? said.text)
      if (!claimed) return { say: askAs(ref, said.text, ctx), next: state, missed: true }
      return { say: await judge(ref, claimed, null, said, ctx) }
    }
    const reason = said.text.trim().replace(/^karena\s+/i, '')
    if (reason.length < 3) return { say: askWhy(ref, ctx), next: state, missed: true }
    return { say: await judge(ref, null, reason.slice(0, 300), said, ctx) }
  },

  ask: ({ ref, accept }, ctx) => (accept ? askAs(ref, null, ctx) : askWhy(ref, ctx)),
  freeText: ({ accept }) => !accept,
  // "hadir" is an answer here, and no check-in.
  claims: ({ accept }, said) => accept && claimedStatus(said.text) !== null,
  expects: ({ accept }, ctx) => ctx.t(accept ? 'dispute:judge.expectsAs' : 'dispute:judge.expectsWhy'),
}

function askAs(ref: string, said: string | null, ctx: Ctx): Outgoing[] {
  const choices = CLAIMS.map((status) => ({ id: status, label: ctx.t(`why:status.${status}`) }))
  const text = said
    ? ctx.t('dispute:judge.asAgain', { ref, text: said.slice(0, 40) })
    : ctx.t('dispute:judge.as', { ref })
  return [{ text, choices }]
}

const askWhy = (ref: string, ctx: Ctx): Outgoing[] => [{ text: ctx.t('dispute:judge.why', { ref }) }]

async function judge(
  ref: string,
  accept: Claimed | null,
  reason: string | null,
  said: Said,
  ctx: Ctx,
): Promise<Outgoing[]> {
  const { t } = ctx
  const actor = actorOf(ctx)
  const verdict = accept ? { accept, reason } : { accept: null, reason: reason ?? '' }
  if (!actor) return [{ text: t('dispute:second.not_yours') }]
  const decided = await decideDispute(ctx.tx, ref, verdict, actor, said.at)
  if (!decided) return [{ text: t('dispute:unknown', { ref }) }]
  if (decided.kind === 'already') return [await already(decided.by, ctx)]
  if (decided.kind !== 'accepted' && decided.kind !== 'refused')
    return [{ text: t(`dispute:second.${decided.kind}`) }]
  const { line, now, kind } = decided
  const values = { name: line.name, title: line.title, at: line.startsAt, by: ctx.person?.name, reason }
  await letterTo(line.personId, `dispute/${ref}/outcome`, ctx, (own) => ({
    text: own(`dispute:own.${kind}`, { ...values, status: own(`why:status.${now}`) }),
  }))
  return [{ text: t(`dispute:judge.${kind}`, { ...values, status: t(`why:status.${now}`) }) }]
}
