import type { Tx } from '../../lib/db.ts'
import { dayBounds, dayOf } from '../agenda/day.ts'

type Other = { title: string; startsAt: Date; mandatory: boolean }

/** The later sessions of the same day of an activity of several sessions; none of any other. */
export async function othersOfDay(
  tx: Tx,
  { activityId, startsAt }: { activityId: number; startsAt: Date },
  zone: string,
): Promise<Other[]> {
  const { end } = dayBounds(dayOf(startsAt, zone), zone)
  return tx.session.findMany({
    where: {
      ...{ activityId, status: 'scheduled', startsAt: { gt: startsAt, lt: end } },
      activity: { completePercent: { not: null } },
    },
    select: { title: true, startsAt: true, mandatory: true },
    orderBy: { startsAt: 'asc' },
  })
}
