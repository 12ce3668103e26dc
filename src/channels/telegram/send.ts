import { access } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Api, GrammyError, InputFile } from 'grammy'
import type { InputMedia, Message } from 'grammy/types'
import type { Address, AttachmentRef, Outgoing } from '../../message.ts'
import { toSendError } from './errors.ts'
import { toHtml } from './format.ts'
import { keyboardOf } from './keyboard.ts'
import type { TelegramOptions } from './options.ts'

/**
 * Sends one part.
 * @throws SendError, and nothing else
 */
export async function sendPart(
  api: Api,
  to: Address,
  part: Outgoing,
  texts: TelegramOptions['texts'],
): Promise<{ externalId: string; file?: string }> {
  try {
    const keyboard = keyboardOf(part, to.id.startsWith('-'), texts)
    const more = { parse_mode: 'HTML' as const, ...(keyboard && { reply_markup: keyboard }) }
    const html = toHtml(part.text)
    const sent = part.attachment
      ? await sendFile(api, to.id, part.attachment, { ...more, ...(html && { caption: html }) })
      : await api.sendMessage(to.id, html, { ...more, link_preview_options: { is_disabled: true } })
    const file = fileOf(sent)
    return { externalId: String(sent.message_id), ...(file && { file }) }
  } catch (error) {
    throw toSendError(error)
  }
}

/**
 * Puts a part in the place of a message that was sent: a picture in the place of a picture, a text in that of a text.
 * What is no longer there is sent anew.
 * @throws SendError, and nothing else
 */
export async function editPart(
  api: Api,
  to: Address,
  messageId: string,
  part: Outgoing,
  texts: TelegramOptions['texts'],
): Promise<{ externalId: string; file?: string }> {
  const html = toHtml(part.text)
  const keyboard = keyboardOf(part, to.id.startsWith('-'), texts)
  const buttons = keyboard && 'inline_keyboard' in keyboard ? { reply_markup: keyboard } : {}
  try {
    if (part.attachment) {
      const { kind, ref, name } = part.attachment
      const media = await fileToSend(ref, name)
      const type = kind === 'photo' || kind === 'video' ? kind : ('document' as const)
      const content = { type, media, caption: html, parse_mode: 'HTML' as const }
      await api.editMessageMedia(to.id, Number(messageId), content as InputMedia, buttons)
    } else {
      await api.editMessageText(to.id, Number(messageId), html, { parse_mode: 'HTML', ...buttons })
    }
    return { externalId: messageId }
  } catch (error) {
    const said = error instanceof GrammyError ? error.description : ''
    if (/message is not modified/i.test(said)) return { externalId: messageId }
    if (/message to edit not found|message can't be edited/i.test(said)) return sendPart(api, to, part, texts)
    // A picture stays, with other words below it.
    if (/there is no text in the message/i.test(said)) return editCaption(api, to, messageId, html, buttons)
    throw toSendError(error)
  }
}

async function editCaption(api: Api, to: Address, messageId: string, html: string, buttons: object) {
  try {
    const more = { caption: html, parse_mode: 'HTML' as const, ...buttons }
    await api.editMessageCaption(to.id, Number(messageId), more)
    return { externalId: messageId }
  } catch (error) {
    throw toSendError(error)
  }
}

/** Telegram's name of the file in a message: of a photo, the largest. */
function fileOf(sent: Message): string | undefined {
  return (sent.photo?.at(-1) ?? sent.video ?? sent.voice ?? sent.document)?.file_id
}

type More = Parameters<Api['sendDocument']>[2]

async function sendFile(api: Api, chat: string, { kind, ref, name }: AttachmentRef, more: More) {
  const file = await fileToSend(ref, name)
  if (kind === 'photo') return api.sendPhoto(chat, file, more)
  if (kind === 'video') return api.sendVideo(chat, file, more)
  if (kind === 'voice') return api.sendVoice(chat, file, more)
  return api.sendDocument(chat, file, more)
}

/** Ours is a path, `file:///…`; anything else is a file that Telegram knows, or a URL that it fetches. */
async function fileToSend(ref: string, name?: string): Promise<InputFile | string> {
  if (!ref.startsWith('file:')) return ref
  const path = fileURLToPath(ref)
  // One that is not there would break the call off in the middle, and nobody could say what Telegram has taken.
  await access(path)
  return new InputFile(path, name)
}
