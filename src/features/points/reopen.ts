import { type Db, transaction } from '../../lib/db.ts'
import { changePoint } from './change-point.ts'
import { allPoints } from './points.ts'

/** "tutup titik … sampai …": what was closed for a while opens again. @returns how many */
export async function reopenPoints(db: Pick<Db, 'prisma'>, now: Date): Promise<number> {
  const due = await db.prisma.dropPoint.count({ where: { closedAt: { not: null }, reopensAt: { lte: now } } })
  if (due === 0) return 0
  return transaction(db, async (tx) => {
    const open = (await allPoints(tx)).filter(
      ({ closedAt, reopensAt }) => closedAt && reopensAt && reopensAt <= now,
    )
    for (const point of open) await changePoint(tx, point, { closedAt: null, reopensAt: null }, null, now)
    return open.length
  })
}
