import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { dayOf, plusDays } from '../agenda/day.ts'
import { withSaid } from './read-request.ts'
import { boundTo, fileRequest } from './request-file.dialog.ts'
import { answerOf, questionOf } from './request-questions.dialog.ts'
import { LONG_DAYS, RequestState } from './request-state.ts'
import { type Wish, wrongWith } from './span.ts'

type Args = {
  said: Said
  /** The earlier one that it takes the place of, with its kind and reason. */
  replaces?: { ref: string; kind: RequestState['kind']; note: string | null }
}

/** "sakit dari senin sampai rabu": in one sentence, or one question at a time. */
export const askForLeave: Dialog<RequestState, Args> = {
  name: 'absence',
  state: RequestState,
  async start(ctx, { said, replaces }) {
    const empty: RequestState = {
      ...{ kind: replaces?.kind ?? null, note: replaces?.note ?? null, from: null, to: null, days: null },
      ...{ event: null, sessionId: null, which: null, agreed: false, asks: 'kind' },
      ...{ at: said.at.toISOString(), replaces: replaces?.ref ?? null, letter: said.attachment ?? null },
    }
    const { state, wish } = withSaid(empty, said.meaning)
    return onward(state, wish, said, ctx)
  },
  async answer(state, said, ctx) {
    const answered = await answerOf(state, said, ctx)
    if (answered === 'stop') return { say: [{ text: ctx.t('absence:request.stopped') }] }
    if (answered) return onward(answered.state, answered.wish, said, ctx)
    return { say: await ask(state, ctx, 'again'), next: state, missed: true }
  },
  ask: (state, ctx) => ask(state, ctx),
  expects: (state, ctx) => ctx.t(`absence:expects.${state.asks}`),
  // "sakit, senin saja" in the middle of it fills it further.
  claims: (_, said) => said.meaning.intent === 'report_absence',
  context: ({ asks }) =>
    asks === 'when' || asks === 'until'
      ? 'date'
      : asks === 'agree' || asks === 'overlap'
        ? 'confirmation'
        : undefined,
}

/** Asks for what is missing, one thing at a time; when nothing is, it is sent. */
async function onward(state: RequestState, wish: Wish, said: Said, ctx: Ctx): Promise<Turn<RequestState>> {
  const { person } = ctx
  if (!person) return { say: [{ text: ctx.t('absence:request.guest'), choices: [register(ctx)] }] }
  if (person.unitId === null) return { say: [{ text: ctx.t('absence:request.resident') }] }
  if (wish.kind === 'backwards' || wish.kind === 'noSuchDate' || wish.kind === 'several')
    return wrong({ ...state, from: null, to: null }, wish.kind, ctx)
  if (state.kind === null) return asking({ ...state, asks: 'kind' }, ctx)
  if (wish.kind === 'which') return asking({ ...state, asks: 'which' }, ctx)
  const bound = await boundTo(state, ctx)
  if (bound.from === null) return asking({ ...bound, asks: 'when' }, ctx)
  if (bound.to === null) return asking({ ...bound, asks: 'until' }, ctx)
  const span = { from: bound.from, to: bound.to }
  const problem = wrongWith(span, dayOf(said.at, ctx.city.zone))
  if (problem) return wrong({ ...bound, from: null, to: null, sessionId: null }, problem, ctx)
  if (!bound.agreed && span.to >= plusDays(span.from, LONG_DAYS))
    return asking({ ...bound, asks: 'agree' }, ctx)
  return fileRequest({ ...bound, from: span.from, to: span.to, kind: state.kind }, said, ctx)
}

const asking = async (state: RequestState, ctx: Ctx): Promise<Turn<RequestState>> => ({
  say: await ask(state, ctx),
  next: state,
})

/** What cannot be, and the question again. */
async function wrong(state: RequestState, problem: string, ctx: Ctx): Promise<Turn<RequestState>> {
  const next: RequestState = { ...state, asks: 'when' }
  const [question] = await ask(next, ctx)
  const text = `${ctx.t(`absence:wrong.${problem}`)} ${question?.text ?? ''}`
  return { say: [{ ...question, text }], next }
}

const register = (ctx: Ctx) => ({ id: '=daftar', label: ctx.t('conversation:choice.register') })

async function ask(state: RequestState, ctx: Ctx, form: 'first' | 'again' = 'first'): Promise<Outgoing[]> {
  return [await questionOf(state, ctx, form)]
}
