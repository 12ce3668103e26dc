import type { Tx } from '../../lib/db.ts'
import type { PledgeState } from '../../lib/prisma/client.ts'
import { asDate } from '../agenda/day.ts'
import { dayText } from '../goods/campaigns.ts'
import { lockLedger, post } from '../goods/ledger.ts'
import { newPledgeCode } from './pledge-code.ts'

/** More than a whole city would bring: a slip of the finger. */
export const MOST_UNITS = 100_000

export type PledgeWish = {
  campaignId: number
  /** Which chat hears of it; null once its giver asked to be forgotten. */
  addressId: number | null
  personId: number | null
  kind: 'self' | 'family' | 'unit'
  unitId: number | null
  /** The name that the point sees. */
  giver: string | null
  anonymous: boolean
  /** Units, whole, 1 to MOST_UNITS. */
  amount: number
  pointId: number | null
  /** Day of the city; null: whenever. */
  day: string | null
  news: boolean
  seriesId?: number | null
  /** The message that makes it. */
  inboxId: bigint | null
}

export type PledgeView = Omit<PledgeWish, 'inboxId' | 'seriesId' | 'addressId' | 'kind'> & {
  id: number
  code: string
  addressId: number | null
  kind: string
  seriesId: number | null
  state: PledgeState
  createdAt: Date
}

/**
 * Records that somebody means to give something. The same message (`inboxId`), and the same day of a series, make it once.
 * @param at the platform's time of the message
 */
export async function pledgeGoods(tx: Tx, wish: PledgeWish, at: Date): Promise<PledgeView> {
  const { day, ...rest } = wish
  const known = await pledgeMade(tx, wish)
  if (known) return viewOf(known)
  const row = await tx.pledge.create({
    data: { ...rest, day: day === null ? null : asDate(day), code: await freshCode(tx), createdAt: at },
  })
  // Not who: the ledger is never changed, and whoever gave may ask for the name to go (rights.ts).
  const moved = { campaignId: wish.campaignId, amount: wish.amount, at, pledgeId: row.id }
  await post(tx, [{ ...moved, source: 'intent', target: 'promised', why: 'pledge' }])
  return viewOf(row)
}

async function pledgeMade(tx: Tx, { inboxId, seriesId = null, day }: PledgeWish): Promise<Row | null> {
  if (inboxId !== null) return tx.pledge.findUnique({ where: { inboxId } })
  if (seriesId === null || day === null) return null
  return tx.pledge.findUnique({ where: { seriesId_day: { seriesId, day: asDate(day) } } })
}

async function freshCode(tx: Tx): Promise<string> {
  for (;;) {
    const code = newPledgeCode()
    if ((await tx.pledge.count({ where: { code } })) === 0) return code
  }
}

/** Waits for whoever is changing or receiving one. */
export async function lockPledge(tx: Tx, id: number): Promise<PledgeView | null> {
  await lockLedger(tx)
  const row = await tx.pledge.findUnique({ where: { id } })
  return row && viewOf(row)
}

export async function pledgeByCode(tx: Tx, code: string): Promise<PledgeView | null> {
  const row = await tx.pledge.findUnique({ where: { code } })
  return row && viewOf(row)
}

/** What stands open for a chat, the soonest first. */
export async function openPledges(tx: Tx, addressId: number): Promise<PledgeView[]> {
  const rows = await tx.pledge.findMany({
    where: { addressId, state: 'open' },
    orderBy: [{ day: { sort: 'asc', nulls: 'last' } }, { id: 'asc' }],
  })
  return rows.map(viewOf)
}

export type PledgeChange = Partial<
  Pick<PledgeWish, 'amount' | 'pointId' | 'day' | 'kind' | 'unitId' | 'giver' | 'anonymous' | 'news'>
>

/**
 * Changes a pledge that is still open.
 * @returns what it is now; 'over' when it was received, cancelled or has lapsed
 */
export async function changePledge(
  tx: Tx,
  id: number,
  change: PledgeChange,
  at: Date,
): Promise<PledgeView | 'over'> {
  const before = await lockPledge(tx, id)
  if (before?.state !== 'open') return 'over'
  const { day, ...rest } = change
  const row = await tx.pledge.update({
    where: { id },
    data: { ...rest, ...(day === undefined ? {} : { day: day === null ? null : asDate(day) }) },
  })
  const more = row.amount - before.amount
  const moved = { campaignId: row.campaignId, amount: Math.abs(more), at, pledgeId: id }
  await post(tx, [
    more > 0
      ? { ...moved, source: 'intent', target: 'promised', why: 'change' }
      : { ...moved, source: 'promised', target: 'intent', why: 'change' },
  ])
  return viewOf(row)
}

/**
 * Ends a pledge that is still open: its giver has cancelled it, or it has lapsed.
 * @param by a petugas who received it; never the giver, whose name must be able to go
 * @returns what it was; 'over' when it had ended already
 */
export async function endPledge(
  tx: Tx,
  id: number,
  how: 'cancelled' | 'lapsed' | 'received',
  at: Date,
  by: { actorId: number | null; lineId?: bigint } = { actorId: null },
): Promise<PledgeView | 'over'> {
  const before = await lockPledge(tx, id)
  if (before?.state !== 'open') return 'over'
  await tx.pledge.update({ where: { id }, data: { state: how, endedAt: at } })
  const why = ({ cancelled: 'cancel', lapsed: 'lapse', received: 'fulfil' } as const)[how]
  const moved = { campaignId: before.campaignId, amount: before.amount, at, pledgeId: id, ...by }
  await post(tx, [{ ...moved, source: 'promised', target: 'intent', why }])
  return before
}

/**
 * It has come. What had been cancelled, or has lapsed, may come all the same: then nothing stands promised any more.
 * @returns 'double' when it had come before
 */
export async function receivePledge(
  tx: Tx,
  id: number,
  at: Date,
  by: { actorId: number; lineId: bigint },
): Promise<'received' | 'double'> {
  if ((await endPledge(tx, id, 'received', at, by)) !== 'over') return 'received'
  const late = { id, state: { in: ['cancelled', 'lapsed'] satisfies PledgeState[] } }
  const { count } = await tx.pledge.updateMany({ where: late, data: { state: 'received', endedAt: at } })
  return count === 1 ? 'received' : 'double'
}

/** A correction says that the line which received it was wrong: it is again what it was before that line. */
export async function unreceivePledge(
  tx: Tx,
  id: number,
  at: Date,
  by: { actorId: number; lineId: bigint; correctionId: number },
): Promise<void> {
  const before = await lockPledge(tx, id)
  if (before?.state !== 'received') return
  const [last] = await tx.movement.findMany({
    where: { pledgeId: id, OR: [{ source: 'promised' }, { target: 'promised' }] },
    orderBy: { id: 'desc' },
    take: 1,
  })
  if (last?.why === 'cancel' || last?.why === 'lapse') {
    const state = last.why === 'cancel' ? 'cancelled' : 'lapsed'
    await tx.pledge.update({ where: { id }, data: { state, endedAt: last.at } })
    return
  }
  await tx.pledge.update({ where: { id }, data: { state: 'open', endedAt: null } })
  const moved = { campaignId: before.campaignId, amount: before.amount, at, pledgeId: id, ...by }
  await post(tx, [{ ...moved, source: 'intent', target: 'promised', why: 'correct' }])
}

type Row = NonNullable<Awaited<ReturnType<Tx['pledge']['findUnique']>>>

export function viewOf(row: Row): PledgeView {
  const { day, ...rest } = row
  return { ...rest, day: day && dayText(day) }
}

/** Whether its giver wants to hear where it went; a rule's wish goes for what it makes from now on. */
export async function setNews(
  tx: Tx,
  { id, seriesId }: Pick<PledgeView, 'id' | 'seriesId'>,
  news: boolean,
): Promise<void> {
  await tx.pledge.update({ where: { id }, data: { news } })
  if (seriesId !== null) await tx.pledgeSeries.update({ where: { id: seriesId }, data: { news } })
}

/** "Jadi" was said to the reminder: no second one is needed. */
export async function setConfirmed(tx: Tx, id: number, at: Date): Promise<void> {
  await tx.pledge.updateMany({ where: { id, state: 'open' }, data: { confirmedAt: at } })
}
