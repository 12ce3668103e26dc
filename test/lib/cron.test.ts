import fc from 'fast-check'
import { schedule } from 'node-cron'
import { expect, it } from 'vitest'
import { lastDue, nextDue } from '../../src/lib/cron.ts'

const ZONE = 'Asia/Jakarta'
const crons = fc.constantFrom(
  '* * * * *',
  '*/10 * * * *',
  '0 7 * * *',
  '20 2 * * *',
  '0 9 * * 1',
  '30 0 1 * *',
)
const zones = fc.constantFrom('Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura', 'UTC')
const moments = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true })
const WEEK = 8 * 1_440

it('knows the moments of the city’s clock', () => {
  const at = new Date('2026-11-27T08:30:20+07:00')
  expect(lastDue('0 7 * * *', at, ZONE, WEEK)).toEqual(new Date('2026-11-27T07:00:00+07:00'))
  expect(nextDue('0 7 * * *', at, ZONE)).toEqual(new Date('2026-11-28T07:00:00+07:00'))
  expect(lastDue('0 9 * * 1', at, ZONE, WEEK)).toEqual(new Date('2026-11-23T09:00:00+07:00'))
  expect(lastDue('* * * * *', at, ZONE, 0)).toEqual(new Date('2026-11-27T08:30:00+07:00'))
  expect(lastDue('0 7 * * *', at, ZONE, 60)).toBeNull()
  // Not for years, and then further than anybody looks.
  expect(nextDue('0 0 29 2 *', at, ZONE)).toBeNull()
})

it('the last moment is at or before, the next after, and between them is none', () => {
  fc.assert(
    fc.property(crons, zones, moments, (cron, zone, at) => {
      const last = lastDue(cron, at, zone, 40 * 1_440)
      const next = nextDue(cron, at, zone)
      if (!last || !next) throw new Error('none found')
      expect(last.getTime()).toBeLessThanOrEqual(at.getTime())
      expect(next.getTime()).toBeGreaterThan(at.getTime())
      expect(nextDue(cron, last, zone)).toEqual(next)
      expect(lastDue(cron, new Date(next.getTime() - 1), zone, 40 * 1_440)).toEqual(last)
    }),
    { numRuns: 60 },
  )
})

it('agrees with node-cron, which gives the ticks', () => {
  fc.assert(
    fc.property(crons, zones, (cron, zone) => {
      const task = schedule(cron, () => {}, { timezone: zone })
      const theirs = task.getNextRun()
      task.destroy()
      expect(theirs && Math.floor(theirs.getTime() / 1_000) * 1_000).toBe(
        nextDue(cron, new Date(), zone)?.getTime(),
      )
    }),
    { numRuns: 20 },
  )
})
