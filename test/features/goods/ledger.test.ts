import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { balances } from '../../../src/features/goods/ledger.ts'
import { count, countAnew, type Line } from '../../../src/features/goods/stock.ts'
import {
  changePledge,
  endPledge,
  type PledgeWish,
  pledgeGoods,
} from '../../../src/features/pledges/pledge.ts'
import { transaction } from '../../../src/lib/db.ts'
import { pledgeCity } from '../pledges/city.ts'

let here: Awaited<ReturnType<typeof pledgeCity>>
let melati: number
let mawar: number
let lines = 0

beforeAll(async () => {
  here = await pledgeCity()
  melati = here.point('Posyandu Melati').id
  mawar = here.point('Posyandu Mawar').id
})
afterAll(() => here.close())

const wish = (amount: number, more: Partial<PledgeWish> = {}): PledgeWish => ({
  ...{ campaignId: here.campaign.id, addressId: here.address.id, personId: null, kind: 'self', unitId: null },
  ...{ giver: null, anonymous: false, amount, pointId: null, day: null, news: false, inboxId: null },
  ...more,
})

async function line(said: Partial<Line>): Promise<Line> {
  lines += 1
  const one = {
    ...{ campaignId: here.campaign.id, pointId: melati, kind: 'receive' as const, pledgeId: null },
    ...{ amount: 0, broken: 0, toPointId: null, at: here.at, personId: here.petugas.id },
    ...said,
  }
  const row = await here.db.prisma.pointLine.create({
    data: { ...one, ref: `T${lines}`, line: 1, inboxId: BigInt(lines), state: 'counted' },
  })
  return { ...one, id: row.id }
}

const held = async () => Object.fromEntries(await balances(here.db.prisma, here.campaign.id))

describe('the ledger', () => {
  it('follows eggs from a pledge to those who eat them', async () => {
    const { db, at } = here
    const pledge = await transaction(db, (tx) => pledgeGoods(tx, wish(30, { inboxId: 7n }), at))
    // The same message again.
    expect((await transaction(db, (tx) => pledgeGoods(tx, wish(30, { inboxId: 7n }), at))).id).toBe(pledge.id)
    expect(await transaction(db, (tx) => changePledge(tx, pledge.id, { amount: 32 }, at))).toMatchObject({
      amount: 32,
    })
    expect(await held()).toEqual({ intent: -32, promised: 32 })

    const came = await line({ pledgeId: pledge.id, amount: 28, broken: 2 })
    expect(await transaction(db, (tx) => count(tx, came))).toEqual({ kind: 'counted' })
    expect(await held()).toMatchObject({
      promised: 0,
      giver: -30,
      [`stock/${melati}`]: 28,
      [`broken/${melati}`]: 2,
    })
    expect(await transaction(db, (tx) => endPledge(tx, pledge.id, 'cancelled', at))).toBe('over')

    const away = await line({ kind: 'transfer', amount: 10, toPointId: mawar })
    await transaction(db, (tx) => count(tx, away))
    const out = await line({ kind: 'hand_out', amount: 18 })
    await transaction(db, (tx) => count(tx, out))
    expect(await held()).toMatchObject({
      [`stock/${melati}`]: 0,
      [`stock/${mawar}`]: 10,
      [`handed/${melati}`]: 18,
    })
  })

  it('gives out no more than there is, and corrects a correction', async () => {
    const { db, at, petugas } = here
    const much = await line({ kind: 'hand_out', amount: 11, pointId: mawar })
    expect(await transaction(db, (tx) => count(tx, much))).toEqual({
      kind: 'short',
      stock: 10,
      pointId: mawar,
    })
    const out = await line({ kind: 'hand_out', amount: 9, pointId: mawar })
    await transaction(db, (tx) => count(tx, out))
    const anew = (amount: number) =>
      transaction(db, (tx) => countAnew(tx, { ...out, amount }, 1, petugas.id, at))
    expect(await anew(12)).toEqual({ kind: 'short', stock: 1, pointId: mawar })
    expect(await anew(6)).toEqual({ kind: 'counted' })
    expect(await anew(7)).toEqual({ kind: 'counted' })
    expect(await held()).toMatchObject({ [`stock/${mawar}`]: 3, [`handed/${mawar}`]: 7 })
  })

  it('puts a pledge back where it was when the line that received it is taken back', async () => {
    const { db, at, petugas } = here
    for (const how of ['cancelled', 'lapsed', 'open'] as const) {
      const { id } = await transaction(db, (tx) => pledgeGoods(tx, wish(12), at))
      if (how !== 'open') await transaction(db, (tx) => endPledge(tx, id, how, at))
      const before = await held()
      const stateOf = async () => (await db.prisma.pledge.findUniqueOrThrow({ where: { id } })).state
      const came = await line({ pledgeId: id, amount: 12 })
      expect(await transaction(db, (tx) => count(tx, came))).toEqual({ kind: 'counted' })
      expect(await stateOf()).toBe('received')
      const anew = (amount: number) =>
        transaction(db, (tx) => countAnew(tx, { ...came, amount }, 1, petugas.id, at))
      expect(await anew(0)).toEqual({ kind: 'counted' })
      expect(await stateOf()).toBe(how)
      expect(await held()).toEqual(before)
      // A correction of the correction; then another line cannot receive it.
      expect(await anew(12)).toEqual({ kind: 'counted' })
      expect(await stateOf()).toBe('received')
      const other = await line({ pledgeId: id, amount: 12 })
      expect(await transaction(db, (tx) => count(tx, other))).toEqual({ kind: 'double' })
    }
  })

  it('takes nothing back that has been handed out at the other point since', async () => {
    const { db, at, petugas } = here
    const stock = async (id: number) => (await held())[`stock/${id}`] ?? 0
    const put = async (said: Partial<Line>) => {
      const one = await line(said)
      expect(await transaction(db, (tx) => count(tx, one))).toEqual({ kind: 'counted' })
      return one
    }
    await put({ amount: 20 })
    const [here_, there] = [await stock(melati), await stock(mawar)]
    const away = await put({ kind: 'transfer', amount: 20, toPointId: mawar })
    await put({ kind: 'hand_out', pointId: mawar, amount: there + 15 })
    const anew = (amount: number) =>
      transaction(db, (tx) => countAnew(tx, { ...away, amount }, 1, petugas.id, at))
    expect(await anew(14)).toEqual({ kind: 'short', stock: 5, pointId: mawar })
    expect(await anew(15)).toEqual({ kind: 'counted' })
    expect([await stock(melati), await stock(mawar)]).toEqual([here_ - 15, 0])
  })

  it('is never changed', async () => {
    await expect(here.db.prisma.movement.updateMany({ data: { amount: 1 } })).rejects.toThrow()
    await expect(here.db.prisma.movement.deleteMany({})).rejects.toThrow()
  })
})
