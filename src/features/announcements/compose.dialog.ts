import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import { coordinatedPaths, has } from '../people/authority.ts'
import {
  answerAudience,
  answerText,
  answerTime,
  askBecause,
  missed,
  proceed,
} from './compose-answers.dialog.ts'
import { answerConfirm } from './compose-confirm.dialog.ts'
import { question } from './compose-questions.dialog.ts'
import { fromSentence } from './compose-sentence.dialog.ts'
import { EMPTY, State, stepOf } from './compose-state.ts'

/** "umumkan ke PHL: besok pakai batik", "buat pengumuman", "darurat: jalan banjir": written, looked at, then sent. */
export const compose: Dialog<State, Said | Partial<State> | undefined> = {
  name: 'announce',
  state: State,

  async start(ctx, args) {
    if (!maySpeak(ctx)) return { say: [{ text: ctx.t('announcements:notYours') }] }
    if (!args || !('meaning' in args)) return proceed({ ...EMPTY, ...args }, ctx)
    const { state, unsure } = await fromSentence(args, ctx)
    return unsure && stepOf(state) === 'audience' ? askBecause(state, ctx, ...unsure) : proceed(state, ctx)
  },

  answer(state, said, ctx): Promise<Turn<State>> {
    switch (stepOf(state)) {
      case 'text':
        return answerText(state, said, ctx)
      case 'audience':
        return answerAudience(state, said, ctx)
      case 'start':
      case 'expiry':
        return answerTime(state, said, ctx)
      case 'confirm':
        return said.choice === undefined && said.attachment
          ? missed(state, ctx, 'confirmAgain')
          : answerConfirm(state, said, ctx)
    }
  },

  ask: question,
  expects: (state, ctx) => ctx.t(`announcements:expects.${stepOf(state)}`),
  context: (state) =>
    ({ text: undefined, audience: undefined, start: 'date', expiry: 'date', confirm: 'confirmation' })[
      stepOf(state)
    ],
  freeText: (state) => stepOf(state) === 'text' || stepOf(state) === 'audience',
  takes: (state) => (stepOf(state) === 'text' ? ['photo', 'document'] : []),
}

/** Coordinators and admins; in an emergency also the city's heads. */
export const maySpeak = (ctx: Ctx) => coordinatedPaths(ctx.person).length > 0 || has(ctx.person, 'pimpinan')
