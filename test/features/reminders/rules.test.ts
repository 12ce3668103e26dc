import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { momentOf, momentsOf } from '../../../src/features/reminders/moments.ts'
import { maySend } from '../../../src/features/reminders/reach.ts'
import { kindIn, readTimes } from '../../../src/features/reminders/read-reminder.ts'
import { type StoredRule, scopesFor } from '../../../src/features/reminders/rules.ts'
import { at, city, window } from './setting.ts'

const ZONE = 'Asia/Jakarta'

describe('whose rules hold', () => {
  const rule = (unitPath: string, more: Partial<StoredRule> = {}): StoredRule => ({
    ...{
      unitPath,
      kind: 'apel',
      template: 'ahead',
      daysBefore: 1,
      clock: '19.00',
      ...{ minutesBefore: null, route: 'auto' },
      active: true,
    },
    ...more,
  })
  const ahead = (stored: StoredRule[], audience = ['/1/'], kind = 'apel') =>
    scopesFor(kind, audience, stored, city.reminders).filter((one) => one.template === 'ahead')

  it('are the city’s for everybody, until a unit has its own for its people', () => {
    expect(ahead([])).toEqual([
      {
        template: 'ahead',
        unitPath: '/',
        except: [],
        times: [{ daysBefore: 1, clock: '16.00' }, { minutesBefore: 60 }],
        route: 'auto',
      },
    ])
    expect(ahead([rule('/1/2/')])).toEqual([
      expect.objectContaining({ unitPath: '/', except: ['/1/2/'] }),
      {
        template: 'ahead',
        unitPath: '/1/2/',
        except: [],
        times: [{ daysBefore: 1, clock: '19.00' }],
        route: 'auto',
      },
    ])
    // Of another part of the city, and of another kind.
    expect(ahead([rule('/1/2/')], ['/1/3/'])).toHaveLength(1)
    expect(ahead([rule('/1/2/', { kind: 'senam' })])).toEqual([expect.objectContaining({ except: [] })])
  })

  it('for a kind go before those for all kinds', () => {
    const stored = [
      rule('/1/2/', { kind: '*', clock: '12.00' }),
      rule('/1/2/', { kind: 'senam', active: false }),
    ]
    expect(ahead(stored, ['/1/2/'])).toContainEqual(
      expect.objectContaining({ unitPath: '/1/2/', times: [{ daysBefore: 1, clock: '12.00' }] }),
    )
    // Switched off: the city's do not come back for these people.
    expect(ahead(stored, ['/1/2/'], 'senam')).toEqual([
      expect.objectContaining({ unitPath: '/', except: ['/1/2/'] }),
    ])
  })

  it('are one set for everybody, whatever is stored', () => {
    const path = fc
      .array(fc.integer({ min: 2, max: 4 }), { maxLength: 3 })
      .map((ids) => `/1/${ids.map((id) => `${id}/`).join('')}`)
    const stored = fc.array(
      fc.record({
        ...{ unitPath: path, kind: fc.constantFrom('apel', 'senam', '*'), active: fc.boolean() },
        template: fc.constantFrom('ahead', 'missing', 'names'),
        ...{
          daysBefore: fc.constant(null),
          clock: fc.constant(null),
          minutesBefore: fc.constantFrom(10, 30),
          route: fc.constant('auto'),
        },
      }),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(stored, path, (rules, person) => {
        const scopes = scopesFor('apel', [person], rules, city.reminders)
        for (const template of ['ahead', 'missing', 'names']) {
          const mine = scopes.filter(
            (one) =>
              one.template === template &&
              person.startsWith(one.unitPath) &&
              !one.except.some((other) => person.startsWith(other)),
          )
          expect(mine.length).toBeLessThanOrEqual(1)
          const own = rules.filter(
            (one) => one.template === template && one.kind !== 'senam' && person.startsWith(one.unitPath),
          )
          if (own.length === 0) expect(mine[0]?.unitPath).toBe('/')
          // The nearest unit with rules decides.
          const nearest = own.map((one) => one.unitPath).sort((a, b) => b.length - a.length)[0]
          if (mine[0] && nearest) expect(mine[0].unitPath).toBe(nearest)
        }
      }),
    )
  })
})

describe('when they are due', () => {
  const session = window('2026-11-23 07.15')
  const scope = (
    times: Parameters<typeof momentOf>[0][],
    template: 'ahead' | 'missing' | 'names' = 'ahead',
  ) => ({
    ...{ template, times, unitPath: '/', except: [], route: 'auto' as const },
  })

  it('the day before, the same morning, an hour before', () => {
    expect(momentOf({ daysBefore: 1, clock: '19.00' }, session.startsAt, ZONE)).toEqual(
      at('2026-11-22 19.00'),
    )
    expect(momentOf({ daysBefore: 0, clock: '06.00' }, session.startsAt, ZONE)).toEqual(
      at('2026-11-23 06.00'),
    )
    expect(momentOf({ minutesBefore: 60 }, session.startsAt, ZONE)).toEqual(at('2026-11-23 06.15'))
    // A day is one of the city's clock.
    expect(momentOf({ daysBefore: 1, clock: '23.59' }, at('2026-11-23 00.10'), ZONE)).toEqual(
      at('2026-11-22 23.59'),
    )
    expect(momentOf({ daysBefore: 1, clock: '08.00' }, session.startsAt, 'Asia/Jayapura')).toEqual(
      new Date('2026-11-22T08:00:00+09:00'),
    )
  })

  it('not after the start, nor twice at the same time; each until the next says the same', () => {
    const late = scope([
      { daysBefore: 0, clock: '08.00' },
      { minutesBefore: 60 },
      { daysBefore: 0, clock: '06.15' },
    ])
    expect(momentsOf(late, session, ZONE).map(({ fireAt }) => fireAt)).toEqual([at('2026-11-23 06.15')])
    const [first, second] = momentsOf(
      scope([{ minutesBefore: 60 }, { daysBefore: 1, clock: '16.00' }]),
      session,
      ZONE,
    )
    expect(first).toMatchObject({ fireAt: at('2026-11-22 16.00'), expiresAt: at('2026-11-23 06.15') })
    expect(second).toMatchObject({ expiresAt: session.startsAt })
    expect(momentsOf(scope([{ minutesBefore: 5 }], 'missing'), session, ZONE)).toEqual([
      expect.objectContaining({ fireAt: at('2026-11-23 07.25'), expiresAt: session.onTimeUntil }),
    ])
    expect(momentsOf(scope([{ minutesBefore: 0 }], 'names'), session, ZONE)).toEqual([
      expect.objectContaining({ fireAt: session.onTimeUntil, expiresAt: session.graceUntil }),
    ])
  })

  it('in order, before what they are for, and never useful after it', () => {
    const time = fc.oneof(
      fc.record({ minutesBefore: fc.integer({ min: 0, max: 1_440 }) }),
      fc.record({
        daysBefore: fc.integer({ min: 0, max: 14 }),
        clock: fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}.30`),
      }),
    )
    const template = fc.constantFrom('ahead' as const, 'missing' as const, 'names' as const)
    fc.assert(
      fc.property(fc.array(time, { maxLength: 5 }), template, (times, kind) => {
        const moments = momentsOf(scope(times, kind), session, ZONE)
        const limit = kind === 'ahead' ? session.startsAt : session.onTimeUntil
        for (const [n, { fireAt, expiresAt }] of moments.entries()) {
          expect(fireAt.getTime()).toBeLessThanOrEqual(limit.getTime())
          expect(expiresAt.getTime()).toBeGreaterThanOrEqual(fireAt.getTime())
          expect(expiresAt.getTime()).toBeLessThanOrEqual(
            kind === 'names' ? session.graceUntil.getTime() : limit.getTime(),
          )
          const next = moments[n + 1]
          if (next) expect(next.fireAt.getTime()).toBeGreaterThan(fireAt.getTime())
        }
      }),
    )
  })
})

describe('what a coordinator says', () => {
  const ref = at('2026-11-27 09.00')
  it.each([
    [
      'ingatkan H-1 jam 7 malam dan hari H jam 6 pagi',
      [
        { daysBefore: 1, clock: '19.00' },
        { daysBefore: 0, clock: '06.00' },
      ],
    ],
    [
      'ingatkan H-3 jam 8 pagi dan H-1 jam 4 sore',
      [
        { daysBefore: 3, clock: '08.00' },
        { daysBefore: 1, clock: '16.00' },
      ],
    ],
    ['buat pengingat sehari sebelum apel jam 7 malam', [{ daysBefore: 1, clock: '19.00' }]],
    ['ingatkan 30 menit sebelum senam', [{ minutesBefore: 30 }]],
    ['ingatkan 1 jam sebelum', [{ minutesBefore: 60 }]],
    ['ingatkan setengah jam sebelum apel', [{ minutesBefore: 30 }]],
    ['H-1 pukul 16.00, 2 jam sebelumnya', [{ daysBefore: 1, clock: '16.00' }, { minutesBefore: 120 }]],
    ['ingatkan H-1', null],
    ['ingatkan H+1 jam 7 pagi', null],
    ['ingatkan 2 menit sebelum', null],
    ['ingatkan besok', null],
    ['', null],
  ])('%s', (text, expected) => {
    expect(readTimes(text, ref, ZONE)).toEqual(expected)
  })

  it.each([
    ['ingatkan apel akbar H-1 jam 7 malam', 'apel_akbar'],
    ['matikan pengingat senam', 'senam'],
    ['ingatkan apel senin', 'apel'],
    ['ingatkan semua kegiatan H-1 jam 7', '*'],
    ['ingatkan H-1 jam 7 malam', null],
  ])('%s: about %s', (text, expected) => {
    expect(kindIn(text, city.activityKinds)).toBe(expected)
  })
})

it('what cannot all arrive in time is not begun, and a cap is only spent on what is pending', () => {
  const expiresAt = at('2026-11-23 07.30')
  const carried = (clock: string | null, capped: boolean) => ({
    at: clock ? at(`2026-11-23 ${clock}`) : null,
    capped,
  })
  const may = (template: 'ahead' | 'missing', one: ReturnType<typeof carried>) =>
    maySend({ template, expiresAt, route: 'auto' }, one)
  expect(may('ahead', carried('07.00', false))).toBe(true)
  expect(may('ahead', carried('07.00', true))).toBe(false)
  expect(may('ahead', carried('07.31', false))).toBe(false)
  expect(may('missing', carried('07.30', true))).toBe(true)
  expect(may('missing', carried('08.00', true))).toBe(false)
  expect(may('missing', carried(null, true))).toBe(false)
  expect(maySend({ template: 'ahead', expiresAt, route: 'groups' }, carried('07.00', false))).toBe(false)
})
