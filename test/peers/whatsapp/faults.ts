import type { BinaryNode } from '@whiskeysockets/baileys'
import { userOf } from './nodes.ts'

export type FaultKind =
  | 'refused' // an ack with an error, 463 unless `code` says otherwise
  | 'swallowed' // neither acked nor delivered
  | 'ackLost' // delivered, never acked
  | 'killAfter' // delivered and acked, then the connection is cut
  | 'killBefore' // the connection is cut when the message arrives

export type Fault = {
  kind: FaultKind
  /** Only messages to this phone number, LID or group. */
  to?: string
  /** How often; for ever by default. */
  times?: number
  /** Only this share of the messages, 0 to 1. */
  share?: number
  code?: number
}

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

  /** The fault that this message meets, if any; `names` are all the names of its receiver. */
  meet(message: BinaryNode, names: string[]): Fault | undefined {
    if (this.#active.length === 0) return undefined
    const all = [...names, message.attrs.to, userOf(message.attrs.to)]
    const found = this.#active.find(
      ({ to, share }) =>
        (to === undefined || all.includes(to)) && (share === undefined || this.#random() < share),
    )
    if (found?.times !== undefined && --found.times <= 0) {
      this.#active = this.#active.filter((fault) => fault !== found)
    }
    return found
  }
}
