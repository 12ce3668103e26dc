import { randomBytes } from 'node:crypto'
import { downloadMediaMessage, type WAMessage } from '@whiskeysockets/baileys'
import { expect, test } from 'vitest'
import { bot, linked, peer, someone, usePeer } from './fixture.ts'

usePeer()

const download = (message: WAMessage, options: RequestInit = {}) =>
  downloadMediaMessage(message, 'buffer', { options })

test('the phone sends an image and a document, the bot downloads them', async () => {
  const ann = someone('Ann')
  const client = await linked()
  const bytes = randomBytes(100_000)
  await ann.phone.sendFile(bot, { kind: 'image', bytes, caption: 'lampu mati' })
  const image = await client.heard('lampu mati')
  expect(image.message?.imageMessage).toMatchObject({ mimetype: 'image/jpeg', caption: 'lampu mati' })
  expect(bytes.equals(await download(image))).toBe(true)

  await ann.phone.sendFile(bot, { kind: 'document', bytes, name: 'surat.pdf', caption: 'surat' })
  const document = await client.heard('surat')
  expect(document.message?.documentMessage).toMatchObject({ fileName: 'surat.pdf' })
  expect(bytes.equals(await download(document))).toBe(true)
})

test('an address as on the real server needs the dispatcher', async () => {
  const ann = someone('Ann')
  const client = await linked()
  const bytes = randomBytes(1_000)
  await ann.phone.sendFile(bot, { kind: 'image', bytes, caption: 'foto', realAddress: true })
  const image = await client.heard('foto')
  expect(image.message?.imageMessage?.url).toMatch(/^https:..mmg.whatsapp.net/)
  const { dispatcher } = peer.media
  expect(bytes.equals(await download(image, { dispatcher } as RequestInit))).toBe(true)
  await dispatcher.close()
})

test('an expired file is refused', async () => {
  const ann = someone('Ann')
  const client = await linked()
  await ann.phone.sendFile(bot, { kind: 'image', bytes: randomBytes(100), caption: 'lama' })
  peer.media.expire()
  await expect(download(await client.heard('lama'))).rejects.toMatchObject({ output: { statusCode: 404 } })
})

// Baileys checks neither the MAC nor the hash: whoever downloads must compare fileSha256 himself.
test('a damaged file comes through all the same', async () => {
  const ann = someone('Ann')
  const client = await linked()
  const bytes = randomBytes(100)
  await ann.phone.sendFile(bot, { kind: 'image', bytes, caption: 'rusak' })
  peer.media.damage()
  const got = await download(await client.heard('rusak'))
  expect(got).toHaveLength(100)
  expect(bytes.equals(got)).toBe(false)
})

test('the bot uploads a document, the phone opens it', async () => {
  const ann = someone('Ann')
  const client = await linked({ fetchAgent: peer.media.agent })
  const bytes = randomBytes(50_000)
  await client.sock.sendMessage(ann.phone.pn, {
    document: bytes,
    mimetype: 'text/csv',
    fileName: 'rekap.csv',
    caption: 'rekap',
  })
  const received = await ann.phone.waitFor(({ message }) => !!message.documentMessage)
  expect(received.message.documentMessage).toMatchObject({ fileName: 'rekap.csv', mimetype: 'text/csv' })
  expect(bytes.equals(await ann.phone.fileOf(received))).toBe(true)
})
