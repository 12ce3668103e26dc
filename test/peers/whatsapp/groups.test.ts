import type { BaileysEventMap } from '@whiskeysockets/baileys'
import { expect, test, vi } from 'vitest'
import { bot, connect, link, linked, peer, someone, usePeer } from './fixture.ts'
import { textOf } from './messages.ts'

usePeer()

const said =
  (text: string) =>
  ({ message }: { message: Parameters<typeof textOf>[0] }) =>
    textOf(message) === text

test.each(['lid', 'pn'] as const)(
  'a group whose members are named by %s: everybody reads everybody',
  async (addressing) => {
    const [ann, bob] = [someone('Ann'), someone('Bob')]
    const group = peer.addGroup('RT 05', [ann, bot, bob])
    group.addressing = addressing
    const client = await linked()

    await ann.phone.sendText(group, 'halo semua')
    const first = await client.heard('halo semua')
    const [own, other] = addressing === 'lid' ? [ann.phone.lid, ann.phone.pn] : [ann.phone.pn, ann.phone.lid]
    expect(first.key).toMatchObject({
      remoteJid: group.jid,
      participant: own,
      participantAlt: other,
      fromMe: false,
    })
    expect(await bob.phone.waitFor(said('halo semua'))).toMatchObject({ from: ann, group })
    await vi.waitFor(() => expect(ann.phone.receipts).toMatchObject([{ ids: [first.key.id], group }]))

    await client.sock.sendMessage(group.jid, { text: 'siap' }, { messageId: '3EB0AB01', quoted: first })
    for (const { phone } of [ann, bob])
      expect(await phone.waitFor(said('siap'))).toMatchObject({ from: bot, group })
    // The second message of each goes with the key alone.
    await client.sock.sendMessage(group.jid, { text: 'dua' })
    await bob.phone.waitFor(said('dua'))
    await bob.phone.sendText(group, 'ya')
    await ann.phone.sendText(group, 'kedua')
    await client.heard('kedua')
    expect(bob.phone.texts()).toEqual(['halo semua', 'siap', 'dua', 'kedua'])
  },
)

test('a group tells who is in it, and who received and read a message', async () => {
  const [ann, bob] = [someone('Ann'), someone('Bob')]
  const group = peer.addGroup('Apel pagi', [ann, bot, bob])
  peer.addGroup('Tanpa bot', [ann, bob])
  const client = await linked()
  expect(await client.sock.groupMetadata(group.jid)).toMatchObject({
    id: group.jid,
    subject: 'Apel pagi',
    addressingMode: 'lid',
    owner: ann.phone.lid,
    participants: [
      { id: ann.phone.lid, phoneNumber: ann.phone.pn, admin: 'superadmin' },
      { id: bot.phone.lid, admin: null },
      { id: bob.phone.lid },
    ],
  })
  expect(Object.keys(await client.sock.groupFetchAllParticipating())).toEqual([group.jid])

  bob.phone.autoDelivered = false
  const receipts: BaileysEventMap['message-receipt.update'] = []
  client.sock.ev.on('message-receipt.update', (updates) => void receipts.push(...updates))
  await client.sock.sendMessage(group.jid, { text: 'hadir?' }, { messageId: '3EB0AB02' })
  // Until the own message has been told, Baileys merges receipts into it.
  await client.heard('hadir?')
  await bob.phone.waitFor(said('hadir?'))
  bob.phone.receipt(group, ['3EB0AB02'])
  bob.phone.receipt(group, ['3EB0AB02'], 'read')
  await vi.waitFor(() =>
    // One update or two, as it comes.
    expect(Object.assign({}, ...receipts.map(({ receipt }) => receipt))).toEqual({
      userJid: bob.phone.lid,
      receiptTimestamp: expect.any(Number),
      readTimestamp: expect.any(Number),
    }),
  )
  expect(receipts[0]?.key).toMatchObject({ id: '3EB0AB02', remoteJid: group.jid })
})

test('members come and go: the bot is told, and who left reads nothing more', async () => {
  const [ann, bob] = [someone('Ann'), someone('Bob')]
  const group = peer.addGroup('Panitia', [ann, bob])
  const client = await linked()
  const joined = client.wait('groups.upsert', () => true)
  group.add(bot)
  expect(await joined).toMatchObject([{ id: group.jid, subject: 'Panitia' }])
  const left = client.wait('group-participants.update', ({ action }) => action === 'remove')
  await bob.phone.sendText(group, 'pamit')
  await client.heard('pamit')
  group.remove(bob, bob)
  expect((await left).participants).toMatchObject([{ id: bob.phone.lid }])
  await ann.phone.sendText(group, 'tinggal kita')
  await client.heard('tinggal kita')
  await client.sock.sendMessage(group.jid, { text: 'benar' }, { useCachedGroupMetadata: false })
  await ann.phone.waitFor(said('benar'))
  expect(bob.phone.texts()).toEqual([])
})

test('mentions and answers', async () => {
  const ann = someone('Ann')
  const group = peer.addGroup('RW 02', [ann, bot])
  const client = await linked()
  await client.sock.sendMessage(group.jid, { text: 'Siapa hadir?' })
  const question = await ann.phone.waitFor(said('Siapa hadir?'))
  await ann.phone.sendText(group, `@${bot.lid} saya`, { mentions: [bot], quotes: question })
  const { message } = await client.heard(`@${bot.lid} saya`)
  expect(message?.extendedTextMessage?.contextInfo).toMatchObject({
    mentionedJid: [bot.phone.lid],
    stanzaId: question.id,
    participant: bot.phone.lid,
  })
})

test('a member cannot read: the bot sends to the whole group once more, with its key', async () => {
  const [ann, bob] = [someone('Ann'), someone('Bob')]
  const group = peer.addGroup('Ulang', [ann, bot, bob])
  const client = await linked()
  bob.phone.failDecrypts = 1
  await client.sock.sendMessage(group.jid, { text: 'satu' })
  expect(await bob.phone.waitFor(said('satu'))).toMatchObject({ group })
  await client.sock.sendMessage(group.jid, { text: 'dua' })
  await bob.phone.waitFor(said('dua'))
  expect(ann.phone).toMatchObject({ repeats: 1 })
  expect(ann.phone.texts()).toEqual(['satu', 'dua'])
})

test('the bot cannot read a member, who sends again with the key', async () => {
  const ann = someone('Ann')
  const group = peer.addGroup('Rusak', [ann, bot])
  const client = await linked()
  const id = await ann.phone.sendText(group, 'rusak', { corrupt: true })
  expect((await client.heard('rusak')).key.id).toBe(id)
  await ann.phone.sendText(group, 'utuh')
  await client.heard('utuh')
})

test('what was said in a group while the bot was away', async () => {
  const ann = someone('Ann')
  const group = peer.addGroup('Malam', [ann, bot])
  const { auth, device } = link()
  await ann.phone.sendText(group, 'satu')
  await ann.phone.sendText(group, 'dua')
  const client = connect(auth)
  await client.heard('dua')
  expect(client.upserts.map(({ message }) => textOf(message))).toEqual(['satu', 'dua'])
  await vi.waitFor(() => expect(device.pending.size).toBe(0))
})
