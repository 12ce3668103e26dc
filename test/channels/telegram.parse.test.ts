import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseUpdate, plainWords } from '../../src/channels/telegram/parse.ts'
import type { Incoming } from '../../src/message.ts'
import { startTelegram, type Telegram } from '../peers/telegram/server.ts'
import type { User } from '../peers/telegram/users.ts'

/** Each update is made by the peer, so that it has the form of a real one. */

let peer: Telegram
let ani: User
const now = new Date('2026-11-23T00:20:00Z')
const context = { username: 'guyub_bot', now: () => now }
beforeEach(async () => {
  peer = await startTelegram()
  ani = peer.user(7)
})
afterEach(() => peer.stop())

const parsed = () => [...peer.updates.deliverable()].map((update) => parseUpdate(update, context))
function last(): Partial<Incoming> {
  const one = parsed().at(-1)
  if (one?.kind !== 'incoming') throw new Error(`not a message: ${JSON.stringify(one)}`)
  return one.incoming
}

test.each([
  ['/menu', 'menu'],
  ['/menu@guyub_bot', 'menu'],
  ['/Dinas_Luar besok', 'Dinas Luar besok'],
  ['/start', 'start'],
  ['/start X-1', 'X 1'],
  ['/start apel_AB12-x', 'apel AB12 x'],
  ['/start apa kabar - ya', 'apa kabar - ya'],
  ['/menu@other_bot', null],
  ['/ menu', '/ menu'],
  ['hadir', 'hadir'],
  ['10/12', '10/12'],
])('a command is plain words: %s → %s', (text, words) => {
  expect(plainWords(text, 'guyub_bot')).toBe(words)
})

test('the own number is a phone, with a plus and without', () => {
  ani.sendsContact('own', { phone: '6281234567890' })
  expect(last()).toMatchObject({ phone: '+6281234567890', text: '' })
  expect(last().attachment).toBeUndefined()
  ani.sendsContact('own', { phone: '+62 812-3456-7890' })
  expect(last().phone).toBe('+6281234567890')
  ani.sendsContact('own', { phone: '081234567890' })
  expect(last().phone).toBeUndefined()
})

test.each(['foreign', 'forwarded'] as const)(
  'a %s contact is no proof of a number, and the number is not kept',
  (whose) => {
    ani.sendsContact(whose)
    expect(last().phone).toBeUndefined()
    expect(last().attachment).toMatchObject({ kind: 'contact' })
    expect(JSON.stringify(last())).not.toContain('628')
  },
)

test('a contact card without a Telegram user is no proof either', () => {
  ani.sendsContact('own', { extra: { contact: { phone_number: '6281234567890', first_name: 'A' } } })
  expect(last().phone).toBeUndefined()
})

test('a place, with its accuracy, live or not', () => {
  ani.sendsLocation(-2.129, 106.113, { accuracy: 12.5 })
  expect(last()).toMatchObject({
    place: { latitude: -2.129, longitude: 106.113, accuracy: 12.5, live: false },
    forwarded: false,
  })
  ani.sendsLocation(-2.129, 106.113, { live: 900 })
  expect(last().place).toEqual({ latitude: -2.129, longitude: 106.113, live: true })
  ani.moves(-2.13, 106.114)
  expect(last()).toMatchObject({ edited: true, place: { latitude: -2.13, live: true } })
})

test('a venue, a passed on place and one through another bot count as forwarded', () => {
  ani.sendsLocation(-2.1, 106.1, { venue: 'Kantor Wali Kota' })
  expect(last()).toMatchObject({ forwarded: true, place: { latitude: -2.1 } })
  ani.sendsLocation(-2.1, 106.1, { forwarded: true })
  expect(last().forwarded).toBe(true)
  ani.sendsLocation(-2.1, 106.1, { extra: { via_bot: { id: 9, is_bot: true, first_name: 'B' } } })
  expect(last().forwarded).toBe(true)
})

test('an edit has an id of its own and the time of the edit', () => {
  const sentAt = new Date('2026-11-23T00:10:00Z')
  const sent = ani.sends('hadri', { at: sentAt })
  const edited = ani.edits('hadir', { sentAt, at: now })
  expect(edited.messageId).toBe(sent.messageId)
  expect(last()).toMatchObject({ id: `edit:${edited.updateId}`, text: 'hadir', edited: true, at: now })
})

test('a press carries the choice and our own time; twice the same press is one id', () => {
  peer.chats.hear({
    ...{ message_id: 3, date: 1, chat: { id: 7, type: 'private' }, text: 'Hadir?' },
    reply_markup: { inline_keyboard: [[{ text: 'Hadir', callback_data: 'hadir' }]] },
  })
  ani.presses('Hadir', { twice: true })
  const [one, two] = parsed()
  expect(one).toMatchObject({
    kind: 'incoming',
    incoming: { choice: 'hadir', text: '', at: now, clock: 'ours' },
  })
  expect(two).toEqual(one)
  ani.presses('Hadir')
  expect(last().id).not.toBe(one?.kind === 'incoming' && one.incoming.id)
})

test.each([
  [
    'photo',
    () => ani.sendsPhoto({ caption: 'telur' }),
    { ref: expect.not.stringContaining('small'), bytes: 8 },
  ],
  ['voice', () => ani.sendsVoice(), { mime: 'audio/ogg' }],
  ['video', () => ani.sendsVideo(), {}],
  ['sticker', () => ani.sendsSticker(), {}],
  [
    'document',
    () => ani.sendsDocument('a.xlsx', Buffer.from('abc'), { mime: 'x/y' }),
    { name: 'a.xlsx', mime: 'x/y', bytes: 3 },
  ],
  ['poll', () => ani.sendsPoll('Setuju?'), {}],
] as const)('a %s is an attachment', (kind, sends, more) => {
  sends()
  expect(last()).toMatchObject({ attachment: { kind, ...more }, text: kind === 'photo' ? 'telur' : '' })
})

test('a group is flagged; the person stays the sender', () => {
  ani.sends('hadir', { group: -100 })
  expect(last()).toMatchObject({ group: true, from: { id: '7' }, chat: { id: '-100' } })
})

test('bots, anonymous admins and service messages are ignored', () => {
  const bot = peer.user(8)
  bot.isBot = true
  bot.sends('halo')
  ani.sends('halo', { group: -100, extra: { sender_chat: { id: -100, type: 'supergroup', title: 'Grup' } } })
  ani.sends('', { extra: { text: undefined } })
  expect(parsed().map((one) => one.kind)).toEqual(['ignored', 'ignored', 'ignored'])
})

test('of a channel only what speaks to us is heard', () => {
  const post = (text: string) =>
    parseUpdate(
      {
        update_id: 5,
        channel_post: {
          message_id: 1,
          date: 1_795_000_000,
          chat: { id: -1007, type: 'channel', title: 'Kabar' },
          text,
        },
      },
      context,
    )
  expect(post('Guyub GRUP-ABC234')).toMatchObject({
    kind: 'incoming',
    incoming: { text: 'GRUP-ABC234', group: true, from: { id: '-1007' }, chat: { id: '-1007' } },
  })
  expect(post('Selamat pagi semua')).toMatchObject({ kind: 'ignored' })
})

test('blocking and coming back, and a group that moved', () => {
  ani.blocks()
  ani.unblocks()
  ani.sends('', { group: -100, extra: { text: undefined, migrate_to_chat_id: -1001 } })
  const who = { channel: 'telegram', id: '7' }
  expect(parsed()).toMatchObject([
    { kind: 'reachable', who, reachable: false },
    { kind: 'reachable', who, reachable: true },
    { kind: 'moved', from: { id: '-100' }, to: { id: '-1001' } },
  ])
})

test.each([null, 'x', {}, { update_id: 'a' }, { update_id: 1 }, { update_id: 1, message: { text: 1 } }])(
  'nonsense is ignored, never thrown: %j',
  (raw) => {
    expect(parseUpdate(raw, context).kind).toBe('ignored')
  },
)
