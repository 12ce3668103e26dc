import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createWhatsApp } from '../../src/channels/whatsapp/index.ts'
import { afterClose } from '../../src/channels/whatsapp/reconnect.ts'
import { askPairing } from '../../src/features/numbers/numbers.ts'
import { startWhatsApp } from '../peers/whatsapp/server.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { PACE } from '../support/whatsapp.ts'
import { type Heard, listener } from './contract.ts'
import { QUICK, SECRET, TEXTS, type WhatsAppHarness, whatsappHarness } from './whatsapp.harness.ts'

let database: TestDatabase
let harness: WhatsAppHarness
let heard: Heard
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  harness = await whatsappHarness(database.db)
  heard = listener()
})
afterEach(async () => {
  await harness.channel.stop()
  await harness.close()
})

const soon = <T>(check: () => T | Promise<T>, timeout = 8_000) => vi.waitFor(check, { timeout, interval: 5 })
const state = () => harness.channel.status().state
const open = async () => {
  await harness.channel.start(heard)
  await soon(() => expect(state()).toBe('open'))
}
const account = () => database.db.prisma.whatsAppAccount.findFirstOrThrow({ where: { rank: 0 } })

describe('after a connection has ended', () => {
  test.each([
    [401, 'logged_out'],
    [403, 'banned'],
    [411, 'mismatch'],
  ] as const)(
    '%i waits for a person, and keeps the login for whoever looks for the reason',
    async (code, why) => {
      await open()
      harness.peer.faults.add({ kind: 'loginRefused', code })
      harness.peer.faults.add({ kind: 'kill' })
      await soon(() => expect(state()).toBe('needs_person'))
      expect(harness.channel.status().detail).toContain(why)
      const row = await account()
      expect(row).toMatchObject({ state: 'needs_person', reason: why })
      expect(row.creds).not.toBeNull()
      await new Promise((next) => setTimeout(next, 200))
      expect(harness.peer.connections.size).toBe(0)
    },
  )

  test.each([408, 428, 500, 503])('%i at login: tries again, and is there', async (code) => {
    harness.peer.faults.add({ kind: 'loginRefused', code, times: 2 })
    await open()
    await harness.channel.send(harness.address(7), { text: 'halo' }, 'k')
    expect(harness.heard(7)).toEqual(['halo'])
  })

  test.each([500, 503, 515])('%i in the middle: comes back by itself', async (code) => {
    await open()
    harness.peer.faults.add({ kind: 'streamError', code })
    await soon(() => expect(harness.channel.accounts()[0]?.state.name).not.toBe('open'))
    await soon(() => expect(state()).toBe('open'))
  })

  test('405 asks which version there is, keeps it, and goes on with it', async () => {
    await database.db.prisma.meta.deleteMany({ where: { key: 'whatsapp.version' } })
    const latestVersion = vi.fn(async (): Promise<[number, number, number]> => [2, 3000, 1999999999])
    harness.channel = harness.make({ latestVersion })
    harness.peer.faults.add({ kind: 'loginRefused', code: 405, times: 2 })
    await open()
    expect(latestVersion).toHaveBeenCalledTimes(1)
    expect(await database.db.prisma.meta.findUnique({ where: { key: 'whatsapp.version' } })).toMatchObject({
      value: '2.3000.1999999999',
    })
  })

  test('the owner removed the device: a person is needed', async () => {
    await open()
    harness.peer.faults.add({ kind: 'loggedOut' })
    await soon(() => expect(state()).toBe('needs_person'))
  })

  test('another process took the session (440): waits long, and then has it again', async () => {
    await open()
    const begun = performance.now()
    harness.peer.faults.add({ kind: 'replaced' })
    await soon(() =>
      expect(harness.channel.accounts()[0]?.state).toEqual({ name: 'connecting', why: 'replaced' }),
    )
    await soon(() => expect(state()).toBe('open'))
    // Half a minute, in the tests' time.
    expect(performance.now() - begun).toBeGreaterThan(30_000 * QUICK.pauses)
  })

  test('a server that answers no websocket at all does not hang it for ever', async () => {
    harness.peer.faults.add({ kind: 'upgradeRefused', code: 502, times: 2 })
    await open()
  })

  test('silence is noticed', async () => {
    harness.channel = harness.make({ timing: { keepAlive: 200, query: 500 } })
    await open()
    harness.peer.faults.add({ kind: 'mute' })
    await soon(() => expect(harness.channel.accounts()[0]?.state.name).not.toBe('open'), 15_000)
    await soon(() => expect(state()).toBe('open'))
  })

  test('the table: what waits, how long, and what does not', () => {
    const wait = (code: number, failures: number, random: number) => {
      const next = afterClose(code, failures, random)
      return next.do === 'wait' ? next.ms : next.do
    }
    expect(wait(515, 9, 0.9)).toBe(0)
    expect([0, 1, 2, 3].map((failures) => wait(428, failures, 0.5))).toEqual([1_000, 2_000, 4_000, 8_000])
    expect(wait(503, 1_000, 0.999)).toBeLessThanOrEqual(90_000)
    // Whoever else has the session keeps it: at least half a minute, and never in step.
    expect(wait(440, 0, 0)).toBeGreaterThanOrEqual(30_000)
    expect(wait(440, 0, 0.9)).not.toBe(wait(440, 0, 0.1))
    expect(wait(401, 0, 0)).toBe('stop')
    expect(wait(0, 0, 0.5)).toBe(1_000)
  })
})

describe('whom it talks to', () => {
  test('a server whose certificate hangs on another root is refused', async () => {
    const stranger = await startWhatsApp()
    const channel = createWhatsApp(
      // The harness' own root is the trusted one.
      { url: stranger.url, rootKey: null, version: null, pace: PACE },
      {
        ...{ db: database.db, secret: SECRET, texts: TEXTS, timing: QUICK },
        log: { debug() {}, info() {}, warn() {}, error() {} } as never,
        hold: () => harness.lease.current,
        sent: async () => null,
      },
    )
    const logins = vi.fn()
    stranger.on('login', logins)
    await channel.start(heard)
    await new Promise((next) => setTimeout(next, 400))
    expect(channel.status().state).toBe('connecting')
    expect(logins).not.toHaveBeenCalled()
    await channel.stop()
    await stranger.stop()
  })

  test('nothing that it writes anywhere holds a key', async () => {
    const written: string[] = []
    const originals = (['log', 'info', 'warn'] as const).map((level) => {
      const spy = vi.spyOn(console, level).mockImplementation((...parts) => {
        written.push(parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '))
      })
      return spy
    })
    harness.channel = harness.make()
    await open()
    const { phone } = harness.person(7)
    await phone.sendText(harness.bot, 'satu')
    phone.reinstall()
    await phone.sendText(harness.bot, 'dua')
    await phone.sendText(harness.bot, 'rusak', { corrupt: true })
    await harness.channel.send(harness.address(7), { text: 'jawaban' }, 'k')
    await soon(() => expect(heard.received.length).toBeGreaterThanOrEqual(3))
    const all = [...written, ...harness.lines].join('\n')
    expect(all).not.toMatch(/privKey|rootKey|SessionEntry|chainKey|ephemeralKeyPair/i)
    for (const { value } of await database.db.prisma.whatsAppKey.findMany())
      expect(all).not.toContain(Buffer.from(value).toString('base64').slice(0, 24))
    for (const spy of originals) spy.mockRestore()
  })

  test('what lies in the database cannot be read without the secret', async () => {
    await open()
    await harness.person(7).phone.sendText(harness.bot, 'satu')
    await soon(() => expect(heard.received).toHaveLength(1))
    const keys = await database.db.prisma.whatsAppKey.findMany()
    const stored = [...keys.map(({ value }) => value), (await account()).creds ?? new Uint8Array()]
    expect(stored.length).toBeGreaterThan(2)
    for (const bytes of stored)
      expect(Buffer.from(bytes).toString('latin1')).not.toMatch(/private|noiseKey|_sessions/)
  })
})

describe('what WhatsApp thinks of the number', () => {
  test('a closure of new chats is read when it opens, stops what nobody asked for, and ends', async () => {
    const until = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000)
    harness.bot.standing.restrict(until)
    harness.bot.standing.cap({ total_quota: 50, used_quota: 12 })
    await open()
    await soon(async () => expect((await account()).closedUntil).toEqual(until))
    expect(await account()).toMatchObject({ newChats: 12, newChatsMost: 50 })
    expect((await harness.channel.pacing?.())?.closedUntil).toEqual(until)
    // A reply goes on.
    await harness.channel.send(harness.address(7), { text: 'jawaban' }, 'k')
    expect(harness.heard(7)).toEqual(['jawaban'])
    await harness.channel.stop()
    harness.bot.standing.restrict()
    await harness.restart()
    await open()
    await soon(async () => expect((await account()).closedUntil).toBeNull())
  })

  test('a message refused with 463 closes it at once, for a day when WhatsApp does not say how long', async () => {
    await open()
    await soon(async () => expect((await account()).closedUntil).toBeNull())
    harness.peer.faults.add({ kind: 'refused', code: 463, times: 1 })
    await harness.channel.send(harness.address(7), { text: 'halo' }, 'k').catch(() => undefined)
    await soon(async () =>
      expect((await account()).closedUntil?.getTime()).toBeGreaterThan(Date.now() + 80_000_000),
    )
    expect((await harness.channel.pacing?.())?.closedUntil).not.toBeNull()
  })

  test('a number that was paired today has a tenth of its pace', async () => {
    await open()
    expect(await harness.channel.pacing?.()).toMatchObject({ perDay: 80, perHour: 12, gap: [4_000, 9_000] })
  })
})

describe('pairing', () => {
  const qr = () => {
    const one = harness.channel.accounts()[0]?.state
    return one?.name === 'pairing' ? one : null
  }
  const pair = (phone: string | null = null) =>
    askPairing(database.db.prisma, { id: null, phone, addressId: null })
  beforeEach(async () => {
    await database.db.prisma.whatsAppAccount.updateMany({ data: { state: 'unpaired', creds: null } })
    await database.db.prisma.whatsAppKey.deleteMany()
    await harness.channel.start(heard)
    await soon(() => expect(harness.channel.accounts()[0]?.state.name).toBe('unpaired'))
  })

  test('by QR: shown when it is asked for, and open a moment later', async () => {
    await pair()
    await soon(() => expect(qr()?.qr).toBeTruthy())
    harness.peer.scanQr(qr()?.qr as string, harness.bot)
    await soon(() => expect(state()).toBe('open'))
    expect(await account()).toMatchObject({ state: 'paired', reason: null, phone: `+${harness.bot.pn}` })
    await harness.channel.send(harness.address(7), { text: 'halo' }, 'k')
    expect(harness.heard(7)).toEqual(['halo'])
    // And it stays: a restart asks nobody.
    await harness.channel.stop()
    await harness.restart()
    await open()
  })

  test('by the code of eight characters', async () => {
    await pair(`+${harness.bot.pn}`)
    await soon(() => expect(qr()?.code).toMatch(/^[A-Z0-9]{8}$/))
    await soon(() => harness.peer.enterPairingCode(qr()?.code as string, harness.bot))
    await soon(() => expect(state()).toBe('open'))
  })

  test('that nobody finished leaves no half identity behind', async () => {
    await pair(`+${harness.bot.pn}`)
    await soon(() => expect(qr()?.code).toBeTruthy())
    harness.peer.faults.add({ kind: 'kill' })
    for (const connection of harness.peer.connections) connection.kill()
    await soon(() => expect(harness.channel.accounts()[0]?.state.name).toBe('unpaired'))
    await pair()
    await soon(() => expect(qr()?.qr).toBeTruthy())
    harness.peer.scanQr(qr()?.qr as string, harness.bot)
    await soon(() => expect(state()).toBe('open'))
  })

  test('anew: what people wrote meanwhile comes late, and nobody’s older history', async () => {
    await pair()
    await soon(() => expect(qr()?.qr).toBeTruthy())
    harness.peer.scanQr(qr()?.qr as string, harness.bot)
    await soon(() => expect(state()).toBe('open'))
    const { phone } = harness.person(7)
    await phone.sendText(harness.bot, 'sebelum')
    await soon(() => expect(heard.received.map((one) => one.text)).toEqual(['sebelum']))
    harness.peer.faults.add({ kind: 'loggedOut' })
    await soon(() => expect(state()).toBe('needs_person'))
    const lost = await account()
    const sentAt = new Date(Math.floor(Date.now() / 1000) * 1000 + 1_000)
    expect(lost.openAt?.getTime()).toBeLessThan(sentAt.getTime())
    await phone.sendText(harness.bot, 'KAPAL 27', { at: sentAt })
    await phone.sendText(harness.bot, 'lama sekali', { at: new Date('2026-01-01T00:00:00Z') })
    await pair()
    await soon(() => expect(qr()?.qr).toBeTruthy())
    harness.peer.scanQr(qr()?.qr as string, harness.bot)
    // One of the same second may come again; the inbox knows it by its id.
    const ids = () => new Map(heard.received.map((one) => [one.id, one]))
    await soon(() => expect([...ids().values()].map((one) => one.text)).toEqual(['sebelum', 'KAPAL 27']))
    expect(heard.received.at(-1)).toMatchObject({
      from: { id: phone.lid },
      at: sentAt,
    })
  })

  test('anew after the device was removed', async () => {
    await pair()
    await soon(() => expect(qr()?.qr).toBeTruthy())
    harness.peer.scanQr(qr()?.qr as string, harness.bot)
    await soon(() => expect(state()).toBe('open'))
    harness.peer.faults.add({ kind: 'loggedOut' })
    await soon(() => expect(state()).toBe('needs_person'))
    await pair()
    await soon(() => expect(qr()?.qr).toBeTruthy())
    harness.peer.scanQr(qr()?.qr as string, harness.bot)
    await soon(() => expect(state()).toBe('open'))
  })
})
