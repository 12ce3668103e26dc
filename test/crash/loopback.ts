import type { Crowd } from '../../bench/crowd.ts'
import type { Messenger } from '../../bench/peer.ts'
import type { Server } from '../../bench/server.ts'
import type { Store } from '../../bench/store.ts'
import type { Said } from './messages.ts'

/** By employee: how often each text stands in the chat. */
export type Heard = Record<string, Record<string, number>>

/** A loopback messenger, as a crash run needs it. */
export type Loopback = Messenger & {
  /** A reply sent twice is shown once: then not one may be shown twice, whatever was under way. */
  idempotent: boolean
  /** How long a process that was stopped and one that took over are awake together. */
  togetherMs: number
  seed(store: Store, people: number): Promise<Crowd>
  say(said: Pick<Said, 'user' | 'messages' | 'at' | 'text'>[]): Promise<unknown>
  /** Resolves when the program can hear and answer, or has to wait for nothing but a lease. */
  connected(server: Omit<Server, 'readyMs'>): Promise<void>
  /** Replies that have come. */
  replies(): Promise<number>
  heard(): Promise<Heard>
  /** Calls that the last kill cut off, once all of them are noticed. */
  cutOff(): Promise<number>
  /** Messages and the like that the program has not confirmed yet. */
  unconfirmed(): Promise<number>
  /** Which connection is the program's: a number that grows with each. Null where that means nothing. */
  connection(): Promise<number | null>
  /** What this messenger alone can tell at the end. */
  tells(): Promise<{ faults: string[]; counts: Record<string, number> }>
  stop(): Promise<unknown>
}
