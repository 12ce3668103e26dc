import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createRate } from '../../src/channels/webchat/rate.ts'
import { createWebchat } from '../../src/channels/webchat/webchat.ts'
import type { WebchatDoor } from '../../src/web/deps.ts'
import { openWorld, queue, sent, type World } from '../web/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const newId = () => `client-${randomUUID()}`

describe('webchat', () => {
  test('what the web door asks for is what the channel is', () => {
    const door: WebchatDoor = world.webchat
    expect(door).toBe(world.webchat)
    expect(world.webchat.status()).toMatchObject({ state: 'open', drainedThrough: expect.any(Date) })
  })

  test('said and heard are read back in order, with the ids that the page gave', async () => {
    // A person never writes in the millisecond of the answer before; and a retry of this test is another person.
    const who = newId()
    const ids = [newId(), newId(), newId()] as const
    expect(await world.webchat.say(who, { text: 'menu' }, ids[0])).toEqual({ result: 'stored' })
    await sleep(2)
    await world.webchat.say(who, { choice: 'h' }, ids[1])
    await sleep(2)
    const place = { latitude: -2.12345, longitude: 106.98765, accuracy: 9, live: false }
    await world.webchat.say(who, { place }, ids[2])
    const lines = await world.webchat.history(who)
    expect(lines.map(({ by, text, pressed, clientId }) => ({ by, text, pressed, clientId }))).toEqual([
      { by: 'person', text: 'menu', clientId: ids[0] },
      { by: 'bot', text: 'Mau apa hari ini?' },
      { by: 'person', text: '', pressed: 'Hadir apel', clientId: ids[1] },
      { by: 'bot', text: 'Diterima: h' },
      { by: 'person', text: '', clientId: ids[2] },
      { by: 'bot', text: 'Diterima: lokasi' },
    ])
    // Until a turn has answered it.
    expect(lines[4]!.place).toMatchObject(place)
  })

  test('a resend under the same id is one message, and nobody can use up the id of somebody else', async () => {
    await world.webchat.say('bayu', { text: 'satu' }, 'same-id-0001')
    await world.webchat.say('bayu', { text: 'satu' }, 'same-id-0001')
    await world.webchat.say('citra', { text: 'punya saya' }, 'same-id-0001')
    expect(await world.webchat.history('bayu')).toHaveLength(2)
    expect((await world.webchat.history('citra'))[0]!.text).toBe('punya saya')
  })

  test('history goes on after a key and back before one, without gap or repetition', async () => {
    for (let i = 0; i < 6; i += 1) await world.webchat.say('dewi', { text: `pesan ${i}` }, newId())
    const all = await world.webchat.history('dewi')
    expect(all).toHaveLength(12)
    const [first, rest] = [await world.webchat.history('dewi', { limit: 5 }), [] as typeof all]
    expect(first.map((l) => l.id)).toEqual(all.slice(-5).map((l) => l.id))
    const earlier = await world.webchat.history('dewi', { before: first[0]!.key, limit: 50 })
    expect([...earlier, ...first].map((l) => l.id)).toEqual(all.map((l) => l.id))
    for (let key = '0.-1.0'; ; key = rest.at(-1)!.key) {
      const page = await world.webchat.history('dewi', { after: key, limit: 5 })
      rest.push(...page)
      if (page.length < 5) break
    }
    expect(rest.map((l) => l.id)).toEqual(all.map((l) => l.id))
  })

  test('only what was sent is heard: queued, failed and cancelled rows stay unseen', async () => {
    await world.webchat.say('eko', { text: 'halo' }, newId())
    await queue(world.db, 'eko', 'eko/queued', { text: 'belum' })
    expect((await world.webchat.history('eko')).map((l) => l.text)).not.toContain('belum')
    await sent(world.db, 'eko/queued')
    expect((await world.webchat.history('eko')).map((l) => l.text)).toContain('belum')
  })

  test('a listener is woken by a send, and by the poll when another process sent', async () => {
    await world.webchat.say('fajar', { text: 'halo' }, newId())
    const woken = vi.fn()
    const stop = world.webchat.listen('fajar', woken)
    await world.webchat.send({ channel: 'webchat', id: 'fajar' }, { text: 'x' }, 'k')
    await vi.waitFor(() => expect(woken).toHaveBeenCalled())
    woken.mockClear()
    await world.db.prisma.$executeRaw`UPDATE outbox SET sent_at = now() WHERE external_id = 'fajar'`
    await vi.waitFor(() => expect(woken).toHaveBeenCalled(), { timeout: 5_000 })
    stop()
  })

  test('what cannot be a message is refused before it is stored', async () => {
    const say = (said: Parameters<typeof world.webchat.say>[1], id = newId()) =>
      world.webchat.say('gita', said, id)
    expect(await say({ text: ' \n ' })).toEqual({ result: 'empty' })
    expect(await say({ text: 'x'.repeat(5_001) })).toEqual({ result: 'too_long' })
    expect(await say({ text: 'x'.repeat(5_000) })).toEqual({ result: 'stored' })
    expect(await say({ choice: 'é' })).toEqual({ result: 'invalid' })
    expect(await say({ place: { latitude: 91, longitude: 0, live: false } })).toEqual({ result: 'invalid' })
    expect(await say({ text: 'x' }, 'short')).toEqual({ result: 'invalid' })
    expect(await say({ text: "a\0b \ud800 'DROP TABLE" })).toEqual({ result: 'stored' })
    expect((await world.webchat.history('gita')).at(-2)!.text).toBe("ab \ufffd 'DROP TABLE")
  })

  test('a phone is believed only where somebody vouches for it', async () => {
    expect(await world.webchat.say('hadi', { phone: '+6281234567890' }, newId())).toEqual({
      result: 'stored',
    })
    const plain = createWebchat({ db: world.db, clock: world.clock, log: pino({ level: 'silent' }) })
    await plain.start({
      receive: async () => {},
      receiveWithin: () => Promise.reject(new Error('webchat has no transaction of its own')),
      receipt: async () => {},
      addressChanged: async () => {},
      reachable: async () => {},
    })
    expect(await plain.say('hadi', { phone: '+6281234567890' }, newId())).toEqual({ result: 'invalid' })
    await plain.stop()
    expect(await plain.say('hadi', { text: 'halo' }, newId())).toEqual({ result: 'closed' })
  })

  test('forty messages in ten seconds pass, the next one waits', () => {
    let now = 0
    const rate = createRate(40, 10_000, () => now)
    for (let i = 0; i < 40; i += 1) {
      expect(rate.take('a')).toBe(0)
      now += 10
    }
    expect(rate.take('a')).toBe(10)
    expect(rate.take('b')).toBe(0)
    now = 10_001
    expect(rate.take('a')).toBe(0)
  })
})
