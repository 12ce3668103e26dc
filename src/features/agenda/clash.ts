import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import { type AgendaItem, agendaBetween } from './agenda-between.ts'

const DAY_MS = 86_400_000

/**
 * Something of the same kind at the same hour for some of the same people: said before saving, because two apel at once
 * are a slip more often than a wish.
 * @param starts when the new one begins, in order
 * @param not the activity that is being changed
 */
export async function clashWith(
  tx: Tx,
  city: City,
  wanted: { kind: string; starts: Date[]; paths: string[]; areaPath?: string | null },
  not?: { activityId: number; occurrence?: string | null; sessionId?: number | null },
): Promise<AgendaItem | null> {
  const { kind, starts, paths } = wanted
  const [first, last] = [starts[0], starts.at(-1)]
  if (!first || !last) return null
  const moments = new Set(starts.map((at) => at.getTime()))
  const there = await agendaBetween(
    tx,
    city,
    first,
    new Date(last.getTime() + DAY_MS),
    (one) => one.kind === kind,
  )
  const meets = (a: string, b: string) => a.startsWith(b) || b.startsWith(a)
  const same = (one: AgendaItem) =>
    not !== undefined &&
    one.activityId === not.activityId &&
    // Of several sessions of one activity only this one is the same.
    (!not.sessionId || one.sessionId === not.sessionId) &&
    (not.occurrence === undefined || one.occurrence === not.occurrence)
  return (
    there.find(
      (one) =>
        one.status === 'scheduled' &&
        one.kind === kind &&
        moments.has(one.startsAt.getTime()) &&
        !same(one) &&
        (one.public
          ? wanted.areaPath !== undefined && (one.areaPath ?? '') === (wanted.areaPath ?? '')
          : paths.some((path) => one.audiencePaths.some((other) => meets(path, other)))),
    ) ?? null
  )
}
