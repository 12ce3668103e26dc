import type { Connection } from './connection.ts'
import { userOf } from './nodes.ts'

export type FaultKind =
  // A message of the bot:
  | 'refused' // acked with an error, 463 unless `code` says otherwise
  | 'swallowed' // neither acked nor delivered
  | 'ackLost' // delivered, never acked
  | 'slow' // delivered at once, acked after `delayMs`
  | 'killAfter' // delivered and acked, then the connection is cut
  | 'killBefore' // the connection is cut when the message arrives: nobody has it
  // A query (iq) of the bot:
  | 'queryRefused' // answered with the error `code`, 500 by default
  | 'querySwallowed' // never answered
  // A login:
  | 'loginRefused' // <failure> with the reason `code`
  | 'loginSwallowed' // connected, never answered
  | 'upgradeRefused' // no websocket at all, but this HTTP status
  // At once, all live connections, or those of `account`:
  | 'loggedOut' // 401, the phone's owner removed the device
  | 'replaced' // 440, another client has the session
  | 'streamError' // `code`: 515 asks for a new connection, 500 and 503 tell of trouble
  | 'streamEnd' // the server says goodbye
  | 'downgrade' // 411, the account is no longer one for several devices
  | 'kill' // cut without a word
  | 'mute' // connected, never answers again

export type Fault = {
  kind: FaultKind
  /** Only messages to this phone number, LID or group. */
  to?: string
  /** Only the devices of this account, by phone number or LID. */
  account?: string
  /** Only queries of this namespace. */
  xmlns?: string
  /** How often; for ever by default. */
  times?: number
  /** Only this share, 0 to 1. */
  share?: number
  code?: number
  delayMs?: number
}

type Met = { account?: string[]; to?: string[]; xmlns?: string | undefined }

export const MESSAGE_FAULTS: FaultKind[] = [
  ...(['refused', 'swallowed', 'ackLost', 'slow', 'killAfter', 'killBefore'] as const),
]
const KEPT: FaultKind[] = [
  ...MESSAGE_FAULTS,
  ...(['queryRefused', 'querySwallowed', 'loginRefused', 'loginSwallowed', 'upgradeRefused'] as const),
]

/** The faults that a test switched on, oldest first; each is used up `times` times. */
export class Faults {
  #active: Fault[] = []
  readonly #random: () => number
  readonly #connections: () => Iterable<Connection>

  constructor(connections: () => Iterable<Connection>, random: () => number = Math.random) {
    this.#connections = connections
    this.#random = random
  }

  add(...faults: Fault[]): void {
    for (const fault of faults) {
      if (KEPT.includes(fault.kind)) this.#active.push({ ...fault })
      else this.#strike(fault)
    }
  }

  clear(): void {
    this.#active = []
  }

  /** The first fault of these kinds that is switched on for what the bot does. */
  meet(kinds: FaultKind[], met: Met = {}): Fault | undefined {
    if (this.#active.length === 0) return undefined
    const found = this.#active.find((fault) => kinds.includes(fault.kind) && this.#fits(fault, met))
    if (found?.times !== undefined && --found.times <= 0) {
      this.#active = this.#active.filter((fault) => fault !== found)
    }
    return found
  }

  #fits(fault: Fault, met: Met): boolean {
    const among = (name: string | undefined, names: string[] = []) =>
      name === undefined || names.includes(userOf(name) ?? name)
    return (
      among(fault.to, met.to) &&
      among(fault.account, met.account) &&
      (fault.xmlns === undefined || fault.xmlns === met.xmlns) &&
      (fault.share === undefined || this.#random() < fault.share)
    )
  }

  #strike({ kind, account, code = 500 }: Fault): void {
    for (const connection of [...this.#connections()]) {
      const { device } = connection
      const owner = device?.account
      if (!owner || (account !== undefined && !owner.names.includes(userOf(account) ?? account))) continue
      if (kind === 'loggedOut') device.unlink()
      else if (kind === 'streamError') connection.streamError(code)
      else connection[kind as 'kill']()
    }
  }
}
