import type { Ctx } from '../../conversation/dialog.ts'
import type { Policy } from '../agenda/proof.ts'
import type { SessionView } from '../agenda/sessions.ts'
import type { Circle } from '../venues/distance.ts'
import { allVenues, circlesOf } from '../venues/venues.ts'

export type Taken = { policy: Policy; circles: Circle[] }

/**
 * What a session takes now. One that asks for a location at a place of which nobody has said where it is takes a code:
 * nobody is kept out by that. The ordinary session, by code, reads nothing for it.
 */
export async function takenBy(
  { proof, place }: Pick<SessionView, 'proof' | 'place'>,
  ctx: Pick<Ctx, 'tx' | 'memo'>,
): Promise<Taken> {
  if (proof !== 'place' && proof !== 'code_or_place') return { policy: proof, circles: [] }
  const circles = circlesOf(place, await ctx.memo('venues', () => allVenues(ctx.tx)))
  return circles.length > 0 ? { policy: proof, circles } : { policy: 'code', circles }
}
