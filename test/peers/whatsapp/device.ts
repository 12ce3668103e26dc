import type { BinaryNode } from '@whiskeysockets/baileys'
import type { Account } from './accounts.ts'
import type { Connection } from './connection.ts'
import { Pending } from './pending.ts'
import type { Party } from './phone-keys.ts'

export type SignedPreKey = { id: number; value: Uint8Array; signature: Uint8Array }

/** What one needs to write to a device for the first time. */
export type Bundle = {
  registrationId: number
  identity: Uint8Array
  signed: SignedPreKey
  oneTime: { id: number; value: Uint8Array } | undefined
}

export type DeviceKeys = {
  registrationId: number
  identity: Uint8Array
  signed: SignedPreKey
  noiseKey: Buffer
}

/** A linked device of an account: a real client, in our case the bot. */
export class Device {
  readonly account: Account
  /** From 1 on; 0 is the phone itself. */
  readonly id: number
  keys: DeviceKeys
  readonly preKeys = new Map<number, Uint8Array>()
  readonly pending = new Pending()
  connection: Connection | undefined
  removed = false
  /** Linked, but the phone has not told it yet what it has. */
  needsHistory = false

  constructor(account: Account, id: number, keys: DeviceKeys) {
    this.account = account
    this.id = id
    this.keys = keys
  }

  /** How Signal calls it. */
  get party(): Party {
    return { user: this.account.lid, device: this.id }
  }

  get pn(): string {
    return `${this.account.pn}:${this.id}@s.whatsapp.net`
  }

  get lid(): string {
    return `${this.account.lid}:${this.id}@lid`
  }

  /** The owner removes it: it is told now, or refused when it comes again. */
  unlink(): void {
    this.removed = true
    this.connection?.loggedOut()
  }

  /** Each one-time key is given out once, as long as there are any. */
  bundle(): Bundle {
    const [first] = this.preKeys
    if (first) this.preKeys.delete(first[0])
    const { registrationId, identity, signed } = this.keys
    return { registrationId, identity, signed, oneTime: first && { id: first[0], value: first[1] } }
  }

  /**
   * Keeps a stanza until the client has acknowledged it, and sends it if the client is there.
   * @param first put before everything that already waits
   */
  deliver(stanza: BinaryNode, first = false): void {
    this.pending.add(stanza, first)
    this.connection?.send(stanza)
  }
}
