import type { Log } from '../../lib/log.ts'

/** What Telegram needs from outside besides its token. */
export type TelegramOptions = {
  log: Log
  /** The command menu; descriptions as people read them. */
  commands: { command: string; description: string }[]
  /** Labels of the buttons that ask the phone for its position or its number, where a message brings none. */
  texts: { sharePlace: string; sharePhone: string }
  /** Where Telegram reaches us, and what it shows us to be believed; both only in webhook mode. */
  webhookUrl?: string
  webhookSecret?: string
  /** False while another process polls for this bot: two at once only get 409s. */
  mayPoll?: () => boolean
  timing?: Partial<Timing>
  now?: () => Date
}

export type Timing = {
  /** How long Telegram keeps a poll open when there is nothing. */
  pollSeconds: number
  /** When a call counts as lost. */
  timeoutSeconds: number
  /** First and longest pause after a failure. */
  retryMs: number
  retryMaxMs: number
  /** How often a webhook's state is looked at. */
  checkMs: number
  /** What calls in flight get at a stop. */
  stopMs: number
}

export const TIMING: Timing = {
  pollSeconds: 25,
  timeoutSeconds: 20,
  retryMs: 1_000,
  retryMaxMs: 30_000,
  checkMs: 20_000,
  stopMs: 10_000,
}

/** The only updates that we ask for; Telegram remembers the list between calls. */
export const ALLOWED_UPDATES = [
  ...(['message', 'edited_message', 'channel_post', 'callback_query', 'my_chat_member'] as const),
] as const
