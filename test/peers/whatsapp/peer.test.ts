import { proto } from '@whiskeysockets/baileys'
import { expect, test, vi } from 'vitest'
import { Client, MemoryAuth } from './client.ts'
import type { Fault } from './faults.ts'
import { bot, connect, link, linked, peer, someone, usePeer } from './fixture.ts'
import { textOf } from './messages.ts'
import { child, children } from './nodes.ts'
import { startWhatsApp } from './server.ts'

const { Status } = proto.WebMessageInfo
usePeer()

test('a server whose certificate another authority signed is refused', async () => {
  const other = await startWhatsApp()
  const auth = new MemoryAuth()
  other.linkDevice(other.addAccount('6281399990000'), auth.creds)
  const client = new Client(other.url, auth)
  expect(await client.closed()).toBe(400)
  await other.stop()
})

test('the phone reads what the bot sent, the bot learns that it arrived and was read', async () => {
  const ann = someone('Ann')
  const client = await linked()
  const sent = await client.sock.sendMessage(ann.phone.pn, { text: 'halo' }, { messageId: '3EB0AA01' })
  expect(sent?.key.id).toBe('3EB0AA01')
  expect(await ann.phone.waitFor(({ message }) => textOf(message) === 'halo')).toMatchObject({
    id: '3EB0AA01',
    deviceSent: false,
  })
  const told = (status: number) =>
    vi.waitFor(() =>
      expect(client.updates).toContainEqual({
        key: expect.objectContaining({ id: '3EB0AA01' }),
        update: expect.objectContaining({ status }),
      }),
    )
  await told(Status.DELIVERY_ACK)
  ann.phone.receipt(bot, ['3EB0AA01'], 'read')
  await told(Status.READ)
  expect(client.acks).toEqual([{ id: '3EB0AA01', error: undefined }])
  expect(peer.log.at(-1)).toMatchObject({ id: '3EB0AA01', to: ann.phone.pn, from: bot.pn })
  const own = await bot.phone.waitFor(({ message }) => textOf(message) === 'halo')
  expect(own.deviceSent).toBe(true)
})

test.each(['lid', 'pn'] as const)('text and location both ways, addressed by %s', async (addressing) => {
  const bob = someone('Bob')
  bob.phone.addressing = addressing
  const client = await linked()
  await bob.phone.sendText(bot, 'hai')
  const { key, pushName } = await client.heard('hai')
  const [main, other] = addressing === 'lid' ? [bob.phone.lid, bob.phone.pn] : [bob.phone.pn, bob.phone.lid]
  expect(key).toMatchObject({ remoteJid: main, remoteJidAlt: other, addressingMode: addressing })
  expect(pushName).toBe('Bob')
  await vi.waitFor(() => expect(bob.phone.receipts.flatMap(({ ids }) => ids)).toContain(key.id))

  await client.sock.sendMessage(main, { text: 'balas' })
  await bob.phone.waitFor(({ message }) => textOf(message) === 'balas')

  const location = { degreesLatitude: -6.2, degreesLongitude: 106.8 }
  await bob.phone.send(bot, { locationMessage: location })
  await vi.waitFor(() => expect(client.upserts.at(-1)?.message?.locationMessage).toMatchObject(location))
  await client.sock.sendMessage(main, { location })
  const second = await bob.phone.waitFor(({ message }) => !!message.locationMessage)
  expect(second.message.locationMessage).toMatchObject(location)
  // Both sides have heard of each other: the session is no longer opened with every message.
  const copy = children(child(second.stanza, 'participants'), 'to').find(
    ({ attrs }) => bob === peer.find(attrs.jid ?? ''),
  )
  expect(child(copy, 'enc')?.attrs.type).toBe('msg')
})

test('two Baileys clients talk with each other', async () => {
  const [a, b] = [someone('A'), someone('B')]
  const [from, to] = await Promise.all([linked({}, a), linked({}, b)])
  await from.sock.sendMessage(b.phone.pn, { text: 'ping' })
  const ping = await to.heard('ping')
  await to.sock.sendMessage(ping.key.remoteJid as string, { text: 'pong' }, { quoted: ping })
  const pong = await from.heard('pong')
  expect(pong.message?.extendedTextMessage?.contextInfo?.quotedMessage).toBeTruthy()
})

test('what arrives while the bot is away waits for it, until it is acknowledged', async () => {
  const eve = someone('Eve')
  const { auth, device } = link()
  await eve.phone.sendText(bot, 'sambil menunggu')
  expect(device.pending.size).toBe(1)
  const client = connect(auth)
  expect((await client.heard('sambil menunggu')).type).toBe('append')
  await vi.waitFor(() => expect(device.pending.size).toBe(0))
})

test('a crash between the commit of the keys and the receipt: the message comes again, but Baileys shows nothing', async () => {
  const ann = someone()
  const { auth, device } = link()
  await connect(auth).open()
  auth.committed = (data) => {
    // Both arrive together: the text has been decrypted, and the power goes.
    if (data.session && device.pending.size > 0) device.connection?.kill()
  }
  await ann.phone.sendText(bot, 'berharga')
  await vi.waitFor(() => expect(device.connection).toBeUndefined())
  expect(device.pending.size).toBe(1)
  auth.committed = () => undefined

  const refused: unknown[] = []
  const deaf = peer.on('node', ({ tag, attrs }) => tag === 'ack' && attrs.error && refused.push(attrs.error))
  const client = await connect(auth).open()
  await vi.waitFor(() => expect(refused).toEqual(['487']))
  expect(device.pending.size).toBe(0)
  expect(client.upserts).toEqual([])
  deaf()
})

test('a phone with a bad network sends the same message several times', async () => {
  const ann = someone()
  const client = await linked()
  const id = await ann.phone.sendText(bot, 'halo?', { repeat: 2 })
  await vi.waitFor(() => expect(client.upserts.map(({ key }) => key.id)).toEqual([id, id, id]))
})

test('a flush in the chosen order: the time of a receipt before a message covers that of the message', async () => {
  const ann = someone()
  const { auth, device } = link()
  const [sent, read] = [new Date('2026-11-20T08:00:00Z'), new Date('2026-11-21T09:00:00Z')]
  const plain = await bot.phone.sendText(ann, 'dari ponsel', { at: sent })
  const covered = await bot.phone.sendText(ann, 'dan lagi', { at: sent })
  ann.phone.receipt(bot, [covered], 'read', { at: read, first: true })
  expect(device.pending.all().map(({ tag }) => tag)).toEqual(['receipt', 'message', 'message'])
  const client = connect(auth)
  await client.heard('dan lagi')
  const times = client.upserts.map(({ key, messageTimestamp }) => [key.id, Number(messageTimestamp)])
  expect(times).toEqual([
    [plain, sent.getTime() / 1000],
    [covered, read.getTime() / 1000],
  ])
  expect(ann.phone.texts()).toEqual(['dari ponsel', 'dan lagi'])
})

test('an own message is changed, and deleted', async () => {
  const ann = someone()
  const client = await linked()
  const id = await ann.phone.sendText(bot, 'hadri')
  await client.heard('hadri')
  await ann.phone.edit(bot, id, 'hadir')
  const key = expect.objectContaining({ id, remoteJid: ann.phone.lid })
  const message = { editedMessage: { message: expect.objectContaining({ conversation: 'hadir' }) } }
  await vi.waitFor(() =>
    expect(client.updates).toContainEqual({ key, update: expect.objectContaining({ message }) }),
  )
  await ann.phone.delete(bot, id)
  await vi.waitFor(() =>
    expect(client.updates).toContainEqual({ key, update: expect.objectContaining({ message: null }) }),
  )
})

test('pairing by QR code, the restart that follows, and a first message', async () => {
  const owner = someone('Pemilik')
  const auth = new MemoryAuth()
  const first = connect(auth)
  peer.scanQr(await first.qr(), owner)
  expect(await first.closed()).toBe(515)
  expect(auth.creds.me).toMatchObject({ id: `${owner.pn}:1@s.whatsapp.net`, name: 'Pemilik' })
  const client = await connect(auth).open()
  await client.sock.sendMessage(bot.phone.pn, { text: 'sudah tertaut' })
  await bot.phone.waitFor(({ message }) => textOf(message) === 'sudah tertaut')
})

test('pairing by a code of eight letters', async () => {
  const owner = someone('Pemilik kode')
  const auth = new MemoryAuth()
  const first = connect(auth)
  await first.qr()
  const asked = new Promise<string>((resolve) => peer.on('pairing-code', resolve))
  const code = await first.sock.requestPairingCode(owner.pn, 'ABCD1234')
  expect(await asked).toBe(owner.pn)
  await peer.enterPairingCode(code, owner)
  expect(await first.closed()).toBe(515)
  const client = await connect(auth).open()
  expect(client.sock.user?.id).toBe(`${owner.pn}:1@s.whatsapp.net`)
})

// What the bot is told for each way in which a connection can end.
const ENDS: [Fault, number][] = [
  [{ kind: 'loggedOut' }, 401],
  [{ kind: 'downgrade' }, 411],
  [{ kind: 'kill' }, 428],
  [{ kind: 'streamEnd' }, 428],
  [{ kind: 'replaced' }, 440],
  [{ kind: 'streamError', code: 500 }, 500],
  [{ kind: 'streamError', code: 503 }, 503],
  [{ kind: 'streamError', code: 515 }, 515],
]
test.each(ENDS)('the connection ends: %o tells %i', async (fault, status) => {
  const [struck, other] = await Promise.all([linked(), linked({}, someone())])
  peer.faults.add({ ...fault, account: bot.pn })
  expect(await struck.closed()).toBe(status)
  expect(other.sock.ws.isOpen).toBe(true)
})

test('a device that was removed is refused from then on', async () => {
  const { auth, device } = link()
  const client = await connect(auth).open()
  device.unlink()
  expect(await client.closed()).toBe(401)
  expect(await connect(auth).closed()).toBe(401)
  expect(bot.linked()).toEqual([])
})

test('the server is away: nobody answers at its address, and afterwards everything is still there', async () => {
  const ann = someone()
  const { auth } = link()
  const client = await connect(auth).open()
  await peer.down()
  expect(await client.closed()).toBe(428)
  expect(await connect(auth).closed()).toBe(408)
  await ann.phone.sendText(bot, 'sementara itu')
  await peer.up()
  await connect(auth).heard('sementara itu')
})

test('a second client with the same creds replaces the first', async () => {
  const { auth } = link()
  const first = await connect(auth).open()
  await connect(auth).open()
  expect(await first.closed()).toBe(440)
})

test.each([401, 403, 405, 408, 411, 500, 503])('a login is refused with %i, once', async (code) => {
  const { auth } = link()
  peer.faults.add({ kind: 'loginRefused', code, times: 1 })
  expect(await connect(auth).closed()).toBe(code)
  await connect(auth).open()
})

// Nor does connectTimeoutMs help: whoever uses Baileys must listen himself, or hang for ever.
test('an HTTP error in the place of a websocket: Baileys tells nothing, and waits on', async () => {
  peer.faults.add({ kind: 'upgradeRefused', code: 502, times: 1 })
  const client = connect(link().auth, { connectTimeoutMs: 100 })
  const status = await new Promise((resolve) =>
    client.sock.ws.once('unexpected-response', (_request, { statusCode }) => resolve(statusCode)),
  )
  expect(status).toBe(502)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(client.sock.ws.isConnecting).toBe(true)
  await client.end()
  expect(client.sock.ws.isClosed).toBe(true)
})

// Baileys adds five seconds to its keep-alive before it gives up: both wait together.
test('silence ends the connection with 408, also right after the login', async () => {
  const client = await linked({ keepAliveIntervalMs: 300 })
  peer.faults.add({ kind: 'mute', account: bot.pn }, { kind: 'loginSwallowed', account: bot.lid })
  const second = connect(link().auth, { keepAliveIntervalMs: 300 })
  expect(await Promise.all([client.closed(), second.closed()])).toEqual([408, 408])
})

test('a refused message: the ack bears the error, Baileys tells status 0', async () => {
  const stranger = someone()
  const client = await linked()
  peer.faults.add({ kind: 'refused', to: stranger.pn })
  await client.sock.sendMessage(stranger.phone.pn, { text: 'promo' }, { messageId: '3EB0AA02' })
  await vi.waitFor(() => expect(client.acks).toEqual([{ id: '3EB0AA02', error: '463' }]))
  // Before the own message is told, Baileys merges the error into it; after that it is an update.
  await vi.waitFor(() => {
    const own = client.upserts.find(({ key }) => key.id === '3EB0AA02')
    const update = client.updates.find(({ key }) => key.id === '3EB0AA02')?.update
    expect(update ?? own).toMatchObject({ status: Status.ERROR })
    expect((update ?? own)?.messageStubParameters?.[0]).toBe('463')
  })
  expect(stranger.phone.inbox).toEqual([])
})

test('a swallowed message: sendMessage resolves all the same, and nothing follows', async () => {
  const ann = someone()
  const client = await linked()
  peer.faults.add({ kind: 'swallowed' })
  const sent = await client.sock.sendMessage(ann.phone.pn, { text: 'hilang' })
  expect(sent?.status).toBe(Status.PENDING)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(client.acks).toEqual([])
  expect(client.updates).toEqual([])
  expect(ann.phone.inbox).toEqual([])
})

test('delivered, but the ack is lost, or late', async () => {
  const ann = someone()
  const client = await linked()
  peer.faults.add({ kind: 'ackLost', times: 1 }, { kind: 'slow', delayMs: 150 })
  await client.sock.sendMessage(ann.phone.pn, { text: 'satu' }, { messageId: '3EB0AA05' })
  await client.sock.sendMessage(ann.phone.pn, { text: 'dua' }, { messageId: '3EB0AA06' })
  await ann.phone.waitFor(({ message }) => textOf(message) === 'dua')
  expect(client.acks).toEqual([])
  await vi.waitFor(() => expect(client.acks).toEqual([{ id: '3EB0AA06', error: undefined }]))
})

test('the connection is cut before the server has the message, or after', async () => {
  const ann = someone()
  const { auth } = link()
  peer.faults.add({ kind: 'killBefore', to: ann.pn, times: 1 }, { kind: 'killAfter', times: 1 })
  for (const round of ['sebelum', 'sesudah', 'lagi']) {
    const client = await connect(auth).open()
    await client.sock.sendMessage(ann.phone.pn, { text: round }, { messageId: '3EB0AA07' }).catch(() => {})
    if (round !== 'lagi') expect(await client.closed()).toBe(428)
  }
  // The phone shows what has the same id once.
  await vi.waitFor(() => expect(ann.phone.repeats).toBe(1))
  expect(ann.phone.texts()).toEqual(['sesudah'])
  expect(peer.log.filter(({ id }) => id === '3EB0AA07')).toHaveLength(2)
})

test('queries are refused or never answered', async () => {
  const ann = someone()
  const client = await linked({ defaultQueryTimeoutMs: 300 })
  const ask = () => client.sock.onWhatsApp(ann.pn)
  peer.faults.add({ kind: 'queryRefused', xmlns: 'usync', code: 429, times: 1 })
  await expect(ask()).rejects.toMatchObject({ data: 429 })
  peer.faults.add({ kind: 'querySwallowed', xmlns: 'usync', times: 1 })
  expect(await ask()).toBeUndefined()
  expect(await ask()).toEqual([{ jid: ann.phone.pn, exists: true }])
})

test('the phone asks again, twice: the bot sends the same id once more, until it can be read', async () => {
  const ann = someone()
  ann.phone.failDecrypts = 2
  const client = await linked()
  await client.sock.sendMessage(ann.phone.pn, { text: 'ulang' }, { messageId: '3EB0AA03' })
  const received = await ann.phone.waitFor(({ message }) => textOf(message) === 'ulang')
  expect(received.id).toBe('3EB0AA03')
  expect(peer.log.filter(({ id }) => id === '3EB0AA03')).toHaveLength(3)
})

test('the phone asks again by its LID for what went to its number: only getMessage saves it', async () => {
  const ann = someone()
  ann.phone.failDecrypts = 1
  ann.phone.receiptsBy = 'lid'
  const asked: proto.IMessageKey[] = []
  const client = await linked({
    getMessage: async (key) => {
      asked.push(key)
      return { conversation: 'dari getMessage' }
    },
  })
  await client.sock.sendMessage(ann.phone.pn, { text: 'ulang' }, { messageId: '3EB0AA04' })
  await ann.phone.waitFor(({ message }) => textOf(message) === 'dari getMessage')
  expect(asked).toMatchObject([{ remoteJid: ann.phone.lid, id: '3EB0AA04' }])
})

test('the bot cannot decrypt: it asks the phone again, which begins a new session', async () => {
  const ann = someone()
  const client = await linked()
  const id = await ann.phone.send(bot, { conversation: 'rusak' }, { corrupt: true })
  await vi.waitFor(() => expect(ann.phone.receipts).toContainEqual({ ids: [id], type: 'retry', from: bot }))
  expect((await client.heard('rusak')).key.id).toBe(id)
})

test('a phone that does not answer retries: the message is lost', async () => {
  const ann = someone()
  ann.phone.answersRetries = false
  const client = await linked()
  const id = await ann.phone.sendText(bot, 'rusak', { corrupt: true })
  await vi.waitFor(() => expect(ann.phone.receipts.map(({ type }) => type)).toEqual(['retry']))
  await ann.phone.sendText(bot, 'sesudah')
  await client.heard('sesudah')
  expect(client.upserts.find(({ key }) => key.id === id)?.message).toBeFalsy()
})

test('far away: every stanza takes its time to the client', async () => {
  const far = await startWhatsApp({ latencyMs: 60 })
  const distrust = far.trust()
  const auth = new MemoryAuth()
  far.linkDevice(far.addAccount('6281399990001'), auth.creds)
  const client = await new Client(far.url, auth).open()
  const started = performance.now()
  await client.sock.onWhatsApp('6281399990001')
  expect(performance.now() - started).toBeGreaterThan(55)
  await client.end()
  await far.stop()
  distrust()
})
