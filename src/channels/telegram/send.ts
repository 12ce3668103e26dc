import { fileURLToPath } from 'node:url'
import { type Api, InputFile } from 'grammy'
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
): Promise<{ externalId: string }> {
  try {
    const keyboard = keyboardOf(part, to.id.startsWith('-'), texts)
    const more = { parse_mode: 'HTML' as const, ...(keyboard && { reply_markup: keyboard }) }
    const html = toHtml(part.text)
    const sent = part.attachment
      ? await sendFile(api, to.id, part.attachment, { ...more, ...(html && { caption: html }) })
      : await api.sendMessage(to.id, html, { ...more, link_preview_options: { is_disabled: true } })
    return { externalId: String(sent.message_id) }
  } catch (error) {
    throw toSendError(error)
  }
}

type More = Parameters<Api['sendDocument']>[2]

function sendFile(api: Api, chat: string, { kind, ref, name }: AttachmentRef, more: More) {
  // Ours is a path, `file:///…`; anything else is a file that Telegram knows, or a URL that it fetches.
  const file = ref.startsWith('file:') ? new InputFile(fileURLToPath(ref), name) : ref
  if (kind === 'photo') return api.sendPhoto(chat, file, more)
  if (kind === 'video') return api.sendVideo(chat, file, more)
  if (kind === 'voice') return api.sendVoice(chat, file, more)
  return api.sendDocument(chat, file, more)
}
