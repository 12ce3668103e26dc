import { Hono } from 'hono'
import { unitCalendar } from '../features/agenda/calendar.ts'
import type { WebDeps } from './deps.ts'

type Given = Pick<WebDeps, 'db' | 'secret' | 'city' | 'clock' | 't'>

/**
 * `/kalender/<signed link>.ics`: a unit's agenda for a calendar program, which asks again and again for years. Dates and
 * places only, no name of anybody.
 */
export function calendarRoutes({ db, secret, city, clock, t }: Given) {
  return new Hono().get('/kalender/:token', async (c) => {
    const token = c.req.param('token').replace(/\.ics$/, '')
    // The link's age is the machine's time: a demo's clock may stand anywhere.
    const unitId = Number(secret.readToken('kalender', token, new Date()))
    const text = unitId ? await unitCalendar(db.prisma, unitId, city, t, clock.now()) : null
    if (text === null) return c.text('', 404)
    return c.body(text, 200, {
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': 'inline; filename="guyub.ics"',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    })
  })
}
