import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import { type AgendaItem, agendaBetween } from './agenda-between.ts'
import { dayBounds } from './day.ts'
import { type Actor, mayChange } from './may-change.ts'
import { sameKind } from './schedule-for.ts'
import { type Series, seriesFrom } from './series.ts'

export type Wanted = { kind: string | null; day: string | null; dayTo: string | null }
export type Found<T> = { mine: T[] /** There is one, but for units of somebody else. */; others: T[] }

const DAY_MS = 86_400_000
/** Without a day, one of the coming two months is meant. */
const AHEAD_DAYS = 60

/** The coming sessions that a sentence may mean, of rows and of rules. */
export async function findSessions(
  tx: Tx,
  wanted: Wanted,
  actor: Actor,
  city: City,
  now: Date,
): Promise<Found<AgendaItem>> {
  const from = wanted.day ? dayBounds(wanted.day, city.zone).start : now
  const to = wanted.dayTo
    ? dayBounds(wanted.dayTo, city.zone).end
    : new Date(now.getTime() + AHEAD_DAYS * DAY_MS)
  const items = (await agendaBetween(tx, city, from, to)).filter(
    (one) => one.status === 'scheduled' && one.closesAt > now,
  )
  return byRight(narrowed(items, wanted.kind), actor)
}

/** The series that run then. */
export async function findSeries(tx: Tx, wanted: Wanted, actor: Actor, day: string): Promise<Found<Series>> {
  const running = (await seriesFrom(tx, day)).filter((one) => !one.lastDay || one.lastDay >= day)
  return byRight(narrowed(running, wanted.kind), actor)
}

/** What is called exactly so; else what is of that kind ("apel" for an Apel Akbar). */
function narrowed<T extends { kind: string }>(all: T[], kind: string | null): T[] {
  if (!kind) return all
  const exact = all.filter((one) => one.kind === kind)
  return exact.length > 0 ? exact : all.filter((one) => sameKind(one.kind, kind))
}

/** What may be changed, and what only somebody else may. */
function byRight<T extends { audiencePaths: string[]; public: boolean; ownerPath: string }>(
  all: T[],
  actor: Actor,
): Found<T> {
  return {
    mine: all.filter((one) => mayChange(one, actor)),
    others: all.filter((one) => !mayChange(one, actor)),
  }
}
