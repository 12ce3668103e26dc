import type { Ctx } from '../../conversation/dialog.ts'
import type { State } from './compose-state.ts'
import { mine } from './steer.dialog.ts'

/** "ralat 7KQ2: …", "tarik 7KQ2": a draft for exactly those who got the original. */
export async function correction(
  kind: 'correction' | 'withdrawal',
  ref: string,
  text: string | null,
  ctx: Ctx,
): Promise<Partial<State> | { refused: string }> {
  const one = await mine(ref, ctx)
  if (!('ref' in one)) return { refused: one.text }
  if (one.batchId === null) return { refused: ctx.t('announcements:correct.notSent', { ref: one.ref }) }
  if (one.kind === 'withdrawal')
    return { refused: ctx.t('announcements:correct.withdrawn', { ref: one.ref }) }
  return {
    kind,
    class: one.class,
    correctsId: one.id,
    audience: one.audience,
    text: text?.trim() || (kind === 'withdrawal' ? ctx.t('announcements:correct.withdrawText') : null),
  }
}
