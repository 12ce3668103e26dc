import { GrammyError, HttpError } from 'grammy'
import { SendError } from '../channel.ts'
import { NotSent } from './transport.ts'

/** 400s that are about the person, not about the message. */
const GONE =
  /chat not found|user not found|user is deactivated|peer_id_invalid|user_is_blocked|group chat was deactivated|chat_write_forbidden|not enough rights to send|have no rights to send/i

/** Every way in which a call can fail, as the one of six that the outbox understands (TELEGRAM.md §3.3). */
export function toSendError(error: unknown): SendError {
  if (error instanceof SendError) return error
  if (error instanceof GrammyError) return fromAnswer(error)
  if (error instanceof HttpError && error.error instanceof NotSent) {
    return new SendError('unreachable', `no connection to Telegram (${codeOf(error.error.cause)})`)
  }
  if (error instanceof HttpError)
    return new SendError('uncertain', `the answer was lost (${codeOf(error.error)})`)
  // Not from the network: the message could not even be composed, such as a file that is not there.
  return new SendError('rejected', `the message could not be composed (${codeOf(error)})`)
}

function fromAnswer({ error_code: code, description, parameters }: GrammyError): SendError {
  const said = `${code} ${description}`
  if (code === 429) return new SendError('throttled', said, { retryAfter: parameters.retry_after ?? 30 })
  if (code >= 500) return new SendError('unreachable', said)
  if (code === 401 || code === 404) return new SendError('misconfigured', said)
  if (code === 403 || GONE.test(description)) return new SendError('blocked', said)
  const movedTo = parameters.migrate_to_chat_id
  return new SendError('rejected', said, movedTo === undefined ? {} : { movedTo: String(movedTo) })
}

/** What may be logged of an error: never its message, which can hold a text or an address. */
export function describe(error: unknown): string {
  if (error instanceof GrammyError) return `${error.error_code} ${error.description}`
  if (error instanceof HttpError) return describe(error.error)
  if (error instanceof NotSent) return `no connection (${codeOf(error.cause)})`
  return codeOf(error)
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error ? String(error.code) : error.name
}
