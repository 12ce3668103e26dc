import type { Params } from './body.ts'
import { ApiError } from './errors.ts'

type Button = Record<string, unknown> & { text: string }

/** What the server says about keyboards beyond their form. */
export function checkMarkup(chat: number, markup: Params | undefined): void {
  if (!markup) return
  const inline = (markup.inline_keyboard as Button[][] | undefined)?.flat() ?? []
  const reply = (markup.keyboard as (Button | string)[][] | undefined)?.flat() ?? []
  if (inline.length > 100) throw wrong('reply markup is too long')
  for (const button of inline) {
    if (button.text.trim() === '') throw wrong('BUTTON_TEXT_INVALID')
    const kinds = Object.keys(button).filter(
      (key) => !['text', 'style', 'icon_custom_emoji_id'].includes(key),
    )
    if (kinds.length !== 1) throw wrong("can't parse inline keyboard button: exactly one action is needed")
    if (Buffer.byteLength(String(button.callback_data ?? 'x')) > 64) throw wrong('BUTTON_DATA_INVALID')
  }
  for (const button of reply) {
    if (typeof button === 'string' || chat > 0) continue
    if (button.request_contact) throw wrong('phone number can be requested in private chats only')
    if (button.request_location) throw wrong('location can be requested in private chats only')
  }
}

const wrong = (what: string) => new ApiError(400, `Bad Request: ${what}`)
