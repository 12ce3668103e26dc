import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { namesOf } from '../attendance/voices.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { decideRequest, type Verdict } from './decide-request.ts'
import { requestWords } from './request-words.ts'
import { waitingRequests, withdrawRequest } from './requests.ts'

const State = z.object({ ref: z.string(), approve: z.boolean().default(false) })
type State = z.infer<typeof State>

/**
 * "setujui 7KQ2", "tolak 7KQ2 karena …": a refusal takes a reason, and a yes to what the record has no field for takes what
 * is done about it; asked where it was not said.
 */
export const judgeRequest: Dialog<State, { ref: string; verdict: Verdict; said: Said }> = {
  name: 'judge-data-request',
  state: State,
  fleeting: true,

  start: (ctx, { ref, verdict, said }) => judge(ref, verdict, said, ctx),

  async answer(state, said, ctx): Promise<Turn<State>> {
    const words = said.text
      .trim()
      .replace(/^karena\s+/i, '')
      .slice(0, 300)
    if (words.length < 3) return { say: askWhy(state, ctx), next: state, missed: true }
    return judge(state.ref, { approve: state.approve, words }, said, ctx)
  },

  ask: askWhy,
  freeText: () => true,
  expects: (state, ctx) => why(state, ctx),
}

const why = ({ ref, approve }: State, { t }: Ctx): string =>
  t(approve ? 'rights:judge.what' : 'rights:judge.why', { ref })

function askWhy(state: State, ctx: Ctx): Outgoing[] {
  return [{ text: why(state, ctx) }]
}

async function judge(ref: string, verdict: Verdict, said: Said, ctx: Ctx): Promise<Turn<State>> {
  // Why not is asked of everybody, before it is looked up who may decide.
  const state = { ref, approve: verdict.approve }
  if (!verdict.approve && !verdict.words) return { say: askWhy(state, ctx), next: state }
  const say = await decide(ref, verdict, said, ctx)
  return say ? { say } : { say: askWhy(state, ctx), next: state }
}

/** @returns null where words are missing */
async function decide(ref: string, verdict: Verdict, said: Said, ctx: Ctx): Promise<Outgoing[] | null> {
  const { t, tx, person } = ctx
  if (!person) return [{ text: t('rights:judge.not_yours') }]
  const actor = { ...person, phone: ctx.people.map((one) => one.id) }
  const decided = await decideRequest(tx, ref, verdict, actor, said.at)
  if (!decided) return [{ text: t('dispute:unknown', { ref }) }]
  if (decided.kind === 'wordless') return null
  if (decided.kind === 'already') {
    const name = decided.by === null ? undefined : (await namesOf(tx, [decided.by])).get(decided.by)
    return [{ text: name ? t('dispute:alreadyBy', { name }) : t('dispute:already') }]
  }
  if (!('personId' in decided)) return [{ text: t(`rights:judge.${decided.kind}`) }]
  const { kind, personId, name, field } = decided
  const chats = await tx.addressPerson.findMany({ where: { personId }, select: { addressId: true } })
  for (const { addressId } of chats)
    ctx.tell(
      addressId,
      (own) => ({
        text: own(`rights:outcome.${kind}`, {
          field: own(`rights:field.${field}`),
          by: person.name,
          reason: verdict.words,
        }),
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
