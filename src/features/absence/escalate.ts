import type { City } from '../../lib/city.ts'
import { type Db, transaction } from '../../lib/db.ts'
import type { Voice } from '../agenda/captioned.ts'
import { absenceById } from './absences.ts'
import { approvalOf } from './approval.ts'
import { approversOf } from './approvers.ts'
import { tellByJob } from './tell-by-job.ts'

type Deps = Voice & { db: Pick<Db, 'prisma'>; city: City }

/**
 * What waits longer than the unit allows (`Unit.escalateHours`) goes to the next level above as well, once; where there is
 * none, the nearest are asked again. One that waits for the employee's answer is left alone.
 * @returns how many messages
 */
export async function escalateLeaves({ db, city, ...voice }: Deps, now: Date): Promise<number> {
  const due = await db.prisma.$queryRaw<{ id: number }[]>`
    SELECT a.id FROM absence a JOIN unit u ON u.id = a.unit_id
    WHERE a.state = 'open' AND a.escalated_at IS NULL
      AND a.asked_at <= ${now}::timestamptz - make_interval(hours => u.escalate_hours)
    ORDER BY a.asked_at LIMIT 100`
  let messages = 0
  for (const { id } of due) {
    messages += await transaction(db, async (tx) => {
      const { count } = await tx.absence.updateMany({
        where: { id, state: 'open', escalatedAt: null },
        data: { escalatedAt: now },
      })
      const absence = count === 0 ? null : await absenceById(tx, id)
      if (!absence) return 0
      const [nearest = [], above] = await approversOf(tx, absence, now)
      const request = await approvalOf(tx, absence, city)
      return tellByJob(
        tx,
        (above ?? nearest).flatMap(({ addressIds }) => addressIds),
        (t) => {
          const said = request(t)
          return {
            ...said,
            text: `${t(`absence:waitsLong.${above ? 'above' : 'nearest'}`, { at: absence.askedAt })}\n${said.text}`,
          }
        },
        { key: `absence/${id}/above`, topic: `absence/${id}`, lane: 'reminder' },
        voice,
      )
    })
  }
  return messages
}
