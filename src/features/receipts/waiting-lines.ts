import type { Tx } from '../../lib/db.ts'
import { count } from '../goods/stock.ts'
import { lineOf } from './wanted-lines.ts'

/** A line that waited for stock, and counts now. */
export type Settled = {
  ref: string
  line: number
  personId: number
  pointId: number
  campaignId: number
  kind: string
  amount: number
}

/**
 * Counts what waited for stock at a point, in the order in which it was written, as far as the stock goes: a colleague's
 * receipts may have come later than the hand-out. What is moved on may be waited for elsewhere.
 */
export async function settleWaiting(tx: Tx, campaignId: number, pointId: number): Promise<Settled[]> {
  const rows = await tx.pointLine.findMany({
    where: { campaignId, pointId, state: 'waiting' },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
  })
  const settled: Settled[] = []
  for (const row of rows) {
    const { id, ref, line, personId, kind, toPointId } = row
    if ((await count(tx, lineOf(row))).kind === 'short') continue
    await tx.pointLine.update({ where: { id }, data: { state: 'counted' } })
    settled.push({ ref, line, personId, pointId, campaignId, kind, amount: row.amount + row.broken })
    if (kind === 'transfer' && toPointId !== null)
      settled.push(...(await settleWaiting(tx, campaignId, toPointId)))
  }
  return settled
}

/** @returns whether it waited still */
export async function withdrawWaiting(tx: Tx, id: bigint): Promise<boolean> {
  const changed = await tx.pointLine.updateMany({
    where: { id, state: 'waiting' },
    data: { state: 'withdrawn' },
  })
  return changed.count > 0
}
