import { createHash, timingSafeEqual } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Api } from 'grammy'
import type { Log } from '../../lib/log.ts'
import type { ChannelStatus } from '../channel.ts'
import { describe } from './errors.ts'
import type { Take } from './intake.ts'
import { ALLOWED_UPDATES, type Timing } from './options.ts'
import { updateIdOf } from './parse.ts'
import { pauseAfter } from './poll.ts'
import { type Receiver, troubleOf } from './receiver.ts'

const LARGEST = 1024 * 1024

type Parts = {
  api: Api
  prepare: (signal: AbortSignal) => Promise<void>
  take: Take
  log: Log
  timing: Timing
  now: () => Date
  url: string
  secret: string
}

export type WebhookReceiver = Receiver & { handle(request: Request): Promise<Response> }

/**
 * Receives over HTTP. grammY's own handler is not used: with it malformed JSON, or any failure behind it,
 * ends the process (TELEGRAM.md §5). This one never throws, and says 200 only when the update is stored.
 */
export function startWebhook({ api, prepare, take, log, timing, now, url, secret }: Parts): WebhookReceiver {
  const stopping = new AbortController()
  const { signal } = stopping
  const storing = new Set<Promise<unknown>>()
  let status: ChannelStatus = { state: 'connecting' }

  async function set(): Promise<void> {
    const wanted = { secret_token: secret, allowed_updates: ALLOWED_UPDATES, max_connections: 40 }
    await api.setWebhook(url, { ...wanted, drop_pending_updates: false }, signal as never)
  }

  async function check(): Promise<void> {
    const begun = now().getTime()
    const info = await api.getWebhookInfo(signal as never)
    if (info.url !== url) {
      log.warn({}, 'telegram: the webhook was taken away; setting it again')
      await set()
    }
    const drainedThrough = info.pending_update_count === 0 ? new Date(begun - 1_000) : status.drainedThrough
    const recent = info.last_error_date !== undefined && begun / 1000 - info.last_error_date < 300
    status = {
      state: 'open',
      ...(recent && { detail: `Telegram reports: ${info.last_error_message}` }),
      ...(drainedThrough && { drainedThrough }),
    }
  }

  async function run(): Promise<void> {
    let ready = false
    let failures = 0
    while (!signal.aborted) {
      let pause = timing.checkMs
      try {
        if (!ready) {
          await prepare(signal)
          // Once with each start, so that a new secret takes effect although the address is the same.
          await set()
        }
        ready = true
        await check()
        failures = 0
      } catch (error) {
        if (signal.aborted) return
        const { state, detail } = troubleOf(error)
        const level = state === 'needs_person' ? 'error' : 'warn'
        log[detail === status.detail ? 'debug' : level](
          { why: describe(error), failures },
          `telegram: ${detail}`,
        )
        status = { ...status, state, detail }
        pause = pauseAfter(error, failures++, timing)
      }
      await sleep(pause, undefined, { signal }).catch(() => undefined)
    }
  }

  async function handle(request: Request): Promise<Response> {
    if (request.method !== 'POST') return answer(405)
    // Before a byte of the body is read, and without telling by its time how much of it was right.
    if (!same(request.headers.get('x-telegram-bot-api-secret-token') ?? '', secret)) return answer(401)
    if (signal.aborted) return answer(503)
    const text = await readText(request)
    if (text === undefined) return answer(413)
    const update = parseJson(text)
    if (updateIdOf(update) === undefined) return answer(400)
    const stored = take([update])
    storing.add(stored)
    try {
      await stored
      return answer(200)
    } catch (error) {
      log.error({ why: describe(error) }, 'telegram: an update could not be stored; it will come again')
      return answer(500)
    } finally {
      storing.delete(stored)
    }
  }

  const running = run()
  return {
    status: () => ({ ...status }),
    handle: (request) => handle(request).catch(() => answer(400)),
    async stop() {
      stopping.abort()
      await Promise.allSettled([running, ...storing])
    },
  }
}

const answer = (status: number) => new Response(null, { status })
const digest = (text: string) => createHash('sha256').update(text).digest()
const same = (a: string, b: string) => timingSafeEqual(digest(a), digest(b))

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** @returns undefined when there is more than we take; what is left is not read */
async function readText(request: Request): Promise<string | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > LARGEST) return undefined
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > LARGEST) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
