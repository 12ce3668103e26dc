import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Pacing } from '../../src/channels/channel.ts'
import { paceOf } from '../../src/channels/whatsapp/pacing.ts'
import { howLong, nextMoment } from '../../src/outbox/pace.ts'

const ZONE = 'Asia/Jakarta'
const PACE: Pacing = {
  ...{ gap: [4_000, 9_000], perHour: 120, perDay: 800, closedUntil: null },
  quiet: { spans: [{ from: 21 * 60, until: 5 * 60 + 30 }] },
}
const NOON = new Date('2026-11-23T12:00:00+07:00')
const HOUR = 3_600_000
const later = (ms: number, from = NOON) => new Date(from.getTime() + ms)
const next = (pacing: Pacing, sent: Date[], now: Date, random = 0.5) =>
  nextMoment(pacing, sent, now, ZONE, random)

describe('what nobody asked for', () => {
  it('waits between two, by chance within the gap', () => {
    expect(next(PACE, [], NOON)).toEqual(NOON)
    expect(next(PACE, [NOON], NOON, 0)).toEqual(later(4_000))
    expect(next(PACE, [NOON], NOON, 0.999).getTime()).toBeLessThanOrEqual(later(9_000).getTime())
    expect(next(PACE, [NOON], later(60_000))).toEqual(later(60_000))
  })

  it('is never more than the caps of an hour and of a day, whatever the chance', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.float({ min: 0, max: Math.fround(0.99) }), { minLength: 30, maxLength: 60 }),
        (perHour, perDay, chances) => {
          const pacing = { ...PACE, perHour, perDay, quiet: null }
          const sent: Date[] = []
          let now = NOON
          for (const chance of chances) {
            now = next(pacing, sent, now, chance)
            sent.push(now)
          }
          for (const at of sent) {
            const within = (span: number) =>
              sent.filter((one) => one.getTime() >= at.getTime() && one.getTime() < at.getTime() + span)
                .length
            expect(within(HOUR)).toBeLessThanOrEqual(perHour)
            expect(within(24 * HOUR)).toBeLessThanOrEqual(perDay)
          }
        },
      ),
    )
  })

  it('leaves people their evening and their night', () => {
    const evening = new Date('2026-11-23T21:00:00+07:00')
    expect(next(PACE, [], evening)).toEqual(new Date('2026-11-24T05:30:00+07:00'))
    expect(next(PACE, [], new Date('2026-11-24T05:29:59+07:00'))).toEqual(
      new Date('2026-11-24T05:30:00+07:00'),
    )
    expect(next(PACE, [], new Date('2026-11-24T05:30:00+07:00'))).toEqual(
      new Date('2026-11-24T05:30:00+07:00'),
    )
    const day = { ...PACE, quiet: { spans: [{ from: 12 * 60, until: 13 * 60 }] } }
    expect(next(day, [], NOON)).toEqual(later(HOUR))
    // What is urgent may wake people up; its pace stays.
    expect(nextMoment(PACE, [], evening, ZONE, 0.5, true)).toEqual(evening)
    expect(nextMoment(PACE, [evening], evening, ZONE, 0, true)).toEqual(later(4_000, evening))
  })

  it('stops while WhatsApp keeps new chats closed', () => {
    const closedUntil = later(2 * HOUR)
    expect(next({ ...PACE, closedUntil }, [], NOON)).toEqual(closedUntil)
  })
})

describe('a preview', () => {
  it('says when the last one will have gone', () => {
    expect(howLong(PACE, 0, [], NOON, ZONE)).toEqual(NOON)
    // Two: the first at once, the second after the mean of 4 to 9 s.
    expect(howLong(PACE, 2, [], NOON, ZONE)).toEqual(later(6_500))
    // 300 at 120 an hour: the last 60 go in the third hour.
    const last = howLong(PACE, 300, [], NOON, ZONE) as Date
    expect(last.getTime()).toBeGreaterThan(later(2 * HOUR).getTime())
    expect(last.getTime()).toBeLessThan(later(3 * HOUR).getTime())
    // 1,000 at 800 a day: the next day.
    const many = howLong(PACE, 1_000, [], NOON, ZONE) as Date
    expect(many.getTime()).toBeGreaterThan(later(24 * HOUR).getTime())
    expect(howLong({ ...PACE, perHour: 0 }, 1, [], NOON, ZONE)).toBeNull()
  })

  it('counts what has gone today', () => {
    const gone = Array.from({ length: 120 }, (_, n) => later(-n * 1_000)).reverse()
    const first = howLong(PACE, 1, gone, NOON, ZONE) as Date
    expect(first.getTime()).toBe((gone[0] as Date).getTime() + HOUR)
  })
})

describe('a new number', () => {
  const settings = { gap: PACE.gap, perHour: 120, perDay: 800 }
  const at = (days: number) =>
    paceOf(settings, { pairedAt: later(-days * 24 * HOUR), closedUntil: null }, NOON)
  it('warms up week by week', () => {
    expect([0, 7, 14, 21, 28, 365].map((days) => at(days).perDay)).toEqual([80, 200, 400, 600, 800, 800])
    expect(at(0).perHour).toBe(12)
    expect(paceOf(settings, { pairedAt: null, closedUntil: null }, NOON).perDay).toBe(80)
  })
  it('forgets a closure that is over', () => {
    expect(paceOf(settings, { pairedAt: NOON, closedUntil: later(-1) }, NOON).closedUntil).toBeNull()
  })
})
