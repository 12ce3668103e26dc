import { normalise } from '../../language/normalise.ts'
import type { ActivityKind, City } from '../../lib/city.ts'

const plainName = (text: string) => text.toLowerCase().replaceAll('_', ' ').replace(/\s+/g, ' ').trim()

const namesOf = (kind: ActivityKind) => [kind.kind, kind.title, ...kind.aliases].map(plainName)

/** The kind that is called exactly so. */
export function kindNamed(text: string, city: City): ActivityKind | undefined {
  return city.activityKinds.find((one) => namesOf(one).includes(plainName(text)))
}

export function kindOf(word: string, city: City): ActivityKind | null {
  const wanted = plainName(word)
  if (!wanted) return null
  const near = (name: string) => name.startsWith(wanted) || wanted.startsWith(name)
  return kindNamed(word, city) ?? city.activityKinds.find((one) => namesOf(one).some(near)) ?? null
}

/** A known place gets its official name; any other is taken as typed. */
export function placeOf(text: string | null, city: City): string | null {
  if (!text) return null
  // "alun2" is the alun-alun.
  const said = [text.toLowerCase(), normalise(text).text]
  const known = city.places.find((one) =>
    [one.name, ...one.aliases].some((name) => said.includes(name.toLowerCase())),
  )
  return known?.name ?? text.slice(0, 80)
}

/** Several known places of one text, "alun-alun dan stadion", as they stand in a session; null for fewer than two. */
export function placesOf(text: string, city: City): string | null {
  const said = text.toLowerCase()
  const at = (name: string) => {
    const found = new RegExp(`(?<![\\p{L}\\p{N}])${escaped(name.toLowerCase())}(?![\\p{L}\\p{N}])`, 'u').exec(
      said,
    )
    return found ? { start: found.index, end: found.index + name.length } : null
  }
  const spans = city.places.flatMap((place) =>
    [place.name, ...place.aliases].flatMap((name) => {
      const span = at(name)
      return span ? [{ ...span, place: place.name }] : []
    }),
  )
  // The longest name counts: "lapangan upacara" is not also "lapangan".
  const own = spans.filter(
    (one) =>
      !spans.some(
        (other) =>
          other !== one &&
          other.start <= one.start &&
          other.end >= one.end &&
          other.end - other.start > one.end - one.start,
      ),
  )
  const names = [...new Set(own.sort((a, b) => a.start - b.start).map((one) => one.place))]
  return names.length > 1 ? names.join('; ') : null
}

const escaped = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** A name of its own, as typed but for its first letter. */
export function titleOf(text: string): string | null {
  const title = text.replace(/\s+/g, ' ').trim()
  return title.length < 3 || title.length > 80 ? null : title.charAt(0).toUpperCase() + title.slice(1)
}
