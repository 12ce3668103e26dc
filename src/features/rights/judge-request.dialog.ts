import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { namesOf } from '../attendance/voices.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { decideRequest } from './decide-request.ts'
import { requestWords } from './request-words.ts'
import { waitingRequests, withdrawRequest } from './requests.ts'

const State = z.object({ ref: z.string() })
type State = z.infer<typeof State>

/** "setujui 7KQ2", "tolak 7KQ2 karena …": a refusal takes a reason, which is asked where it was not said. */
export const judgeRequest: Dialog<
  State,
  { ref: string; approve: boolean; reason: string | null; said: Said }
> = {
  name: 'judge-data-request',
  state: State,
  fleeting: true,

  async start(ctx, { ref, approve, reason, said }) {
    if (!approve && !reason) return { say: askWhy({ ref }, ctx), next: { ref } }
    return { say: await judge(ref, approve ? null : reason, said, ctx) }
  },

  async answer({ ref }, said, ctx): Promise<Turn<State>> {
    const reason = said.text
      .trim()
      .replace(/^karena\s+/i, '')
      .slice(0, 300)
    if (reason.length < 3) return { say: askWhy({ ref }, ctx), next: { ref }, missed: true }
    return { say: await judge(ref, reason, said, ctx) }
  },

  ask: askWhy,
  freeText: () => true,
  expects: ({ ref }, ctx) => ctx.t('rights:judge.why', { ref }),
}

function askWhy({ ref }: State, ctx: Ctx): Outgoing[] {
  return [{ text: ctx.t('rights:judge.why', { ref }) }]
}

async function judge(ref: string, reason: string | null, said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const { t, tx, person } = ctx
  if (!person) return [{ text: t('rights:judge.not_yours') }]
  const actor = { ...person, phone: ctx.people.map((one) => one.id) }
  const decided = await decideRequest(tx, ref, reason, actor, said.at)
  if (!decided) return [{ text: t('dispute:unknown', { ref }) }]
  if (decided.kind === 'already') {
    const name = decided.by === null ? undefined : (await namesOf(tx, [decided.by])).get(decided.by)
    return [{ text: name ? t('dispute:alreadyBy', { name }) : t('dispute:already') }]
  }
  if (decided.kind !== 'approved' && decided.kind !== 'refused')
    return [{ text: t(`rights:judge.${decided.kind}`) }]
  const { kind, personId, name, field } = decided
  const chats = await tx.addressPerson.findMany({ where: { personId }, select: { addressId: true } })
  for (const { addressId } of chats)
    ctx.tell(
      addressId,
      (own) => ({
        text: own(`rights:outcome.${kind}`, { field: own(`rights:field.${field}`), by: person.name, reason }),
      }),
      `data/${ref}/outcome/${addressId}`,
    )
  return [{ text: t(`rights:judge.${kind}`, { name, field: t(`rights:field.${field}`) }) }]
}

/** "permintaan data": what waits, with the clock of the law. */
export async function listRequests(ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  const paths = coordinatedPaths(ctx.person)
  if (paths.length === 0) return [{ text: t('rights:judge.not_yours') }]
  const waiting = await waitingRequests(ctx.tx, paths)
  if (waiting.length === 0) return [{ text: t('rights:request.none') }]
  const lines = waiting.map((one) => requestWords(one, ctx.now, t))
  return [{ text: [t('rights:request.head'), ...lines, t('rights:request.how')].join('\n') }]
}

/** "batalkan permintaan data 7KQ2", by whoever asked. */
export async function dropRequest(ref: string, said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const own = ctx.person ? [ctx.person.id] : []
  const done = await withdrawRequest(ctx.tx, ref, own, said.at)
  return [{ text: ctx.t(done ? 'rights:correct.withdrawn' : 'rights:correct.nothing', { ref }) }]
}
