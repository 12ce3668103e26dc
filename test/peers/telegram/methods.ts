import type { TelegramMessage } from '@gramio/types'
import type { Params } from './body.ts'
import type { Heard } from './chats.ts'
import { ApiError } from './errors.ts'
import { stripHtml } from './html.ts'
import { checkMarkup } from './markup.ts'
import type { Call, World } from './world.ts'

type Method = (world: World, params: Params, call: Call) => unknown

const MEDIA = ['photo', 'document', 'voice', 'video', 'audio', 'sticker', 'location', 'contact'] as const
const wrong = (what: string) => new ApiError(400, `Bad Request: ${what}`)

/** A message's chat as a number; a username is a chat that we do not know. */
export function chatOf(params: Params): number | undefined {
  const id = Number(params.chat_id)
  return params.chat_id === undefined || Number.isNaN(id) ? undefined : id
}

function compose(world: World, params: Params, call: Call, kind?: (typeof MEDIA)[number]): Heard {
  const chat = chatOf(params)
  if (!chat) throw wrong('chat not found')
  if (world.chats.blocked.has(chat)) throw new ApiError(403, 'Forbidden: bot was blocked by the user')
  checkMarkup(chat, params.reply_markup as Params | undefined)
  const html = String((kind ? params.caption : params.text) ?? '')
  const text = params.parse_mode === 'HTML' ? stripHtml(html) : html
  if (!kind && text.trim() === '') throw wrong('message text is empty')
  if (!kind && text.length > 4096) throw wrong('message is too long')
  const markup = params.reply_markup as Params | undefined
  return {
    message_id: world.chats.nextMessageId(),
    from: world.me,
    chat:
      chat < 0
        ? { id: chat, type: 'supergroup', title: 'Grup' }
        : { id: chat, type: 'private', first_name: 'Orang' },
    date: Math.floor(world.now() / 1000),
    ...(kind ? text && { caption: text } : { text }),
    ...(kind && { [kind]: content(world, params, call, kind) }),
    ...(markup && (markup.inline_keyboard ? { reply_markup: markup } : { keyboard: markup })),
    ...(params.parse_mode === 'HTML' && { html }),
  } as Heard
}

function content(world: World, params: Params, call: Call, kind: (typeof MEDIA)[number]): unknown {
  if (kind === 'location') return { latitude: params.latitude, longitude: params.longitude }
  if (kind === 'contact') return { phone_number: params.phone_number, first_name: params.first_name }
  const named = String(params[kind])
  let id = named
  if (named.startsWith('attach://')) {
    const upload = call.uploads.get(named.slice('attach://'.length))
    if (!upload) throw wrong('wrong file identifier/HTTP URL specified')
    id = world.chats.keepFile(upload)
  } else if (!/^https?:/.test(named) && !world.chats.files.has(named)) {
    throw wrong('wrong remote file identifier specified: Wrong string length')
  }
  const file = { file_id: id, file_unique_id: `u-${id}` }
  if (kind === 'photo') return [{ ...file, width: 90, height: 90 }]
  if (kind === 'sticker') {
    return { ...file, type: 'regular', width: 512, height: 512, is_animated: false, is_video: false }
  }
  const timed = kind === 'document' ? {} : { duration: 1 }
  return { ...file, ...timed, ...(kind === 'video' && { width: 90, height: 90 }) }
}

/** Keeps a composed message and answers it, without what only we see. */
function accept(world: World, message: Heard): TelegramMessage {
  const said = message.html ?? message.text ?? message.caption ?? ''
  world.chats.hear(message)
  world.counters.take(message.chat.id, said)
  world.load.heard(message.chat.id, said)
  const { html: _, keyboard: __, ...answer } = message
  return answer
}

function find(world: World, params: Params, verb: string): Heard {
  const message = world.chats.find(chatOf(params) ?? 0, Number(params.message_id))
  if (!message) throw wrong(`message to ${verb} not found`)
  return message
}

const copied: Method = (world, params, call) => {
  const source = world.chats.find(Number(params.from_chat_id), Number(params.message_id))
  if (!source) throw wrong('message to copy not found')
  return accept(world, compose(world, { chat_id: params.chat_id, text: source.text ?? '(media)' }, call))
}

/** Sending, editing and reading back; the bot's own settings are in settings.ts. */
export const messages: Record<string, Method> = {
  sendMessage: (world, params, call) => accept(world, compose(world, params, call)),
  ...Object.fromEntries(
    MEDIA.map((kind): [string, Method] => [
      `send${kind[0]?.toUpperCase()}${kind.slice(1)}`,
      (world, params, call) => accept(world, compose(world, params, call, kind)),
    ]),
  ),
  sendMediaGroup: (world, params, call) => {
    const media = params.media as Params[]
    if (media.length < 2 || media.length > 10) throw wrong('the album must have 2 to 10 items')
    return media.map((item) => {
      const kind = item.type as (typeof MEDIA)[number]
      return accept(
        world,
        compose(world, { ...item, chat_id: params.chat_id, [kind]: item.media }, call, kind),
      )
    })
  },
  sendChatAction: () => true,
  setMessageReaction: () => true,
  forwardMessage: copied,
  copyMessage: (world, params, call) => ({ message_id: (copied(world, params, call) as Heard).message_id }),
  editMessageText: (world, params, call) => {
    const message = find(world, params, 'edit')
    if (message.text === undefined) throw wrong('there is no text in the message to edit')
    const { text, html, reply_markup } = compose(world, params, call)
    const same = message.text === text && message.html === html
    if (same && JSON.stringify(message.reply_markup) === JSON.stringify(reply_markup)) {
      throw wrong('message is not modified')
    }
    const { reply_markup: _, ...kept } = message
    const edited = {
      ...kept,
      text,
      html,
      edit_date: Math.floor(world.now() / 1000),
      ...(reply_markup && { reply_markup }),
    }
    world.chats.hear(edited as Heard)
    const { html: __, ...answer } = edited
    return answer
  },
  editMessageCaption: (world, params, call) => {
    const { caption: _, html: __, reply_markup: ___, ...kept } = find(world, params, 'edit')
    if (kept.text !== undefined) throw wrong('there is no caption in the message to edit')
    const { text, html, reply_markup } = compose(world, { ...params, text: params.caption }, call)
    if (text !== undefined && text.length > 1024) throw wrong('message caption is too long')
    const edited = {
      ...kept,
      ...{ caption: text, html, edit_date: Math.floor(world.now() / 1000) },
      ...(reply_markup && { reply_markup }),
    }
    world.chats.hear(edited as Heard)
    const { html: ____, keyboard: _____, ...answer } = edited
    return answer
  },
  editMessageMedia: (world, params, call) => {
    const message = find(world, params, 'edit')
    const media = (typeof params.media === 'string' ? JSON.parse(params.media) : params.media) as Params
    const kind = media.type as (typeof MEDIA)[number]
    const { message_id, date } = message
    const changed = compose(world, { ...media, chat_id: params.chat_id, [kind]: media.media }, call, kind)
    const edited = { ...changed, message_id, date, edit_date: Math.floor(world.now() / 1000) }
    world.chats.hear(edited as Heard)
    const { html: _, keyboard: __, ...answer } = edited
    return answer
  },
  editMessageReplyMarkup: (world, params) => {
    const { reply_markup: _, ...message } = find(world, params, 'edit')
    const changed = {
      ...message,
      ...(params.reply_markup ? { reply_markup: params.reply_markup } : {}),
    } as Heard
    world.chats.hear(changed)
    return changed
  },
  deleteMessage: (world, params) => {
    find(world, params, 'delete')
    return world.chats.forget(chatOf(params) ?? 0, Number(params.message_id))
  },
}
