import type { Tx } from '../../lib/db.ts'
import { openPledges, type PledgeView, viewOf } from './pledge.ts'
import { pledgeCodesIn } from './pledge-code.ts'

/** Which pledge of a chat a sentence is about. */
export type OwnPledge =
  | { kind: 'one'; pledge: PledgeView }
  /** Several stand open, the last recorded first. */
  | { kind: 'several'; pledges: PledgeView[] }
  /** A code that is mistyped, or not of this chat; what stands open here. */
  | { kind: 'wrong'; code: string; pledges: PledgeView[] }
  | { kind: 'none' }

/** So soon after recording one, a change means that one, in milliseconds. */
const JUST_NOW_MS = 15 * 60_000

/**
 * By its code; else the one that stands open; of several the one that was recorded just now, where that is enough.
 * @param at platform time of the message
 * @param last take the one that was recorded just now; else several are asked about
 */
export async function ownPledge(
  tx: Tx,
  addressId: number,
  text: string,
  at: Date,
  last: boolean,
): Promise<OwnPledge> {
  const open = newestFirst(await openPledges(tx, addressId))
  const named = codeLike(text)
  if (named) {
    const row = named.right ? await tx.pledge.findUnique({ where: { code: named.code } }) : null
    return row?.addressId === addressId
      ? { kind: 'one', pledge: viewOf(row) }
      : { kind: 'wrong', code: named.code, pledges: open }
  }
  const [newest, ...others] = open
  if (!newest) return { kind: 'none' }
  const fresh = last && at.getTime() - newest.createdAt.getTime() <= JUST_NOW_MS
  return others.length === 0 || fresh ? { kind: 'one', pledge: newest } : { kind: 'several', pledges: open }
}

/** What was meant as a code: also five capitals that lost their digit to a slip, in a sentence that is not shouted. */
export function codeLike(text: string): { code: string; right: boolean } | null {
  const [found] = pledgeCodesIn(text)
  if (found) return found
  const capitals = /(?<![\p{L}\d])[2-9A-HJ-NP-Z]{5}(?![\p{L}\d])/u.exec(text)?.[0]
  return capitals && /\p{Ll}/u.test(text) ? { code: capitals, right: false } : null
}

/** Whether this chat recorded a pledge just now, that a short word may still mean. */
export async function justPledged(tx: Tx, addressId: number, at: Date): Promise<boolean> {
  const since = new Date(at.getTime() - JUST_NOW_MS)
  return (await tx.pledge.count({ where: { addressId, state: 'open', createdAt: { gte: since } } })) > 0
}

/** What a chat has given and means to give, the newest first. */
export async function pledgesOf(tx: Tx, addressId: number, most: number): Promise<PledgeView[]> {
  const rows = await tx.pledge.findMany({ where: { addressId }, orderBy: { id: 'desc' }, take: most })
  return rows.map(viewOf)
}

const newestFirst = (pledges: PledgeView[]): PledgeView[] => [...pledges].sort((a, b) => b.id - a.id)
