import { count, type Line } from '../../../src/features/goods/stock.ts'
import type { PledgeWish } from '../../../src/features/pledges/pledge.ts'
import { pledgeGoods } from '../../../src/features/pledges/pledge.ts'
import { transaction } from '../../../src/lib/db.ts'
import type { Outgoing } from '../../../src/message.ts'
import { at } from '../reminders/setting.ts'
import { pledgeCity } from './city.ts'

/** The city of pledges, with what the clock's tests do: pledge, write lines, hear what was said. */
export async function clockCity() {
  const here = await pledgeCity()
  const { db } = here
  let lines = 0
  let phones = 0
  return {
    ...here,
    async clear() {
      await db.prisma
        .$executeRaw`TRUNCATE reminder, reminder_plan, outbox, outbox_batch, pledge, pledge_series, point_line, movement, correction,
        follow, job_run CASCADE`
      await db.prisma.address.updateMany({
        data: { lastInboundAt: here.at, optedOutAt: null, blockedAt: null },
      })
    },
    /** One more chat that has written to us. */
    async phone(): Promise<number> {
      phones += 1
      const data = {
        channel: 'webchat',
        externalId: `hp-${phones}`,
        firstSeenAt: here.at,
        lastInboundAt: here.at,
      }
      return (await db.prisma.address.create({ data })).id
    },
    pledge: (more: Partial<PledgeWish> = {}, made = '2026-11-27 09.00') =>
      transaction(db, (tx) =>
        pledgeGoods(
          tx,
          {
            ...{ campaignId: here.campaign.id, addressId: here.address.id, personId: null, kind: 'self' },
            ...{ unitId: null, giver: null, anonymous: false, amount: 30, news: false, inboxId: null },
            ...{ pointId: here.point('Posyandu Melati').id, day: '2026-12-04' },
            ...more,
          },
          at(made),
        ),
      ),
    /** A line of a petugas, counted. */
    async line(said: Partial<Line> & { recipients?: number }, clock = '2026-12-01 09.00') {
      lines += 1
      const { recipients = null, ...rest } = said
      const one = {
        ...{
          campaignId: here.campaign.id,
          pointId: here.point('Posyandu Melati').id,
          kind: 'receive' as const,
        },
        ...{
          pledgeId: null,
          amount: 0,
          broken: 0,
          toPointId: null,
          at: at(clock),
          personId: here.petugas.id,
        },
        ...rest,
      }
      const row = await db.prisma.pointLine.create({
        data: { ...one, recipients, ref: `L${lines}`, line: 1, inboxId: BigInt(lines), state: 'counted' },
      })
      const line: Line = { ...one, id: row.id }
      const counted = await transaction(db, (tx) => count(tx, line))
      if (counted.kind !== 'counted') throw new Error(`not counted: ${counted.kind}`)
      return line
    },
    said: async () =>
      (await db.prisma.outbox.findMany({ orderBy: { id: 'asc' } })).map(
        ({ body, addressId, lane, key, state }) => ({
          ...(body as Outgoing),
          ...{ addressId, lane, key, state },
        }),
      ),
  }
}
