import { z } from 'zod'
import type { Address, Incoming } from '../../message.ts'
import { attachmentOf, ownPhone, placeOf } from './contents.ts'
import { type Message, type Query, updateShape } from './shapes.ts'

/** What an update means to us. */
export type Parsed =
  | { kind: 'incoming'; incoming: Incoming; queryId?: string }
  | { kind: 'reachable'; who: Address; reachable: boolean; at: Date }
  | { kind: 'moved'; from: Address; to: Address }
  | { kind: 'ignored'; updateId: number; why: string }

export type ParseContext = { username: string | undefined; now: () => Date }

const envelope = z.object({ update_id: z.number().int() })

/** @returns undefined when this is no update at all */
export function updateIdOf(raw: unknown): number | undefined {
  return envelope.safeParse(raw).data?.update_id
}

/** Reads one update. It never throws: an update that we cannot read is ignored, or it would come for ever. */
export function parseUpdate(raw: unknown, context: ParseContext): Parsed {
  const updateId = updateIdOf(raw) ?? -1
  const ignored = (why: string): Parsed => ({ kind: 'ignored', updateId, why })
  const parsed = updateShape.safeParse(raw)
  if (!parsed.success) return ignored(`unreadable at ${parsed.error.issues[0]?.path.join('.')}`)
  const update = parsed.data
  if (update.callback_query)
    return parsePress(update.callback_query, context) ?? ignored('a press of nothing')
  if (update.my_chat_member) {
    const { chat, date, new_chat_member } = update.my_chat_member
    const reachable = !['kicked', 'left'].includes(new_chat_member.status)
    return { kind: 'reachable', who: address(chat.id), reachable, at: seconds(date) }
  }
  if (update.channel_post) {
    const post = postOf(update.channel_post, updateId)
    return post ? { kind: 'incoming', incoming: post } : ignored('a post of a channel')
  }
  const said = update.message ?? update.edited_message
  if (!said) return ignored('a kind that we did not ask for')
  if (said.migrate_to_chat_id !== undefined) {
    return { kind: 'moved', from: address(said.chat.id), to: address(said.migrate_to_chat_id) }
  }
  const incoming = parseMessage(said, context)
  if (typeof incoming === 'string') return ignored(incoming)
  const edited = update.edited_message !== undefined
  const id = edited ? `edit:${updateId}` : String(updateId)
  return { kind: 'incoming', incoming: { ...incoming, id, edited } }
}

function parseMessage(said: Message, { username }: ParseContext): Omit<Incoming, 'id' | 'edited'> | string {
  if (!said.from || said.from.is_bot || said.sender_chat) return 'not from a person'
  const text = plainWords(said.text ?? said.caption ?? '', username)
  if (text === null) return 'a command to another bot'
  // Chosen through another bot, from a list of venues or passed on: not where the phone says that it is.
  const forwarded = Boolean(said.forward_origin || said.via_bot || said.venue)
  const phone = ownPhone(said)
  const attachment = phone ? undefined : attachmentOf(said)
  const place = placeOf(said)
  if (!text && !phone && !attachment && !place) return 'nothing said'
  return {
    from: address(said.from.id),
    aliases: [],
    chat: address(said.chat.id),
    group: said.chat.type !== 'private',
    at: seconds(said.edit_date ?? said.date),
    clock: 'platform',
    text,
    forwarded,
    ...(said.reply_to_message && { quotes: String(said.reply_to_message.message_id) }),
    ...(phone && { phone }),
    ...(attachment && { attachment }),
    ...(place && { place }),
  }
}

/** Only admins post in a channel, and nobody by name: a post that speaks to us is heard, any other is not even kept. */
function postOf(post: Message, updateId: number): Incoming | null {
  const called = /^\s*[@/]?guyub\w*\s+([\s\S]+)$/i.exec(post.text ?? '')
  if (!called?.[1]) return null
  const chat = address(post.chat.id)
  return {
    ...{ id: String(updateId), from: chat, aliases: [], chat, group: true },
    ...{ at: seconds(post.date), clock: 'platform', text: called[1].trim(), edited: false, forwarded: false },
  }
}

function parsePress(query: Query, { now }: ParseContext): Parsed | undefined {
  if (query.data === undefined || query.from.is_bot) return undefined
  const chat = query.message?.chat
  const incoming: Incoming = {
    // One press can come under two update ids; two presses of one button are two.
    id: `press:${query.id}`,
    from: address(query.from.id),
    aliases: [],
    chat: address(chat?.id ?? query.from.id),
    group: chat !== undefined && chat.type !== 'private',
    // A press has no time of its own: its message's date is that of our own prompt.
    at: now(),
    clock: 'ours',
    text: '',
    choice: query.data,
    edited: false,
    forwarded: false,
  }
  return { kind: 'incoming', incoming, queryId: query.id }
}

/**
 * A command as plain words: "/menu" → "menu", "/start X-1" → "X 1", "/dinas_luar" → "dinas luar".
 * @returns null when it is meant for another bot of the group
 */
export function plainWords(text: string, username?: string): string | null {
  const command = /^\/([a-z0-9_]{1,64})(?:@(\w+))?(?:\s+([\s\S]*))?$/i.exec(text)
  if (!command) return text
  const [, name = '', bot, rest = ''] = command
  if (bot && username && bot.toLowerCase() !== username.toLowerCase()) return null
  const payload = rest.trim()
  if (name.toLowerCase() !== 'start') return `${name.replaceAll('_', ' ')} ${payload}`.trim()
  // A payload is one word of A–Z, a–z, 0–9, - and _; what somebody typed behind /start stays as typed.
  return (/^[\w-]{1,64}$/.test(payload) ? payload.replace(/[-_]/g, ' ') : payload).trim() || 'start'
}

const address = (id: number): Address => ({ channel: 'telegram', id: String(id) })
const seconds = (unix: number) => new Date(unix * 1000)
