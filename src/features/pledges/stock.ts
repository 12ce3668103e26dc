import type { Tx } from '../../lib/db.ts'
import { type Account, balanceOf, lockPoints, type Move, post } from './ledger.ts'
import { endPledge } from './pledge.ts'

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

/** `short`: there is less than that, as far as is known; nothing was moved. */
export type Counted = { kind: 'counted' } | { kind: 'short'; stock: number }

/**
 * Moves what a line says. A pledge that it receives has ended with it, whatever came: giving is nobody's debt.
 * Whoever takes from a stock waits for whoever else does, and takes no more than there is.
 */
export async function count(tx: Tx, line: Line): Promise<Counted> {
  const moves = movesOf(line)
  const taken = moves.filter(({ source }) => source.startsWith('stock/'))
  if (taken.length > 0) {
    await lockPoints(tx, [line.pointId, ...(line.toPointId === null ? [] : [line.toPointId])])
    const stock = await balanceOf(tx, line.campaignId, `stock/${line.pointId}`)
    if (stock < taken.reduce((sum, { amount }) => sum + amount, 0)) return { kind: 'short', stock }
  }
  if (line.pledgeId !== null)
    await endPledge(tx, line.pledgeId, 'received', line.at, { actorId: line.personId, lineId: line.id })
  await post(tx, moves)
  return { kind: 'counted' }
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
    amount > 0 ? [{ ...base, source, target, amount, why }] : []
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
 * the same again, from what then stands.
 * @param line as it should have been
 * @returns short when a stock would be below zero by it
 */
export async function countAnew(
  tx: Tx,
  line: Line,
  correctionId: number,
  by: number,
  at: Date,
): Promise<Counted> {
  const standing = await standingOf(tx, line.id)
  const wanted = movesOf(line)
  const correcting = { why: 'correct' as const, correctionId, actorId: by, at }
  const back = standing.map((one) => ({ ...one, source: one.target, target: one.source, ...correcting }))
  const forth = wanted.map((one) => ({ ...one, ...correcting }))
  const all: Move[] = [...back, ...forth]
  const points = [...new Set(all.flatMap(({ source, target }) => [source, target].flatMap(pointOf)))]
  await lockPoints(tx, points)
  for (const point of points) {
    const account: Account = `stock/${point}`
    const net = all.reduce(
      (sum, { source, target, amount }) =>
        sum + (target === account ? amount : 0) - (source === account ? amount : 0),
      0,
    )
    const stock = net < 0 ? await balanceOf(tx, line.campaignId, account) : 0
    if (net < 0 && stock + net < 0) return { kind: 'short', stock }
  }
  await post(tx, all)
  return { kind: 'counted' }
}

/** What a line has moved as things stand, its pledge's aside: net, one row for each pair of accounts. */
async function standingOf(tx: Tx, lineId: bigint): Promise<Move[]> {
  const rows = await tx.movement.findMany({
    where: { lineId, why: { not: 'fulfil' } },
    orderBy: { id: 'asc' },
  })
  const net = new Map<string, Move>()
  for (const row of rows) {
    const forth = `${row.source}>${row.target}`
    const reverse = net.get(`${row.target}>${row.source}`)
    if (reverse) reverse.amount -= row.amount
    else {
      const known = net.get(forth)
      if (known) known.amount += row.amount
      else
        net.set(forth, {
          ...{ campaignId: row.campaignId, source: row.source as Account, target: row.target as Account },
          ...{ amount: row.amount, why: 'correct', at: row.at, pledgeId: row.pledgeId, lineId },
        })
    }
  }
  return [...net.values()].filter(({ amount }) => amount > 0)
}

const pointOf = (account: Account): number[] => {
  const [kind, id] = account.split('/')
  return kind === 'stock' ? [Number(id)] : []
}
