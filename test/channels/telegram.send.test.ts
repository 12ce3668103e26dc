import { mkdtempSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as readText } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTelegram } from '../../src/channels/telegram/index.ts'
import type { Outgoing } from '../../src/message.ts'
import type { Fault } from '../peers/telegram/faults.ts'
import { type TelegramHarness, telegramHarness } from './telegram.harness.ts'

let harness: TelegramHarness
beforeEach(async () => {
  harness = await telegramHarness('polling')
})
afterEach(async () => {
  await harness.channel.stop()
  await harness.close()
})

const send = (part: Outgoing | string, person = 7) =>
  harness.channel.send(harness.address(person), typeof part === 'string' ? { text: part } : part, 'key')
const seen = (person = 7) => harness.peer.heard(person).at(-1)

test('text arrives formatted, without link previews', async () => {
  await send('*Apel* <Senin> & _Selasa_')
  expect(seen()).toMatchObject({
    text: 'Apel <Senin> & Selasa',
    html: '<b>Apel</b> &lt;Senin&gt; &amp; <i>Selasa</i>',
  })
})

test('choices are buttons: short ones in pairs, long ones alone', async () => {
  const label = (id: string, text: string) => ({ id, label: text })
  const long = 'Kelurahan Air Itam Barat'
  await send({
    text: 'Pilih',
    choices: [label('a', 'Hadir'), label('b', 'Izin'), label('c', long), label('=menu', 'Menu')],
  })
  const rows = seen()?.reply_markup?.inline_keyboard.map((row) =>
    row.map((one) => [one.text, one.callback_data]),
  )
  expect(rows).toEqual([
    [
      ['Hadir', 'a'],
      ['Izin', 'b'],
    ],
    [[long, 'c']],
    [['Menu', '=menu']],
  ])
})

test('the button that asks speaks the language of the message', async () => {
  await send({ text: 'Please', ask: 'phone', askLabel: 'Send my phone number' })
  expect(seen()?.keyboard).toMatchObject({
    keyboard: [[{ text: 'Send my phone number', request_contact: true }]],
  })
})

test.each([
  ['phone', { text: 'Kirim nomor saya', request_contact: true }],
  ['place', { text: 'Kirim lokasi', request_location: true }],
] as const)('asking for the %s draws a keyboard, in private chats only', async (ask, button) => {
  const part = { text: 'Mohon', ask, choices: [{ id: 'n', label: 'Nanti' }] }
  await send(part)
  expect(seen()?.keyboard).toMatchObject({
    keyboard: [[button], [{ text: 'Nanti' }]],
    one_time_keyboard: true,
  })
  await send(part, -100)
  expect(seen(-100)?.reply_markup?.inline_keyboard).toEqual([[{ text: 'Nanti', callback_data: 'n' }]])
})

test('a file of ours is uploaded, and what came in is downloaded again', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'guyub-')), 'rekap.csv')
  writeFileSync(path, 'nama,hadir\n')
  await send({
    text: '*Rekap*',
    attachment: { kind: 'document', ref: pathToFileURL(path).href, name: 'Rekap.csv' },
  })
  const document = seen()?.document
  expect(seen()?.caption).toBe('Rekap')
  const stream = await harness.channel.download({ kind: 'document', ref: document?.file_id ?? '' })
  expect(await readText(stream)).toBe('nama,hadir\n')
  await send({ text: '', attachment: { kind: 'photo', ref: document?.file_id ?? '' } })
  expect(seen()?.photo).toBeDefined()
})

test('a file that is not there is refused before anything is sent', async () => {
  const attachment = { kind: 'document' as const, ref: 'file:///nowhere/rekap.csv' }
  await expect(send({ text: 'a', attachment })).rejects.toMatchObject({ name: 'SendError' })
  expect(harness.peer.counters.accepted).toBe(0)
  await expect(harness.channel.download({ kind: 'photo', ref: 'unknown' })).rejects.toThrow('invalid file_id')
})

const cases: [string, Fault, object][] = [
  ['a 429', { kind: 'tooMany', retryAfter: 10_072 }, { kind: 'throttled', retryAfter: 10_072 }],
  ['a blocked bot', { kind: 'blocked' }, { kind: 'blocked' }],
  ['a deactivated person', { kind: 'deactivated' }, { kind: 'blocked' }],
  ['an unknown chat', { kind: 'chatNotFound' }, { kind: 'blocked' }],
  ['a group that moved', { kind: 'migrated', moveTo: -1001 }, { kind: 'rejected', movedTo: '-1001' }],
  ['a bad message', { kind: 'bad' }, { kind: 'rejected' }],
  ['a wrong token', { kind: 'unauthorized' }, { kind: 'misconfigured' }],
  ['a 500 with an answer', { kind: 'error500' }, { kind: 'unreachable' }],
  ['a proxy page instead of an answer', { kind: 'proxyPage' }, { kind: 'uncertain' }],
  ['an answer that is lost', { kind: 'lostAnswer' }, { kind: 'uncertain' }],
  ['a connection cut after the request', { kind: 'cut' }, { kind: 'uncertain' }],
]
test.each(cases)('%s', async (_name, fault, expected) => {
  harness.peer.faults.add({ ...fault, times: 1 })
  await expect(send('halo')).rejects.toMatchObject({ name: 'SendError', ...expected })
})

test('no server at all is certain: nothing was sent', async () => {
  const log = { debug() {}, info() {}, warn() {}, error() {} } as never
  const texts = { sharePlace: 'a', sharePhone: 'b' }
  // The last one takes the connection and hangs up before TLS stands: not a byte of the call has left.
  const rude = createServer((socket) => socket.destroy())
  await new Promise<void>((ready) => rude.listen(0, '127.0.0.1', ready))
  const { port } = rude.address() as AddressInfo
  for (const apiRoot of ['http://127.0.0.1:9', 'http://tidak-ada.invalid', `https://127.0.0.1:${port}`]) {
    const config = { token: harness.peer.token, mode: 'polling' as const, apiRoot }
    const channel = createTelegram(config, { log, texts, commands: [] })
    await expect(channel.send(harness.address(7), { text: 'a' }, 'k')).rejects.toMatchObject({
      kind: 'unreachable',
    })
    await channel.stop()
  }
  rude.close()
})

test('an answer that is too slow is in doubt', async () => {
  const hasty = await telegramHarness('polling', { timing: { timeoutSeconds: 0.3 } })
  hasty.peer.faults.add({ kind: 'slow', times: 1 })
  const sent = hasty.channel.send(hasty.address(7), { text: 'a' }, 'k')
  await expect(sent).rejects.toMatchObject({ name: 'SendError', kind: 'uncertain' })
  await hasty.channel.stop()
  await hasty.close()
})

test('a stop ends a call that hangs, as uncertain', async () => {
  const hanging = await telegramHarness('polling', { timing: { stopMs: 50, timeoutSeconds: 20 } })
  hanging.peer.faults.add({ kind: 'slow', times: 1 })
  const sent = hanging.channel.send(hanging.address(7), { text: 'a' }, 'k').catch((error: unknown) => error)
  await new Promise((next) => setTimeout(next, 50))
  await hanging.channel.stop()
  expect(await sent).toMatchObject({ kind: 'uncertain' })
  await hanging.close()
})

test('errors hold neither the token nor the text', async () => {
  for (const kind of ['bad', 'cut', 'unauthorized'] as const) {
    harness.peer.faults.add({ kind, times: 1 })
    const error = await send('rahasia-sekali').catch((failed: Error) => failed)
    const said = `${(error as Error).message} ${(error as Error).stack} ${String((error as Error).cause)}`
    expect(said).not.toContain(harness.peer.token)
    expect(said).not.toContain('rahasia-sekali')
  }
})
