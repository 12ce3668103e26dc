import type { Tx } from '../../lib/db.ts'

/**
 * Where units of goods are. Two books, each of which sums to zero by itself: what is meant to come
 * (`intent` ⇄ `promised`) and what there is (`giver` → `stock` → `handed`, with `broken`).
 */
export type Account =
  /** The world outside: what people mean to give, before and after it is a pledge. */
  | 'intent'
  /** Pledges that are open. */
  | 'promised'
  /** The world outside: those who gave. */
  | 'giver'
  /** Whole units at a drop point. */
  | `stock/${number}`
  /** Broken when they came to a drop point, or there. */
  | `broken/${number}`
  /** Handed out at a drop point. */
  | `handed/${number}`

export type Why =
  | 'pledge'
  | 'change'
  | 'cancel'
  | 'lapse'
  | 'fulfil'
  | 'receive'
  | 'break'
  | 'transfer'
  | 'hand_out'
  | 'correct'

/** So many units (a whole number above zero) from one account to another: double entry in one row. */
export type Move = {
  campaignId: number
  source: Account
  target: Account
  amount: number
  why: Why
  /** The platform's time of what caused it. */
  at: Date
  pledgeId?: number | null
  lineId?: bigint | null
  actorId?: number | null
  correctionId?: number | null
}

/** Writes movements. Nothing ever changes or deletes one (a trigger refuses it): a mistake is moved back. */
export async function post(tx: Tx, moves: Move[]): Promise<void> {
  const real = moves.filter(({ amount }) => amount > 0)
  if (real.length > 0) await tx.movement.createMany({ data: real })
}

/** What an account holds: what came in less what went out. */
export async function balanceOf(tx: Tx, campaignId: number, account: Account): Promise<number> {
  const [row] = await tx.$queryRaw<{ balance: bigint }[]>`
    SELECT coalesce((SELECT sum(amount) FROM movement WHERE target = ${account} AND campaign_id = ${campaignId}), 0)
      - coalesce((SELECT sum(amount) FROM movement WHERE source = ${account} AND campaign_id = ${campaignId}), 0) AS balance`
  return Number(row?.balance ?? 0)
}

/** Every account that was ever used, with what it holds. */
export async function balances(tx: Tx, campaignId: number): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<{ account: string; balance: bigint }[]>`
    SELECT account, sum(amount) AS balance FROM (
      SELECT target AS account, amount FROM movement WHERE campaign_id = ${campaignId}
      UNION ALL SELECT source, -amount FROM movement WHERE campaign_id = ${campaignId}) entries
    GROUP BY account ORDER BY account`
  return new Map(rows.map(({ account, balance }) => [account, Number(balance)]))
}

/**
 * Whoever changes an open pledge, or takes from a stock, waits here for whoever else does, until the transaction ends.
 * One lock for all of them, taken before anything is read: turns of many people share a transaction (inbox/turn.ts), so
 * that a lock for each pledge and each point would be taken in any order, and two transactions would wait for each other.
 * A city has some receipts a second at most. Making a new pledge waits for nobody.
 */
export async function lockLedger(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('guyub.ledger'))`
}
