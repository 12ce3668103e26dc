import { afterAll, beforeAll, expect, it } from 'vitest'
import { balances } from '../../../src/features/goods/ledger.ts'
import { type Counted, count, countAnew, type Line } from '../../../src/features/goods/stock.ts'
import {
  changePledge,
  endPledge,
  type PledgeWish,
  pledgeGoods,
} from '../../../src/features/pledges/pledge.ts'
import { type Tx, transaction } from '../../../src/lib/db.ts'
import { seeded } from '../../crash/random.ts'
import { pledgeCity } from '../pledges/city.ts'

/** On PGlite transactions queue up and this proves little; `TEST_DATABASE=postgres` has twelve at once. */
let here: Awaited<ReturnType<typeof pledgeCity>>
let points: number[]
let messages = 0

beforeAll(async () => {
  here = await pledgeCity()
  points = here.points.slice(0, 3).map(({ id }) => id)
})
afterAll(() => here.close())

/** On the embedded database they queue up, and a busy machine takes its time. */
const inOne = <T>(work: (tx: Tx) => Promise<T>) =>
  transaction(here.db, work, { maxWait: 90_000, timeout: 60_000 })

const pledge = (amount: number, pointId: number | null = null) =>
  inOne((tx) =>
    pledgeGoods(
      tx,
      {
        ...{ campaignId: here.campaign.id, addressId: here.address.id, personId: null, kind: 'self' },
        ...{
          unitId: null,
          giver: null,
          anonymous: false,
          amount,
          pointId,
          day: null,
          news: false,
          inboxId: null,
        },
      } satisfies PledgeWish,
      here.at,
    ),
  )

async function line(said: Partial<Line> & Pick<Line, 'kind' | 'pointId'>): Promise<Line> {
  messages += 1
  const one = {
    ...{ campaignId: here.campaign.id, pledgeId: null, amount: 0, broken: 0, toPointId: null },
    ...{ at: here.at, personId: here.petugas.id },
    ...said,
  }
  const row = await here.db.prisma.pointLine.create({
    data: { ...one, ref: `C${messages}`, line: 1, inboxId: BigInt(messages), state: 'waiting' },
  })
  return { ...one, id: row.id }
}

const held = async (account: string) => (await balances(here.db.prisma, here.campaign.id)).get(account) ?? 0
const counted = (answers: Counted[]) => answers.filter(({ kind }) => kind === 'counted').length

it('hands out no more than there is, however many ask at once', async () => {
  const pointId = points[0] as number
  const came = await line({ kind: 'receive', pointId, amount: 55 })
  await inOne((tx) => count(tx, came))
  const asked = await Promise.all(
    Array.from({ length: 20 }, () => line({ kind: 'hand_out', pointId, amount: 10 })),
  )
  expect(counted(await Promise.all(asked.map((one) => inOne((tx) => count(tx, one)))))).toBe(5)
  expect(await held(`stock/${pointId}`)).toBe(5)
})

it('receives a pledge once, however many write it down at once, and a line once, however often it comes', async () => {
  const [one, two] = points as [number, number]
  const before = await held('giver')
  const promised = await held('promised')
  const { id } = await pledge(30)
  const lines = await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      line({ kind: 'receive', pointId: n % 2 ? one : two, pledgeId: id, amount: 30 }),
    ),
  )
  const answers = await Promise.all([...lines, ...lines].map((said) => inOne((tx) => count(tx, said))))
  // The first of them, and the same line once more.
  expect(counted(answers)).toBe(2)
  expect(await held('giver')).toBe(before - 30)
  expect(await held('promised')).toBe(promised)
})

it('puts a line right once for each correction, when two come at once', async () => {
  const pointId = points[2] as number
  const came = await line({ kind: 'receive', pointId, amount: 40 })
  await inOne((tx) => count(tx, came))
  const anew = (amount: number, id: number) =>
    inOne((tx) => countAnew(tx, { ...came, amount }, id, here.petugas.id, here.at))
  await Promise.all([anew(30, 1), anew(35, 2), anew(30, 3)])
  expect([30, 35]).toContain(await held(`stock/${pointId}`))
  expect(await held(`stock/${pointId}`)).toBe(
    // What the last of them said, and nothing of the others.
    (
      await here.db.prisma.movement.findFirst({
        where: { lineId: came.id, target: `stock/${pointId}` },
        orderBy: { id: 'desc' },
      })
    )?.amount,
  )
})

it('lets turns that share a transaction touch pledges and points in any order, and nobody waits for ever', {
  timeout: 120_000,
}, async () => {
  const random = seeded(7)
  const some = <T>(list: T[]): T => list[random.between(0, list.length - 1)] as T
  for (const pointId of points) {
    const came = await line({ kind: 'receive', pointId, amount: 500 })
    await inOne((tx) => count(tx, came))
  }
  const pledges = await Promise.all(Array.from({ length: 24 }, () => pledge(10, some(points))))
  const works = Array.from({ length: 60 }, () =>
    Array.from({ length: random.between(3, 10) }, (): (() => Promise<(tx: Tx) => Promise<unknown>>) => {
      const [from, to, { id }, amount] = [some(points), some(points), some(pledges), random.between(1, 20)]
      const dice = random.between(0, 9)
      if (dice < 3)
        return async () => {
          const said = await line({ kind: 'transfer', pointId: from, toPointId: to, amount })
          return (tx) => count(tx, said)
        }
      if (dice < 5)
        return async () => {
          const said = await line({ kind: 'hand_out', pointId: from, amount })
          return (tx) => count(tx, said)
        }
      if (dice < 7)
        return async () => {
          const said = await line({ kind: 'receive', pointId: from, pledgeId: id, amount })
          return (tx) => count(tx, said)
        }
      if (dice < 9) return async () => (tx) => changePledge(tx, id, { amount, pointId: to }, here.at)
      return async () => (tx) => endPledge(tx, id, 'cancelled', here.at)
    }),
  )
  const ready = await Promise.all(works.map((work) => Promise.all(work.map((one) => one()))))
  const begun = Date.now()
  // A deadlock is refused by the database after a second: then one of these rejects.
  await Promise.all(
    ready.map((work) =>
      inOne(async (tx) => {
        for (const one of work) await one(tx)
      }),
    ),
  )
  expect(Date.now() - begun).toBeLessThan(20_000)

  const { prisma } = here.db
  for (const pointId of points) expect(await held(`stock/${pointId}`)).toBeGreaterThanOrEqual(0)
  const open = await prisma.pledge.aggregate({ where: { state: 'open' }, _sum: { amount: true } })
  expect(await held('promised')).toBe(open._sum.amount ?? 0)
  const receipts = await prisma.movement.groupBy({ by: ['pledgeId'], where: { why: 'fulfil' }, _count: true })
  expect(receipts.filter(({ _count }) => _count > 1)).toEqual([])
})
