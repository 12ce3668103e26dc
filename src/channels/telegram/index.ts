import { Api } from 'grammy'
import type { Config } from '../../config.ts'
import { type Channel, type ChannelEvents, type Pacing, SendError } from '../channel.ts'
import { describe } from './errors.ts'
import { createIntake } from './intake.ts'
import { type TelegramOptions, TIMING } from './options.ts'
import { startPolling } from './poll.ts'
import type { Receiver } from './receiver.ts'
import { editPart, sendPart } from './send.ts'
import { createTransport } from './transport.ts'
import { startWebhook, type WebhookReceiver } from './webhook.ts'

export type { TelegramOptions } from './options.ts'

export type TelegramChannel = Channel & {
  /** In webhook mode: what Telegram's POST goes to. */
  webhook?: (request: Request) => Promise<Response>
  /** The bot's name without "@", once Telegram has told it. */
  username(): string | undefined
}

const IN_FLIGHT = 32
/** Of Telegram's limit a little is left over: clocks differ, and a 429 stops everything for a while. */
const SHARE = 0.985
const FREE_RATE = 30

/**
 * The Telegram channel. Sending works from the first moment; receiving begins with `start`.
 *
 *     const telegram = createTelegram(config.telegram, { log, commands, texts })
 *     await telegram.start({ receive: store, … })
 *
 * @throws Error when webhook mode lacks its address or secret
 */
export function createTelegram(
  config: NonNullable<Config['telegram']>,
  options: TelegramOptions,
): TelegramChannel {
  const { log, now = () => new Date() } = options
  const timing = { ...TIMING, ...options.timing }
  const { webhookUrl: url, webhookSecret: secret } = options
  if (config.mode === 'webhook' && !(url && secret)) {
    throw new Error('Telegram in webhook mode needs webhookUrl and webhookSecret')
  }
  // Long polling has a connection of its own, or a burst of replies would wait behind it.
  const perSecond = config.perSecond ?? FREE_RATE
  const sending = createTransport(config.apiRoot, IN_FLIGHT + 8 + Math.min(300, perSecond))
  const polling = createTransport(config.apiRoot, 1)
  const client = (fetch: typeof sending.fetch, timeoutSeconds: number) =>
    new Api(config.token, {
      apiRoot: config.apiRoot,
      fetch: fetch as never,
      timeoutSeconds,
      sensitiveLogs: false,
    })
  const api = client(sending.fetch, timing.timeoutSeconds)
  const inFlight = new Set<Promise<unknown>>()
  let receiver: Receiver | WebhookReceiver | undefined
  let username: string | undefined
  let stopped = false

  function track<T>(call: Promise<T>): Promise<T> {
    inFlight.add(call)
    const done = () => inFlight.delete(call)
    call.then(done, done)
    return call
  }

  /** A button glows until it is answered; the press itself is safe already, so a failure does not matter. */
  function answerPress(queryId: string): void {
    track(api.answerCallbackQuery(queryId)).catch((error) => {
      log.debug({ why: describe(error) }, 'telegram: a press could not be answered')
    })
  }

  async function prepare(signal: AbortSignal): Promise<void> {
    username = (await api.getMe(signal as never)).username
    if (config.mode === 'polling') await api.deleteWebhook({ drop_pending_updates: false }, signal as never)
    // The menu is a comfort: without it Guyub works all the same.
    await api.setMyCommands(options.commands, {}, signal as never).catch((error) => {
      log.warn({ why: describe(error) }, 'telegram: the command menu could not be set')
    })
  }

  function listen(events: ChannelEvents): Receiver | WebhookReceiver {
    const take = createIntake(events, () => ({ username, now }), answerPress, log)
    const parts = { prepare, take, log, timing, now }
    if (config.mode === 'webhook' && url && secret) return startWebhook({ ...parts, api, url, secret })
    const mayPoll = options.mayPoll ?? (() => true)
    return startPolling({
      ...parts,
      mayPoll,
      api: client(polling.fetch, timing.pollSeconds + timing.timeoutSeconds),
    })
  }

  const channel: TelegramChannel = {
    name: 'telegram',
    limits: {
      text: 4096,
      choices: 24,
      draws: 'buttons',
      inFlight: IN_FLIGHT,
      files: true,
      idempotent: false,
    },

    async start(events) {
      if (receiver) throw new Error('Telegram is started already')
      stopped = false
      receiver = listen(events)
    },

    async stop() {
      stopped = true
      const last = receiver
      receiver = undefined
      const calls = async () => {
        await last?.stop()
        await Promise.allSettled(inFlight)
      }
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, timing.stopMs)
      })
      await Promise.race([calls(), late])
      clearTimeout(timer)
      // What is still under way ends here, and counts as uncertain.
      await Promise.all([sending.close(), polling.close()])
    },

    async send(to, part) {
      if (stopped) throw new SendError('unreachable', 'Telegram is stopped')
      return track(sendPart(api, to, part, options.texts))
    },

    async edit(to, externalId, part) {
      if (stopped) throw new SendError('unreachable', 'Telegram is stopped')
      return track(editPart(api, to, externalId, part, options.texts))
    },

    pacing: async () => paceOf(perSecond),

    async download({ ref }) {
      const { file_path } = await api.getFile(ref)
      if (!file_path) throw new Error('Telegram has no such file any more')
      return sending.stream(`${config.apiRoot}/file/bot${config.token}/${file_path}`)
    },

    status: () => receiver?.status() ?? { state: 'off' },
    username: () => username,
  }
  if (config.mode === 'webhook') {
    channel.webhook = async (request) => {
      if (receiver && 'handle' in receiver) return receiver.handle(request)
      return new Response(null, { status: 503 })
    }
  }
  return channel
}

function paceOf(perSecond: number): Pacing {
  const gap = 1000 / (perSecond * SHARE)
  const unbounded = { perHour: Number.POSITIVE_INFINITY, perDay: Number.POSITIVE_INFINITY }
  return { gap: [gap, gap], ...unbounded, quiet: null, closedUntil: null }
}
