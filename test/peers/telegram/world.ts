import type { Upload } from './body.ts'
import type { Chats } from './chats.ts'
import type { Counters } from './counters.ts'
import type { Faults } from './faults.ts'
import type { Limiter } from './limiter.ts'
import type { Load } from './load.ts'
import type { Updates } from './updates.ts'
import type { Webhook } from './webhook.ts'

export type Options = {
  /** 0 takes a free port. */
  port: number
  token: string
  /** Checks every call and every injected update by the schema; off only for benches. */
  strict: boolean
  /** The real server ignores parameters that it does not know; ours refuses them, unless told so. */
  ignoreUnknown: boolean
  /** How long each call takes, to play the distance to the real server (57 ms). */
  latencyMs: number
  /** First pause between webhook attempts. */
  webhookPauseMs: number
  /** How many of a chat's last messages stay readable. */
  keep: number
  /** The chance of faults with a `share`. */
  random: () => number
}

/** Everything that one loopback Bot API knows. */
export type World = {
  options: Options
  me: { id: number; is_bot: true; first_name: string; username: string }
  /** Milliseconds; tests move it. */
  now: () => number
  chats: Chats
  updates: Updates
  webhook: Webhook
  counters: Counters
  faults: Faults
  limiter: Limiter | null
  load: Load
  /** Callback queries that may still be answered, and when they were asked. */
  queries: Map<string, number>
  /** Queries that the bot answered. */
  answered: string[]
}

export type Call = { uploads: Map<string, Upload>; hangUp: (then: () => void) => void }
