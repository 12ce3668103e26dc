import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { count, countAnew } from '../../../src/features/goods/stock.ts'
import { pledgeGoods } from '../../../src/features/pledges/pledge.ts'
import { agrees, setAgreement, shownPart, unitTotal } from '../../../src/features/pledges/unit-total.ts'
import { transaction } from '../../../src/lib/db.ts'
import { pledgeCity } from './city.ts'

describe('the part of gifts that is shown', () => {
  const gift = fc.record({
    who: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { nil: null }),
    amount: fc.integer({ min: 1, max: 100 }),
  })

  it('moves only in steps of five givers, however gifts come', () => {
    fc.assert(
      fc.property(fc.array(gift, { maxLength: 60 }), (gifts) => {
        let last = 0
        let since = new Set<string>()
        gifts.forEach(({ who }, index) => {
          if (who !== null) since.add(who)
          const now = shownPart(gifts.slice(0, index + 1))?.total ?? 0
          if (now === last) return
          expect(since.size).toBeGreaterThanOrEqual(5)
          expect(now).toBe(gifts.slice(0, index + 1).reduce((sum, { amount }) => sum + amount, 0))
          last = now
          since = new Set()
        })
      }),
    )
  })

  it('is nothing for four givers, however much they bring', () => {
    const four = ['a', 'b', 'c', 'd', 'a', 'b'].map((who) => ({ who, amount: 50 }))
    expect(shownPart(four)).toBeNull()
    expect(shownPart([...four, { who: null, amount: 9 }, { who: null, amount: 9 }])).toBeNull()
    expect(shownPart([...four, { who: 'e', amount: 1 }])).toEqual({ total: 301, givers: 5 })
  })
})

describe('what a unit gave', () => {
  let here: Awaited<ReturnType<typeof pledgeCity>>
  let unit: { id: number; path: string }
  let lines = 0
  beforeAll(async () => {
    here = await pledgeCity()
    unit = await here.db.prisma.unit.findFirstOrThrow({ where: { name: 'Dinas Kesehatan' } })
  })
  afterAll(() => here.close())

  /** A new giver each time brings so many. */
  async function gift(kind: 'unit' | 'self', amount: number) {
    lines += 1
    const { db, at, campaign } = here
    const address = await db.prisma.address.create({
      data: { channel: 'webchat', externalId: `pemberi-${lines}`, firstSeenAt: at },
    })
    const pledge = await transaction(db, (tx) =>
      pledgeGoods(
        tx,
        {
          ...{ campaignId: campaign.id, addressId: address.id, personId: null, kind, unitId: unit.id },
          ...{ giver: null, anonymous: false, amount, pointId: null, day: null, news: false, inboxId: null },
        },
        at,
      ),
    )
    const data = {
      ...{ campaignId: campaign.id, pointId: here.point('Posyandu Melati').id, kind: 'receive' as const },
      ...{ pledgeId: pledge.id, amount, broken: 0, toPointId: null, at, personId: here.petugas.id },
    }
    const row = await db.prisma.pointLine.create({
      data: { ...data, ref: `U${lines}`, line: 1, inboxId: BigInt(lines), state: 'counted' },
    })
    await transaction(db, (tx) => count(tx, { ...data, id: row.id }))
    return { ...data, id: row.id }
  }
  const total = () => unitTotal(here.db.prisma, here.campaign.id, unit.path)

  it('is shown from the fifth giver on, and without what people gave for themselves', async () => {
    for (let giver = 0; giver < 4; giver++) await gift('unit', 10)
    await gift('self', 1_000)
    expect(await total()).toBeNull()
    const last = await gift('unit', 10)
    expect(await total()).toEqual({ total: 50, givers: 5 })
    // The sixth changes nothing that anybody sees.
    await gift('unit', 7)
    expect(await total()).toEqual({ total: 50, givers: 5 })
    const right = { ...last, amount: 8 }
    await transaction(here.db, (tx) => countAnew(tx, right, 1, here.petugas.id, here.at))
    expect(await total()).toEqual({ total: 48, givers: 5 })
  })

  it('needs an agreement that is kept with who and when', async () => {
    const { prisma } = here.db
    expect(await agrees(prisma, unit.id)).toBe(false)
    await transaction(here.db, (tx) => setAgreement(tx, unit.id, true, here.petugas.id, here.at))
    expect(await agrees(prisma, unit.id)).toBe(true)
    await transaction(here.db, (tx) => setAgreement(tx, unit.id, false, here.petugas.id, here.at))
    expect(await agrees(prisma, unit.id)).toBe(false)
    const kept = await prisma.audit.findMany({ where: { subject: `setting/pledges/unit/${unit.id}` } })
    expect(kept).toMatchObject([
      { actorId: here.petugas.id, after: true, at: here.at },
      { actorId: here.petugas.id, before: true, after: false },
    ])
  })
})
