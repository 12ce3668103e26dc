import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeSeriesPledges } from '../../../src/features/pledges/make-series-pledges.ts'
import { changePledge, endPledge } from '../../../src/features/pledges/pledge.ts'
import { endSeries, type SeriesWish, startSeries } from '../../../src/features/pledges/series.ts'
import { transaction } from '../../../src/lib/db.ts'
import { at, depsFor } from '../reminders/setting.ts'
import { clockCity } from './by-clock.ts'

let here: Awaited<ReturnType<typeof clockCity>>
beforeAll(async () => {
  here = await clockCity()
})
afterAll(() => here.close())
beforeEach(() => here.clear())

const start = (more: Partial<SeriesWish> = {}) =>
  transaction(here.db, (tx) =>
    startSeries(
      tx,
      {
        ...{ campaignId: here.campaign.id, addressId: here.address.id, personId: null, kind: 'self' },
        ...{
          unitId: null,
          giver: null,
          anonymous: false,
          amount: 2,
          pointId: null,
          news: false,
          inboxId: null,
        },
        ...{ rrule: 'FREQ=WEEKLY;BYDAY=FR', firstDay: '2026-12-11', lastDay: null },
        ...more,
      },
      here.at,
    ),
  )
const make = (clock: string) => makeSeriesPledges(depsFor(here.db), at(clock))
const pledges = () => here.db.prisma.pledge.findMany({ orderBy: { id: 'asc' } })
const days = async () => (await pledges()).map(({ day }) => day?.toISOString().slice(5, 10))
/** Day after day, at seven. */
const week = async (from: number, to: number) => {
  for (let day = from; day <= to; day += 1) await make(`2026-12-${String(day).padStart(2, '0')} 07.00`)
}

describe('a weekly gift', () => {
  it('has the pledges of the coming week, each once, and skips a Friday on which the office is closed', async () => {
    await start({ pointId: here.points.find(({ kind }) => kind === 'kelurahan')?.id ?? null })
    await week(1, 31)
    // 25 December and 1 January are holidays.
    expect(await days()).toEqual(['12-11', '12-18'])
  })

  it('goes on over a holiday where no office is closed', async () => {
    await start({ pointId: here.point('Posyandu Melati').id })
    await week(1, 31)
    expect(await days()).toEqual(['12-11', '12-18', '12-25', '01-01'])
  })

  it('is not made again when one was moved to another day or cancelled, nor by a second process', async () => {
    await start()
    await Promise.all([make('2026-12-05 07.00'), make('2026-12-05 07.00')])
    const [first] = await pledges()
    await transaction(here.db, (tx) => changePledge(tx, first?.id ?? 0, { day: '2026-12-12' }, here.at))
    await week(6, 12)
    const second = (await pledges())[1]
    await transaction(here.db, (tx) => endPledge(tx, second?.id ?? 0, 'cancelled', here.at))
    await week(13, 18)
    expect(await days()).toEqual(['12-12', '12-18', '12-25'])
  })

  it('pauses while its chat blocks us or said stop, and goes on afterwards', async () => {
    await start()
    const { prisma } = here.db
    const set = (data: object) => prisma.address.update({ where: { id: here.address.id }, data })
    await set({ blockedAt: here.at })
    await week(5, 12)
    expect(await days()).toEqual([])
    await set({ blockedAt: null, optedOutAt: here.at })
    await week(13, 14)
    await set({ optedOutAt: null })
    await week(15, 15)
    expect(await days()).toEqual(['12-18'])
  })

  it('ends with its last day, with its campaign, and when it is stopped', async () => {
    await start({ lastDay: '2026-12-11' })
    const stopped = await start()
    await transaction(here.db, (tx) => endSeries(tx, stopped.id, here.at))
    const campaign = { where: { id: here.campaign.id } }
    const other = await start({ rrule: 'FREQ=WEEKLY;BYDAY=MO', firstDay: '2026-12-14' })
    await here.db.prisma.campaign.update({ ...campaign, data: { lastDay: new Date('2026-12-15') } })
    await week(5, 25)
    await here.db.prisma.campaign.update({ ...campaign, data: { lastDay: null } })
    expect((await pledges()).map(({ seriesId, day }) => [seriesId === other.id, day?.getUTCDate()])).toEqual([
      [false, 11],
      [true, 14],
    ])
  })
})
