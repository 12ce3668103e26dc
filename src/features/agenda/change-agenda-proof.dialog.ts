import type { Ctx } from '../../conversation/dialog.ts'
import { seriesOf, target } from './change-agenda-questions.dialog.ts'
import type { State } from './change-agenda-state.ts'
import { noPosition } from './proof.dialog.ts'

/** Why the proof of what is meant cannot be changed so; null: it can. */
export async function proofRefused(state: State, ctx: Ctx): Promise<string | null> {
  const series = await seriesOf(state, ctx)
  const one = series ? null : await target(state, ctx)
  if (one && one.opensAt <= ctx.now) return ctx.t('proof:change.open', { title: one.title, at: one.opensAt })
  const place = state.place ?? one?.place ?? series?.places.join('; ') ?? ''
  return noPosition(state.proof ?? 'code', place, ctx)
}
