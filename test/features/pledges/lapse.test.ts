import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { balances } from '../../../src/features/goods/ledger.ts'
import { lapseOverdue } from '../../../src/features/pledges/lapse.ts'
import { changePledge } from '../../../src/features/pledges/pledge.ts'
import { startSeries } from '../../../src/features/pledges/series.ts'
import { transaction } from '../../../src/lib/db.ts'
import { at, depsFor } from '../reminders/setting.ts'
import { clockCity } from './by-clock.ts'

let here: Awaited<ReturnType<typeof clockCity>>
beforeAll(async () => {
  here = await clockCity()
})
afterAll(() => here.close())
beforeEach(() => here.clear())

const lapse = (clock: string) => lapseOverdue(depsFor(here.db), at(clock))
const texts = async () => (await here.said()).map(({ text }) => text)

describe('a pledge that was not brought', () => {
  it('lapses on the third day after its day, says so once without blame, and is promised no more', async () => {
    await here.pledge()
    expect(await lapse('2026-12-07 15.59')).toEqual({ lapsed: 0, messages: 0 })
    expect(await lapse('2026-12-07 16.00')).toEqual({ lapsed: 1, messages: 1 })
    expect(await lapse('2026-12-07 16.01')).toEqual({ lapsed: 0, messages: 0 })
    expect(await texts()).toEqual([
      expect.stringMatching(/^30 butir telur untuk Jumat, 4 Desember 2026 .*Tidak apa-apa.*kapan saja\.$/),
    ])
    expect(Object.fromEntries(await balances(here.db.prisma, here.campaign.id))).toEqual({
      intent: 0,
      promised: 0,
    })
  })

  it('without a day: after thirty days', async () => {
    await here.pledge({ day: null })
    await lapse('2026-12-27 15.59')
    expect(await texts()).toEqual([])
    await lapse('2026-12-27 16.00')
    expect(await texts()).toEqual([expect.stringMatching(/30 hari.*Tidak apa-apa/)])
  })

  it('lapses in silence for whoever wants no messages, and once in two processes', async () => {
    await here.pledge()
    await here.db.prisma.address.update({ where: { id: here.address.id }, data: { optedOutAt: here.at } })
    const other = await here.phone()
    await here.pledge({ addressId: other })
    const [one, two] = await Promise.all([lapse('2026-12-08 09.00'), lapse('2026-12-08 09.00')])
    expect(one.lapsed + two.lapsed).toBe(2)
    expect((await here.said()).map(({ addressId }) => addressId)).toEqual([other])
  })

  it('is left alone when its day is moved at the last moment, after it was found overdue', async () => {
    const { id } = await here.pledge()
    const { prisma } = here.db
    const move = () =>
      transaction(here.db, (tx) => changePledge(tx, id, { day: '2026-12-08' }, at('2026-12-07 16.00')))
    /** As the database, but somebody changes the pledge right after it was looked for. */
    const late = new Proxy(prisma, {
      get: (of, name) =>
        name === 'pledge'
          ? {
              findMany: async (what: Parameters<typeof of.pledge.findMany>[0]) => {
                const found = await of.pledge.findMany(what)
                await move()
                return found
              },
            }
          : Reflect.get(of, name),
    })
    const db = { ...here.db, prisma: late }
    expect(await lapseOverdue({ ...depsFor(here.db), db }, at('2026-12-07 16.00'))).toEqual({
      lapsed: 0,
      messages: 0,
    })
    expect((await prisma.pledge.findUnique({ where: { id } }))?.state).toBe('open')
    expect((await lapse('2026-12-11 16.00')).lapsed).toBe(1)
  })

  it('of a weekly gift is mentioned the first time only', async () => {
    const wish = {
      ...{ campaignId: here.campaign.id, addressId: here.address.id, personId: null, kind: 'self' as const },
      ...{
        unitId: null,
        giver: null,
        anonymous: false,
        amount: 2,
        pointId: null,
        news: false,
        inboxId: null,
      },
      ...{ rrule: 'FREQ=WEEKLY;BYDAY=FR', firstDay: '2026-11-27', lastDay: null },
    }
    const { id } = await transaction(here.db, (tx) => startSeries(tx, wish, here.at))
    for (const day of ['2026-12-04', '2026-12-11', '2026-12-18']) await here.pledge({ seriesId: id, day })
    for (const clock of ['2026-12-07 16.00', '2026-12-14 16.00', '2026-12-21 16.00'])
      expect((await lapse(clock)).lapsed).toBe(1)
    expect(await texts()).toEqual([
      expect.stringMatching(/4 Desember[\s\S]*Sedekah tiap pekan tetap berjalan/),
    ])
  })
})
