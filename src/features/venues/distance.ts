/**
 * Whether a position is at a place. Pure.
 *
 * A phone says how exact it is (a radius in metres); many say nothing, which helps nobody and hurts nobody:
 * - inside: distance − min(accuracy, 50 m) ≤ the place's radius. What a phone is unsure of counts for the person, up to
 *   a measure; a phone that claims to be very unsure gains no more by it;
 * - a phone that is unsure by more than 200 m proves nothing: it is asked again, unless it is too far all the same.
 */

/** So much of what a phone is unsure of counts for the person, in metres. */
export const ACCURACY_HELPS = 50
/** More unsure than this proves nothing, in metres. */
export const ACCURACY_WORST = 200

export type Spot = { latitude: number; longitude: number }
export type Circle = Spot & { name: string; radius: number }
export type Near = {
  venue: string
  radius: number
  /** To whole metres. */
  metres: number
  verdict: 'inside' | 'too_far' | 'imprecise'
}

const EARTH_METRES = 6_371_000
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Along the ground (haversine): a few metres wrong within a city, whatever the direction. */
export function metresBetween(a: Spot, b: Spot): number {
  const north = Math.sin(radians(b.latitude - a.latitude) / 2) ** 2
  const east = Math.sin(radians(b.longitude - a.longitude) / 2) ** 2
  const half = north + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * east
  return 2 * EARTH_METRES * Math.asin(Math.sqrt(Math.min(1, half)))
}

/** By the place that speaks most for it; null where there is none. */
export function judgePlace(at: Spot & { accuracy?: number }, places: readonly Circle[]): Near | null {
  const all = places.map(({ name, radius, ...spot }) => ({ name, radius, exact: metresBetween(at, spot) }))
  const [best] = all.sort((a, b) => a.exact - a.radius - (b.exact - b.radius))
  if (!best) return null
  const { name: venue, radius, exact } = best
  return { venue, radius, metres: Math.round(exact), verdict: verdictOf(exact, radius, at.accuracy ?? 0) }
}

function verdictOf(metres: number, radius: number, accuracy: number): Near['verdict'] {
  if (accuracy > ACCURACY_WORST) return metres - accuracy > radius ? 'too_far' : 'imprecise'
  return metres - Math.min(accuracy, ACCURACY_HELPS) <= radius ? 'inside' : 'too_far'
}
