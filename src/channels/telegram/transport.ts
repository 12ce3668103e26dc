import type { Readable } from 'node:stream'
import { DecoratorHandler, type Dispatcher, Pool } from 'undici'

/** The call never left: no connection came about. Whatever else fails may have been done. */
export class NotSent extends Error {}

type Progress = { started: boolean }
type Tracked = Dispatcher.DispatchOptions & { progress?: Progress }

// The package's types leave out what this class forwards.
const Forward = DecoratorHandler as unknown as new (
  handler: Dispatcher.DispatchHandler,
) => { onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void }

/** Remembers whether a call's bytes began to leave; an error alone does not tell. */
class Watch extends Forward {
  readonly #progress: Progress | undefined

  constructor(handler: Dispatcher.DispatchHandler, progress: Progress | undefined) {
    super(handler)
    this.#progress = progress
  }

  override onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    if (this.#progress) this.#progress.started = true
    super.onRequestStart(controller, context)
  }
}

/**
 * grammY over an own pool of kept-alive connections: its default client opens far fewer messages a second
 * (TELEGRAM.md §1). The pool opens with the first call and again after `close`.
 */
export function createTransport(apiRoot: string, connections: number) {
  const { origin } = new URL(apiRoot)
  let pool: Pool | undefined
  let watched: Dispatcher | undefined

  function open(): Dispatcher {
    if (watched) return watched
    pool = new Pool(origin, { connections, connect: { timeout: 8_000 } })
    watched = pool.compose(
      (dispatch) => (options, handler) =>
        dispatch(options, new Watch(handler, (options as Tracked).progress) as Dispatcher.DispatchHandler),
    )
    return watched
  }

  async function request(url: string, options: Partial<Dispatcher.RequestOptions>) {
    const { pathname, search } = new URL(url)
    const progress: Progress = { started: false }
    const ask = { path: pathname + search, method: 'GET', ...options, progress } as Dispatcher.RequestOptions
    try {
      return await open().request(ask)
    } catch (error) {
      if (progress.started) throw error
      throw new NotSent('no connection', { cause: error })
    }
  }

  return {
    /** Stands in for `fetch` in grammY's client options. */
    async fetch(
      url: string | URL,
      init: { method: string; headers: Record<string, string>; body: unknown; signal?: unknown },
    ) {
      // undici keeps connections by itself and refuses this header.
      const { connection: _, ...headers } = init.headers
      const { body, signal } = init as Pick<Dispatcher.RequestOptions, 'body' | 'signal'>
      const response = await request(String(url), {
        method: 'POST',
        headers,
        body,
        signal,
      } as Partial<Dispatcher.RequestOptions>)
      return { json: () => response.body.json() }
    },

    /** @throws Error without the address, which holds the token */
    async stream(url: string): Promise<Readable> {
      const response = await request(url, {})
      if (response.statusCode === 200) return response.body
      await response.body.dump()
      throw new Error(`Telegram answered ${response.statusCode} for a file`)
    },

    async close(): Promise<void> {
      const closing = pool
      pool = undefined
      watched = undefined
      await closing?.destroy()
    },
  }
}
