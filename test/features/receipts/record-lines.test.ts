import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Campaign } from '../../../src/features/goods/campaigns.ts'
import { balanceOf } from '../../../src/features/goods/ledger.ts'
import { pledgeGoods } from '../../../src/features/pledges/pledge.ts'
import { goodsOf } from '../../../src/features/receipts/line-words.ts'
import { readLines } from '../../../src/features/receipts/read-lines.ts'
import { recordLines } from '../../../src/features/receipts/record-lines.ts'
import { resolveLines } from '../../../src/features/receipts/resolve-lines.ts'
import { type Db, openDatabase, transaction } from '../../../src/lib/db.ts'
import { testKind } from '../../support/database.ts'
import { pledgeCity } from '../pledges/city.ts'

let here: Awaited<ReturnType<typeof pledgeCity>>
let others: number[]
beforeAll(async () => {
  here = await pledgeCity()
  const people = ['Kader Bela', 'Kader Cici']
  others = await Promise.all(
    people.map(async (name) => (await here.db.prisma.person.create({ data: { name, status: 'active' } })).id),
  )
})
afterAll(() => here.close())

type Said = {
  at?: Date
  person?: number
  db?: Db
  campaign?: Campaign
  beside?: Campaign
  point?: string
  inboxId?: bigint
}
let messages = 1_000n

/** What a petugas of every point writes, in a turn of its own. */
async function says(text: string, said: Said = {}) {
  const { at = here.at, person = here.petugas.id, db = here.db, campaign = here.campaign } = said
  const point = here.point(said.point ?? 'Posyandu Melati')
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Jakarta' }).format(at)
  messages += 1n
  const inboxId = said.inboxId ?? messages
  return transaction(db, async (tx) => {
    const campaigns = [campaign, ...(said.beside ? [said.beside] : [])]
    const scene = { campaigns, points: here.points, point, may: () => true, day, at }
    const { wanted, problems, totals } = await resolveLines(tx, readLines(text, goodsOf(campaigns)), scene)
    const source = { inboxId, personId: person, at, zone: 'Asia/Jakarta' }
    return { ...(await recordLines(tx, wanted, totals, source)), problems }
  })
}

const pledged = (amount: number) =>
  transaction(here.db, (tx) =>
    pledgeGoods(
      tx,
      {
        ...{
          campaignId: here.campaign.id,
          addressId: here.address.id,
          personId: null,
          kind: 'self',
          unitId: null,
        },
        ...{ giver: 'Siti', anonymous: false, amount, pointId: null, day: null, news: false, inboxId: null },
      },
      here.at,
    ),
  )
const stock = (name = 'Posyandu Melati') =>
  balanceOf(here.db.prisma, here.campaign.id, `stock/${here.point(name).id}`)
const statesOf = (said: Awaited<ReturnType<typeof says>>) => said.recorded?.written.map(({ state }) => state)
const whyOf = (said: Awaited<ReturnType<typeof says>>) => said.problems.map(({ why }) => why)

describe('lines', () => {
  it('of several who receive one pledge at once: one counts, the others hear of it', async () => {
    const { url } = here
    const apart = url ? await openDatabase({ database: { url, pool: 4 }, dataDir: '' }) : null
    expect(apart !== null).toBe(testKind === 'postgres')
    try {
      for (let round = 0; round < 5; round++) {
        const before = await stock()
        const { code } = await pledged(30)
        const all = await Promise.all([
          says(`${code} 30`),
          says(`${code} 28`, { person: others[0] ?? 0, db: apart ?? here.db }),
          says(`${code}`, { person: others[1] ?? 0, db: apart ?? here.db }),
        ])
        const states = all.flatMap((one) => statesOf(one) ?? [])
        expect(states.filter((state) => state === 'counted')).toHaveLength(1)
        expect(states.filter((state) => state === 'used')).toHaveLength(2)
        const counted = all.find((one) => statesOf(one)?.[0] === 'counted')
        const first = counted?.recorded?.written[0]?.wanted.amount ?? 0
        expect(await stock()).toBe(before + first)
        for (const one of all)
          for (const line of one.recorded?.written ?? [])
            if (line.state === 'used') expect(line.before).toMatchObject({ amount: first })
      }
    } finally {
      await apart?.close()
    }
  })

  it('of one tray count as pledged where the total fits, and are asked about where not', async () => {
    const [a, b] = [await pledged(40), await pledged(20)]
    const wrong = await says(`${a.code} ${b.code} 58`)
    expect(wrong.recorded).toBeNull()
    expect(wrong.problems).toMatchObject([{ why: 'tray', values: { said: 58, sum: 60 } }])
    const before = await stock()
    expect(statesOf(await says(`${a.code} ${b.code} 60`))).toEqual(['counted', 'counted'])
    expect(await stock()).toBe(before + 60)
  })

  it('count once in a message that comes twice, and none of a message whose total differs', async () => {
    const { code } = await pledged(10)
    const text = `${code}\nBu Sari 2\ntanpa nama 3\ntanpa nama 3\ntotal 18`
    const before = await stock()
    expect(await says(text.replace('18', '19'))).toMatchObject({
      recorded: null,
      total: { said: 19, found: 18 },
    })
    expect(await stock()).toBe(before)
    expect(statesOf(await says(text))).toEqual(['counted', 'counted', 'counted', 'counted'])
    expect(statesOf(await says(text))).toEqual(['double', 'double', 'double', 'double'])
    expect(await stock()).toBe(before + 18)
    // A colleague at the same table: the same Bu Sari, and somebody else without a name.
    const more = await says('Bu Sari 2\ntanpa nama 3', { person: others[0] ?? 0 })
    expect(statesOf(more)).toEqual(['double', 'counted'])
    // The next day it is another one.
    const tomorrow = new Date(here.at.getTime() + 86_400_000)
    expect(statesOf(await says('Bu Sari 2', { at: tomorrow }))).toEqual(['counted'])
  })

  it('a pledge that had lapsed comes all the same, and is received', async () => {
    const pledge = await pledged(6)
    await here.db.prisma.pledge.update({ where: { id: pledge.id }, data: { state: 'lapsed' } })
    expect(statesOf(await says(pledge.code))).toEqual(['counted'])
    expect(await here.db.prisma.pledge.findUnique({ where: { id: pledge.id } })).toMatchObject({
      state: 'received',
    })
    expect(statesOf(await says(pledge.code, { person: others[0] ?? 0 }))).toEqual(['used'])
    expect(statesOf(await says(`${pledge.code} lagi`))).toEqual(['counted'])
  })

  it('more than the stock wait, in their order, for what comes later', async () => {
    const point = 'Posyandu Anggrek'
    expect(statesOf(await says('salur 20 untuk 5\nsalur 7 untuk 2', { point }))).toEqual([
      'waiting',
      'waiting',
    ])
    const small = await says('Bu Tuti 8', { point })
    expect(small.recorded?.settled).toMatchObject([{ line: 2, amount: 7 }])
    expect(await stock(point)).toBe(1)
    const large = await says('Bu Yuli 30', { point })
    expect(large.recorded?.settled).toMatchObject([{ line: 1, amount: 20 }])
    expect(await stock(point)).toBe(11)
    // In one message the order does not matter at all.
    expect(statesOf(await says('salur 12 untuk 3\nBu Nia 5', { point }))).toEqual(['counted', 'counted'])
  })

  it('name their goods where several are collected, unless something else says it', async () => {
    const rice = { ...here.campaign, key: 'beras', name: 'Beras', goods: 'beras', goodsAliases: [] }
    const beside: Campaign = { ...rice, id: here.campaign.id + 1, unit: 'kg', measures: { karung: 25 } }
    const { code } = await pledged(10)
    for (const line of ['Bu Sari 3', 'pecah 2', 'salur 4 untuk 2'])
      expect(await says(line, { beside })).toMatchObject({
        problems: [{ why: 'whichGoods', values: { goods: [here.campaign.goods, 'beras'] } }],
        recorded: null,
      })
    const clear = await says(`${code} 10\nBu Sari 3 telur\ntanpa nama 2 butir\ntotal 15`, { beside })
    expect(clear.problems).toEqual([])
    expect(statesOf(clear)).toEqual(['counted', 'counted', 'counted'])
  })

  it('say what is wrong with them', async () => {
    const campaign = { ...here.campaign, firstDay: '2026-01-01', lastDay: '2026-11-26' }
    expect(whyOf(await says('Bu Sari 4', { campaign }))).toEqual(['campaignOver'])
    // What lies there may still be handed out.
    expect(statesOf(await says('salur 1 untuk 1', { campaign }))).toEqual(['counted'])
    const slips: [string, string][] = [
      ['Bu Sari 0', 'zero'],
      ['Bu Sari 2 kg', 'measure'],
      ['Bu Sari 3 pecah 4', 'brokenMore'],
      ['Bu Sari 1.000.000.000', 'amount'],
      ['salur 10', 'recipients'],
      ['pindah 1 ke Posyandu Hantu', 'target'],
      ['pindah 1 ke Posyandu Melati', 'samePlace'],
      ['di Posyandu Hantu\nBu Sari 9', 'place'],
    ]
    for (const [text, why] of slips) expect(whyOf(await says(text)), text).toEqual([why])
    const mawar = here.point('Posyandu Mawar')
    mawar.closedAt = new Date(here.at.getTime() - 1)
    expect(whyOf(await says('Bu Sari 4', { point: 'Posyandu Mawar' }))).toEqual(['pointClosed'])
    mawar.closedAt = null
    expect(whyOf(await says(`${'ABCDE'[randomInt(5)]}2K9Z 3`))).toHaveLength(1)
  })
})
