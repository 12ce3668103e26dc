import { type BaileysEventMap, jidNormalizedUser } from '@whiskeysockets/baileys'
import { expect, test, vi } from 'vitest'
import { type Client, MemoryAuth } from './client.ts'
import { connect, link, peer, someone, usePeer } from './fixture.ts'
import { textOf } from './messages.ts'

usePeer()

const history = (client: Client) => client.wait('messaging-history.set', () => true)
const textsOf = ({ messages }: BaileysEventMap['messaging-history.set']) =>
  messages.map(({ key, message }) => [key.remoteJid, textOf(message)])

test('what was written before the bot was linked comes after the pairing, newest first', async () => {
  const [owner, ann, bob] = [someone('Pemilik'), someone('Ann'), someone('Bob')]
  bob.phone.addressing = 'pn'
  await ann.phone.sendText(owner, 'satu', { at: new Date('2026-11-20T08:00:00Z') })
  await ann.phone.sendText(owner, 'dua')
  await bob.phone.sendText(owner, 'tiga')
  const auth = new MemoryAuth()
  const first = connect(auth)
  peer.scanQr(await first.qr(), owner)
  expect(await first.closed()).toBe(515)
  const client = connect(auth)
  const set = await history(client)
  expect(textsOf(set)).toEqual([
    [ann.phone.lid, 'dua'],
    [ann.phone.lid, 'satu'],
    [bob.phone.pn, 'tiga'],
  ])
  expect(set.isLatest).toBe(true)
  expect(Number(set.messages[1]?.messageTimestamp)).toBe(Date.UTC(2026, 10, 20, 8) / 1000)
  const pn = await client.sock.signalRepository.lidMapping.getPNForLID(ann.phone.lid)
  expect(jidNormalizedUser(pn ?? undefined)).toBe(ann.phone.pn)
  // It is told once: what comes now comes as a message, and the next login brings nothing.
  await ann.phone.sendText(owner, 'empat')
  expect((await client.heard('empat')).type).toBe('notify')
  await client.end()
  const again = connect(auth)
  await expect(again.wait('messaging-history.set', () => true, 300)).rejects.toThrow()
})

test('a long history comes as a file', async () => {
  const [owner, ann] = [someone('Pemilik'), someone('Ann')]
  await ann.phone.sendText(owner, 'halo')
  const { auth, device } = link(owner)
  const { dispatcher } = peer.media
  const client = await connect(auth, { options: { dispatcher } as RequestInit }).open()
  const set = history(client)
  await peer.shareHistory(device, true)
  expect(textsOf(await set)).toEqual([[ann.phone.lid, 'halo']])
  await vi.waitFor(() => expect(device.pending.size).toBe(0))
  await dispatcher.close()
})
