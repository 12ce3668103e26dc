import type { Ctx } from '../../conversation/dialog.ts'
import { allVenues, circlesOf, withoutPosition } from '../venues/venues.ts'
import type { Policy } from './proof.ts'

/**
 * A location can be asked for only where somebody has said where that is.
 * @returns what to say; null where it can
 */
export async function noPosition(proof: Policy, place: string, ctx: Ctx): Promise<string | null> {
  if (proof !== 'place' && proof !== 'code_or_place') return null
  const venues = await allVenues(ctx.tx)
  if (circlesOf(place, venues).length > 0) return null
  return ctx.t('proof:noPosition', { name: withoutPosition(place, venues)[0] ?? place })
}

/** Places of a session at which no location counts, where others do. */
export async function withoutAny(proof: Policy, place: string, ctx: Ctx): Promise<string[]> {
  if (proof !== 'place' && proof !== 'code_or_place') return []
  const names = withoutPosition(place, await allVenues(ctx.tx))
  return names.length > 0 ? [ctx.t('proof:somePosition', { names })] : []
}
