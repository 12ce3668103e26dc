import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { affectedBy } from '../../../src/features/agenda/affected.ts'
import { agendaBetween } from '../../../src/features/agenda/agenda-between.ts'
import { changeSeries, endSeries } from '../../../src/features/agenda/change-series.ts'
import { cancelSession, movedTo, moveSession, rowOf } from '../../../src/features/agenda/change-session.ts'
import { clashWith } from '../../../src/features/agenda/clash.ts'
import { findSeries, findSessions } from '../../../src/features/agenda/find-target.ts'
import { makeSessions } from '../../../src/features/agenda/make-sessions.ts'
import type { Actor } from '../../../src/features/agenda/may-change.ts'
import { tellAffected } from '../../../src/features/agenda/tell-affected.ts'
import { settleChanged } from '../../../src/features/attendance/session-changed.ts'
import { judge } from '../../../src/features/check-in/judge.ts'
import { testDatabase } from '../../support/database.ts'
import { at, openCity, sessionsOf, type TestCity, translator, weekly } from './setting.ts'

const { db, close } = await testDatabase()
const { prisma } = db
afterAll(close)

let here: TestCity
beforeAll(async () => {
  here = await openCity(db)
})
beforeEach(async () => {
  await prisma.outbox.deleteMany()
  await prisma.session.deleteMany()
  await prisma.activity.deleteMany()
})

const NOW = at('2026-11-27 09.00')
const by = (actor: Actor = here.actor) => ({ id: here.ratna.personId, actor, why: 'hujan', now: NOW })
const done = <T>(answer: T | 'not_yours'): T => {
  if (answer === 'not_yours') throw new Error('not yours')
  return answer as T
}
const make = (now: Date) => makeSessions({ db, city: here.city, translator, settle: settleChanged }, now)
const rowAt = async (activityId: number, occurrence: string) => {
  const row = await rowOf(prisma, { sessionId: null, activityId, occurrence }, here.city, NOW)
  if (!row) throw new Error('no such session')
  return row
}

describe('one session', () => {
  it('that has no row yet is made by changing it, and stays the exception of its day', async () => {
    const series = await weekly(db, here, NOW)
    const far = await rowAt(series.id, '2026-12-21')
    const moved = await moveSession(
      prisma,
      far,
      { startsAt: at('2026-12-22 08.00'), place: 'aula' },
      by(),
      here.city,
    )
    expect(moved).toMatchObject({
      opensAt: at('2026-12-22 07.30'),
      closesAt: at('2026-12-22 08.45'),
      place: 'aula',
    })
    await make(at('2026-12-20 00.00'))
    const rows = await sessionsOf(db)
    expect(rows.filter((row) => row.startsWith('2026-12-2'))).toEqual(['2026-12-22 08.00 scheduled'])
    const agenda = await agendaBetween(prisma, here.city, at('2026-12-20 00.00'), at('2026-12-30 00.00'))
    expect(agenda.map((one) => one.startsAt)).toEqual([at('2026-12-22 08.00'), at('2026-12-28 07.15')])
    const audit = await prisma.audit.findMany({ where: { action: 'session.change' } })
    expect(audit.at(-1)).toMatchObject({ why: 'hujan', sessionId: far.id })
  })

  it('that has opened stays open when it is put off on the same day, so that a late code counts like one in time', async () => {
    const series = await weekly(db, here, NOW)
    const row = await rowAt(series.id, '2026-11-30')
    const put = (startsAt: string, now: string, sameDay: boolean, session = row) =>
      moveSession(
        prisma,
        session,
        { startsAt: at(startsAt), place: null, sameDay },
        { ...by(), now: at(now) },
        here.city,
      )
    const later = await put('2026-11-30 08.15', '2026-11-30 07.20', true)
    if (typeof later === 'string') throw new Error(later)
    expect(later).toMatchObject({ opensAt: row.opensAt, onTimeUntil: at('2026-11-30 08.30') })
    const message = {
      at: at('2026-11-30 07.10'),
      clock: 'platform',
      edited: false,
      forwarded: false,
    } as const
    expect(judge({ session: later, message, proof: { kind: 'word' } })).toMatchObject({
      verdict: 'accepted',
      status: 'hadir',
    })
    const unopened = await rowAt(series.id, '2026-12-07')
    expect(await put('2026-12-07 08.15', '2026-12-07 06.30', true, unopened)).toMatchObject({
      opensAt: at('2026-12-07 07.45'),
    })
  })

  it('is changed once by whoever is first', async () => {
    const series = await weekly(db, here, NOW)
    const row = await rowAt(series.id, '2026-11-30')
    const [a, b] = await Promise.all([
      moveSession(prisma, row, { startsAt: at('2026-11-30 08.00'), place: null }, by(), here.city),
      moveSession(prisma, row, { startsAt: at('2026-11-30 09.00'), place: null }, by(), here.city),
    ])
    expect([a, b].filter((one) => one !== 'gone')).toHaveLength(1)
    expect(await cancelSession(prisma, row, by(), here.city)).toBe('cancelled')
    expect(await cancelSession(prisma, row, by(), here.city)).toBe('gone')
  })

  it('keeps its hour when only the day changes, and its day when only the hour does', () => {
    const start = at('2026-11-30 07.15')
    expect(movedTo(start, { day: '2026-12-01', time: null }, 'Asia/Jakarta')).toEqual(at('2026-12-01 07.15'))
    expect(movedTo(start, { day: null, time: '08:00' }, 'Asia/Jakarta')).toEqual(at('2026-11-30 08.00'))
  })
})

describe('a series from a day on', () => {
  it('goes on changed; what was changed by itself keeps what it was given', async () => {
    const series = await weekly(db, here, NOW)
    const own = await rowAt(series.id, '2026-12-14')
    await moveSession(prisma, own, { startsAt: at('2026-12-15 10.00'), place: null }, by(), here.city)
    await make(at('2026-12-01 00.00'))
    const change = { from: '2026-12-07', time: '07:30', place: 'aula', rrule: null }
    const { id } = done(await changeSeries(prisma, series, change, by(), here.city))
    await make(at('2026-12-21 00.00'))
    expect(await sessionsOf(db, series.id)).toEqual(['2026-11-30 07.15 scheduled'])
    expect(await sessionsOf(db, id)).toEqual([
      ...['2026-12-07 07.30 scheduled', '2026-12-15 10.00 scheduled'],
      ...['2026-12-21 07.30 scheduled', '2026-12-28 07.30 scheduled'],
    ])
  })

  it('takes another weekday', async () => {
    const series = await weekly(db, here, NOW)
    const change = { from: '2026-12-01', time: null, place: null, rrule: 'FREQ=WEEKLY;BYDAY=TU' }
    const { id, sessionIds } = done(await changeSeries(prisma, series, change, by(), here.city))
    expect(sessionIds).toHaveLength(1)
    expect(await sessionsOf(db, id)).toEqual(['2026-12-01 07.15 scheduled'])
    expect(await sessionsOf(db, series.id)).toEqual(['2026-11-30 07.15 scheduled'])
  })

  it('ends: what stands is cancelled, nothing new comes', async () => {
    const series = await weekly(db, here, NOW)
    expect(await endSeries(prisma, series, '2026-12-07', by(), here.city)).toHaveLength(1)
    await make(at('2026-12-14 00.00'))
    expect(await sessionsOf(db)).toEqual(['2026-11-30 07.15 scheduled', '2026-12-07 07.15 cancelled'])
  })
})

describe('who may, and whom it concerns', () => {
  it('is looked at again as it is saved: a term may have ended between the question and the yes', async () => {
    const series = await weekly(db, here, NOW)
    const row = await rowAt(series.id, '2026-11-30')
    const ended = { ...here.actor, roles: [] }
    const elsewhere = {
      ...here.actor,
      roles: [{ role: 'koordinator', unitPath: here.traffic.path }],
    }
    const change = { from: '2026-12-07', time: '07:30', place: null, rrule: null }
    const before = await sessionsOf(db)
    for (const actor of [null, ended, elsewhere]) {
      const none = by(actor)
      expect(
        await moveSession(prisma, row, { startsAt: at('2026-11-30 08.00'), place: null }, none, here.city),
      ).toBe('not_yours')
      expect(await cancelSession(prisma, row, none, here.city)).toBe('not_yours')
      expect(await changeSeries(prisma, series, change, none, here.city)).toBe('not_yours')
      expect(await endSeries(prisma, series, '2026-12-07', none, here.city)).toBe('not_yours')
    }
    expect(await sessionsOf(db)).toEqual(before)
    expect(await prisma.activity.findMany({ select: { lastDay: true } })).toEqual([{ lastDay: null }])
  })

  it('only whoever coordinates all of its units', async () => {
    await weekly(db, here, NOW)
    const wanted = { kind: 'apel', day: '2026-11-30', dayTo: '2026-11-30' }
    const of = (actor: Parameters<typeof findSessions>[2]) =>
      findSessions(prisma, wanted, actor, here.city, NOW)
    expect((await of(here.actor)).mine).toHaveLength(1)
    const other = {
      id: 9,
      unitPath: here.traffic.path,
      roles: [{ role: 'koordinator', unitPath: here.traffic.path }],
    }
    expect(await of(other)).toMatchObject({ mine: [], others: [{ title: 'Apel' }] })
    expect((await findSeries(prisma, { ...wanted, kind: null }, other, '2026-12-01')).mine).toEqual([])
  })

  it('its units and their people by number; each is told once, for as long as it is worth reading', async () => {
    const series = await weekly(db, here, NOW)
    expect(await affectedBy(prisma, [here.health.path])).toEqual({ units: ['Dinas Kesehatan'], people: 2 })
    const [session] = await prisma.session.findMany({ where: { activityId: series.id } })
    const tell = (key: string, except?: number[]) =>
      tellAffected(prisma, [session?.id ?? 0], (t) => ({ text: t('x') }), {
        key,
        translator,
        now: NOW,
        ...(except ? { except } : {}),
      })
    expect(await tell('a')).toBe(2)
    expect(await tell('a')).toBe(0)
    expect(await tell('b', [here.ratna.addressId])).toBe(1)
    const rows = await prisma.outbox.findMany({ where: { key: { startsWith: 'agenda/a/' } } })
    const hours = rows.map((row) =>
      Math.round((row.expiresAt.getTime() - row.createdAt.getTime()) / 3_600_000),
    )
    // Friday 09.00 to Monday 08.00.
    expect(hours).toEqual([71, 71])
  })

  it('a group of the unit too, and for residents those who follow it there', async () => {
    const group = await prisma.address.create({
      data: { channel: 'telegram', externalId: '-1', firstSeenAt: NOW },
    })
    await prisma.groupLink.create({ data: { addressId: group.id, unitId: here.health.id, at: NOW } })
    const series = await weekly(db, here, NOW)
    const [own] = await prisma.session.findMany({ where: { activityId: series.id } })
    const recipients = async (id: number, key: string) => {
      await tellAffected(prisma, [id], (t) => ({ text: t('x') }), { key, translator, now: NOW })
      const rows = await prisma.outbox.findMany({
        where: { key: { startsWith: `agenda/${key}/` } },
        orderBy: { addressId: 'asc' },
      })
      return rows.map((row) => row.addressId)
    }
    expect(await recipients(own?.id ?? 0, 'g')).toEqual([here.ratna.addressId, here.siti.addressId, group.id])
    const market = await weekly(db, here, NOW, {
      ...{
        kind: 'gpm',
        title: 'GPM',
        rrule: 'FREQ=WEEKLY;BYDAY=SA',
        units: [],
        public: { areaId: here.gerunggang.id },
      },
    })
    await prisma.follow.createMany({
      data: [
        { addressId: here.dewi.addressId, topic: 'gpm', unitId: here.gerunggang.id, at: NOW },
        { addressId: here.siti.addressId, topic: 'gpm', unitId: here.gabek.id, at: NOW },
        { addressId: here.ratna.addressId, topic: 'gpm', unitId: null, at: NOW },
      ],
    })
    const [open] = await prisma.session.findMany({ where: { activityId: market.id } })
    expect(await recipients(open?.id ?? 0, 'p')).toEqual([here.ratna.addressId, here.dewi.addressId])
  })
})

describe('two of a kind at one hour', () => {
  it('are named, but not other kinds, hours, units, or the one that is being changed', async () => {
    const series = await weekly(db, here, NOW)
    const wanted = { kind: 'apel', starts: [at('2026-12-07 07.15')], paths: [here.health.path] }
    const found = (more: object = {}, not?: { activityId: number }) =>
      clashWith(prisma, here.city, { ...wanted, ...more }, not)
    expect(await found()).toMatchObject({ title: 'Apel', startsAt: at('2026-12-07 07.15') })
    // The whole city's meets each of its units.
    expect(await found({ paths: ['/'] })).not.toBeNull()
    expect(await found({ kind: 'senam' })).toBeNull()
    expect(await found({ starts: [at('2026-12-07 07.30')] })).toBeNull()
    expect(await found({ paths: [here.traffic.path] })).toBeNull()
    expect(await found({}, { activityId: series.id })).toBeNull()
  })
})
