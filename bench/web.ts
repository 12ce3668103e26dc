import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { type Child, memoryOf, startNode } from './child.ts'
import { codeShown, FIRST, seedCrowd } from './crowd.ts'
import type { Line, Result } from './figures.ts'
import type { BenchOptions } from './main.ts'
import { startPeer, untilAnswered } from './peer.ts'
import { freePort, startServer } from './server.ts'
import { openStore } from './store.ts'

/** Chats that are open twice, on two devices of one person: what is said on one is to appear on the other. */
const CHATS = 100
/** Lines a second over all chats, and check-ins a second beside them: a city's rush. */
const LINES = 10
const CHECK_INS = 28

type Chat = { say(text: string): Promise<void>; listen(hear: (text: string) => void): Promise<void> }

/** 200 open pages while a crowd checks in, beside a bare server-sent-events echo in the same run. */
export async function web({ kinds, seconds }: BenchOptions): Promise<Result> {
  const figures: Record<string, number> = {}
  const lines: Line[] = []
  const echo = await echoServer()
  const echoed = await measure(echo.open, echo.pid, seconds, async () => {})
  await echo.stop()
  Object.assign(figures, { echo_p95_ms: echoed.p95, echo_kb_per_page: echoed.kbPerPage })
  lines.push(
    { what: `echo: from one page to the other, p95 ms`, value: echoed.p95.toFixed(1) },
    { what: '  memory for each open page, kB', value: echoed.kbPerPage.toFixed(0) },
  )
  for (const kind of kinds) {
    const peer = await startPeer({ strict: false })
    const store = await openStore(kind)
    const people = CHECK_INS * seconds
    const crowd = await store.open((db) => seedCrowd(db, people))
    const server = await startServer(store, peer, { env: { WEBCHAT: 'on' } })
    await peer.control({ reset: true })
    const found = await measure(
      () => openChat(server.url),
      server.pid,
      seconds,
      async () => {
        const { code } = codeShown(crowd, new Date())
        await peer.control({
          load: {
            rate: CHECK_INS,
            count: people,
            text: code,
            firstUser: FIRST,
            answer: 'tercatat atas nama',
          },
        })
      },
    )
    const { p95 } = await untilAnswered(peer, people)
    await server.stop()
    await store.close()
    await peer.stop()
    Object.assign(figures, {
      [`p95_ms_${kind}`]: found.p95,
      [`kb_per_page_${kind}`]: found.kbPerPage,
      [`reply_p95_ms_${kind}`]: p95 ?? Number.NaN,
      [`ratio_${kind}`]: found.p95 / echoed.p95,
    })
    lines.push(
      { what: `${kind}: from one page to the other, p95 ms`, value: found.p95.toFixed(1) },
      { what: '  times the echo', value: (found.p95 / echoed.p95).toFixed(1) },
      { what: '  memory for each open page, kB', value: found.kbPerPage.toFixed(0) },
      { what: '  replies of the rush beside it, p95 ms', value: (p95 ?? Number.NaN).toFixed(0) },
    )
  }
  return { name: 'web', figures, lines }
}

async function measure(
  open: () => Promise<Chat>,
  pid: number,
  seconds: number,
  load: () => Promise<void>,
): Promise<{ p95: number; kbPerPage: number }> {
  const chats = await Promise.all(Array.from({ length: CHATS }, open))
  const before = memoryOf(pid).now ?? Number.NaN
  const waiting = new Map<string, number>()
  const took: number[] = []
  const hear = (text: string) => {
    for (const [token, since] of waiting) {
      if (!text.includes(token)) continue
      waiting.delete(token)
      took.push(performance.now() - since)
    }
  }
  await Promise.all(chats.map((chat) => chat.listen(() => {})))
  await Promise.all(chats.map((chat) => chat.listen(hear)))
  await sleep(1_000)
  const kbPerPage = (((memoryOf(pid).now ?? Number.NaN) - before) * 1024) / (2 * CHATS)
  await load()
  const end = performance.now() + seconds * 1000
  for (let n = 0; performance.now() < end; n += 1) {
    const token = `baris-${n}-`
    waiting.set(token, performance.now())
    void (chats[n % CHATS] as Chat).say(token)
    await sleep(1_000 / LINES)
  }
  await sleep(3_000)
  if (waiting.size > 0) throw new Error(`${waiting.size} lines never came to the other page`)
  took.sort((a, b) => a - b)
  return { p95: took[Math.floor(took.length * 0.95)] ?? Number.NaN, kbPerPage }
}

/** Streams never end by themselves, and each has its own connection, as in a browser. */
const connections = new Agent({ connections: null, bodyTimeout: 0, headersTimeout: 30_000 })

async function listenTo(url: string, headers: Record<string, string>, hear: (text: string) => void) {
  const { body, statusCode } = await request(url, { dispatcher: connections, headers })
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`)
  body.on('data', (chunk: Buffer) => hear(chunk.toString()))
  body.on('error', () => {})
}

async function openChat(base: string): Promise<Chat> {
  const page = await request(`${base}/obrolan`, { dispatcher: connections })
  await page.body.dump()
  const cookie = [page.headers['set-cookie'] ?? []]
    .flat()
    .map((one) => one.split(';')[0])
    .join('; ')
  const headers = { cookie, origin: base, accept: 'application/json' }
  return {
    async say(text) {
      const body = new URLSearchParams({ teks: text, id: `bench-${text}-${'x'.repeat(8)}` }).toString()
      const { body: answer } = await request(`${base}/obrolan`, {
        dispatcher: connections,
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        body,
      })
      await answer.dump()
    },
    listen: (hear) => listenTo(`${base}/obrolan/aliran`, headers, hear),
  }
}

async function echoServer() {
  const port = await freePort()
  const child: Child = startNode(['--import', 'tsx', 'bench/echo-web.ts'], { PORT: String(port) })
  await child.line((line) => line === 'ready')
  let chats = 0
  const base = `http://127.0.0.1:${port}`
  return {
    pid: child.pid,
    stop: () => child.stop(),
    open: async (): Promise<Chat> => {
      const chat = chats++
      return {
        async say(text) {
          const { body } = await request(`${base}/say/${chat}`, {
            dispatcher: connections,
            method: 'POST',
            body: text,
          })
          await body.dump()
        },
        listen: (hear) => listenTo(`${base}/stream/${chat}`, {}, hear),
      }
    },
  }
}
