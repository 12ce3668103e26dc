import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plusDays, weekdayOf } from '../../../src/features/agenda/day.ts'
import { endPledge } from '../../../src/features/pledges/pledge.ts'
import {
  daysOfSeries,
  endSeries,
  pledgesOfSeries,
  runningSeries,
  type SeriesWish,
  startSeries,
} from '../../../src/features/pledges/series.ts'
import { transaction } from '../../../src/lib/db.ts'
import { pledgeCity } from './city.ts'

let here: Awaited<ReturnType<typeof pledgeCity>>
beforeAll(async () => {
  here = await pledgeCity()
})
afterAll(() => here.close())

const wish = (more: Partial<SeriesWish> = {}): SeriesWish => ({
  ...{ campaignId: here.campaign.id, addressId: here.address.id, personId: null, kind: 'self', unitId: null },
  ...{ giver: null, anonymous: false, amount: 2, pointId: null, news: false, inboxId: null },
  ...{ rrule: 'FREQ=WEEKLY;BYDAY=FR', firstDay: '2026-11-27', lastDay: null },
  ...more,
})

describe('a pledge of every week', () => {
  it('makes each of its days once, a cancelled one not again, and none after it was stopped', async () => {
    const { db, at } = here
    await transaction(db, async (tx) => {
      const series = await startSeries(tx, wish({ inboxId: 70n }), at)
      expect((await startSeries(tx, wish({ inboxId: 70n }), at)).id).toBe(series.id)
      const [first] = await pledgesOfSeries(tx, series, '2026-11-27', '2026-12-03', at, 70n)
      expect(first).toMatchObject({ day: '2026-11-27', amount: 2, seriesId: series.id, state: 'open' })
      await endPledge(tx, first?.id ?? 0, 'cancelled', at)
      const more = await pledgesOfSeries(tx, series, '2026-11-27', '2026-12-11', at)
      expect(more.map(({ day }) => day)).toEqual(['2026-12-04', '2026-12-11'])
      expect(await runningSeries(tx, here.address.id)).toHaveLength(1)
      expect(await endSeries(tx, series.id, at)).toBe(true)
      expect(await endSeries(tx, series.id, at)).toBe(false)
      expect(await runningSeries(tx, here.address.id)).toEqual([])
      const ended = { ...series, endedAt: at }
      expect(await pledgesOfSeries(tx, ended, '2026-12-12', '2026-12-31', at)).toEqual([])
    })
  })

  it('is on its weekday, within its days, whatever span is asked for', () => {
    const span = fc.record({ from: fc.integer({ min: -40, max: 80 }), long: fc.integer({ min: 0, max: 60 }) })
    fc.assert(
      fc.property(span, ({ from, long }) => {
        const [first, last] = [plusDays('2026-11-27', from), plusDays('2026-11-27', from + long)]
        const days = daysOfSeries(wish({ lastDay: '2027-01-15' }), first, last)
        for (const day of days) {
          expect(weekdayOf(day)).toBe(5)
          expect(day >= first && day <= last && day >= '2026-11-27' && day <= '2027-01-15').toBe(true)
        }
        expect(new Set(days).size).toBe(days.length)
      }),
    )
  })
})
