import { setTimeout as sleep } from 'node:timers/promises'
import { type Api, GrammyError } from 'grammy'
import type { Log } from '../../lib/log.ts'
import type { ChannelStatus } from '../channel.ts'
import { describe } from './errors.ts'
import type { Take } from './intake.ts'
import { ALLOWED_UPDATES, type Timing } from './options.ts'
import { updateIdOf } from './parse.ts'
import { type Receiver, troubleOf } from './receiver.ts'

const LIMIT = 100

type Parts = {
  api: Api
  /** Says who we are and clears the way for polling. */
  prepare: (signal: AbortSignal) => Promise<void>
  take: Take
  log: Log
  timing: Timing
  now: () => Date
  mayPoll: () => boolean
}

/** How soon a process that may not poll looks again whether it may. */
const WAIT_MS = 250

/**
 * Long polling as our own loop: Telegram is asked for the next offset, which confirms the batch, only after
 * the batch is stored. (grammY's runner confirms first and can lose a hundred updates at a kill.)
 */
export function startPolling({ api, prepare, take, log, timing, now, mayPoll }: Parts): Receiver {
  const stopping = new AbortController()
  const { signal } = stopping
  let status: ChannelStatus = { state: 'connecting' }
  let offset: number | undefined
  /** The offset of the poll before, to know a repeated one. */
  let asked: number | undefined

  async function pollOnce(): Promise<void> {
    // A repeated offset may be cut short by the server: then few updates do not mean that there are no more.
    const repeated = offset === asked
    asked = offset
    const begun = now().getTime()
    // The first poll after a start or a failure returns at once: it tells that the connection stands.
    const ask = {
      limit: LIMIT,
      timeout: status.state === 'open' ? timing.pollSeconds : 0,
      allowed_updates: [...ALLOWED_UPDATES],
    }
    const updates: unknown[] = await api.getUpdates(
      { ...ask, ...(offset !== undefined && { offset }) },
      signal as never,
    )
    const { drainedThrough } = status
    status = { state: 'open', ...(drainedThrough && { drainedThrough }) }
    if (updates.length > 0) {
      await take(updates)
      offset = Math.max(...updates.map((update) => updateIdOf(update) ?? 0)) + 1
    }
    if (updates.length < LIMIT && !(repeated && updates.length > 0)) {
      status.drainedThrough = new Date(begun - 1_000)
    }
  }

  async function run(): Promise<void> {
    let ready = false
    let failures = 0
    while (!signal.aborted) {
      if (!mayPoll()) {
        status = { state: 'open', detail: 'another process receives' }
        await sleep(WAIT_MS, undefined, { signal }).catch(() => undefined)
        continue
      }
      try {
        if (!ready) await prepare(signal)
        ready = true
        await pollOnce()
        if (failures > 0) log.info({ failures }, 'telegram: receiving again')
        failures = 0
      } catch (error) {
        if (signal.aborted) return
        const { state, detail } = troubleOf(error)
        const level = state === 'needs_person' ? 'error' : 'warn'
        // Aloud when it is news, then quietly: a long outage is one line, not thousands.
        log[detail === status.detail ? 'debug' : level](
          { why: describe(error), failures },
          `telegram: ${detail}`,
        )
        status = { ...status, state, detail }
        await sleep(pauseAfter(error, failures++, timing), undefined, { signal }).catch(() => undefined)
      }
    }
  }

  const running = run()
  return {
    status: () => ({ ...status }),
    async stop() {
      stopping.abort()
      await running
    },
  }
}

/** What the server asked for, else doubling with jitter. */
export function pauseAfter(error: unknown, failures: number, { retryMs, retryMaxMs }: Timing): number {
  if (error instanceof GrammyError && error.parameters.retry_after)
    return error.parameters.retry_after * 1_000
  return Math.min(retryMaxMs, retryMs * 2 ** Math.min(failures, 10)) * (0.75 + Math.random() / 2)
}
