import { setTimeout as sleep } from 'node:timers/promises'
import type { BinaryNode } from '@whiskeysockets/baileys'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createKeyCache, type KeyName, keyOf } from '../../src/channels/whatsapp/key-cache.ts'
import { node } from '../peers/whatsapp/nodes.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { type Heard, listener } from './contract.ts'
import { type WhatsAppHarness, whatsappHarness } from './whatsapp.harness.ts'

const soon = <T>(check: () => T) => vi.waitFor(check, { timeout: 8_000, interval: 5 })

describe('what is asked of WhatsApp, and of the database', () => {
  let database: TestDatabase
  let harness: WhatsAppHarness
  let heard: Heard
  /** Questions and messages of the bot. */
  let sent: string[]
  beforeAll(async () => {
    database = await testDatabase()
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    harness = await whatsappHarness(database.db)
    heard = listener()
    sent = []
    harness.peer.on('node', ({ tag, attrs, content }) => {
      const asked = Array.isArray(content) ? content[0] : undefined
      if (tag === 'iq') sent.push(`${attrs.xmlns} ${attrs.type} ${asked?.tag ?? ''}`.trim())
      else if (tag === 'message') sent.push(`message ${typeFor(harness.person(7).lid, content)}`)
    })
    await open()
  })
  afterEach(async () => {
    await harness.channel.stop()
    await harness.close()
  })

  async function open() {
    await harness.channel.start(heard)
    await soon(() => expect(harness.channel.status().state).toBe('open'))
    // What it asks for itself right after the login.
    await sleep(100)
    sent.length = 0
  }
  async function restart() {
    await harness.channel.stop()
    await harness.restart()
    await open()
  }
  async function talk(text: string, n = 7) {
    await harness.says(n, text)
    await soon(() => expect(heard.received.at(-1)?.text).toBe(text))
    await harness.channel.send(harness.address(n), { text: `gema ${text}` }, `k:${text}`)
    expect(harness.heard(n)).toContain(`gema ${text}`)
    await sleep(50)
  }

  test('whoever writes for the first time is answered in the session that they began', async () => {
    // The very first message also goes to our own phone, which has no session yet.
    await talk('permisi', 8)
    sent.length = 0
    await talk('halo')
    expect(sent).toEqual(['usync get usync', 'message msg', 'privacy set tokens'])
    sent.length = 0
    await talk('lagi')
    expect(sent).toEqual(['message msg'])
    expect(harness.person(7).phone.texts()).toEqual(['gema halo', 'gema lagi'])
  })

  test('after a restart it asks nothing about people whom it knows', async () => {
    await talk('halo')
    await restart()
    await talk('lagi')
    expect(sent).toEqual(['message msg'])
  })

  test('a change of devices is kept over a restart, also when nothing else is written', async () => {
    await talk('halo')
    const { lid } = harness.person(7).phone
    const update = node('update', {}, [node('device', { jid: lid })])
    const notification = node('notification', { from: lid, type: 'devices', id: 'n1', t: '1' }, [update])
    for (const device of harness.bot.linked()) device.deliver(notification)
    await soon(() => expect(harness.kept()).toBe(0))
    await sleep(1_300)
    await restart()
    await talk('lagi')
    expect(sent[0]).toBe('usync get usync')
  })

  test('keys of many who write at once are read together', async () => {
    const people = Array.from({ length: 12 }, (_, index) => 20 + index)
    for (const n of people) await talk(`halo ${n}`, n)
    await restart()
    const reads = vi.spyOn(database.db.prisma, '$queryRaw')
    await Promise.all(people.map((n) => harness.says(n, `lagi ${n}`)))
    await soon(() => expect(heard.received).toHaveLength(24))
    const keys = reads.mock.calls.filter(([sql]) => String(sql).includes('JOIN whatsapp_key'))
    reads.mockRestore()
    expect(keys.length).toBeLessThan(people.length)
  })
})

/** How it was encrypted for somebody: `pkmsg` begins a session. */
function typeFor(user: string, content: BinaryNode['content']): string | undefined {
  const inner = (one: BinaryNode) => (Array.isArray(one.content) ? one.content : [])
  const [participants] = Array.isArray(content) ? content : []
  const copy = participants && inner(participants).find(({ attrs }) => attrs.jid?.startsWith(user))
  return copy && inner(copy)[0]?.attrs.type
}

describe('the cache of keys', () => {
  const named = (name: string): KeyName => ({ type: 'session', name })

  test('reads what is expected in one go, and nothing twice', async () => {
    const read = vi.fn(
      async (names: KeyName[]) => new Map(names.map((one) => [keyOf(one), `text of ${one.name}`])),
    )
    const cache = createKeyCache(read)
    cache.expect([named('a'), named('b')])
    cache.expect([named('b'), named('c')])
    expect(await cache.get([named('c'), named('a')])).toEqual(['text of c', 'text of a'])
    expect(read.mock.calls).toEqual([[[named('a'), named('b'), named('c')]]])
    cache.expect([named('a')])
    expect(await cache.get([named('b')])).toEqual(['text of b'])
    expect(read).toHaveBeenCalledTimes(1)
  })

  test('what is written while it is read is not lost', async () => {
    let answer: (found: Map<string, string>) => void = () => undefined
    const cache = createKeyCache(() => new Promise((resolve) => (answer = resolve)))
    const reading = cache.get([named('a')])
    cache.put(named('a'), 'new')
    answer(new Map([[keyOf(named('a')), 'old']]))
    expect(await reading).toEqual(['new'])
    cache.put(named('a'), null)
    expect(await cache.get([named('a')])).toEqual([null])
  })

  test('after a failure it is asked again', async () => {
    const read = vi.fn<() => Promise<Map<string, string>>>().mockRejectedValueOnce(new Error('away'))
    const cache = createKeyCache(read)
    cache.expect([named('a')])
    await expect(cache.get([named('a')])).rejects.toThrow('away')
    read.mockResolvedValue(new Map([[keyOf(named('a')), 'there']]))
    expect(await cache.get([named('a')])).toEqual(['there'])
  })
})
