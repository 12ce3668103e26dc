import type { Fault } from './faults.ts'
import { Limiter, type Limits } from './limiter.ts'
import type { LoadOrder } from './load.ts'
import type { NewUpdate } from './updates.ts'
import { User } from './users.ts'
import type { World } from './world.ts'

/** What `POST /__control` takes; several at once are done in this order. */
export type Order = {
  reset?: boolean
  /** Replaces the faults by these. */
  faults?: Fault[]
  /** A rate limiter, or null for none. */
  limits?: Partial<Limits> | null
  latencyMs?: number
  loseConfirmations?: number
  /** A person does something: `{ id: 7, does: 'sends', with: ['hadir'] }`. */
  user?: { id: number; does: string; with?: unknown[] }
  inject?: NewUpdate[]
  load?: LoadOrder
  stopLoad?: boolean
  /** What to answer besides `ok`. */
  ask?: ('stats' | 'perChat' | 'load' | 'latencies' | 'pending' | 'webhook')[]
  /** The last messages of these chats. */
  heard?: number[]
}

const VERBS = new Set<string>(
  'sends presses sendsContact sendsLocation sendsPhoto sendsVoice sendsVideo sendsSticker sendsPoll edits moves blocks unblocks'.split(
    ' ',
  ),
)

/** Does an order of the control API; also callable in the process. */
export function control(world: World, order: Order): Record<string, unknown> {
  const answer: Record<string, unknown> = { ok: true }
  if (order.reset) {
    world.faults.clear()
    world.counters.reset()
    world.load.reset()
  }
  if (order.faults) {
    world.faults.clear()
    world.faults.add(...order.faults)
  }
  if (order.limits !== undefined) world.limiter = order.limits && new Limiter(order.limits, Date.now)
  if (order.latencyMs !== undefined) world.options.latencyMs = order.latencyMs
  if (order.loseConfirmations !== undefined) world.updates.loseConfirmations = order.loseConfirmations
  if (order.user) {
    const { id, does, with: args = [] } = order.user
    if (!VERBS.has(does)) throw new Error(`a person cannot '${does}'`)
    const user = new User(world, id) as unknown as Record<string, (...args: unknown[]) => unknown>
    answer.did = user[does]?.(...args)
  }
  if (order.inject) answer.injected = order.inject.map((update) => world.updates.add(update))
  if (order.stopLoad) world.load.stop()
  if (order.load) world.load.start(order.load)
  const ask = new Set(order.ask)
  if (ask.has('stats') || ask.has('perChat')) {
    answer.stats = { ...world.counters.snapshot(ask.has('perChat')), refused: world.limiter?.refused ?? 0 }
  }
  if (ask.has('load') || ask.has('latencies')) answer.load = world.load.report(ask.has('latencies'))
  if (ask.has('pending')) answer.pending = world.updates.pending
  if (ask.has('webhook')) answer.webhook = { ...world.webhook.setting, deliveries: world.webhook.deliveries }
  if (order.heard)
    answer.heard = Object.fromEntries(order.heard.map((chat) => [chat, world.chats.heard(chat)]))
  return answer
}
