import type { Tx } from '../../lib/db.ts'
import type { Prisma } from '../../lib/prisma/client.ts'
import { dayText } from '../goods/campaigns.ts'
import { whoIs } from '../rights/who.ts'
import { endPledge } from './pledge.ts'

/** Who asks for what is theirs: a chat, and the person that it speaks for now (null: a guest). */
export type Giver = { addressId: number; personId: number | null }

/** What somebody gave or means to give, as "data saya" tells it. Days of the city, whole units of the campaign. */
export type Giving = {
  pledges: {
    code: string
    amount: number
    unit: string
    goods: string
    day: string | null
    point: string | null
    state: string
    /** The name that the point sees. */
    giver: string | null
    /** What came, as the petugas wrote it: whole, broken, when. */
    receipts: { amount: number; broken: number; at: Date }[]
  }[]
  series: { amount: number; unit: string; goods: string; rrule: string; firstDay: string }[]
}

/**
 * Own pledges: those of the person, on whichever phone, and those without a person of each phone that is nobody else's. On
 * a shared phone nobody can tell whose these are: they are nobody's, and end with time.
 */
async function own(tx: Tx, giver: Giver): Promise<Prisma.PledgeWhereInput & Prisma.PledgeSeriesWhereInput> {
  const { people, alone } = await whoIs(tx, giver)
  return { OR: [{ personId: { in: people } }, { personId: null, addressId: { in: alone } }] }
}

/** The copy that UU 27/2022 art. 32 promises: pledges, series that go on, receipts. Newest first. */
export async function exportGiving(tx: Tx, who: Giver): Promise<Giving> {
  const mine = await own(tx, who)
  const pledges = await tx.pledge.findMany({
    where: mine,
    include: { campaign: true, point: true },
    orderBy: { id: 'desc' },
  })
  const series = await tx.pledgeSeries.findMany({
    where: { AND: [mine, { endedAt: null }] },
    orderBy: { id: 'desc' },
  })
  const campaigns = await tx.campaign.findMany({ select: { id: true, unit: true, goods: true } })
  const lines = await tx.pointLine.findMany({
    where: { pledgeId: { in: pledges.map(({ id }) => id) }, kind: 'receive', state: 'counted' },
    orderBy: { id: 'asc' },
  })
  return {
    pledges: pledges.map(({ id, code, amount, campaign, point, day, state, giver }) => ({
      ...{ code, amount, unit: campaign.unit, goods: campaign.goods, state, giver },
      ...{ day: day && dayText(day), point: point?.name ?? null },
      receipts: lines
        .filter((line) => line.pledgeId === id)
        .map((line) => ({ amount: line.amount, broken: line.broken, at: line.at })),
    })),
    series: series.map(({ campaignId, amount, rrule, firstDay }) => {
      const { unit = '', goods = '' } = campaigns.find((one) => one.id === campaignId) ?? {}
      return { amount, unit, goods, rrule, firstDay: dayText(firstDay) }
    }),
  }
}

/**
 * Takes somebody's name off everything that they gave: open pledges are cancelled, series end, and name, person and
 * chat go from all of them and from the lines that received them. The ledger stays: so many eggs came, from somebody.
 * A second time there is nothing left to do.
 * @param at the platform's time of the wish
 */
export async function forgetGiver(
  tx: Tx,
  who: Giver,
  at: Date,
): Promise<{ pledges: number; cancelled: number; series: number }> {
  const mine = await own(tx, who)
  const pledges = await tx.pledge.findMany({
    where: mine,
    select: { id: true, state: true },
    orderBy: { id: 'asc' },
  })
  const ids = pledges.map(({ id }) => id)
  let cancelled = 0
  for (const { id } of pledges.filter(({ state }) => state === 'open'))
    if ((await endPledge(tx, id, 'cancelled', at)) !== 'over') cancelled += 1
  const series = await tx.pledgeSeries.updateMany({
    where: { AND: [mine, { endedAt: null }] },
    data: { endedAt: at },
  })
  // The message that made it leads to whoever wrote it, for as long as the inbox keeps its row.
  const nobody = { giver: null, personId: null, addressId: null, inboxId: null }
  await tx.pledgeSeries.updateMany({ where: mine, data: nobody })
  await tx.pledge.updateMany({ where: { id: { in: ids } }, data: { ...nobody, news: false } })
  await tx.pointLine.updateMany({
    where: { pledgeId: { in: ids }, giver: { not: null } },
    data: { giver: null },
  })
  return { pledges: ids.length, cancelled, series: series.count }
}

/** Two records are one person: what the one meant to give is the other's. */
export async function mergeGiving(tx: Tx, loserId: number, winnerId: number): Promise<void> {
  const data = { personId: winnerId }
  await tx.pledge.updateMany({ where: { personId: loserId }, data })
  await tx.pledgeSeries.updateMany({ where: { personId: loserId }, data })
}
