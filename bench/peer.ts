import { setTimeout as sleep } from 'node:timers/promises'
import type { Order } from '../test/peers/telegram/control.ts'
import { type Child, startNode } from './child.ts'
import { FIRST } from './crowd.ts'

/** What `stats` and `load` of the control API answer, as far as we read it. */
export type Stats = {
  inFlight: number
  sending: number
  maxSending: number
  accepted: number
  abandoned: number
  abandonedDone: number
  unread: number
  duplicateCount: number
  /** Calls that the limiter refused. */
  refused: number
  calls: Record<string, number>
  answers: Record<string, number>
  perChat?: Record<string, Record<string, number>>
}
export type LoadReport = {
  running: boolean
  injected: number
  answered: number
  unanswered: number
  behindMs: number
  p50: number | null
  p95: number | null
  p99: number | null
  max: number | null
}
type Answer = { stats?: Stats; load?: LoadReport; pending?: number }

/** What leads the program to a loopback messenger: settings. */
export type Messenger = { env: Record<string, string> }

/** Where the crowd writes. */
export type Gate = {
  reset(): Promise<unknown>
  /** Employees write, from the `first` of the crowd on. Only an answer that contains `answer` ends their waiting. */
  say(what: { first: number; count: number; rate: number; text: string; answer?: string }): Promise<unknown>
  load(): Promise<LoadReport>
}

export type Peer = Messenger &
  Gate & {
    apiRoot: string
    token: string
    control(order: Order): Promise<Answer>
    stats(): Promise<Stats>
    stop(): Promise<unknown>
  }

const TOKEN = '123456789:AAbench-token_of-the-loopback'

/** The loopback Bot API as a process of its own. Benches turn its schema checks off. */
export async function startPeer(options: {
  strict: boolean
  latencyMs?: number
  keep?: number
}): Promise<Peer> {
  const child: Child = startNode([
    ...['--import', 'tsx', 'test/peers/telegram/serve.ts', '--token', TOKEN],
    ...['--latency', String(options.latencyMs ?? 0), '--keep', String(options.keep ?? 3)],
    ...(options.strict ? [] : ['--no-strict']),
  ])
  const { port, token } = JSON.parse(await child.line((line) => line.startsWith('{'))) as {
    port: number
    token: string
  }
  const apiRoot = `http://127.0.0.1:${port}`

  async function control(order: Order): Promise<Answer> {
    const response = await fetch(`${apiRoot}/__control`, { method: 'POST', body: JSON.stringify(order) })
    const answer = (await response.json()) as Answer & { error?: string }
    if (!response.ok) throw new Error(`the peer refused an order: ${answer.error}`)
    return answer
  }

  return {
    apiRoot,
    token,
    env: { TELEGRAM_TOKEN: token, TELEGRAM_API_ROOT: apiRoot },
    control,
    stats: async () => (await control({ ask: ['stats'] })).stats as Stats,
    load: async () => (await control({ ask: ['load'] })).load as LoadReport,
    reset: () => control({ reset: true }),
    say: ({ first, ...what }) => control({ load: { ...what, firstUser: FIRST + first } }),
    stop: () => child.stop(),
  }
}

/** Waits until everything that was injected is answered. @throws Error when nothing moves any more */
export async function untilAnswered(
  peer: Pick<Gate, 'load'>,
  count: number,
  stuckMs = 30_000,
): Promise<LoadReport> {
  let last = -1
  let movedAt = Date.now()
  for (;;) {
    const load = await peer.load()
    if (load.injected >= count && load.answered >= count) return load
    if (load.answered !== last) {
      last = load.answered
      movedAt = Date.now()
    } else if (Date.now() - movedAt > stuckMs) {
      throw new Error(
        `only ${load.answered} of ${count} are answered, and nothing has come for ${stuckMs / 1000} s`,
      )
    }
    await sleep(50)
  }
}
