import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  changePledge,
  endPledge,
  type PledgeWish,
  pledgeGoods,
} from '../../../src/features/pledges/pledge.ts'
import { toDonor } from '../../../src/features/reminders/fire-pledge.ts'
import { tickReminders } from '../../../src/features/reminders/tick.ts'
import { transaction } from '../../../src/lib/db.ts'
import type { Outgoing } from '../../../src/message.ts'
import { pledgeCity } from '../pledges/city.ts'
import { at, depsFor } from './setting.ts'

let here: Awaited<ReturnType<typeof pledgeCity>>
beforeAll(async () => {
  here = await pledgeCity()
})
afterAll(() => here.close())
beforeEach(async () => {
  const { prisma } = here.db
  await prisma.$executeRaw`TRUNCATE reminder, reminder_plan, outbox, pledge, movement, follow CASCADE`
  await prisma.address.update({
    where: { id: here.address.id },
    data: { lastInboundAt: here.at, optedOutAt: null, blockedAt: null },
  })
})

const pledge = (more: Partial<PledgeWish> = {}, made = '2026-11-27 09.00') =>
  transaction(here.db, (tx) =>
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
  )
const tick = (clock: string) => tickReminders(depsFor(here.db), at(clock))
const said = async () =>
  (await here.db.prisma.outbox.findMany({ orderBy: { id: 'asc' } })).map(({ body, state }) => ({
    ...(body as Outgoing),
    state,
  }))

describe('a pledge', () => {
  it('is reminded of at H-1 and on its day, once each, with the words that answer', async () => {
    const { code } = await pledge()
    for (const clock of ['2026-11-27 09.01', '2026-12-03 15.59']) await tick(clock)
    expect(await said()).toEqual([])
    for (const clock of ['16.00', '16.01', '20.00']) await tick(`2026-12-03 ${clock}`)
    const [ahead, ...more] = await said()
    expect(more).toEqual([])
    expect(ahead?.text).toMatch(/30 butir telur.*Jumat, 4 Desember 2026/)
    expect(ahead?.text).toMatch(/Posyandu Melati/)
    expect(ahead?.choices?.map(({ id }) => id)).toEqual([
      `=jadi ${code}`,
      `=ubah ${code}`,
      `=batal sedekah ${code}`,
    ])
    const [row] = await here.db.prisma.outbox.findMany()
    expect(row).toMatchObject({ lane: 'reminder', topic: expect.stringMatching(/^pledge\/\d+$/) })
    for (const clock of ['07.00', '07.01', '15.00']) await tick(`2026-12-04 ${clock}`)
    for (const clock of ['2026-12-05 07.00', '2026-12-06 16.00']) await tick(clock)
    expect(await said()).toHaveLength(2)
  })

  it('that is received, cancelled or moved is left in peace, what waits to be sent too', async () => {
    const { id } = await pledge()
    await tick('2026-12-03 16.00')
    await transaction(here.db, (tx) => endPledge(tx, id, 'cancelled', at('2026-12-03 17.00')))
    await tick('2026-12-03 17.01')
    expect((await said()).map(({ state }) => state)).toEqual(['cancelled'])
    await tick('2026-12-04 07.00')
    expect(await said()).toHaveLength(1)
    expect(await here.db.prisma.reminderPlan.count({ where: { subject: `pledge/${id}` } })).toBe(0)
  })

  it('moved to another day: two reminders in all, the last one on the new day', async () => {
    const { id } = await pledge()
    await tick('2026-12-03 16.00')
    await transaction(here.db, (tx) => changePledge(tx, id, { day: '2026-12-11' }, at('2026-12-03 16.05')))
    for (const clock of ['2026-12-03 16.06', '2026-12-04 07.00', '2026-12-10 16.00']) await tick(clock)
    expect(await said()).toHaveLength(1)
    await tick('2026-12-11 07.00')
    expect((await said()).map(({ text }) => /\d+ Desember/.exec(text)?.[0])).toEqual([
      '4 Desember',
      '11 Desember',
    ])
  })

  it('without a day: once after a week, then never again', async () => {
    await pledge({ day: null, pointId: null })
    for (const clock of ['2026-11-27 09.01', '2026-12-04 15.59']) await tick(clock)
    expect(await said()).toEqual([])
    for (const clock of ['2026-12-04 16.00', '2026-12-11 16.00', '2026-12-26 16.00']) await tick(clock)
    expect((await said()).map(({ text }) => text)).toEqual([expect.stringMatching(/kapan saja/)])
  })

  it('of somebody who said stop, blocked us or silenced these goods is not spoken of', async () => {
    const { prisma } = here.db
    const address = { where: { id: here.address.id } }
    for (const [n, silence] of [
      () => prisma.address.update({ ...address, data: { optedOutAt: here.at } }),
      () => prisma.address.update({ ...address, data: { optedOutAt: null, blockedAt: here.at } }),
      async () => {
        await prisma.address.update({ ...address, data: { blockedAt: null } })
        return prisma.follow.create({
          data: { addressId: here.address.id, topic: 'tanpa:telur', at: here.at },
        })
      },
    ].entries()) {
      await silence()
      await pledge({ day: `2026-12-0${n + 4}` })
      await tick(`2026-12-0${n + 3} 16.00`)
      await tick(`2026-12-0${n + 4} 07.00`)
    }
    expect(await said()).toEqual([])
    expect(
      await prisma.reminder.findMany({
        where: { subject: { startsWith: 'pledge/' } },
        select: { outcome: true },
      }),
    ).toEqual(Array(6).fill({ outcome: 'nobody' }))
  })

  it('fires once in two processes, and late after a downtime where it is still of use', async () => {
    await pledge()
    await Promise.all([tick('2026-12-03 18.00'), tick('2026-12-03 18.00')])
    expect(await said()).toHaveLength(1)
    // Down until the points have closed.
    await tick('2026-12-04 17.00')
    expect(await said()).toHaveLength(1)
  })

  it('speaks of other goods by their own unit', () => {
    const t = depsFor(here.db).translator('id')
    const about = { code: 'K7QF3', amount: 1_500, day: null, point: null }
    expect(toDonor({ ...about, campaign: { goods: 'beras', unit: 'kg' } }, t).text).toMatch(/1\.500 kg beras/)
    expect(toDonor({ ...about, campaign: { goods: 'susu', unit: 'kaleng' } }, t).text).not.toMatch(
      /telur|butir/,
    )
  })

  it('names no point that has closed', async () => {
    const melati = here.point('Posyandu Melati')
    await pledge()
    const close = (closedAt: Date | null) =>
      here.db.prisma.dropPoint.update({ where: { id: melati.id }, data: { closedAt } })
    await close(at('2026-12-01 08.00'))
    await tick('2026-12-03 16.00')
    expect((await said())[0]?.text).toMatch(/Posyandu Melati sudah tidak menerima/)
    await close(null)
  })
})
