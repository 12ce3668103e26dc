import type { BinaryNode } from '@whiskeysockets/baileys'
import { userOf } from './nodes.ts'

type Settled = {
  tag: string
  id: string
  /** Whom the client names as the sender; it leaves that out for what another device of its own sent. */
  from?: string | undefined
  /** Delivered and read receipts of one message are told apart by this. */
  type?: string | undefined
}

/** What a client has not acknowledged yet, in the order in which it is to get it again. */
export class Pending {
  #stanzas: BinaryNode[] = []

  get size(): number {
    return this.#stanzas.length
  }

  all(): readonly BinaryNode[] {
    return this.#stanzas
  }

  add(stanza: BinaryNode, first: boolean): void {
    if (first) this.#stanzas.unshift(stanza)
    else this.#stanzas.push(stanza)
  }

  /** Takes out one stanza: of several with the same id each is acknowledged on its own. */
  settle({ tag, id, from, type }: Settled): void {
    const index = this.#stanzas.findIndex(
      (stanza) =>
        stanza.tag === tag &&
        stanza.attrs.id === id &&
        (from === undefined || userOf(stanza.attrs.from) === userOf(from)) &&
        (tag !== 'receipt' || stanza.attrs.type === type),
    )
    if (index >= 0) this.#stanzas.splice(index, 1)
  }

  clear(): void {
    this.#stanzas = []
  }
}
