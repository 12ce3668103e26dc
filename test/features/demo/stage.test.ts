import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, createApp } from '../../../src/app.ts'
import { readConfig } from '../../../src/config.ts'
import { decide } from '../../../src/features/attendance/decide.ts'
import type { Excused, Status } from '../../../src/features/attendance/statuses.ts'
import { traces } from '../../../src/features/demo/traces.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { movableClock } from '../../../src/lib/clock.ts'
import { testDatabase } from '../../support/database.ts'

const city = loadCity('pangkalpinang')

// Its database is the embedded one, always: config.ts opens no demo on a server (TRUNCATE beside open turns would
// have to wait there).
describe.skipIf(process.env.TEST_DATABASE === 'postgres')('the demo, whole', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'guyub-stage-'))
  const clock = movableClock(new Date('2026-11-23T07:00:00+07:00'))
  let app: App
  beforeAll(async () => {
    const { db, close } = await testDatabase()
    app = createApp(readConfig({ PORT: '0', LOG_LEVEL: 'error', DATA_DIR: dataDir }), {
      clock,
      db,
      ticks: 'hand',
    })
    await app.start()
    afterAll(async () => {
      await app.stop()
      await close()
      rmSync(dataDir, { recursive: true, force: true })
    })
  })

  it('has a past: what everybody is follows from what was said, and is sealed and handed in as anywhere', async () => {
    const { prisma } = app.db
    const [checkIns, rulings, leaves, attendance, sessions] = await Promise.all([
      prisma.checkIn.findMany(),
      prisma.ruling.findMany(),
      prisma.absence.findMany(),
      prisma.attendance.findMany(),
      prisma.session.findMany({ where: { settledAt: { not: null } } }),
    ])
    expect(sessions.length).toBeGreaterThan(15)
    const people = await prisma.person.count({ where: { unitId: { not: null } } })
    expect(attendance.length).toBe(sessions.length * people)
    for (const { sessionId, personId, status } of attendance) {
      const session = sessions.find(({ id }) => id === sessionId)
      const own = <T extends { sessionId: number | null; personId: number | null }>(all: T[]) =>
        all.filter((one) => one.sessionId === sessionId && one.personId === personId)
      const model = decide(session ?? { onTimeUntil: new Date(0) }, {
        checkIns: own(checkIns),
        rulings: own(rulings).map((one) => ({ ...one, status: one.status as Status | null })),
        leaves: own(leaves).map((one) => ({
          ...{ id: one.id, kind: one.kind as Excused, decidedAt: one.decidedAt ?? one.askedAt },
        })),
      })
      expect([sessionId, personId, status]).toEqual([
        sessionId,
        personId,
        model?.status ?? 'tanpa_keterangan',
      ])
    }
    const statuses = new Set(attendance.map(({ status }) => status))
    expect(statuses.size).toBeGreaterThan(6)
    expect((await prisma.handIn.findMany()).every(({ number }) => number <= 2)).toBe(true)
  })

  async function as(role: 'pegawai' | 'koordinator' | 'tamu') {
    const address = `demo-${role}-${randomUUID()}`
    await app.demo?.enter(role, address)
    return {
      address,
      /** The first answer: the notice for somebody new comes behind it. */
      say: async (text: string) => {
        const heard = async () =>
          ((await app.webchat?.history(address, { limit: 50 })) ?? []).filter((line) => line.by === 'bot')
        const before = (await heard()).length
        await app.webchat?.say(address, { text }, randomUUID())
        await app.drain()
        return (await heard())[before]
      },
      traces: () => traces(app.db, address, 5, city.zone),
    }
  }

  it('captions what it says in English, and nobody else does', async () => {
    const coordinator = await as('koordinator')
    const answer = await coordinator.say('kode')
    const code = /[A-Z]{3,8} \d\d/.exec(answer?.text ?? '')?.[0] ?? ''
    expect(answer?.gloss).toContain(code)
    const employee = await as('pegawai')
    const receipt = await employee.say(code)
    expect(receipt?.text).toMatch(/^Hadir 07\.\d\d\./)
    expect(receipt?.gloss).toMatch(/^Present 07\.\d\d\./)
    const menu = await employee.say('menu')
    expect(menu?.choices?.map(({ label, gloss }) => [label, gloss])).toContainEqual(['Jadwal', 'Schedule'])
    await employee.say('english')
    expect((await employee.say('menu'))?.gloss).toBeUndefined()
  })

  it('shows the rows that a message left, and no secret', async () => {
    const coordinator = await as('koordinator')
    const code = /[A-Z]{3,8} \d\d/.exec((await coordinator.say('kode'))?.text ?? '')?.[0] ?? ''
    await coordinator.say(code)
    const [last] = await coordinator.traces()
    expect(last?.rows.map(({ table }) => table)).toEqual(
      expect.arrayContaining(['inbox', 'check_in', 'attendance', 'outbox']),
    )
    const checkIn = last?.rows.find(({ table }) => table === 'check_in')
    expect(Object.fromEntries(checkIn?.fields ?? [])).toMatchObject({
      proof: 'unit_code',
      verdict: 'accepted',
    })
    expect(JSON.stringify(last)).not.toContain(code)
    expect(JSON.stringify(last)).not.toMatch(/\d{9,}/)
  })

  it('is reset while people talk, and they go on talking', async () => {
    const people = await Promise.all([as('pegawai'), as('koordinator'), as('tamu')])
    const talking = people.map(async ({ address }) => {
      for (let n = 0; n < 15; n += 1) await app.webchat?.say(address, { text: `menu ${n}` }, randomUUID())
    })
    await app.demo?.stage.reset()
    await Promise.all(talking)
    await app.drain()
    expect(
      await app.db.prisma.outbox.count({ where: { state: { in: ['queued', 'sending', 'failed'] } } }),
    ).toBe(0)
    expect(await app.db.prisma.inbox.count({ where: { state: { not: 'done' } } })).toBe(0)
    const again = await as('pegawai')
    expect((await again.say('jadwal'))?.text).toContain('Apel')
  })

  it('lets nobody into half a city, when two reset at once and others come in meanwhile', async () => {
    const epoch = (await app.demo?.stage.time())?.epoch ?? 0
    const addresses = Array.from({ length: 12 }, () => `tengah-${randomUUID()}`)
    const [first, second] = await Promise.all([
      app.demo?.stage.reset(),
      app.demo?.stage.reset(),
      ...addresses.map((address) => app.demo?.enter('pegawai', address)),
    ])
    expect([first?.epoch, second?.epoch]).toEqual([epoch + 1, epoch + 2])
    const bound = await app.db.prisma.address.findMany({
      where: { externalId: { in: addresses } },
      include: { person: true },
    })
    expect(bound.map(({ person }) => person?.name)).toEqual(addresses.map(() => 'Rina Oktaviani'))
    expect(await app.db.prisma.person.count({ where: { name: 'Rina Oktaviani' } })).toBe(1)
  })

  it('says so when the clock cannot take a step', async () => {
    const before = (await app.demo?.stage.time())?.now.getTime() ?? 0
    await expect(app.demo?.stage.forward('yesterday' as 'hour')).rejects.toThrow('minute, hour and next')
    // Not moved, and still a time.
    expect(((await app.demo?.stage.time())?.now.getTime() ?? Number.NaN) - before).toBeLessThan(3_600_000)
  })
})
