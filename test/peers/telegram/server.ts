import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as breathe } from 'node:timers/promises'
import { type Body, readAll, readBody } from './body.ts'
import { Chats, type Heard } from './chats.ts'
import { control, type Order } from './control.ts'
import { Counters } from './counters.ts'
import { ApiError } from './errors.ts'
import { answerOf, Faults } from './faults.ts'
import { Load } from './load.ts'
import { chatOf } from './methods.ts'
import { checkCall, decode, METHODS, warm } from './schema.ts'
import { methods } from './settings.ts'
import { Updates } from './updates.ts'
import { User } from './users.ts'
import { Webhook } from './webhook.ts'
import type { Options, World } from './world.ts'

const SENDS = /^(send(?!ChatAction)|copy|forward)/
/** The server holds back a chat with so many unsent messages, and a bot with so many active requests. */
const UNSENT = 310
const ACTIVE = 1_000

export type Telegram = World & {
  port: number
  token: string
  apiRoot: string
  /** The same person for the same id. */
  user(id: number, more?: { name?: string; phone?: string }): User
  /** What a chat heard, newest last. */
  heard(chat: number): Heard[]
  control(order: Order): Record<string, unknown>
  /** Moves the server's clock. */
  advance(seconds: number): void
  stop(): Promise<void>
}

/** Starts a loopback Bot API. Nothing but the token is needed to talk to it. */
export async function startTelegram(options: Partial<Options> = {}): Promise<Telegram> {
  const token = options.token ?? '123456789:AAtest-token_of-the-loopback-server'
  const all: Options = {
    ...{
      port: 0,
      strict: true,
      ignoreUnknown: false,
      latencyMs: 0,
      webhookPauseMs: 2_000,
      keep: 50,
      random: Math.random,
    },
    ...options,
    token,
  }
  let offset = 0
  const now = () => Date.now() + offset
  if (all.strict) warm()
  const updates = new Updates(now, all.strict)
  const chats = new Chats(all.keep)
  const world: World = {
    options: all,
    me: { id: Number(token.split(':')[0]), is_bot: true, first_name: 'Guyub', username: 'guyub_bot' },
    now,
    chats,
    updates,
    webhook: new Webhook(updates, now, all.webhookPauseMs),
    counters: new Counters(),
    faults: new Faults(all.random),
    limiter: null,
    load: new Load(updates, now, () => chats.nextMessageId()),
    queries: new Map(),
    answered: [],
  }
  const server = createServer((request, response) => {
    serve(world, request, response).catch(() => request.socket.destroy())
  })
  server.keepAliveTimeout = 60_000
  // A system closes the sockets of a killed process; where something lies unread in one, it resets the connection.
  // So a reset after an answer means: the answer arrived, and nobody saw it. The call is still in flight for the caller.
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' && lastAnswer.get(socket)) world.counters.unread++
    socket.destroy()
  })
  await new Promise<void>((ready) => server.listen(all.port, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  const users = new Map<number, User>()
  return Object.assign(world, {
    port,
    token,
    apiRoot: `http://127.0.0.1:${port}`,
    user(id: number, more?: { name?: string; phone?: string }) {
      const user = users.get(id) ?? new User(world, id, more)
      users.set(id, user)
      return user
    },
    heard: (chat: number) => chats.heard(chat),
    control: (order: Order) => control(world, order),
    advance(seconds: number) {
      offset += seconds * 1000
    },
    async stop() {
      world.load.stop()
      world.webhook.set(null)
      updates.close()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  })
}

/** Sockets whose last answer was to a message that was taken. */
const lastAnswer = new WeakMap<object, boolean>()

async function serve(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2)
  if (path === '/__control') return controlled(world, request, response)
  const [, root, , method = ''] = /^\/(bot|file\/bot)([^/]*)\/(.*)$/.exec(path) ?? []
  if (!root) return answer(world, response, new ApiError(404, 'Not Found'))
  if (!path.startsWith(`/${root}${world.options.token}/`)) {
    return answer(world, response, new ApiError(401, 'Unauthorized'))
  }
  if (root === 'file/bot') return download(world, method, response)
  let body: Body
  try {
    body = await readBody(request, query)
    if (!METHODS.has(method)) throw new ApiError(404, 'Not Found: method not found')
    decode(method, body.params, world.options.ignoreUnknown)
  } catch (error) {
    if (error instanceof ApiError) return answer(world, response, error)
    throw error
  }
  await perform(world, method, body, response)
}

async function perform(world: World, method: string, { params, uploads }: Body, response: ServerResponse) {
  const chat = chatOf(params)
  const sends = SENDS.test(method)
  const polls = method === 'getUpdates'
  let answered = false
  const left = () => response.destroyed && !answered
  if (!polls) world.counters.begin(method, chat, sends)
  lastAnswer.set(response.req.socket, false)
  let done = false
  let cut = false
  try {
    const fault = world.faults.meet(method, chat)
    cut = fault?.kind === 'cut' || fault?.kind === 'lostAnswer'
    if (fault?.kind === 'cut') return void response.destroy()
    if (fault?.kind === 'proxyPage') {
      return void response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>')
    }
    const refusal = fault && answerOf(fault)
    if (refusal) throw refusal
    if (sends && chat !== undefined) await holdBack(world, chat)
    if (world.options.latencyMs && !polls) await pause(world.options.latencyMs)
    const wrong = world.options.strict && checkCall(method, params)
    if (wrong) throw new ApiError(400, `Bad Request: ${wrong}`)
    if (sends && chat !== undefined) world.limiter?.take(chat)
    const result = await methods[method]?.(world, params, {
      uploads,
      hangUp: (then) => response.once('close', then),
    })
    done = true
    if (fault?.kind === 'lostAnswer') return void response.destroy()
    if (fault?.kind === 'slow') await pause(fault.delayMs ?? 20_000, response)
    // A hang-up that has arrived is in the queue of events behind us: it must be seen before the answer is written,
    // or a call that was cut off would count as answered.
    if (world.options.latencyMs) for (let turn = 0; turn < 2; turn++) await breathe()
    answered = !response.destroyed
    answer(world, response, result)
    lastAnswer.set(response.req.socket, sends)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    answer(world, response, error)
  } finally {
    if (!polls) world.counters.end(chat, sends)
    if (left() && !polls && !cut) {
      world.counters.abandoned++
      if (done) world.counters.abandonedDone++
    }
  }
}

/** Too much at once is first made to wait, then refused for a minute. */
async function holdBack(world: World, chat: number): Promise<void> {
  if (world.counters.unsent(chat) < UNSENT && world.counters.inFlight < ACTIVE) return
  await pause(3_000)
  throw new ApiError(429, 'Too Many Requests: retry after 60', { retry_after: 60 })
}

function answer(world: World, response: ServerResponse, result: unknown): void {
  const error = result instanceof ApiError ? result : undefined
  const body = error
    ? {
        ...{ ok: false, error_code: error.code, description: error.message },
        ...(error.parameters && { parameters: error.parameters }),
      }
    : { ok: true, result }
  world.counters.answered(error?.code ?? 200)
  const text = JSON.stringify(body)
  response.writeHead(error?.code ?? 200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

function download(world: World, path: string, response: ServerResponse): void {
  const file = world.chats.files.get(path.replace(/^files\//, ''))
  if (!file) {
    answer(world, response, new ApiError(404, 'Not Found'))
    return
  }
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.bytes.length })
  response.end(file.bytes)
}

async function controlled(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const type = { 'content-type': 'application/json' }
  try {
    const text = (await readAll(request)).toString()
    const done = control(world, text ? JSON.parse(text) : { ask: ['stats', 'load', 'pending'] })
    response.writeHead(200, type).end(JSON.stringify(done))
  } catch (error) {
    response.writeHead(400, type).end(JSON.stringify({ ok: false, error: String(error) }))
  }
}

/** Ends early when the caller hangs up. */
function pause(ms: number, caller?: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    caller?.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
