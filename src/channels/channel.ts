import type { Readable } from 'node:stream'
import type { Tx } from '../lib/db.ts'
import type { Address, AttachmentRef, ChannelName, Incoming, Outgoing } from '../message.ts'

/**
 * The port between Guyub and a messenger: the one real interface of this code base.
 *
 * An adapter
 * - hands over what came in by `events.receive` and tells the platform "received" only after that resolved;
 * - does no business: it never reads a feature, never decides what a text means, never retries a send;
 * - turns every failure of a send into one `SendError`;
 * - ignores its own echo, and passes duplicates on (the inbox knows them by id).
 */
export interface Channel {
  readonly name: ChannelName
  readonly limits: ChannelLimits
  /** Connects and begins to receive; resolves when it tries, not when it is connected. */
  start(events: ChannelEvents): Promise<void>
  /** Takes nothing new in, lets calls in flight end (at most 10 s). */
  stop(): Promise<void>
  /**
   * Sends one part. `key` identifies it for ever (a platform that takes its own message ids gets it).
   * @returns `file`: the messenger's own name for the attachment, by which it need not be brought again
   * @throws SendError, and nothing else
   */
  send(to: Address, part: Outgoing, key: string): Promise<{ externalId: string; file?: string }>
  /**
   * Puts a part in the place of one that was sent, where the messenger can. What is gone already is sent anew.
   * @throws SendError, and nothing else
   */
  edit?(to: Address, externalId: string, part: Outgoing, key: string): Promise<{ externalId: string }>
  /** How a part would stand there, as text: for a preview on another messenger. */
  look?(part: Outgoing): string
  /** How fast what nobody asked for may go now; absent where only the platform's own limits count. */
  pacing?(): Promise<Pacing>
  download(ref: AttachmentRef): Promise<Readable>
  status(): ChannelStatus
}

/** What the messenger can carry: data, so that the core has no `if (channel === …)`. */
export type ChannelLimits = {
  /** Characters in one message, after formatting. */
  text: number
  /** Choices that one message can offer. */
  choices: number
  /** Drawn as buttons, or as a numbered list in the text. */
  draws: 'buttons' | 'numbers'
  /** Sends that may be in flight at once. */
  inFlight: number
  /** Whether pictures and documents can be sent. */
  files: boolean
  /** The same key shows one message, however often it is sent: what is in doubt may simply be sent again. */
  idempotent: boolean
}

/** The pace of messages that nobody asked for. Replies know none of this. */
export type Pacing = {
  /** Milliseconds between two of them, at least and at most. */
  gap: [number, number]
  /** Most within any hour and any day. */
  perHour: number
  perDay: number
  /** When nothing goes, whatever the messenger: the city's, so an adapter leaves it out. */
  quiet?: QuietHours | null
  /** Nothing at all before this moment. */
  closedUntil: Date | null
}

/** A time of the day, in minutes of the city's clock; one whose end is before its beginning ends on the next day. */
export type QuietSpan = {
  from: number
  until: number
  /** ISO weekdays on which it begins, 1 is Monday; every day without. */
  days?: number[]
  /** Only where its first day lies in one of these, both ends included ('2027-02-08'). */
  within?: { from: string; to: string }[]
}

/**
 * When people are left alone (outbox/quiet.ts).
 * `ahead`: milliseconds by which the city's clock is ahead of the machine's: the demo moves it.
 */
export type QuietHours = { spans: QuietSpan[]; ahead?: number }

export interface ChannelEvents {
  /** Resolves when everything is stored and committed; rejects when nothing may be confirmed. */
  receive(batch: Incoming[]): Promise<void>
  /**
   * Stores within the adapter's own transaction: what was said and what the adapter needs to hear no more of it are
   * kept together or not at all.
   * @returns to be called after that transaction is committed
   */
  receiveWithin(tx: Tx, batch: Incoming[]): Promise<() => void>
  /**
   * The platform says that a sent message was delivered or read.
   * @param to null where the platform's id of a message is enough to know it
   */
  receipt(externalId: string, to: Address | null, state: 'delivered' | 'read', at: Date): Promise<void>
  /** The same person under a new address. */
  addressChanged(from: Address, to: Address, tx?: Tx): Promise<void>
  /** A person blocked the bot (false) or let it in again (true). */
  reachable(who: Address, reachable: boolean, at: Date): Promise<void>
}

export type ChannelStatus = {
  state: 'off' | 'connecting' | 'open' | 'needs_person'
  /** For an operator, in English; never a token, a phone number or a text. */
  detail?: string
  /** Everything that the platform took before this moment has been received. */
  drainedThrough?: Date
}

export type SendFailure =
  /** Too fast: wait `retryAfter` seconds. Spends no attempt. */
  | 'throttled'
  /** Certainly not sent: no connection, or the server said so (5xx with an answer). Try again. */
  | 'unreachable'
  /** This person does not let us in, or is gone. */
  | 'blocked'
  /** The platform will never take this message. */
  | 'rejected'
  /** It may have been sent: the answer was lost. */
  | 'uncertain'
  /** Our credentials are wrong: stop everything and tell the operator. */
  | 'misconfigured'

export class SendError extends Error {
  readonly kind: SendFailure
  /** Seconds to wait, when throttled. */
  readonly retryAfter: number | undefined
  /** The address has moved (a group that became a supergroup). */
  readonly movedTo: string | undefined

  constructor(kind: SendFailure, message: string, more: { retryAfter?: number; movedTo?: string } = {}) {
    super(message)
    this.name = 'SendError'
    this.kind = kind
    this.retryAfter = more.retryAfter
    this.movedTo = more.movedTo
  }
}
