import { afterEach, expect, test, vi } from 'vitest'
import { createTelegram } from '../../src/channels/telegram/index.ts'
import { type Heard, listener } from './contract.ts'
import { SECRET, type TelegramHarness, telegramHarness } from './telegram.harness.ts'

let harness: TelegramHarness
let heard: Heard
afterEach(async () => {
  await harness.channel.stop()
  await harness.close()
})

const soon = <T>(check: () => T) => vi.waitFor(check, { timeout: 5_000, interval: 5 })
const open = () => soon(() => expect(harness.channel.status().state).toBe('open'))
async function start(mode: 'polling' | 'webhook', before?: (made: TelegramHarness) => void) {
  harness = await telegramHarness(mode)
  heard = listener()
  before?.(harness)
  await harness.channel.start(heard)
}
const offer = () =>
  harness.channel.send(harness.address(7), { text: 'Hadir?', choices: [{ id: 'c-1', label: 'Hadir' }] }, 'k')

test.each(['polling', 'webhook'] as const)('by %s: a press is stored, then answered once', async (mode) => {
  await start(mode)
  await open()
  await offer()
  const order: string[] = []
  heard.storing = () => void order.push(`stored, answered ${harness.peer.answered.length}`)
  harness.peer.user(7).presses('Hadir', { twice: true })
  await soon(() => expect(heard.received).toHaveLength(2))
  expect(heard.received[0]).toMatchObject({ choice: 'c-1', clock: 'ours' })
  expect(heard.received[1]?.id).toBe(heard.received[0]?.id)
  await soon(() => expect(harness.peer.answered.length).toBeGreaterThan(0))
  expect(order[0]).toBe('stored, answered 0')
})

test('an answer to a press that fails is nobody’s problem', async () => {
  await start('polling')
  await open()
  await offer()
  harness.peer.faults.add({ kind: 'cut', method: 'answerCallbackQuery' })
  harness.peer.user(7).presses('Hadir')
  await soon(() => expect(harness.lines.join()).toContain('a press could not be answered'))
  harness.peer.user(7).sends('lanjut')
  await soon(() => expect(heard.received.at(-1)?.text).toBe('lanjut'))
})

test('who blocks us and comes back is told, before it is confirmed', async () => {
  await start('polling')
  await open()
  harness.peer.user(7).blocks()
  harness.peer.user(7).unblocks()
  await soon(() => expect(heard.reached.map((one) => one.reachable)).toEqual([false, true]))
})

test('it asks for exactly the updates that it reads, sets the menu, and takes a webhook away', async () => {
  await start('polling', ({ peer }) => {
    peer.webhook.set({ url: 'http://127.0.0.1:9/', secret: undefined, connections: 1 })
  })
  await open()
  expect(harness.peer.updates.allowed).toEqual([
    'message',
    'edited_message',
    'channel_post',
    'callback_query',
    'my_chat_member',
  ])
  expect(harness.peer.webhook.setting).toBeNull()
  expect(harness.peer.chats.commands).toEqual([{ command: 'menu', description: 'Menu utama' }])
})

test('a second poller is an alarm, until it is gone', async () => {
  await start('polling')
  await open()
  harness.peer.faults.add({ kind: 'conflict', times: 3 })
  harness.peer.updates.close()
  await soon(() => expect(harness.channel.status()).toMatchObject({ state: 'needs_person' }))
  expect(harness.channel.status().detail).toContain('another process')
  await open()
  harness.peer.user(7).sends('hadir')
  await soon(() => expect(heard.received).toHaveLength(1))
})

test('a refused token asks for a person', async () => {
  await start('polling', ({ peer }) => peer.faults.add({ kind: 'unauthorized', method: '*' }))
  await soon(() => expect(harness.channel.status()).toMatchObject({ state: 'needs_person' }))
  expect(harness.channel.status().detail).toContain('TELEGRAM_TOKEN')
})

test('a 429 while polling is waited out', async () => {
  await start('polling', ({ peer }) => {
    peer.faults.add({ kind: 'tooMany', method: 'getUpdates', retryAfter: 1, times: 1 })
  })
  await soon(() => expect(harness.channel.status().detail).toBe('told to wait 1 s'))
  const begun = performance.now()
  await open()
  expect(performance.now() - begun).toBeGreaterThan(800)
})

test.each(['error500', 'proxyPage', 'cut'] as const)('a poll that meets %s is repeated', async (kind) => {
  await start('polling', ({ peer }) => peer.faults.add({ kind, method: 'getUpdates', times: 1 }))
  harness.peer.user(7).sends('hadir')
  await soon(() => expect(heard.received).toHaveLength(1))
})

test('a poll that is never answered is given up and repeated', async () => {
  harness = await telegramHarness('polling', { timing: { pollSeconds: 0.2, timeoutSeconds: 0.3 } })
  heard = listener()
  harness.peer.faults.add({ kind: 'slow', method: 'getUpdates', times: 1 })
  harness.peer.user(7).sends('hadir')
  await harness.channel.start(heard)
  await soon(() => expect(heard.received).toHaveLength(1))
})

test('a rush comes in batches, in order, and is drained at its end', async () => {
  harness = await telegramHarness('polling')
  heard = listener()
  for (let i = 0; i < 250; i++) harness.peer.user(i + 1).sends(`hadir ${i}`)
  await harness.channel.start(heard)
  await soon(() => expect(heard.received).toHaveLength(250))
  expect(heard.batches.map((batch) => batch.length)).toEqual([100, 100, 50])
  expect(heard.received.map((m) => m.text)).toEqual(Array.from({ length: 250 }, (_, i) => `hadir ${i}`))
  await soon(() => expect(harness.channel.status().drainedThrough).toBeDefined())
})

test('nothing counts as drained while it cannot be stored', async () => {
  harness = await telegramHarness('polling')
  heard = listener()
  heard.storing = () => {
    throw new Error('the database is away')
  }
  harness.peer.user(7).sends('hadir')
  await harness.channel.start(heard)
  await soon(() => expect(harness.channel.status().detail).toContain('could not be stored'))
  expect(harness.channel.status().drainedThrough).toBeUndefined()
})

test('a batch that the server cut short does not count as the end', async () => {
  await start('polling')
  await open()
  harness.peer.user(7).sends('satu')
  await soon(() => expect(heard.received).toHaveLength(1))
  await soon(() => expect(harness.channel.status().drainedThrough).toBeDefined())
  const before = harness.channel.status().drainedThrough
  const batches: [number, Date | undefined][] = []
  heard.storing = (batch) => {
    if (batches.push([batch.length, harness.channel.status().drainedThrough]) === 1) throw new Error('away')
  }
  for (const text of ['dua', 'tiga', 'empat']) harness.peer.user(7).sends(text)
  await soon(() => expect(heard.received).toHaveLength(4))
  // Asked again at once for the same offset, Telegram gives one update only: two more are waiting.
  expect(batches).toEqual([3, 1, 2].map((length) => [length, before]))
})

test('the webhook tells who it is, what it wants, and notices when it was taken away', async () => {
  await start('webhook')
  await open()
  expect(harness.peer.webhook.setting).toEqual({ url: harness.url, secret: SECRET, connections: 40 })
  harness.peer.webhook.set(null)
  await soon(() => expect(harness.peer.webhook.setting).toMatchObject({ url: harness.url }))
})

const post = (body: RequestInit['body'], headers: Record<string, string> = {}) =>
  fetch(harness.url ?? '', {
    method: 'POST',
    headers: { 'x-telegram-bot-api-secret-token': SECRET, ...headers },
    body: body ?? null,
  }).then((response) => response.status)

test('by webhook one chat that is slow holds up no other, and keeps its own order', async () => {
  await start('webhook')
  await open()
  let release: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  heard.storing = ([one]) => (one?.text === 'pelan' ? held : undefined)
  harness.peer.user(7).sends('pelan')
  harness.peer.user(7).sends('menunggu')
  harness.peer.user(8).sends('cepat')
  await soon(() => expect(heard.received.map((m) => m.text)).toEqual(['cepat']))
  release()
  await soon(() => expect(heard.received.map((m) => m.text)).toEqual(['cepat', 'pelan', 'menunggu']))
})

test('the same channel can stop and start again, as when a lease comes back', async () => {
  await start('polling')
  await open()
  await expect(harness.channel.start(heard)).rejects.toThrow('started already')
  await harness.channel.stop()
  await harness.channel.stop()
  harness.peer.user(7).sends('selama')
  await harness.channel.start(heard)
  await soon(() => expect(heard.received.map((m) => m.text)).toEqual(['selama']))
  await offer()
})

test('bad input at the webhook: an answer each, and it goes on', async () => {
  await start('webhook')
  await open()
  expect(await post('{"update_id": 1, "mess')).toBe(400)
  expect(await post('')).toBe(400)
  expect(await post('[]')).toBe(400)
  expect(await post('{"update_id":"1"}')).toBe(400)
  expect(await post('{}', { 'x-telegram-bot-api-secret-token': `${SECRET}x` })).toBe(401)
  expect(await post('{}', { 'x-telegram-bot-api-secret-token': '' })).toBe(401)
  expect((await fetch(harness.url ?? '')).status).toBe(405)
  // An update that we cannot read is taken, or it would come again for a day.
  expect(await post('{"update_id":1,"message":{"text":5}}')).toBe(200)
  expect(heard.received).toEqual([])
  harness.peer.user(7).sends('hadir')
  await soon(() => expect(heard.received).toHaveLength(1))
})

test('a body of 20 MB is not taken, whether it says its length or not', async () => {
  await start('webhook')
  await open()
  const large = Buffer.alloc(20 * 1024 * 1024, 'a')
  expect(await post(large).catch(() => 413)).toBe(413)
  let read = 0
  const body = new ReadableStream({
    pull(controller) {
      if (++read > 320) controller.close()
      else controller.enqueue(large.subarray(0, 65_536))
    },
  })
  const headers = { 'x-telegram-bot-api-secret-token': SECRET }
  const request = new Request('http://guyub/telegram', {
    method: 'POST',
    headers,
    body,
    duplex: 'half',
  } as never)
  expect((await harness.channel.webhook?.(request))?.status).toBe(413)
  expect(read).toBeLessThan(30)
})

test('the webhook says 500 when storing fails, and 503 before the start and after the stop', async () => {
  harness = await telegramHarness('webhook')
  heard = listener()
  const update =
    '{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":7,"type":"private"},"from":{"id":7,"is_bot":false,"first_name":"A"},"text":"hadir"}}'
  expect(await post(update)).toBe(503)
  await harness.channel.start(heard)
  heard.storing = () => {
    throw new Error('the database is away')
  }
  expect(await post(update)).toBe(500)
  heard.storing = () => undefined
  expect(await post(update)).toBe(200)
  await harness.channel.stop()
  expect(await post(update)).toBe(503)
})

test('webhook mode without its secret does not start', () => {
  const config = { token: '1:a', mode: 'webhook' as const, apiRoot: 'http://127.0.0.1:9' }
  const options = { log: console as never, commands: [], texts: { sharePlace: 'a', sharePhone: 'b' } }
  expect(() => createTelegram(config, options)).toThrow('webhookSecret')
})

test('no log line holds the token or what people wrote', async () => {
  await start('polling', ({ peer }) => {
    for (const kind of ['cut', 'error500', 'unauthorized'] as const)
      peer.faults.add({ kind, method: '*', times: 2 })
  })
  heard.storing = () => {
    if (heard.batches.length === 0 && Math.random() < 0.5) throw new Error('gagal menyimpan rahasia-sekali')
  }
  harness.peer.user(7).sends('rahasia-sekali')
  await soon(() => expect(heard.received).toHaveLength(1))
  expect(harness.lines.length).toBeGreaterThan(0)
  expect(harness.lines.join()).not.toContain(harness.peer.token.split(':')[1])
  expect(harness.lines.join()).not.toContain('rahasia-sekali')
})
