/**
 * Which receipts have been handed out, as far as one egg can be told from another: the rule by which donors hear of it.
 * Pure; over the movements of one campaign in the order in which they were written.
 *
 * - What leaves a point (handed out, broken there, transferred) is what came to that point first.
 * - What is transferred comes to the other point as if it were received there at that moment.
 * - A correction puts back what its own line had moved, to the place in the order that it had; where that has gone on
 *   meanwhile, the oldest.
 */

export type Moved = {
  source: string
  target: string
  amount: number
  why: string
  /** Of the petugas: that of a receipt names what came with it. */
  lineId: bigint | null
}

/** Some units of one receipt in one account. */
type Portion = {
  /** The line that received them. */
  lot: bigint | null
  amount: number
  /** The line that brought them into this account. */
  by: bigint | null
  /** When the lot first came to this account: who came first leaves first. */
  rank: number
}

const OUTSIDE = 'giver'
const isStock = (account: string): boolean => account.startsWith('stock/')
const isHanded = (account: string): boolean => account.startsWith('handed/')

/** What became of a receipt. */
export type Whither = {
  /** Units that lie at a point. */
  left: number
  broken: number
  /** Units handed out, by the line that handed them out. */
  handed: Map<bigint | null, number>
}

/** Of every receipt of which there is anything. */
export function whither(moves: Moved[]): Map<bigint | null, Whither> {
  const accounts = new Map<string, Portion[]>()
  const ranks = new Map<string, number>()
  for (const [n, move] of moves.entries()) {
    const taken =
      move.source === OUTSIDE
        ? [{ lot: move.lineId, amount: move.amount }]
        : take(accounts.get(move.source) ?? [], move)
    if (move.target === OUTSIDE) continue
    const held = accounts.get(move.target) ?? []
    accounts.set(move.target, held)
    for (const { lot, amount } of taken) {
      const place = `${move.target} ${lot}`
      const rank = ranks.get(place) ?? n
      ranks.set(place, rank)
      insert(held, { lot, amount, by: move.lineId, rank })
    }
  }
  return summed(accounts)
}

/** Whether all that is whole of a receipt has been handed out. */
export const isHandedOut = ({ left, handed }: Whither): boolean => left === 0 && handed.size > 0

/** Takes units out of an account; fewer when it has fewer, which the ledger does not allow. */
function take(held: Portion[], { amount, why, lineId }: Moved): { lot: bigint | null; amount: number }[] {
  const own = why === 'correct' && lineId !== null ? held.filter((one) => one.by === lineId) : []
  const taken: { lot: bigint | null; amount: number }[] = []
  let wanted = amount
  // What the line itself brought here, the last of it first; then the oldest.
  for (const portion of [...own.reverse(), ...held]) {
    if (wanted === 0) break
    const some = Math.min(wanted, portion.amount)
    if (some === 0) continue
    portion.amount -= some
    wanted -= some
    taken.push({ lot: portion.lot, amount: some })
  }
  // In place: what is empty is at the front nearly always.
  while (held[0]?.amount === 0) held.shift()
  return taken
}

function insert(held: Portion[], portion: Portion): void {
  let at = held.length
  while (at > 0 && (held[at - 1]?.rank ?? 0) > portion.rank) at -= 1
  held.splice(at, 0, portion)
}

function summed(accounts: Map<string, Portion[]>): Map<bigint | null, Whither> {
  const lots = new Map<bigint | null, Whither>()
  for (const [account, held] of accounts) {
    for (const { lot, amount, by } of held) {
      if (amount === 0) continue
      const one = lots.get(lot) ?? { left: 0, broken: 0, handed: new Map() }
      lots.set(lot, one)
      if (isStock(account)) one.left += amount
      else if (isHanded(account)) one.handed.set(by, (one.handed.get(by) ?? 0) + amount)
      else one.broken += amount
    }
  }
  return lots
}
