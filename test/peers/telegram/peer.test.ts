import { afterEach, expect, test } from 'vitest'
import { Limiter } from './limiter.ts'
import { checkObject, METHODS } from './schema.ts'
import { startTelegram, type Telegram } from './server.ts'
import type { Options } from './world.ts'

let peer: Telegram
const start = async (options: Partial<Options> = {}) => {
  peer = await startTelegram(options)
  return peer
}
afterEach(() => peer?.stop())

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
type Any = any
type Answer = { ok: boolean; result?: Any; error_code?: number; description?: string; parameters?: Any }
async function call(method: string, params: object = {}, token = peer.token): Promise<Answer> {
  const response = await fetch(`${peer.apiRoot}/bot${token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
  })
  return (await response.json()) as Answer
}
const say = (text: string, more: object = {}) => call('sendMessage', { chat_id: 7, text, ...more })
const button = (data: string) => ({
  reply_markup: { inline_keyboard: [[{ text: 'Ya', callback_data: data }]] },
})

test('a wrong token, method or parameter is refused in the words of the server', async () => {
  await start()
  expect(await call('getMe', {}, '1:wrong')).toMatchObject({ error_code: 401 })
  expect(await call('sendMessageX')).toMatchObject({ error_code: 404 })
  expect(await call('sendMessage', { text: 'a' })).toMatchObject({
    description: 'Bad Request: chat_id is empty',
  })
  expect(await say('a', { texts: 1 })).toMatchObject({ error_code: 400 })
  expect(await say('a', { parse_mode: 'html5' })).toMatchObject({ error_code: 400 })
})

test('lengths are counted after the tags, and button data in bytes', async () => {
  await start()
  const html = { parse_mode: 'HTML' }
  expect(await say(`<b>${'x'.repeat(4096)}</b>`, html)).toMatchObject({ ok: true })
  expect(await say('x'.repeat(4097))).toMatchObject({ description: 'Bad Request: message is too long' })
  expect(await say('<b> </b>', html)).toMatchObject({ description: 'Bad Request: message text is empty' })
  expect(await say('a', button('é'.repeat(32)))).toMatchObject({ ok: true })
  expect(await say('a', button('é'.repeat(33)))).toMatchObject({
    description: 'Bad Request: BUTTON_DATA_INVALID',
  })
})

test.each(['<b>a', 'a</b>', '<b>a</i>', 'a < b', '<p>a</p>', '<b><i>a</b></i>'])(
  'broken HTML: %s',
  async (text) => {
    await start()
    const answer = await say(text, { parse_mode: 'HTML' })
    expect(answer.description).toMatch(/^Bad Request: can't parse entities/)
  },
)

test('HTML that the server takes', async () => {
  await start()
  expect(await say('<b>a &lt; <i>b</i></b> &amp; c > d & e', { parse_mode: 'HTML' })).toMatchObject({
    ok: true,
  })
  expect(peer.user(7).heard()).toEqual(['a < b & c > d & e'])
})

test('forms work as JSON does', async () => {
  await start()
  const url = `${peer.apiRoot}/bot${peer.token}/`
  const markup = JSON.stringify(button('ya').reply_markup)
  const form = new URLSearchParams({ chat_id: '7', text: '5', reply_markup: markup })
  expect(await (await fetch(`${url}sendMessage`, { method: 'POST', body: form })).json()).toMatchObject({
    ok: true,
  })
  const data = new FormData()
  data.set('chat_id', '7')
  data.set('document', new Blob(['isi\r\n--file']), 'rekap.txt')
  const sent = (await (await fetch(`${url}sendDocument`, { method: 'POST', body: data })).json()) as Answer
  const file = await call('getFile', { file_id: sent.result.document.file_id })
  const bytes = await fetch(`${peer.apiRoot}/file/bot${peer.token}/${file.result.file_path}`)
  expect(await bytes.text()).toBe('isi\r\n--file')
})

test('an update stays until a higher offset confirms it, and a second poller gets the first one a 409', async () => {
  await start()
  const { updateId } = peer.user(7).sends('satu')
  for (const offset of [undefined, updateId]) {
    expect((await call('getUpdates', { offset })).result).toMatchObject([{ update_id: updateId }])
  }
  const first = call('getUpdates', { offset: updateId + 1, timeout: 5 })
  while (peer.updates.polls < 3) await new Promise((next) => setTimeout(next, 1))
  const second = call('getUpdates', { offset: updateId + 1, timeout: 5 })
  expect(await first).toMatchObject({ error_code: 409 })
  peer.user(7).sends('dua')
  expect((await second).result).toMatchObject([{ message: { text: 'dua' } }])
})

test('a pressed button is worth 150 seconds, a message a day', async () => {
  await start()
  await say('Hadir?', button('ya'))
  peer.user(7).sends('halo')
  peer.user(7).presses('Ya')
  const query = (await call('getUpdates')).result[1].callback_query
  expect(await call('answerCallbackQuery', { callback_query_id: query.id })).toMatchObject({ ok: true })
  peer.advance(151)
  expect(await call('answerCallbackQuery', { callback_query_id: query.id })).toMatchObject({
    error_code: 400,
  })
  expect((await call('getUpdates')).result).toHaveLength(1)
})

test('what people send is what the real server could send', async () => {
  await start()
  const ani = peer.user(7)
  ani.sendsContact('forwarded')
  ani.sendsLocation(-2.1, 106.1, { accuracy: 12, live: 900, venue: 'Kantor' })
  ani.moves(-2.2, 106.2)
  ani.sendsPhoto({ caption: 'foto' })
  ani.sendsVoice()
  ani.sendsVideo()
  ani.sendsSticker()
  ani.sendsDocument('a.pdf', Buffer.from('a'))
  ani.sendsPoll('Setuju?')
  ani.edits('diralat')
  ani.blocks()
  ani.unblocks()
  expect(peer.updates.pending).toBe(12)
  expect(() => ani.sends('a', { extra: { invented: 1 } })).toThrow('Telegram would never send')
})

test('our own answers fit the schema too', async () => {
  await start()
  const answers = [
    await say('a', button('x')),
    await call('sendLocation', { chat_id: 7, latitude: 1, longitude: 2 }),
  ]
  for (const { result } of answers) expect(checkObject('Message', result)).toBeUndefined()
})

test('scripted faults', async () => {
  await start()
  peer.faults.add({ kind: 'tooMany', retryAfter: 3, times: 1, chat: 7 })
  expect(await call('sendMessage', { chat_id: 8, text: 'a' })).toMatchObject({ ok: true })
  expect(await say('a')).toMatchObject({ error_code: 429, parameters: { retry_after: 3 } })
  peer.faults.add({ kind: 'lostAnswer', times: 1 })
  await expect(say('hilang')).rejects.toThrow()
  peer.faults.add({ kind: 'cut', times: 1 })
  await expect(say('putus')).rejects.toThrow()
  expect(await say('hilang')).toMatchObject({ ok: true })
  expect(peer.counters.duplicates()).toEqual([{ chat: 7, text: 'hilang', count: 2 }])
  peer.user(7).blocks()
  expect(await say('a')).toMatchObject({ error_code: 403 })
})

test('the rate limiter refuses the 31st message of a second and a burst to one chat', async () => {
  await start()
  let now = 0
  const limiter = new Limiter({}, () => now)
  for (let chat = 1; chat <= 30; chat++) limiter.take(chat)
  expect(() => limiter.take(31)).toThrow('Too Many Requests: retry after 1')
  now = 1_000
  for (let i = 0; i < 3; i++) limiter.take(99)
  expect(() => limiter.take(99)).toThrow('retry after 1')
  for (let i = 0; i < 20; i++) limiter.take(-5)
  expect(() => limiter.take(-5)).toThrow('retry after 3')
  peer.control({ limits: { perSecond: 0.001, penaltySeconds: 60 } })
  expect(await say('a')).toMatchObject({ error_code: 429, parameters: { retry_after: 60 } })
})

test('a load reports how long each update waited for its answer', async () => {
  await start()
  peer.control({ load: { rate: 1000, count: 20, text: 'hadir {i}' } })
  const seen: number[] = []
  for (let offset = 0; seen.length < 20; ) {
    for (const update of (await call('getUpdates', { offset, timeout: 1 })).result) {
      offset = update.update_id + 1
      seen.push(update.message.chat.id)
      await call('sendMessage', { chat_id: update.message.chat.id, text: 'tercatat' })
    }
  }
  expect(peer.load.report()).toMatchObject({ injected: 20, answered: 20, unanswered: 0, running: false })
  expect(peer.load.report().p99).toBeLessThan(1000)
})

test('everything can be asked and ordered over HTTP', async () => {
  await start()
  const order = (body: object) =>
    fetch(`${peer.apiRoot}/__control`, { method: 'POST', body: JSON.stringify(body) }).then(
      (r) => r.json() as Any,
    )
  const did = await order({
    user: { id: 9, does: 'sends', with: ['halo'] },
    faults: [{ kind: 'bad', times: 1 }],
  })
  expect(did.did.updateId).toBeGreaterThan(0)
  expect(await say('a')).toMatchObject({ error_code: 400 })
  await say('b')
  const asked = await order({ ask: ['perChat', 'pending'], heard: [7] })
  expect(asked.stats).toMatchObject({ accepted: 1, inFlight: 0, maxInFlight: 1, perChat: { 7: { b: 1 } } })
  expect(asked.heard[7]).toMatchObject([{ text: 'b' }])
  expect(asked.pending).toBe(1)
  expect(await order({ user: { id: 9, does: 'constructor' } })).toMatchObject({ ok: false })
})

test('the schema holds every method that the adapter uses', () => {
  const used =
    'getMe getUpdates setWebhook deleteWebhook getWebhookInfo sendMessage sendPhoto sendDocument setMyCommands'
  for (const method of [...used.split(' '), 'answerCallbackQuery', 'getFile'])
    expect(METHODS).toContain(method)
})
