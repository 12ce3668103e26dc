import type { Ctx, Dialog, Said } from '../../conversation/dialog.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { changeIn } from './change.ts'
import {
  answerKind,
  answerPlace,
  answerUnits,
  answerWhen,
  changed,
  fillAll,
  refused,
  withProof,
} from './new-session-answers.dialog.ts'
import { answerArea, answerSeason } from './new-session-area.dialog.ts'
import { missed, proceed, question } from './new-session-questions.dialog.ts'
import { answerConfirm } from './new-session-save.dialog.ts'
import { saysSeries, withSeries } from './new-session-series.ts'
import { State, stepOf } from './new-session-state.ts'
import { proofWish, saysProof } from './proof-words.ts'
import { seriesWish } from './series-words.ts'

/** A coordinator announces an occasion: what, where, when, for whom; read back in full before it is saved. */
export const newSession: Dialog<State, Said | undefined> = {
  name: 'new-session',
  state: State,

  async start(ctx, said) {
    if (coordinatedPaths(ctx.person).length === 0) return { say: [{ text: ctx.t('agenda:new.notYours') }] }
    const empty = State.parse({ kind: null, title: null, place: null, date: null, time: null, units: null })
    const filled = said ? fillAll(empty, said, ctx) : empty
    return typeof filled === 'string' && said
      ? refused(empty, filled, said, ctx)
      : proceed(State.parse(filled), ctx)
  },

  async answer(given, said, ctx) {
    const wish = proofWish(said.choice === undefined ? said.text : '')
    const state = withProof(given, wish)
    const step = stepOf(state)
    if (state.doubt) return answerWhen(state, said, ctx)
    if (OPEN_TO_SERIES.has(step) && said.choice === undefined) {
      const filled = readSeries(state, said, ctx)
      if (typeof filled === 'string') return missed(state, ctx, filled, { text: said.text.slice(0, 40) })
      if (filled) return proceed(filled, ctx)
    }
    const change = said.choice === undefined && !saysProof(wish) ? changeIn(said) : null
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
      case 'area':
        return answerArea(state, said, ctx)
      case 'season':
        return answerSeason(state, said, ctx)
      case 'confirm':
        return answerConfirm(state, said, ctx)
    }
  },

  ask: (state, ctx) => question(state, ctx),
  expects: (state, ctx) => ctx.t(`agenda:new.expects.${state.doubt ? 'doubt' : stepOf(state)}`),
  context: (state) => CONTEXT[stepOf(state)],
  freeText: (state) => ['kind', 'place', 'units', 'area'].includes(stepOf(state)),
  // "libur digeser" is an answer here and a question elsewhere.
  claims: (state, said, ctx) =>
    OPEN_TO_SERIES.has(stepOf(state)) && saysSeries(seriesWish(said.text, said.at, ctx.city.zone), state),
}

/** Questions at which something may be said of the series that is being made. */
const OPEN_TO_SERIES = new Set(['date', 'time', 'confirm'])
const CONTEXT: Record<string, string | undefined> = {
  ...{ place: 'place', date: 'date', time: 'date', season: 'date' },
  ...{ units: 'unit', area: 'unit', confirm: 'confirmation' },
}

/** What a sentence says of the series; null when it says nothing of one. */
function readSeries(state: State, said: Said, ctx: Ctx): State | string | null {
  // "Selasa", where the day of a series is asked, is each of them.
  const bare = state.rule && stepOf(state) === 'date' && /^(hari\s+)?\p{L}+$/u.test(said.text)
  const text = bare ? `tiap ${said.text}` : said.text
  const whole = withSeries(state, text, said.at, ctx.city)
  if (whole === state || typeof whole === 'string') return whole === state ? null : whole
  const time = said.meaning.slots.time ?? said.meaning.when?.time
  const own =
    typeof time === 'string' && whole.seasons === state.seasons && !whole.seasonTime ? time : state.time
  return { ...whole, time: own }
}
