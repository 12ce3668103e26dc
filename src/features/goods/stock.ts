import type { Tx } from '../../lib/db.ts'
import { receivePledge, unreceivePledge } from '../pledges/pledge.ts'
import { type Account, balanceOf, lockLedger, type Move, post } from './ledger.ts'

/** What a line of a petugas says, once it is known what it means. */
export type Line = {
  id: bigint
  campaignId: number
  /** Where it was written. */
  pointId: number
  kind: 'receive' | 'hand_out' | 'break' | 'transfer'
  pledgeId: number | null
  /** Whole units. */
  amount: number
  broken: number
  /** Of a transfer, or of a hand-out elsewhere. */
  toPointId: number | null
  at: Date
  personId: number
}

/**
 * `short`: there is less than that at a point, as far as is known. `double`: its pledge was received by another line.
 * Nothing was moved then.
 */
export type Counted =
  | { kind: 'counted' }
  | { kind: 'short'; stock: number; pointId: number }
  | { kind: 'double' }

/**
 * Moves what a line says, once, however often it is asked to. A pledge that it receives has ended with it, whatever came:
 * giving is nobody's debt. Whoever takes from a stock waits for whoever else does, and takes no more than there is.
 */
export async function count(tx: Tx, line: Line): Promise<Counted> {
  await lockLedger(tx)
  if ((await tx.movement.findFirst({ where: { lineId: line.id }, select: { id: true } })) !== null)
    return { kind: 'counted' }
  const moves = movesOf(line)
  const short = await shortOf(tx, moves)
  if (short) return short
  if (line.pledgeId !== null && moves.length > 0) {
    const by = { actorId: line.personId, lineId: line.id }
    if ((await receivePledge(tx, line.pledgeId, line.at, by)) === 'double') return { kind: 'double' }
  }
  await post(tx, moves)
  return { kind: 'counted' }
}

/** The first stock that would be below zero by these movements together. */
async function shortOf(tx: Tx, moves: Move[]): Promise<(Counted & { kind: 'short' }) | null> {
  const net = new Map<Account, number>()
  for (const { source, target, amount } of moves) {
    net.set(source, (net.get(source) ?? 0) - amount)
    net.set(target, (net.get(target) ?? 0) + amount)
  }
  for (const [account, more] of net) {
    const pointId = pointOf(account)
    if (pointId === null || more >= 0 || moves[0] === undefined) continue
    const stock = await balanceOf(tx, moves[0].campaignId, account)
    if (stock + more < 0) return { kind: 'short', stock, pointId }
  }
  return null
}

/** The movements of a line, without those of its pledge. Pure. */
export function movesOf(line: Line): Move[] {
  const stock: Account = `stock/${line.pointId}`
  const broken: Account = `broken/${line.pointId}`
  const base = {
    ...{ campaignId: line.campaignId, at: line.at, actorId: line.personId },
    ...{ lineId: line.id, pledgeId: line.pledgeId },
  }
  const move = (source: Account, target: Account, amount: number, why: Move['why']): Move[] =>
    // From a point to itself is no way.
    amount > 0 && source !== target ? [{ ...base, source, target, amount, why }] : []
  switch (line.kind) {
    case 'receive':
      return [
        ...move('giver', stock, line.amount, 'receive'),
        ...move('giver', broken, line.broken, 'receive'),
      ]
    case 'break':
      return move(stock, broken, line.broken, 'break')
    case 'transfer':
      return [
        ...move(stock, `stock/${line.toPointId ?? line.pointId}`, line.amount, 'transfer'),
        ...move(stock, broken, line.broken, 'break'),
      ]
    case 'hand_out':
      return [
        ...move(stock, `handed/${line.toPointId ?? line.pointId}`, line.amount, 'hand_out'),
        ...move(stock, broken, line.broken, 'break'),
      ]
  }
}

/**
 * Puts a line right: back what it moved, and forth what it should have said, in one go. A correction of a correction is
 * the same again, from what then stands. Where nothing came after all, the pledge that the line received is what it was before.
 * @param line as it should have been; nothing at all takes it back
 * @returns short when a stock would be below zero by it: somebody has handed out what never came
 */
export async function countAnew(
  tx: Tx,
  line: Line,
  correctionId: number,
  by: number,
  at: Date,
): Promise<Counted> {
  await lockLedger(tx)
  const standing = await standingOf(tx, line.id)
  const correcting = { why: 'correct' as const, correctionId, actorId: by, at }
  const back = standing.map((one) => ({ ...one, source: one.target, target: one.source, ...correcting }))
  const forth = movesOf(line).map((one) => ({ ...one, ...correcting }))
  const short = await shortOf(tx, [...back, ...forth])
  if (short) return short
  const came = forth.length > 0
  if (line.pledgeId !== null && came !== standing.length > 0) {
    const author = { actorId: by, lineId: line.id }
    if (!came) await unreceivePledge(tx, line.pledgeId, at, { ...author, correctionId })
    else if ((await receivePledge(tx, line.pledgeId, at, author)) === 'double') return { kind: 'double' }
  }
  await post(tx, [...back, ...forth])
  return { kind: 'counted' }
}

/** What a line has moved as things stand, its pledge's aside: net, one row for each pair of accounts. */
async function standingOf(tx: Tx, lineId: bigint): Promise<Move[]> {
  const rows = await tx.movement.findMany({ where: { lineId }, orderBy: { id: 'asc' } })
  const net = new Map<string, Move>()
  for (const row of rows) {
    const [source, target] = [row.source, row.target] as [Account, Account]
    if (source === 'promised' || target === 'promised') continue
    const reverse = net.get(`${target}>${source}`)
    const known = reverse ?? net.get(`${source}>${target}`)
    if (known) known.amount += known === reverse ? -row.amount : row.amount
    else {
      const { campaignId, amount, at, pledgeId } = row
      net.set(`${source}>${target}`, {
        campaignId,
        source,
        target,
        amount,
        why: 'correct',
        at,
        pledgeId,
        lineId,
      })
    }
  }
  return [...net.values()]
    .filter(({ amount }) => amount !== 0)
    .map((one) =>
      one.amount > 0 ? one : { ...one, source: one.target, target: one.source, amount: -one.amount },
    )
}

const pointOf = (account: Account): number | null => {
  const [kind, id] = account.split('/')
  return kind === 'stock' ? Number(id) : null
}
