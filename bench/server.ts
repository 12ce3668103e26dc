import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Child, memoryOf, startNode } from './child.ts'
import type { Messenger } from './peer.ts'
import type { Store } from './store.ts'

/** The compiled program, as it runs in production. */
export type Server = Child & {
  url: string
  /** From exec to the first 200 of /healthz/ready. */
  readyMs: number
  memory(): ReturnType<typeof memoryOf>
  /** Longest gap of the event loop since this was last asked, in milliseconds. */
  loopGapMs(): Promise<number>
}

export type ServerOptions = {
  mode?: 'polling' | 'webhook'
  /** Of node itself, such as --cpu-prof. */
  node?: string[]
  env?: Record<string, string>
}

/** As `npm start` and the image do. */
const HEAP = '--max-old-space-size=512'

/** Starts the program without waiting for it. */
export async function launch(
  store: Store,
  peer: Messenger,
  options: ServerOptions = {},
): Promise<Omit<Server, 'readyMs'>> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = startNode([HEAP, ...(options.node ?? []), 'dist/main.js'], {
    ...store.env,
    PORT: String(port),
    LOG_LEVEL: 'warn',
    ...peer.env,
    ...(options.mode === 'webhook' ? { TELEGRAM_MODE: 'webhook', PUBLIC_URL: url } : {}),
    ...options.env,
  })
  return {
    ...child,
    url,
    memory: () => memoryOf(child.pid),
    async loopGapMs() {
      const text = await (await fetch(`${url}/metrics`)).text()
      const found = /^guyub_event_loop_delay_max_seconds (\S+)/m.exec(text)?.[1]
      return found === undefined ? Number.NaN : Number(found) * 1000
    },
  }
}

/** Starts it and waits until it is ready. @throws Error with its output when it ends instead */
export async function startServer(
  store: Store,
  peer: Messenger,
  options: ServerOptions = {},
): Promise<Server> {
  const begun = performance.now()
  const server = await launch(store, peer, options)
  await untilReady(server)
  const readyMs = performance.now() - begun
  // Only then does it listen to SIGTERM: a stop before this line would be a kill, and its leases would run on.
  await server.line((line) => line.startsWith('Guyub'))
  return { ...server, readyMs }
}

export async function untilReady(server: Omit<Server, 'readyMs'>, patienceMs = 60_000): Promise<void> {
  const until = Date.now() + patienceMs
  while (server.running()) {
    if (Date.now() > until) throw new Error(`not ready after ${patienceMs / 1000} s:\n${server.output()}`)
    const answer = await fetch(`${server.url}/healthz/ready`).catch(() => null)
    await answer?.arrayBuffer()
    if (answer?.status === 200) return
    await sleep(5)
  }
  throw new Error(`The server ended (${await server.ended}):\n${server.output()}`)
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}
