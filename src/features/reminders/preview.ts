import type { City, ReminderTime } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import { afterQuiet } from '../../outbox/quiet.ts'
import { type SessionView, sessionsBetween } from '../agenda/sessions.ts'
import { readQuiet, toHours } from '../settings/quiet-hours.ts'
import { audienceOf, groupsOf } from './audience.ts'
import { momentOf, momentsOf } from './moments.ts'
import { type Reach, type Route, routeOf } from './reach.ts'
import { overlap, type Template, type Via } from './rules.ts'

const AHEAD_MS = 60 * 86_400_000

/** What a wish for reminders would mean for the next session that it is about. */
export type Preview = {
  session: SessionView
  /** `goesAt`: when quiet hours let it go. `dropped`: it would come after the session has begun. */
  moments: { time: ReminderTime; at: Date; goesAt: Date; dropped: boolean; past: boolean }[]
  route: Route
  groups: number
}

/** The next session of a kind that these people must attend; null when none is planned. */
async function nextOf(tx: Tx, kind: string, unitPath: string, now: Date): Promise<SessionView | null> {
  const sessions = await sessionsBetween(tx, now, new Date(now.getTime() + AHEAD_MS))
  const fits = (one: SessionView) =>
    one.status === 'scheduled' &&
    (kind === '*' || one.kind === kind) &&
    one.audiencePaths.some((path) => overlap(path, unitPath))
  return sessions.find(fits) ?? null
}

/** Reckoned as the tick would, with the actual times and the actual people. */
export async function preview(
  tx: Tx,
  wish: { kind: string; unitPath: string; template: Template; times: ReminderTime[]; route: Via },
  { city, messengers, now }: { city: City; messengers: { reach: Reach }; now: Date },
): Promise<Preview | null> {
  const session = await nextOf(tx, wish.kind, wish.unitPath, now)
  if (!session) return null
  const hours = toHours(await readQuiet(tx, city))
  const anchor = wish.template === 'ahead' ? session.startsAt : session.onTimeUntil
  const moments = wish.times
    .map((time) => ({ time, at: momentOf(time, anchor, city.zone) }))
    .map(({ time, at }) => ({
      ...{ time, at, goesAt: afterQuiet(at, hours, city.zone) },
      ...{ dropped: wish.template === 'ahead' ? at >= session.startsAt : at > anchor, past: at < now },
    }))
  const scope = { ...wish, except: [] }
  const first = momentsOf(scope, session, city.zone).find((one) => one.fireAt >= now)
  const within = { sessionId: session.id, unitPath: wish.unitPath, except: [] }
  const due = {
    template: wish.template,
    route: wish.route,
    fireAt: first?.fireAt ?? now,
    expiresAt: first?.expiresAt ?? session.startsAt,
  }
  const route = await routeOf(tx, due, await audienceOf(tx, within), messengers.reach)
  return { session, moments, route, groups: (await groupsOf(tx, within)).length }
}
