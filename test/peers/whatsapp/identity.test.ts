import {
  jidNormalizedUser,
  NewChatMessageCappingStatusType,
  ReachoutTimelockEnforcementType,
} from '@whiskeysockets/baileys'
import { expect, test, vi } from 'vitest'
import type { Client } from './client.ts'
import { bot, linked, peer, someone, usePeer } from './fixture.ts'
import { textOf } from './messages.ts'

usePeer()

const numberOf = async (client: Client, lid: string) => {
  const pn = await client.sock.signalRepository.lidMapping.getPNForLID(lid)
  return pn === null ? null : jidNormalizedUser(pn)
}

test('onWhatsApp lists only who is there', async () => {
  const [ann, gone] = [someone('Ann'), someone('Pergi')]
  peer.accounts.remove(gone)
  const client = await linked()
  expect(await client.sock.onWhatsApp(`+${ann.pn}`, gone.pn, '6280000')).toEqual([
    { jid: ann.phone.pn, exists: true },
  ])
})

test('sending to a number that is not there resolves, and reaches only the own phone', async () => {
  const client = await linked()
  const jid = '6280000@s.whatsapp.net'
  await client.sock.sendMessage(jid, { text: 'ada orang?' })
  const own = await bot.phone.waitFor(({ message }) => textOf(message) === 'ada orang?')
  expect(own.deviceSent).toBe(true)
})

test('a LID without a number, until the phone tells it', async () => {
  const ann = someone('Ann')
  ann.phone.tellsOther = false
  const client = await linked()
  await ann.phone.sendText(bot, 'siapa saya?')
  const { key } = await client.heard('siapa saya?')
  expect(key.remoteJid).toBe(ann.phone.lid)
  expect(key.remoteJidAlt).toBeUndefined()
  expect(await numberOf(client, ann.phone.lid)).toBeNull()
  await client.sock.sendMessage(ann.phone.lid, { text: 'tidak tahu' })
  await ann.phone.waitFor(({ message }) => textOf(message) === 'tidak tahu')

  ann.phone.tellsOther = true
  await ann.phone.sendText(bot, 'ini saya')
  expect((await client.heard('ini saya')).key.remoteJidAlt).toBe(ann.phone.pn)
  expect(await numberOf(client, ann.phone.lid)).toBe(ann.phone.pn)
})

test('a resold number: another LID, and another person', async () => {
  const ann = someone('Ann')
  const client = await linked()
  await ann.phone.sendText(bot, 'dari Ann')
  await client.heard('dari Ann')
  const budi = peer.accounts.resell(ann.pn, 'Budi')
  await budi.phone.sendText(bot, 'dari Budi')
  const { key } = await client.heard('dari Budi')
  expect(key).toMatchObject({ remoteJid: budi.phone.lid, remoteJidAlt: ann.phone.pn })
  expect(budi.lid).not.toBe(ann.lid)
  // The one who had it writes on under the old LID.
  await ann.phone.sendText(bot, 'nomor hilang')
  expect((await client.heard('nomor hilang')).key.remoteJid).toBe(ann.phone.lid)
  await client.sock.sendMessage(key.remoteJid as string, { text: 'halo Budi' })
  await budi.phone.waitFor(({ message }) => textOf(message) === 'halo Budi')
})

test('a new phone: what the bot encrypts for the old one is asked for again', async () => {
  const ann = someone('Ann')
  const client = await linked()
  await ann.phone.sendText(bot, 'ponsel lama')
  const { key } = await client.heard('ponsel lama')
  const jid = key.remoteJid as string
  await client.sock.sendMessage(jid, { text: 'satu' })
  await ann.phone.waitFor(({ message }) => textOf(message) === 'satu')
  ann.phone.reinstall()
  const undecrypted = vi.fn()
  peer.on('undecrypted', undecrypted)
  await client.sock.sendMessage(jid, { text: 'dua' })
  await ann.phone.waitFor(({ message }) => textOf(message) === 'dua')
  expect(undecrypted).toHaveBeenCalledOnce()
  await ann.phone.sendText(bot, 'ponsel baru')
  await client.heard('ponsel baru')
})

test('the account is restricted: told at once, and when asked', async () => {
  const client = await linked()
  expect(await client.sock.fetchAccountReachoutTimelock()).toMatchObject({ isActive: false })
  const told = client.wait('connection.update', ({ reachoutTimeLock }) => reachoutTimeLock?.isActive === true)
  const until = new Date('2026-12-01T00:00:00Z')
  bot.standing.restrict(until, ReachoutTimelockEnforcementType.BIZ_QUALITY)
  const state = { isActive: true, timeEnforcementEnds: until, enforcementType: 'BIZ_QUALITY' }
  expect((await told).reachoutTimeLock).toEqual(state)
  expect(await client.sock.fetchAccountReachoutTimelock()).toEqual(state)
  bot.standing.restrict()
  expect(await client.sock.fetchAccountReachoutTimelock()).toMatchObject({ isActive: false })
})

test('the cap of new chats', async () => {
  const client = await linked()
  const told = client.wait('message-capping.update', () => true)
  const info = {
    total_quota: 40,
    used_quota: 39,
    capping_status: NewChatMessageCappingStatusType.SECOND_WARNING,
  }
  bot.standing.cap(info)
  expect(await told).toEqual(info)
  expect(await client.sock.fetchNewChatMessageCap()).toEqual(info)
})
