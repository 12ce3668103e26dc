import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { balances } from '../../../src/features/goods/ledger.ts'
import { join } from '../../../src/features/people/claim.ts'
import { pledgeGoods } from '../../../src/features/pledges/pledge.ts'
import {
  decideCorrection,
  proposeCorrection,
  type Wish,
} from '../../../src/features/receipts/correct-line.ts'
import { lineNow } from '../../../src/features/receipts/line-now.ts'
import { recordLines } from '../../../src/features/receipts/record-lines.ts'
import type { Wanted } from '../../../src/features/receipts/wanted-lines.ts'
import { transaction } from '../../../src/lib/db.ts'
import { pledgeCity } from '../pledges/city.ts'

let here: Awaited<ReturnType<typeof pledgeCity>>
let ani: number
let bela: number
/** Who uses Ani's phone as well. */
let cici: number
let messages = 0n

beforeAll(async () => {
  here = await pledgeCity()
  const { prisma } = here.db
  ani = here.petugas.id
  bela = (await prisma.person.create({ data: { name: 'Bela', status: 'active' } })).id
  cici = (await prisma.person.create({ data: { name: 'Cici', status: 'active' } })).id
  for (const id of [ani, cici]) await join(prisma, here.address.id, id, 'code', here.at, null)
})
afterAll(() => here.close())

const melati = () => here.point('Posyandu Melati')
async function wrote(more: Partial<Wanted>) {
  messages += 1n
  const wanted: Wanted = {
    ...{ text: '', campaign: here.campaign, point: melati(), kind: 'receive', pledge: null, giver: null },
    ...{ amount: 0, broken: 0, recipients: null, to: null, again: true },
    ...more,
  }
  const source = { inboxId: messages, personId: ani, at: here.at, zone: 'Asia/Jakarta' }
  await transaction(here.db, (tx) => recordLines(tx, [wanted], [], source))
  return here.db.prisma.pointLine.findFirstOrThrow({ where: { inboxId: messages } })
}
const proposes = async (id: bigint, wish: Partial<Wish>, by = ani) =>
  transaction(here.db, async (tx) => {
    const line = await lineNow(tx, await tx.pointLine.findUniqueOrThrow({ where: { id } }))
    return proposeCorrection(
      tx,
      line,
      { amount: 0, broken: 0, recipients: null, ...wish },
      'salah hitung',
      by,
      here.at,
    )
  })
const decides = (
  proposed: Awaited<ReturnType<typeof proposes>>,
  id: number,
  more: { approve?: boolean; phone?: number[]; may?: boolean } = {},
) =>
  transaction(here.db, (tx) =>
    decideCorrection(
      tx,
      'ref' in proposed ? proposed.ref : '',
      more.approve ?? true,
      { id, phone: more.phone ?? [id], may: () => more.may ?? true },
      here.at,
    ),
  )
const held = async () => (await balances(here.db.prisma, here.campaign.id)).get(`stock/${melati().id}`) ?? 0

describe('a correction', () => {
  it('takes a second person with a second phone', async () => {
    const line = await wrote({ amount: 30 })
    const before = await held()
    const proposed = await proposes(line.id, { amount: 28 })
    expect(await proposes(line.id, { amount: 27 }, bela)).toEqual({ ...proposed, kind: 'open' })
    expect(await decides(proposed, ani)).toEqual({ kind: 'own' })
    // Another phone, which speaks for the first one too; and the same phone in other hands.
    expect(await decides(proposed, bela, { phone: [bela, ani] })).toEqual({ kind: 'own' })
    expect(await decides(proposed, cici)).toEqual({ kind: 'own' })
    expect(await decides(proposed, bela, { may: false })).toEqual({ kind: 'notYours' })
    expect(await held()).toBe(before)
    expect(await decides(proposed, bela)).toMatchObject({ kind: 'approved' })
    expect(await decides(proposed, bela)).toEqual({ kind: 'already' })
    expect(await held()).toBe(before - 2)
    const trail = await here.db.prisma.audit.findMany({
      where: { subject: `line/${line.ref}/1` },
      orderBy: { id: 'asc' },
    })
    expect(trail.map(({ action, actorId }) => [action, actorId])).toEqual([
      ['line.propose', ani],
      ['line.correct', bela],
    ])
  })

  it('can be corrected, and refused', async () => {
    const line = await wrote({ amount: 10 })
    const before = await held()
    expect(await decides(await proposes(line.id, { amount: 8, broken: 1 }), bela)).toMatchObject({
      kind: 'approved',
    })
    expect(await proposes(line.id, { amount: 8, broken: 1 })).toEqual({ kind: 'same' })
    expect(
      await decides(await proposes(line.id, { amount: 4 }, bela), ani, { approve: false }),
    ).toMatchObject({ kind: 'refused' })
    expect(await held()).toBe(before - 2)
    expect(await decides(await proposes(line.id, { amount: 10 }, bela), ani)).toMatchObject({
      kind: 'approved',
    })
    expect(await held()).toBe(before)
  })

  it('never makes a stock negative, and lets go on what waited for it', async () => {
    const point = here.point('Posyandu Anggrek')
    const came = await wrote({ point, amount: 5 })
    const out = await wrote({ point, kind: 'hand_out', amount: 4, recipients: 2 })
    expect(await decides(await proposes(came.id, { amount: 3 }), bela)).toEqual({
      kind: 'short',
      stock: 1,
      pointId: point.id,
    })
    const waits = await wrote({ point, kind: 'hand_out', amount: 3, recipients: 1 })
    expect(waits.state).toBe('waiting')
    expect(await proposes(waits.id, { amount: 1, recipients: 1 })).toEqual({ kind: 'waiting' })
    const less = await proposes(out.id, { amount: 2, recipients: 2 })
    expect(await decides(less, bela)).toMatchObject({ kind: 'approved', settled: [{ ref: waits.ref }] })
  })

  it('to nothing opens the pledge again', async () => {
    const pledge = await transaction(here.db, (tx) =>
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
          ...{
            giver: 'Siti',
            anonymous: false,
            amount: 6,
            pointId: null,
            day: null,
            news: false,
            inboxId: null,
          },
        },
        here.at,
      ),
    )
    const line = await wrote({ pledge, amount: 6, again: false })
    const state = async () => (await here.db.prisma.pledge.findUnique({ where: { id: pledge.id } }))?.state
    expect(await state()).toBe('received')
    expect(await decides(await proposes(line.id, {}), bela)).toMatchObject({ kind: 'approved' })
    expect(await state()).toBe('open')
    expect(await here.db.prisma.pointLine.findUnique({ where: { id: line.id } })).toMatchObject({
      state: 'withdrawn',
      amount: 6,
    })
    expect(await decides(await proposes(line.id, { amount: 5 }), bela)).toMatchObject({ kind: 'approved' })
    expect(await state()).toBe('received')
  })
})
