import type { Dialog, Said } from '../../conversation/dialog.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { changeIn } from './change.ts'
import {
  answerKind,
  answerPlace,
  answerUnits,
  answerWhen,
  changed,
  fill,
} from './new-session-answers.dialog.ts'
import { proceed, question } from './new-session-questions.dialog.ts'
import { answerConfirm } from './new-session-save.dialog.ts'
import { State, stepOf } from './new-session-state.ts'

/** A coordinator announces an occasion: what, where, when, for whom; read back in full before it is saved. */
export const newSession: Dialog<State, Said | undefined> = {
  name: 'new-session',
  state: State,

  async start(ctx, said) {
    if (coordinatedPaths(ctx.person).length === 0) return { say: [{ text: ctx.t('agenda:new.notYours') }] }
    const empty: State = {
      kind: null,
      title: null,
      place: null,
      date: null,
      time: null,
      units: null,
      doubt: null,
      changing: null,
    }
    return proceed(said ? fill(empty, said, ctx) : empty, ctx)
  },

  async answer(state, said, ctx) {
    const step = stepOf(state)
    if (state.doubt) return answerWhen(state, said, ctx)
    const change = said.choice === undefined ? changeIn(said) : null
    // "ubah hari" goes back to a question that was answered; a new value is taken where everything is read back.
    const back = change?.ask && change.ask !== step && state[change.ask] !== null
    if (change && (back || (step === 'confirm' && said.meaning.intent !== 'affirm')))
      return changed(state, change, ctx)
    switch (step) {
      case 'kind':
        return answerKind(state, said, ctx)
      case 'place':
        return answerPlace(state, said, ctx)
      case 'date':
      case 'time':
        return answerWhen(state, said, ctx)
      case 'units':
        return answerUnits(state, said, ctx)
      case 'confirm':
        return answerConfirm(state, said, ctx)
    }
  },

  ask: (state, ctx) => question(state, ctx),
  expects: (state, ctx) => ctx.t(`agenda:new.expects.${state.doubt ? 'doubt' : stepOf(state)}`),
  context: (state) =>
    ({ kind: undefined, place: 'place', date: 'date', time: 'date', units: 'unit', confirm: 'confirmation' })[
      stepOf(state)
    ],
  freeText: (state) => stepOf(state) === 'kind' || stepOf(state) === 'place' || stepOf(state) === 'units',
}
