import ICAL from 'ical.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cancelSession, moveSession, rowOf } from '../../src/features/agenda/change-session.ts'
import { at, openCity, type TestCity, weekly } from '../features/agenda/setting.ts'
import { openWorld, visitor, type World } from './world.ts'

let world: World
let here: TestCity
const NOW = at('2026-11-23 07.00')
beforeAll(async () => {
  world = await openWorld()
  here = await openCity(world.db)
  const series = await weekly(world.db, here, NOW, { title: 'Apel; "Pagi", ya' })
  const row = async (occurrence: string) => {
    const target = { sessionId: null, activityId: series.id, occurrence }
    return (await rowOf(world.db.prisma, target, here.city, NOW))!
  }
  const by = { id: here.ratna.personId, actor: here.actor, why: null, now: NOW }
  await moveSession(
    world.db.prisma,
    await row('2026-12-07'),
    { startsAt: at('2026-12-08 08.00'), place: 'aula' },
    by,
    here.city,
  )
  await cancelSession(world.db.prisma, await row('2026-12-14'), by, here.city)
  await weekly(world.db, here, NOW, {
    ...{
      kind: 'gpm',
      title: 'GPM',
      rrule: 'FREQ=MONTHLY;BYDAY=1SA',
      time: '08:00',
      endTime: '12:00',
      units: [],
    },
    public: { areaId: here.gerunggang.id },
  })
})
afterAll(() => world.close())

const link = (payload: string, until = new Date(Date.now() + 60_000), purpose = 'kalender') =>
  `/kalender/${world.deps.secret.token(purpose, payload, until)}.ics`
const events = async (unitId: number) => {
  const response = await visitor(world).get(link(String(unitId)))
  const calendar = new ICAL.Component(ICAL.parse(await response.text()))
  return calendar.getAllSubcomponents('vevent').map((one) => ({
    uid: String(one.getFirstPropertyValue('uid')),
    status: one.getFirstPropertyValue('status'),
    sequence: one.getFirstPropertyValue('sequence'),
    summary: String(one.getFirstPropertyValue('summary')),
    place: one.getFirstPropertyValue('location'),
    at: new ICAL.Event(one).startDate.toJSDate(),
    end: new ICAL.Event(one).endDate.toJSDate(),
  }))
}

describe('a unit’s calendar', () => {
  test('is a calendar, read by a parser of somebody else’s, with each event once', async () => {
    const response = await visitor(world).get(link(String(here.health.id)))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    const all = await events(here.health.id)
    expect(new Set(all.map((one) => one.uid)).size).toBe(all.length)
    expect(all[0]).toMatchObject({
      summary: 'Apel; "Pagi", ya',
      at: at('2026-11-30 07.15'),
      status: 'CONFIRMED',
    })
    // A year of Mondays, without those on holidays.
    expect(all.filter((one) => one.summary.startsWith('Apel')).length).toBeGreaterThan(40)
    expect(all.some((one) => one.at.toISOString().startsWith('2027-03-29'))).toBe(true)
  })

  test('shows what was moved and what was cancelled, as the same event in a newer version', async () => {
    const all = await events(here.health.id)
    const day = (occurrence: string) => all.find((one) => one.uid.endsWith(`-${occurrence}@guyub`))
    expect(day('2026-12-07')).toMatchObject({ at: at('2026-12-08 08.00'), place: 'aula', sequence: 1 })
    expect(day('2026-12-14')).toMatchObject({ status: 'CANCELLED', sequence: 1 })
    expect(day('2026-12-21')).toMatchObject({ status: 'CONFIRMED', sequence: 0 })
  })

  test('of a kecamatan shows what is for residents there; another unit’s shows neither', async () => {
    const there = await events(here.gerunggang.id)
    expect(there[0]).toMatchObject({
      summary: 'GPM',
      at: at('2026-12-05 08.00'),
      end: at('2026-12-05 12.00'),
    })
    expect(there.every((one) => one.summary === 'GPM')).toBe(true)
    expect(await events(here.traffic.id)).toEqual([])
  })

  test.each([
    ['of another purpose', () => link('1', undefined, 'whatsapp')],
    ['that has ended', () => link('1', new Date(Date.now() - 1_000))],
    ['of a unit that is gone', () => link('999999')],
    ['that was changed', () => link('1').replace('.', 'x.')],
    ['that is none', () => '/kalender/x.ics'],
  ])('a link %s opens nothing', async (_, path) => {
    const response = await visitor(world).get(path())
    expect(response.status).toBe(404)
    expect(await response.text()).not.toContain('VEVENT')
  })
})
