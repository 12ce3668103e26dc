import type { Agent } from 'node:https'
import type { WAVersion } from '@whiskeysockets/baileys'
import type { Db } from '../../lib/db.ts'
import type { Lease } from '../../lib/lease.ts'
import type { Log } from '../../lib/log.ts'
import type { Secret } from '../../lib/secret.ts'
import type { Outgoing } from '../../message.ts'
import type { Texts } from './format.ts'

export type WhatsAppOptions = {
  db: Db
  secret: Secret
  log: Log
  texts: Texts
  /** The lease under which this process speaks for the city's numbers; null while another one does. */
  hold: () => Lease | null
  /** What we sent under this id, for a phone that could not read it. */
  sent: (messageId: string) => Promise<Outgoing | null>
  now?: () => Date
  timing?: Partial<Timing>
  /** For tests: asks which version of WhatsApp Web there is. */
  latestVersion?: () => Promise<WAVersion | null>
  /** For tests: how WhatsApp's host of files is reached. */
  media?: RequestInit
  /** For tests: how files are brought there. */
  uploads?: Agent
}

/** Milliseconds. */
export type Timing = {
  /** When a send counts as in doubt. */
  ack: number
  /** When a connection that is not open yet, and shows no QR, is given up. */
  open: number
  /** When a question to the server counts as lost. */
  query: number
  /** How often the connection is tried; silence is noticed 5 s later. */
  keepAlive: number
  /** A connection that stays open so long has no failures behind it any more. */
  settled: number
  /** How soon a process without the lease looks again. */
  look: number
  /** What sends under way get at a stop. */
  stop: number
  /** Multiplies every pause before a new connection, for tests. */
  pauses: number
}

export const TIMING: Timing = {
  ack: 20_000,
  open: 60_000,
  query: 20_000,
  keepAlive: 25_000,
  settled: 60_000,
  look: 250,
  stop: 10_000,
  pauses: 1,
}
