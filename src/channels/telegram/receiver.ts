import { GrammyError, HttpError } from 'grammy'
import type { ChannelStatus } from '../channel.ts'

/** One of the two ways in which Telegram hands over updates. */
export type Receiver = {
  status(): ChannelStatus
  /** Takes nothing new; resolves when what was being stored is stored. */
  stop(): Promise<void>
}

/** What a failure while receiving means for an operator. */
export function troubleOf(error: unknown): Pick<ChannelStatus, 'state'> & { detail: string } {
  if (error instanceof GrammyError) {
    const { error_code: code } = error
    if (code === 401 || code === 404)
      return { state: 'needs_person', detail: 'the token is refused: set TELEGRAM_TOKEN' }
    if (code === 409)
      return { state: 'needs_person', detail: 'another process receives with this token: stop it' }
    if (code === 429)
      return { state: 'connecting', detail: `told to wait ${error.parameters.retry_after ?? '?'} s` }
    return { state: 'connecting', detail: `Telegram answered ${code}` }
  }
  if (error instanceof HttpError) return { state: 'connecting', detail: 'no connection to Telegram' }
  return { state: 'connecting', detail: 'what came in could not be stored; it will be asked for again' }
}
