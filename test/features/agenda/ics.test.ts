import fc from 'fast-check'
import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import { type IcsEvent, icsCalendar } from '../../../src/features/agenda/ics.ts'

/** Read back by a parser of somebody else's. */
const event = (more: Partial<IcsEvent> = {}): IcsEvent => ({
  ...{
    uid: '7-2026-11-30@guyub',
    sequence: 2,
    title: 'Apel',
    place: 'halaman',
    description: '',
    cancelled: false,
  },
  startsAt: new Date('2026-11-30T00:15:00Z'),
  endsAt: new Date('2026-11-30T01:00:00Z'),
  stamp: new Date('2026-11-27T02:00:00Z'),
  ...more,
})
const read = (text: string) => {
  const calendar = new ICAL.Component(ICAL.parse(text))
  return calendar.getAllSubcomponents('vevent').map((one) => ({ one: new ICAL.Event(one), raw: one }))
}

describe('a calendar', () => {
  it('is read as it was meant', () => {
    const [first, second] = read(icsCalendar('Agenda', [event(), event({ uid: 'b', cancelled: true })]))
    expect(first?.one).toMatchObject({
      uid: '7-2026-11-30@guyub',
      summary: 'Apel',
      location: 'halaman',
      sequence: 2,
    })
    expect(first?.one.startDate.toJSDate()).toEqual(new Date('2026-11-30T00:15:00Z'))
    expect(first?.one.endDate.toJSDate()).toEqual(new Date('2026-11-30T01:00:00Z'))
    expect(first?.raw.getFirstPropertyValue('status')).toBe('CONFIRMED')
    expect(second?.raw.getFirstPropertyValue('status')).toBe('CANCELLED')
  })

  it('keeps any title and place, and no line is longer than 75 octets', () => {
    // Control characters have no place in it; a blank takes theirs.
    const text = fc.string({ unit: 'grapheme', maxLength: 120 })
    const kept = (said: string) => said.replace(/\r\n?/g, '\n').replace(/(?!\n)\p{Cc}/gu, ' ')
    fc.assert(
      fc.property(text, text, (title, place) => {
        const calendar = icsCalendar(title, [event({ title, place })])
        for (const line of calendar.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
        const [found] = read(calendar)
        expect(found?.one.summary).toBe(kept(title))
        expect(found?.one.location).toBe(kept(place))
      }),
      { numRuns: 200 },
    )
  })
})
