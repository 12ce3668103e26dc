import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantOf, windowFor } from '../../../src/features/agenda/window.ts'

const apel = { date: '2026-11-23', time: '07:15', zone: 'Asia/Jakarta' }

describe('windowFor', () => {
  it('turns the city’s clock into moments', () => {
    expect(
      windowFor({
        ...apel,
        opensMinutesBefore: 30,
        onTimeMinutes: 15,
        closesMinutesAfter: 45,
        graceMinutes: 60,
      }),
    ).toEqual({
      ok: true,
      opensAt: new Date('2026-11-22T23:45:00Z'),
      startsAt: new Date('2026-11-23T00:15:00Z'),
      onTimeUntil: new Date('2026-11-23T00:30:00Z'),
      closesAt: new Date('2026-11-23T01:00:00Z'),
      graceUntil: new Date('2026-11-23T02:00:00Z'),
    })
  })

  it.each([
    ['Asia/Makassar', '2026-11-22T23:15:00Z'],
    ['Asia/Jayapura', '2026-11-22T22:15:00Z'],
    ['Europe/Berlin', '2026-11-23T06:15:00Z'],
  ])('in %s', (zone, startsAt) => {
    expect(windowFor({ ...apel, zone })).toMatchObject({ ok: true, startsAt: new Date(startsAt) })
  })

  it('takes 07.15 as people write it', () => {
    expect(windowFor({ ...apel, time: '7.15' })).toEqual(windowFor(apel))
  })

  it.each([
    [{ date: '2026-02-30' }, 'date'],
    [{ date: '23-11-2026' }, 'date'],
    [{ date: '2026-13-01' }, 'date'],
    [{ time: '24:00' }, 'time'],
    [{ time: '' }, 'time'],
    [{ zone: 'Asia/Pangkalpinang' }, 'zone'],
    [{ closesMinutesAfter: 10, onTimeMinutes: 15 }, 'end_before_start'],
    [{ closesMinutesAfter: 0 }, 'end_before_start'],
    [{ opensMinutesBefore: -1 }, 'minutes'],
    [{ graceMinutes: Number.NaN }, 'minutes'],
    [{ closesMinutesAfter: 1441 }, 'minutes'],
    [{ now: new Date('2026-11-23T00:45:00Z') }, 'past'],
    // Berlin's clocks jump from 02:00 to 03:00.
    [{ date: '2027-03-28', time: '02:30', zone: 'Europe/Berlin' }, 'no_such_time'],
  ])('refuses %j: %s', (wrong, reason) => {
    expect(windowFor({ ...apel, ...wrong })).toEqual({ ok: false, reason })
  })

  it('is not past while it is open', () => {
    expect(windowFor({ ...apel, now: new Date('2026-11-23T00:44:00Z') })).toMatchObject({ ok: true })
  })
})

describe('instantOf', () => {
  it('takes the first of a doubled hour and the end of a missing one', () => {
    expect(instantOf('2026-10-25', '02:30', 'Europe/Berlin')).toEqual(new Date('2026-10-25T00:30:00Z'))
    expect(instantOf('2027-03-28', '02:30', 'Europe/Berlin')).toEqual(new Date('2027-03-28T01:00:00Z'))
    expect(() => instantOf('besok', '07:15', 'Asia/Jakarta')).toThrow(RangeError)
  })

  it('shows the same wall clock again', () => {
    const zones = fc.constantFrom('Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura', 'Pacific/Chatham')
    const days = fc.date({ min: new Date('2025-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(zones, days, fc.nat(1439), (zone, day, minute) => {
        const date = day.toISOString().slice(0, 10)
        const time = new Date(minute * 60_000).toISOString().slice(11, 16)
        const shown = new Intl.DateTimeFormat('sv-SE', {
          timeZone: zone,
          dateStyle: 'short',
          timeStyle: 'short',
        }).format(instantOf(date, time, zone))
        // Chatham's spring gap is the only place where the clock shows something else.
        if (!(zone === 'Pacific/Chatham' && /^0[23]/.test(time))) expect(shown).toBe(`${date} ${time}`)
      }),
      { numRuns: 200 },
    )
  })
})
