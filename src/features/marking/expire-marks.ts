import type { City } from '../../lib/city.ts'
import { type Db, transaction } from '../../lib/db.ts'
import type { Voice } from '../agenda/captioned.ts'
import { dayBounds, dayOf } from '../agenda/day.ts'
import { daysOff, workdayAfter } from '../agenda/workdays.ts'
import { tellPeople } from '../attendance/tell-people.ts'

/** So many working days a proposal waits for another person. */
const WORKDAYS = 3

/** What was proposed after closing, and nobody agreed to or refused: it ends, and whoever proposed it is told. */
export async function expireMarks(
  { db, city, ...voice }: Voice & { db: Pick<Db, 'prisma'>; city: City },
  now: Date,
): Promise<number> {
  const open = await db.prisma.ruling.findMany({
    where: { kind: 'after_closing', second: true, confirmedAt: null, refusedAt: null },
    distinct: ['ref'],
    select: {
      ref: true,
      proposedBy: true,
      proposedAt: true,
      session: { select: { title: true, startsAt: true } },
    },
  })
  const off = daysOff(city.holidays)
  const due = open.filter(({ proposedAt }) => endOf(proposedAt) <= now)
  for (const { ref, proposedBy, session } of due)
    await transaction(db, async (tx) => {
      const { count } = await tx.ruling.updateMany({
        where: { ref, kind: 'after_closing', confirmedAt: null, refusedAt: null },
        data: { refusedAt: now },
      })
      if (count === 0) return
      const values = { title: session.title, at: session.startsAt, count }
      const message = (t: ReturnType<Voice['translator']>) => ({ text: t('marking:second.expired', values) })
      await tellPeople(tx, [{ personId: proposedBy, message }], `marks-expired/${ref}`, voice)
    })
  return due.length

  function endOf(at: Date): Date {
    let day = dayOf(at, city.zone)
    for (let n = 0; n < WORKDAYS; n++) day = workdayAfter(day, off)
    return dayBounds(day, city.zone).end
  }
}
