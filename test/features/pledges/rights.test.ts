import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { balances } from '../../../src/features/goods/ledger.ts'
import { count } from '../../../src/features/goods/stock.ts'
import { endPledge, type PledgeWish, pledgeGoods } from '../../../src/features/pledges/pledge.ts'
import { exportGiving, forgetGiver, mergeGiving } from '../../../src/features/pledges/rights.ts'
import { transaction } from '../../../src/lib/db.ts'
import { pledgeCity } from './city.ts'

let here: Awaited<ReturnType<typeof pledgeCity>>
beforeAll(async () => {
  here = await pledgeCity()
})
afterAll(() => here.close())

const wish = (more: Partial<PledgeWish> = {}): PledgeWish => ({
  ...{ campaignId: here.campaign.id, addressId: here.address.id, personId: null, kind: 'self', unitId: null },
  ...{ giver: 'Bu Nurhayati', anonymous: false, amount: 30, pointId: null, day: null, news: true },
  ...{ inboxId: null, ...more },
})
const somebody = (name: string) => here.db.prisma.person.create({ data: { name, status: 'active' } })
const give = (more: Partial<PledgeWish> = {}) =>
  transaction(here.db, (tx) => pledgeGoods(tx, wish(more), here.at))

let lines = 0
async function receive(pledgeId: number, amount: number, broken = 0): Promise<void> {
  lines += 1
  const pointId = here.point('Posyandu Melati').id
  const data = {
    ...{ campaignId: here.campaign.id, pointId, kind: 'receive' as const, pledgeId, amount, broken },
    ...{ toPointId: null, at: here.at, personId: here.petugas.id },
  }
  const row = await here.db.prisma.pointLine.create({
    data: {
      ...data,
      giver: 'Bu Nurhayati',
      ref: `R${lines}`,
      line: 1,
      inboxId: BigInt(lines),
      state: 'counted',
    },
  })
  await transaction(here.db, (tx) => count(tx, { ...data, id: row.id }))
}

/** Where a text, or a person by its id, stands in any table of giving. */
async function traces(name: string, personId: number): Promise<string[]> {
  const found: string[] = []
  for (const table of ['pledge', 'pledge_series', 'point_line', 'movement', 'correction', 'audit']) {
    const rows = await here.db.prisma.$queryRawUnsafe<unknown[]>(
      `SELECT 1 FROM "${table}" x WHERE position($1 IN x::text) > 0
        OR to_jsonb(x) ->> 'person_id' = $2 OR to_jsonb(x) ->> 'actor_id' = $2`,
      name,
      String(personId),
    )
    if (rows.length > 0) found.push(table)
  }
  return found
}

describe('a donor who asks for deletion with eggs in stock', () => {
  it('leaves eggs without a name, and nothing that leads back', async () => {
    const { db, at } = here
    const { id: personId } = await somebody('Nurhayati')
    const who = { addressId: here.address.id, personId }
    const came = await give({ personId, inboxId: 41n })
    await receive(came.id, 28, 2)
    const open = await give({ personId, amount: 10 })
    const series = await db.prisma.pledgeSeries.create({
      data: {
        ...{ campaignId: here.campaign.id, addressId: here.address.id, personId, giver: 'Bu Nurhayati' },
        ...{ amount: 2, rrule: 'FREQ=WEEKLY;BYDAY=FR', firstDay: at, createdAt: at },
      },
    })
    const copy = await exportGiving(db.prisma, who)
    expect(copy.pledges.map(({ code, state, receipts }) => ({ code, state, receipts }))).toEqual([
      { code: open.code, state: 'open', receipts: [] },
      { code: came.code, state: 'received', receipts: [{ amount: 28, broken: 2, at }] },
    ])
    expect(copy.series).toMatchObject([{ amount: 2, unit: 'butir', rrule: 'FREQ=WEEKLY;BYDAY=FR' }])
    expect(await traces('Nurhayati', personId)).toEqual(['pledge', 'pledge_series', 'point_line'])

    const before = await balances(db.prisma, here.campaign.id)
    expect(before.get('promised')).toBe(10)
    expect(await transaction(db, (tx) => forgetGiver(tx, who, at))).toEqual({
      ...{ pledges: 2, cancelled: 1, series: 1 },
    })
    expect(await traces('Nurhayati', personId)).toEqual([])
    const after = await balances(db.prisma, here.campaign.id)
    const [first] = [...after.keys()].filter((account) => account.startsWith('stock/'))
    expect(after.get(first ?? '')).toBe(28)
    expect(after.get('promised')).toBe(0)
    expect([...after].filter(([account]) => !/intent|promised/.test(account))).toEqual(
      [...before].filter(([account]) => !/intent|promised/.test(account)),
    )
    expect(await db.prisma.pledge.findMany({ where: { id: { in: [came.id, open.id] } } })).toMatchObject([
      { addressId: null, personId: null, giver: null, inboxId: null, state: 'received' },
      { addressId: null, personId: null, giver: null, state: 'cancelled' },
    ])
    expect(await db.prisma.pledgeSeries.findUniqueOrThrow({ where: { id: series.id } })).toMatchObject({
      ...{ addressId: null, personId: null, giver: null, endedAt: at },
    })
    // A second time there is nothing.
    expect(await transaction(db, (tx) => forgetGiver(tx, who, at))).toEqual({
      ...{ pledges: 0, cancelled: 0, series: 0 },
    })
    expect(await exportGiving(db.prisma, who)).toEqual({ pledges: [], series: [] })
  })

  it('takes nothing from the others of a shared phone', async () => {
    const { db, at } = here
    const [budi, rahma] = [await somebody('Budi'), await somebody('Rahma')]
    const hers = await give({ personId: rahma.id })
    await give({ personId: budi.id })
    await transaction(db, (tx) => forgetGiver(tx, { addressId: here.address.id, personId: budi.id }, at))
    expect(await db.prisma.pledge.findUniqueOrThrow({ where: { id: hers.id } })).toMatchObject({
      ...{ personId: rahma.id, addressId: here.address.id, state: 'open' },
    })
    // A guest of this phone has nothing to do with what its people gave.
    expect((await exportGiving(db.prisma, { addressId: here.address.id, personId: null })).pledges).toEqual(
      [],
    )
  })

  it('takes what no name stands on from phones of one person alone, and leaves it on a shared one', async () => {
    const { db, at } = here
    const [sari, tono] = [await somebody('Sari'), await somebody('Tono')]
    const chat = async (externalId: string, ...people: number[]) => {
      const { id } = await db.prisma.address.create({
        data: { channel: 'webchat', externalId, firstSeenAt: at },
      })
      for (const personId of people)
        await db.prisma.addressPerson.create({ data: { addressId: id, personId, how: 'code', at } })
      return id
    }
    const [shared, own] = [await chat('berdua', sari.id, tono.id), await chat('sendiri', sari.id)]
    const [theirs, hers] = [await give({ addressId: shared }), await give({ addressId: own })]
    const who = { addressId: shared, personId: sari.id }
    const codes = (await exportGiving(db.prisma, who)).pledges.map(({ code }) => code)
    expect(codes).toEqual([hers.code])
    await transaction(db, (tx) => forgetGiver(tx, who, at))
    const states = await db.prisma.pledge.findMany({
      where: { id: { in: [theirs.id, hers.id] } },
      orderBy: { id: 'asc' },
    })
    expect(states.map(({ state, addressId }) => [state, addressId])).toEqual([
      ['open', shared],
      ['cancelled', null],
    ])
  })

  it('follows the winner when two records are one person', async () => {
    const { db, at } = here
    const [loser, winner] = [await somebody('Yanti K'), await somebody('Yanti Kusuma')]
    const pledge = await give({ personId: loser.id })
    for (let again = 0; again < 2; again++)
      await transaction(db, (tx) => mergeGiving(tx, loser.id, winner.id))
    const { pledges } = await exportGiving(db.prisma, { addressId: 0, personId: winner.id })
    expect(pledges.map(({ code }) => code)).toEqual([pledge.code])
    await transaction(db, (tx) => endPledge(tx, pledge.id, 'cancelled', at))
  })
})
