import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Roll } from '../attendance/missing.ts'
import { waitingLine, waitingOf } from '../attendance/recap-open.ts'
import { closingsOf } from '../check-in/lacking-closing.ts'
import { closingLines, sameLines } from '../check-in/proof-lines.ts'
import { countsBelow } from '../head-count/head-count.ts'
import { headLine, isOpen } from '../head-count/head-line.ts'

/** What only a coordinator can settle before a recap is handed in, and what the proofs say, as lines. */
export type Unsettled = { open: (t: Translate) => string[]; proof: (t: Translate) => string[] }

export async function unsettledOf(
  tx: Tx,
  session: { id: number; closingUntil: Date | null },
  roll: Roll,
  paths: string[],
  now: Date,
): Promise<Unsettled> {
  const heads = (await countsBelow(tx, paths, session.id, now)).filter(isOpen)
  const waiting = await waitingOf(tx, session.id, paths)
  const closings = session.closingUntil ? await closingsOf(tx, session.id, paths) : []
  return {
    open: (t) => [...waiting.map((one) => waitingLine(one, t)), ...heads.map((one) => headLine(one, t))],
    proof: (t) => [...closingLines(closings, session, now, t), ...sameLines(roll, t)],
  }
}
