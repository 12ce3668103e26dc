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

it('keeps what an open dispute is about until it is decided', async () => {
  const { prisma } = here.db
  const person = await prisma.person.create({ data: { name: 'Siti', status: 'active' } })
  const at = ago(60)
  const unit = await prisma.unit.findFirstOrThrow()
  const activity = await prisma.activity.create({
    data: { kind: 'apel', title: 'Apel', unitId: unit.id, createdAt: at },
  })
  const times = { startsAt: at, opensAt: at, onTimeUntil: at, closesAt: at, graceUntil: at, createdAt: at }
  const session = await prisma.session.create({
    data: { activityId: activity.id, title: 'Apel', place: '-', codeKey: '-', ...times },
  })
  const message = async (text: string) => {
    const { id } = await prisma.inbox.create({
      data: {
        ...{ channel: 'telegram', externalId: text, addressId: here.address.id, at, state: 'done' },
        ...{ payload: { text }, receivedAt: at },
      },
    })
    return id
  }
  const said = { checkIn: await message('kapal 27'), other: await message('halo') }
  await prisma.checkIn.create({
    data: {
      ...{ sessionId: session.id, personId: person.id, addressId: here.address.id, inboxId: said.checkIn },
      ...{ proof: 'code', messageAt: at, countsAt: at, verdict: 'closed', flags: [] },
    },
  })
  const dispute = await prisma.dispute.create({
    data: {
      ...{ ref: '7KQ2', sessionId: session.id, personId: person.id, text: 'saya hadir' },
      ...{ status: 'tanpa_keterangan', at, inboxId: await message('sanggah') },
    },
  })
  const texts = async () => {
    await sweep(here.db, quiet)
    const rows = await prisma.inbox.findMany({ orderBy: { id: 'asc' }, select: { payload: true } })
    return rows.map(({ payload }) => (payload as { text: string }).text)
  }
  expect(await texts()).toEqual(['kapal 27', 'sanggah'])
  await prisma.dispute.update({
    where: { id: dispute.id },
    data: { state: 'refused', decidedAt: new Date() },
  })
  expect(await texts()).toEqual([])
})
