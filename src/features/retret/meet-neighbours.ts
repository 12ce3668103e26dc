import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import { dayOf } from '../agenda/day.ts'
import type { SessionTimes } from '../agenda/window.ts'
import { isWindow, NEAREST_MINUTES, narrowed, windowOf } from './windows.ts'

/** One of several sessions that moves to another time, or that no longer takes place (null). */
type Move = { id: number; activityId: number; startsAt: Date }
type Other = { title: string; startsAt: Date; closesAt: Date }
/** Why it cannot move there: it would begin too near another, or check-in of one that has opened leaves it no time. */
export type NoRoom = { why: 'near' | 'open'; other: Other }

type Row = SessionTimes & { id: number; title: string; fixed: boolean }

/**
 * The windows of an activity of several sessions once one of them has moved or is gone: as their kind has them, and never
 * two open at once, so that a word belongs to one. What has opened keeps its times: people have checked in by them.
 * @returns what changes, of the days that it leaves and comes to; null of an activity that has one session at a time
 */
async function rewindowed(
  tx: Tx,
  { id, activityId, startsAt: before }: Move,
  startsAt: Date | null,
  city: City,
  now: Date,
): Promise<{ changed: Row[] } | NoRoom | null> {
  const activity = await tx.activity.findUnique({
    where: { id: activityId },
    select: { kind: true, completePercent: true },
  })
  if (!activity || activity.completePercent === null) return null
  const stored = await tx.session.findMany({
    where: { activityId, status: 'scheduled' },
    select: {
      ...{ id: true, title: true, startsAt: true, opensAt: true },
      ...{ onTimeUntil: true, closesAt: true, graceUntil: true },
    },
  })
  const rows = stored.flatMap((one): Row[] => {
    if (one.id === id && startsAt === null) return []
    const at = one.id === id && startsAt ? startsAt : one.startsAt
    const fixed = one.id !== id && one.opensAt <= now
    const times = fixed ? one : windowOf({ kind: activity.kind, ...wall(at, city.zone) }, city)
    return times ? [{ ...times, id: one.id, title: one.title, fixed }] : []
  })
  rows.sort((a, b) => +a.startsAt - +b.startsAt || a.id - b.id)
  const near =
    startsAt && rows.find((one) => one.id !== id && minutesApart(one.startsAt, startsAt) < NEAREST_MINUTES)
  if (near) return { why: 'near', other: near }
  narrowed(rows, new Set(rows.filter(({ fixed }) => fixed)))
  if (startsAt) {
    const tight = rows.findIndex((one) => !one.fixed && !isWindow(one))
    const open = tight < 0 ? undefined : [rows[tight - 1], rows[tight + 1]].find((one) => one?.fixed)
    if (open) return { why: 'open', other: open }
  }
  const days = [before, startsAt ?? before].map((at) => dayOf(at, city.zone))
  return { changed: rows.filter((one) => !one.fixed && days.includes(dayOf(one.startsAt, city.zone))) }
}

/** Why a session cannot begin then; null where it can. */
export async function noRoomFor(
  tx: Tx,
  session: Move,
  startsAt: Date,
  city: City,
  now: Date,
): Promise<NoRoom | null> {
  if (startsAt.getTime() === session.startsAt.getTime()) return null
  const found = await rewindowed(tx, session, startsAt, city, now)
  return found && 'why' in found ? found : null
}

/** After one of several sessions was moved or cancelled: its neighbours give it room, or take back what they gave. */
export async function meetNeighbours(
  tx: Tx,
  session: Move,
  startsAt: Date | null,
  city: City,
  now: Date,
): Promise<void> {
  const found = await rewindowed(tx, session, startsAt, city, now)
  if (!found || 'why' in found) return
  for (const { id, title: _, fixed: __, ...times } of found.changed)
    await tx.session.update({ where: { id }, data: times })
}

const minutesApart = (a: Date, b: Date): number => Math.abs(a.getTime() - b.getTime()) / 60_000

function wall(at: Date, zone: string): { day: string; time: string } {
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  const [day = '', time = ''] = local.format(at).split(' ')
  return { day, time }
}
