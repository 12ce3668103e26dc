import type { Tx } from '../lib/db.ts'
import type { Lease } from '../lib/lease.ts'
import { type Recollection, recall } from './journal.ts'
import { leftBehind, takeBack } from './rows.ts'

/**
 * Takes back the rows that earlier holders left, and our own whose claim was lost with the database's answer. What the
 * journal of their process knows of a call decides what becomes of it.
 * @param busy rows whose calls are under way here
 */
export async function takeBackLeft(
  tx: Tx,
  {
    channel,
    hold,
    journals,
    busy,
    idempotent,
  }: {
    channel: string
    hold: Lease
    journals: string | null
    busy: bigint[]
    idempotent: boolean
  },
): Promise<{ count: number; doubts: number; memory: Recollection | null }> {
  const memory = journals === null ? null : recall(journals, channel, hold.epoch)
  const left = await leftBehind(tx, channel, hold.epoch, busy)
  const rows = left.map(({ id, attempt, ...by }) => {
    const known = memory?.of({ id, attempt, ...by })
    if (known?.came === 'sent') return { id, attempt, ...known }
    // Of our own claims we know ourselves that none began: those under way were left out.
    const begun = known ? known.came === 'doubt' : by.epoch !== hold.epoch
    return { id, attempt, came: begun ? ('doubt' as const) : ('unsent' as const) }
  })
  const count = rows.length === 0 ? 0 : await takeBack(tx, hold, rows, idempotent)
  return { count, doubts: rows.filter((row) => row.came === 'doubt').length, memory }
}
