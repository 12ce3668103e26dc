import type { Ctx } from '../../conversation/dialog.ts'
import type { Policy } from '../agenda/proof.ts'
import type { SessionView } from '../agenda/sessions.ts'
import type { Circle } from '../venues/distance.ts'
import { allVenues, circlesOf, knownAt } from '../venues/venues.ts'

export type Taken = { policy: Policy; circles: Circle[] }

/**
 * What a session takes now. One that asks for a location at a place of which nobody had said where it is when it opened takes a code:
 * nobody is kept out by that. The ordinary session, by code, reads nothing for it.
 */
export async function takenBy(
  { proof, place, opensAt }: Pick<SessionView, 'proof' | 'place' | 'opensAt'>,
  ctx: Pick<Ctx, 'tx' | 'memo'>,
): Promise<Taken> {
  if (proof !== 'place' && proof !== 'code_or_place') return { policy: proof, circles: [] }
  const venues = await ctx.memo('venues', () => allVenues(ctx.tx))
  const circles = circlesOf(place, knownAt(opensAt, venues))
  return circles.length > 0 ? { policy: proof, circles } : { policy: 'code', circles }
}
