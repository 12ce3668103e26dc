import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import type { AgendaItem } from './agenda-between.ts'
import { kindOf } from './new-session-names.ts'
import { concerns } from './sessions.ts'

/** Whose schedule is asked for. */
export type Viewer = {
  /** The unit of an employee, or of a group; null: none. */
  unitPath: string | null
  personId?: number | null
  /** Where a resident lives. */
  homePath: string | null
  follows: { topic: string; path: string | null }[]
}

/** What a question names: a kind of activity, a kecamatan or kelurahan. */
export type About = { kind: string | null; areaPath: string | null }

/** One lies within the other; what is for the whole city is everywhere. */
const touches = (a: string | null, b: string | null) =>
  a === null || b === null || a.startsWith(b) || b.startsWith(a)

type Item = Pick<AgendaItem, 'kind' | 'public' | 'audiencePaths' | 'areaPath' | 'named'>

/**
 * Whether an occasion belongs into the answer: the own unit's, and of the activities for residents those of the own
 * kelurahan, those that are followed, and those that the question names. Pure.
 */
export function belongs(item: Item, viewer: Viewer, about: About): boolean {
  if (about.kind && !sameKind(item.kind, about.kind)) return false
  if (!item.public)
    return (
      about.areaPath === null && concerns(item, { id: viewer.personId ?? null, unitPath: viewer.unitPath })
    )
  if (about.areaPath !== null) return touches(item.areaPath, about.areaPath)
  if (about.kind) return true
  const followed = viewer.follows.some((one) => one.topic === item.kind && touches(item.areaPath, one.path))
  return followed || (viewer.homePath !== null && touches(item.areaPath, viewer.homePath))
}

/** "apel" is any apel; "apel akbar" only that. */
export function sameKind(kind: string, asked: string): boolean {
  return kind === asked || kind.startsWith(`${asked}_`)
}

/** The kind that the slots name, as the city has it: "apel_senin" is an apel, and a senam is Bekasi's Sparko. */
export function kindAsked(word: unknown, city: City): string | null {
  if (typeof word !== 'string') return null
  const exact = city.activityKinds.find((one) => one.kind === word)
  return (exact ?? kindOf(word, city))?.kind ?? word
}

/** What is needed to know of whoever asks. */
export async function viewerOf(
  tx: Tx,
  who: {
    addressId: number | null
    personId: number | null
    unitPath: string | null
    kelurahanId: number | null
  },
): Promise<Viewer> {
  const home = who.kelurahanId === null ? null : await tx.unit.findUnique({ where: { id: who.kelurahanId } })
  const follows =
    who.addressId === null
      ? []
      : await tx.$queryRaw<Viewer['follows']>`
          SELECT f.topic, u.path FROM follow f LEFT JOIN unit u ON u.id = f.unit_id WHERE f.address_id = ${who.addressId}`
  return { unitPath: who.unitPath, personId: who.personId, homePath: home?.path ?? null, follows }
}
