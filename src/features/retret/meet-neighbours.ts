import type { Tx } from '../../lib/db.ts'
import { narrowed } from './windows.ts'

/** After one of several sessions was moved: no two of them are open at once, so that a word belongs to one. */
export async function meetNeighbours(tx: Tx, activityId: number, now: Date): Promise<void> {
  const activity = await tx.activity.findUnique({
    where: { id: activityId },
    select: { completePercent: true },
  })
  if (!activity || activity.completePercent === null) return
  const sessions = await tx.session.findMany({
    where: { activityId, status: 'scheduled', closesAt: { gt: now } },
    select: { id: true, startsAt: true, opensAt: true, onTimeUntil: true, closesAt: true, graceUntil: true },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
  })
  for (const { id, ...times } of narrowed(sessions)) await tx.session.update({ where: { id }, data: times })
}
