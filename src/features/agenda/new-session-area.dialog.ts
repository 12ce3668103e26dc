import type { Ctx, Said, Turn } from '../../conversation/dialog.ts'
import { findUnits } from '../people/units.ts'
import { AREAS, missed, proceed } from './new-session-questions.dialog.ts'
import type { State } from './new-session-state.ts'

/** Where an activity for residents is: a kecamatan, a kelurahan, or the whole city. */
export async function answerArea(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  if (said.choice === 'city' || /^(se|seluruh|semua|satu)\s*kota$/i.test(said.text)) {
    const root = await ctx.tx.unit.findFirstOrThrow({
      where: { kind: 'kota' },
      select: { id: true, name: true, path: true },
    })
    return proceed({ ...state, area: root, changing: null }, ctx)
  }
  const text = said.text.replace(/^(di|ke)\s+/i, '')
  const found = await findUnits(ctx.tx, text, AREAS)
  // "Gerunggang" is a kecamatan and a kelurahan may be called so too: the larger one is meant unless it is said.
  const [only] = found.length > 1 ? found.filter((one) => one.kind === 'kecamatan') : found
  if (!only) return missed(state, ctx, 'areaUnknown', { text: text.slice(0, 40) })
  const { id, name, path } = only
  return proceed({ ...state, area: { id, name, path }, changing: null }, ctx)
}

/** Ramadan's days, after its time was said. */
export function answerSeason(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const { when } = said.meaning
  const { seasonTime: time } = state
  if (said.meaning.intent === 'deny') return proceed({ ...state, seasonTime: null, changing: null }, ctx)
  if (!time || when?.kind !== 'range' || !when.date || !when.dateTo) return missed(state, ctx, 'seasonAgain')
  const seasons = [...state.seasons, { from: when.date, to: when.dateTo, time }]
  return proceed({ ...state, seasons, seasonTime: null, changing: null }, ctx)
}
