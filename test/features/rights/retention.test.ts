import { afterAll, beforeAll, expect, it } from 'vitest'
import { balances } from '../../../src/features/goods/ledger.ts'
import { endPledge } from '../../../src/features/pledges/pledge.ts'
import { sweep } from '../../../src/features/rights/retention.ts'
import { transaction } from '../../../src/lib/db.ts'
import { quiet } from '../../support/incoming.ts'
import { clockCity } from '../pledges/by-clock.ts'

let here: Awaited<ReturnType<typeof clockCity>>
beforeAll(async () => {
  here = await clockCity()
})
afterAll(() => here.close())

const DAY = 86_400_000
const ago = (days: number) => new Date(Date.now() - days * DAY)

it('names of givers are emptied when their time is over, the ledger stays', async () => {
  const { prisma } = here.db
  const whose = { giver: 'Bu Sari', personId: here.petugas.id }
  const ended = async (days: number) => {
    const { id } = await here.pledge(whose)
    await transaction(here.db, (tx) => endPledge(tx, id, 'cancelled', ago(days)))
    return id
  }
  const ids = { old: await ended(400), young: await ended(380), open: (await here.pledge(whose)).id }
  const line = async (days: number) => {
    const { id } = await here.line({ amount: 5 })
    await prisma.pointLine.update({ where: { id }, data: { giver: 'Bu Sari', at: ago(days) } })
    return id
  }
  const lines = { old: await line(91), young: await line(89) }
  const before = await balances(prisma, here.campaign.id)
  await sweep(here.db, quiet)
  const pledge = (id: number) =>
    prisma.pledge.findUnique({
      where: { id },
      select: { giver: true, addressId: true, personId: true, amount: true },
    })
  const kept = { giver: 'Bu Sari', addressId: here.address.id, personId: here.petugas.id, amount: 30 }
  expect(await pledge(ids.old)).toEqual({ giver: null, addressId: null, personId: null, amount: 30 })
  expect(await pledge(ids.young)).toEqual(kept)
  expect(await pledge(ids.open)).toEqual(kept)
  const name = async (id: bigint) => (await prisma.pointLine.findUnique({ where: { id } }))?.giver
  expect([await name(lines.old), await name(lines.young)]).toEqual([null, 'Bu Sari'])
  expect(await balances(prisma, here.campaign.id)).toEqual(before)
})
