import type { EventEmitter } from 'node:events'
import type { BinaryNode } from '@whiskeysockets/baileys'
import type { Account, Accounts } from './accounts.ts'
import type { Authority } from './certificate.ts'
import type { Connection } from './connection.ts'
import type { Counters } from './counters.ts'
import type { Device } from './device.ts'
import type { Faults } from './faults.ts'
import type { Groups } from './groups.ts'
import type { Load } from './load.ts'
import type { Media } from './media.ts'
import type { Received } from './messages.ts'

export type Options = {
  /** 0 takes a free port. */
  port: number
  /** How many of the last accepted messages stay in the log, and of the last messages in each phone. */
  keep: number
  /** How long each stanza takes to a client, to play the distance to the real server. */
  latencyMs: number
  /** The chance of faults with a `share`. */
  random: () => number
}

/** A message of the bot that the server accepted. */
export type Sent = { id: string; to: string; from: string; stanza: BinaryNode }

export type Events = {
  login: [device: Device, connection: Connection]
  /** A client asks to be linked. */
  unpaired: [connection: Connection]
  /** … by a code, for this phone number. */
  'pairing-code': [pn: string, connection: Connection]
  accepted: [sent: Sent]
  /** A phone got a message, from the bot or from another phone. */
  received: [account: Account, received: Received]
  /** A phone could not read a message. */
  undecrypted: [account: Account, stanza: BinaryNode, error: unknown]
  /** Every stanza to a client, and from one. */
  sent: [stanza: BinaryNode, connection: Connection]
  node: [stanza: BinaryNode, connection: Connection]
}

/** Everything that one loopback WhatsApp knows. */
export type World = {
  options: Options
  authority: Authority
  accounts: Accounts
  groups: Groups
  media: Media
  connections: Set<Connection>
  faults: Faults
  events: EventEmitter<Events>
  counters: Counters
  load: Load
  log: Sent[]
  accept(sent: Sent): void
  /** What went wrong inside the server: a test that ends with any of these has found something. */
  errors: unknown[]
  nextId(): string
}
