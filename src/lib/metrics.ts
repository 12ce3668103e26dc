import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/**
 * What Guyub counts about itself, for `/metrics`. No label ever holds a name, a number or a text.
 *
 * Counters and the histogram are this process's own. The gauges are read from the database at the scrape
 * (src/web/metrics.ts), so that every process of a city reports the same and nothing is counted twice in a turn.
 */
const registry = new Registry()
const registers = [registry]

/** Milliseconds between two looks of the monitor below; a loop that is free shows exactly this. */
const LOOK_MS = 10
const loopDelay = monitorEventLoopDelay({ resolution: LOOK_MS })
loopDelay.enable()

export const metrics = {
  registry,
  /** One per turn of the spine: done, retried, parked… */
  turns: new Counter({
    name: 'guyub_turns_total',
    help: 'Turns by outcome',
    labelNames: ['outcome'],
    registers,
  }),
  /** From the platform's time of the message to our send of its reply. */
  replySeconds: new Histogram({
    name: 'guyub_reply_seconds',
    help: "From the platform's time of a message to the send of its reply",
    labelNames: ['channel'],
    buckets: [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30, 120],
    registers,
  }),
  /** `outcome` is `sent` or the kind of SendError. */
  sends: new Counter({
    name: 'guyub_sends_total',
    help: 'Calls to a messenger by outcome',
    labelNames: ['channel', 'outcome'],
    registers,
  }),
  inbox: new Gauge({
    name: 'guyub_inbox_rows',
    help: 'Messages kept: waiting and parked ones all, done ones of the last hour',
    labelNames: ['state'],
    registers,
  }),
  outbox: new Gauge({
    name: 'guyub_outbox_rows',
    help: 'Message parts to send: unfinished ones all, finished ones of the last hour',
    labelNames: ['state'],
    registers,
  }),
  /** How long the oldest message that nobody has answered has waited. */
  lag: new Gauge({
    name: 'guyub_lag_seconds',
    help: 'Age of the oldest message without a turn, per messenger',
    labelNames: ['channel'],
    registers,
  }),
  leases: new Gauge({
    name: 'guyub_lease_held',
    help: '1 while somebody holds it',
    labelNames: ['name', 'holder'],
    registers,
  }),
  /** Everybody waits for it: an embedded database, or a page that computes too long, shows here. */
  eventLoopDelay: new Gauge({
    name: 'guyub_event_loop_delay_max_seconds',
    help: 'Longest time the process could not look at anything new, since the last scrape',
    registers,
    collect() {
      this.set(Math.max(0, loopDelay.max / 1e6 - LOOK_MS) / 1000)
      loopDelay.reset()
    },
  }),
}
