import type { Context } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
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

/** How far somebody has read in the conversation of one address. */
export function createReader(webchat: WebchatDoor, address: string, from: string) {
  let cursor = overlapped(from)
  const known = new Map<string, number>()
  return {
    /** Hands over what is new since the last time, oldest first; `line.key` is where to go on. */
    async read(take: (line: ChatLine) => Promise<unknown>): Promise<void> {
      for (;;) {
        const lines = await webchat.history(address, { after: cursor, limit: PAGE })
        for (const line of lines) {
          if (known.has(line.id)) continue
          known.set(line.id, momentOf(line.key))
          await take(line)
        }
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
    },
  }
}

/** One line as an event: drawn by the server, so that the page need not know how. */
export function lineEvent(line: ChatLine, view: View, action: string) {
  return { id: line.id, by: line.by, html: String(Bubble({ line, view, action })) }
}

/**
 * Server-sent events that work whenever they are nudged, one after the other, for as long as somebody listens.
 * @param listen how to be nudged; returns how to stop
 * @param work looks for news and writes them
 */
export function events(
  c: Context,
  given: {
    listen(nudge: () => void): () => void
    work(stream: SSEStreamingApi): Promise<void>
    log: WebDeps['log']
    closing: AbortSignal
    /** Called once, when the stream is over. */
    end(): void
  },
): Response {
  const { closing } = given
  c.header('x-accel-buffering', 'no')
  return streamSSE(c, async (stream) => {
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
    const stopListening = given.listen(nudge)
    stream.onAbort(end)
    closing.addEventListener('abort', end)
    try {
      // Says at once that it is open, so that the page knows it is connected.
      await stream.writeSSE({ event: 'open', data: '', retry: 2_000 })
      while (!ended && !closing.aborted) {
        if (dirty) {
          dirty = false
          await given.work(stream)
          continue
        }
        const timedOut = await pause()
        if (timedOut && !ended) await stream.write(': \n\n')
      }
    } catch (error) {
      // The database is away: the browser comes back by itself, with its cursor.
      given.log.warn({ err: error }, 'stream of a page ended')
    } finally {
      stopListening()
      closing.removeEventListener('abort', end)
      given.end()
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

/**
 * What is said and heard in one conversation from here on. The cursor is the database's: a browser that comes back with
 * its Last-Event-ID, to this process or to another one, misses nothing (and drops what it has).
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
    end(): void
  },
): Response {
  const { webchat, address, view, action } = given
  const from = c.req.header('last-event-id') ?? c.req.query('sejak') ?? `${Date.now()}.0.0`
  const reader = createReader(webchat, address, from)
  return events(c, {
    ...given,
    listen: (nudge) => webchat.listen(address, nudge),
    work: (stream) =>
      reader.read((line) =>
        stream.writeSSE({ id: line.key, data: JSON.stringify(lineEvent(line, view, action)) }),
      ),
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
