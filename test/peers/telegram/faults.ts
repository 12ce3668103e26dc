import { ApiError, tooMany } from './errors.ts'

export type FaultKind =
  | 'tooMany' // 429 with retry_after
  | 'blocked' // 403
  | 'deactivated' // 403
  | 'chatNotFound' // 400
  | 'bad' // 400
  | 'migrated' // 400 with migrate_to_chat_id
  | 'error500' // 500 with an answer in JSON
  | 'proxyPage' // 502 with an answer in HTML
  | 'lostAnswer' // done, then the connection is cut
  | 'cut' // the connection is cut, nothing done
  | 'slow' // done, answered after `delayMs`
  | 'conflict' // 409
  | 'unauthorized' // 401

export type Fault = {
  kind: FaultKind
  /** A method, or '*'. Without it: everything that sends (getUpdates for a conflict). */
  method?: string
  chat?: number
  /** Never this chat. */
  except?: number
  /** How often; for ever by default. */
  times?: number
  /** Only this share of the calls, 0 to 1. */
  share?: number
  retryAfter?: number
  delayMs?: number
  moveTo?: number
}

const SENDS = /^(send(?!ChatAction)|copy|forward|editMessage)/

/** The faults that a test switched on, oldest first; each is used up `times` times. */
export class Faults {
  #active: Fault[] = []
  readonly #random: () => number

  constructor(random: () => number = Math.random) {
    this.#random = random
  }

  add(...faults: Fault[]): void {
    this.#active.push(...faults.map((fault) => ({ ...fault })))
  }

  clear(): void {
    this.#active = []
  }

  /** The fault that this call meets, if any. */
  meet(method: string, chat: number | undefined): Fault | undefined {
    if (this.#active.length === 0) return undefined
    const found = this.#active.find((fault) => this.#fits(fault, method, chat))
    if (found?.times !== undefined && --found.times <= 0) {
      this.#active = this.#active.filter((fault) => fault !== found)
    }
    return found
  }

  #fits(fault: Fault, method: string, chat: number | undefined): boolean {
    const wanted = fault.method ?? (fault.kind === 'conflict' ? 'getUpdates' : undefined)
    const right = wanted === undefined ? SENDS.test(method) : wanted === '*' || wanted === method
    return (
      right &&
      (fault.chat === undefined || fault.chat === chat) &&
      (fault.except === undefined || fault.except !== chat) &&
      (fault.share === undefined || this.#random() < fault.share)
    )
  }
}

/** The answer that a fault stands for; undefined for those that are about the connection. */
export function answerOf(fault: Fault): ApiError | undefined {
  switch (fault.kind) {
    case 'tooMany':
      return tooMany(fault.retryAfter ?? 1)
    case 'blocked':
      return new ApiError(403, 'Forbidden: bot was blocked by the user')
    case 'deactivated':
      return new ApiError(403, 'Forbidden: user is deactivated')
    case 'chatNotFound':
      return new ApiError(400, 'Bad Request: chat not found')
    case 'bad':
      return new ApiError(400, "Bad Request: can't parse entities: Unexpected end tag at byte offset 7")
    case 'migrated':
      return new ApiError(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: fault.moveTo ?? -1001,
      })
    case 'error500':
      return new ApiError(500, 'Internal Server Error: restart')
    case 'conflict':
      return new ApiError(
        409,
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      )
    case 'unauthorized':
      return new ApiError(401, 'Unauthorized')
    default:
      return undefined
  }
}
