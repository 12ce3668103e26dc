import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import { Bubble } from './bubble.tsx'
import type { ChatLine, WebchatDoor, WebDeps } from './deps.ts'
import type { View } from './view.ts'

/** A row can become visible after a younger one: what was read before is read again, known by its id. */
const OVERLAP_MS = 15_000
const PAGE = 100
/** Shorter than the idle limit of usual proxies. */
const KEEPALIVE_MS = 20_000

const MOST_PER_ADDRESS = 12
const MOST = 5_000

/** An open stream costs memory for as long as somebody likes: nobody looks at one chat in more windows than this. */
export function limitStreams(perAddress = MOST_PER_ADDRESS, most = MOST) {
  const open = new Map<string, number>()
  let all = 0
  return {
    /** @returns how to end it, or null when there are too many */
    begin(address: string): (() => void) | null {
      const mine = open.get(address) ?? 0
      if (mine >= perAddress || all >= most) return null
      open.set(address, mine + 1)
      all += 1
      return () => {
        const left = (open.get(address) ?? 1) - 1
        if (left > 0) open.set(address, left)
        else open.delete(address)
        all -= 1
      }
    },
  }
}

/**
 * What is said and heard from here on, as server-sent events. The cursor is the database's: a browser that comes
 * back with its Last-Event-ID, to this process or to another one, misses nothing (and drops what it has).
 */
export function chatStream(
  c: Context,
  given: {
    webchat: WebchatDoor
    address: string
    view: View
    action: string
    log: WebDeps['log']
    closing: AbortSignal
    /** Called once, when the stream is over. */
    end(): void
  },
): Response {
  const { webchat, address, view, action, log, closing } = given
  let cursor = overlapped(c.req.header('last-event-id') ?? c.req.query('sejak') ?? `${Date.now()}.0.0`)

  c.header('x-accel-buffering', 'no')
  return streamSSE(c, async (stream) => {
    const known = new Map<string, number>()
    let dirty = true
    let wake: () => void = () => {}
    let ended = false
    const nudge = () => {
      dirty = true
      wake()
    }
    const end = () => {
      ended = true
      wake()
    }
    const stopListening = webchat.listen(address, nudge)
    stream.onAbort(end)
    closing.addEventListener('abort', end)
    try {
      // Says at once that it is open, so that the page knows it is connected.
      await stream.writeSSE({ event: 'open', data: '', retry: 2_000 })
      while (!ended && !closing.aborted) {
        if (dirty) {
          dirty = false
          await sendNews()
          continue
        }
        const timedOut = await pause()
        if (timedOut && !ended) await stream.write(': \n\n')
      }
    } catch (error) {
      // The database is away: the browser comes back by itself, with its cursor.
      log.warn({ err: error }, 'chat stream ended')
    } finally {
      stopListening()
      closing.removeEventListener('abort', end)
      given.end()
    }

    async function sendNews(): Promise<void> {
      for (;;) {
        const lines = await webchat.history(address, { after: cursor, limit: PAGE })
        for (const line of lines) if (!known.has(line.id)) await sendLine(line)
        const last = lines.at(-1)
        if (!last) return
        if (lines.length === PAGE) {
          cursor = last.key
          continue
        }
        cursor = overlapped(last.key, cursor)
        for (const [id, moment] of known) if (moment < momentOf(cursor)) known.delete(id)
        return
      }
    }

    async function sendLine(line: ChatLine): Promise<void> {
      known.set(line.id, momentOf(line.key))
      const html = String(Bubble({ line, view, action }))
      await stream.writeSSE({ id: line.key, data: JSON.stringify({ id: line.id, by: line.by, html }) })
    }

    function pause(): Promise<boolean> {
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(true), KEEPALIVE_MS)
        wake = () => {
          clearTimeout(timer)
          resolve(false)
        }
        if (dirty || ended) wake()
      })
    }
  })
}

function momentOf(key: string): number {
  const moment = Number.parseInt(key, 10)
  return Number.isSafeInteger(moment) && moment >= 0 ? moment : 0
}

/** @returns the later of `atLeast` and a little before `key` */
function overlapped(key: string, atLeast = '0.0.0'): string {
  const back = Math.max(0, momentOf(key) - OVERLAP_MS)
  return back > momentOf(atLeast) ? `${back}.-1.0` : atLeast
}
