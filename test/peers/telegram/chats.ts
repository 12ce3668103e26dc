import type { TelegramInlineKeyboardMarkup, TelegramMessage } from '@gramio/types'
import type { Upload } from './body.ts'

/** A message that the bot sent, with what a person would see of it. */
export type Heard = Omit<TelegramMessage, 'reply_markup'> & {
  html?: string
  reply_markup?: TelegramInlineKeyboardMarkup
  /** The keyboard that replaces the person's own, which an answer of the server does not carry. */
  keyboard?: unknown
}

/** Who is there, what each chat has heard, and the files. */
export class Chats {
  readonly #heard = new Map<number, Map<number, Heard>>()
  readonly #keep: number
  #nextMessage = 0
  /** People who blocked the bot. */
  readonly blocked = new Set<number>()
  readonly files = new Map<string, Upload>()
  /** What the bot set with setMyCommands, by scope. */
  commands: unknown[] = []

  /** @param keep how many of a chat's last messages stay readable */
  constructor(keep: number) {
    this.#keep = keep
  }

  nextMessageId(): number {
    return ++this.#nextMessage
  }

  hear(message: Heard): void {
    const messages = this.#heard.get(message.chat.id) ?? new Map<number, Heard>()
    if (messages.size === 0) this.#heard.set(message.chat.id, messages)
    messages.set(message.message_id, message)
    if (messages.size > this.#keep) messages.delete(messages.keys().next().value as number)
  }

  find(chat: number, messageId: number): Heard | undefined {
    return this.#heard.get(chat)?.get(messageId)
  }

  forget(chat: number, messageId: number): boolean {
    return this.#heard.get(chat)?.delete(messageId) ?? false
  }

  /** The last messages of a chat, oldest first. */
  heard(chat: number): Heard[] {
    return [...(this.#heard.get(chat)?.values() ?? [])]
  }

  /** The newest message of a chat with a button of this label, and the button's data. */
  button(chat: number, label: string): { message: Heard; data: string } | undefined {
    for (const message of this.heard(chat).reverse()) {
      const buttons = message.reply_markup?.inline_keyboard.flat() ?? []
      const found = buttons.find((button) => button.text === label)
      if (found?.callback_data !== undefined) return { message, data: found.callback_data }
    }
    return undefined
  }

  keepFile(upload: Upload): string {
    const id = `file-${this.files.size + 1}`
    this.files.set(id, upload)
    return id
  }
}
