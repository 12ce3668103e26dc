import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { SendFailure } from '../../src/channels/channel.ts'
import {
  createTelegram,
  type TelegramChannel,
  type TelegramOptions,
} from '../../src/channels/telegram/index.ts'
import type { FaultKind } from '../peers/telegram/faults.ts'
import { startTelegram, type Telegram } from '../peers/telegram/server.ts'
import type { Harness } from './contract.ts'

export type TelegramHarness = Harness & {
  channel: TelegramChannel
  peer: Telegram
  /** Where the webhook listens; undefined when polling. */
  url: string | undefined
  /** Every line that was logged. */
  lines: string[]
}

export const SECRET = 'rahasia_webhook-1'
const QUICK = { pollSeconds: 2, timeoutSeconds: 10, retryMs: 20, retryMaxMs: 100, checkMs: 30, stopMs: 2_000 }
const FAULTS: Record<SendFailure, FaultKind> = {
  throttled: 'tooMany',
  unreachable: 'error500',
  blocked: 'blocked',
  rejected: 'bad',
  uncertain: 'lostAnswer',
  misconfigured: 'unauthorized',
}

/** The adapter in front of a loopback Bot API, with pauses that a test can wait for. */
export async function telegramHarness(
  mode: 'polling' | 'webhook',
  options: Partial<TelegramOptions> = {},
): Promise<TelegramHarness> {
  const peer = await startTelegram({ webhookPauseMs: 20 })
  const door = mode === 'webhook' ? await openDoor() : undefined
  const lines: string[] = []
  const write = (details: object, message: string) => void lines.push(`${message} ${JSON.stringify(details)}`)
  const make = () =>
    createTelegram(
      { token: peer.token, mode, apiRoot: peer.apiRoot },
      {
        log: { debug: write, info: write, warn: write, error: write } as never,
        commands: [{ command: 'menu', description: 'Menu utama' }],
        texts: { sharePlace: 'Kirim lokasi', sharePhone: 'Kirim nomor saya' },
        ...(door && { webhookUrl: door.url, webhookSecret: SECRET }),
        ...options,
        // A call counts as lost late enough for a busy machine; a test of slowness says otherwise.
        timing: { ...QUICK, ...options.timing },
      },
    )
  const harness: TelegramHarness = {
    channel: make(),
    ...{ peer, lines, url: door?.url },
    address: (person) => ({ channel: 'telegram', id: String(person) }),
    says: (person, text, at) => void peer.user(person).sends(text, at ? { at } : {}),
    heard: (person) => peer.user(person).heard(),
    echoes() {
      const bot = peer.user(peer.me.id)
      bot.isBot = true
      bot.sends('gema')
    },
    repeatsNext() {
      peer.updates.loseConfirmations = 1
    },
    kept: () => peer.updates.pending,
    fails: (kind, person) => peer.faults.add({ kind: FAULTS[kind], chat: person, times: 1 }),
    breaks() {
      peer.faults.add({ kind: 'cut', method: 'getUpdates', times: 2 })
      peer.updates.close()
      if (door) door.refuse = 2
    },
    restart() {
      harness.channel = make()
      if (door) door.open = harness.channel
    },
    async close() {
      await peer.stop()
      await door?.close()
    },
  }
  if (door) door.open = harness.channel
  return harness
}

/** The web server in front of the webhook. */
async function openDoor() {
  const door = {
    open: undefined as TelegramChannel | undefined,
    refuse: 0,
    url: '',
    close: () => new Promise<unknown>((closed) => server.close(closed)),
  }
  const listen = getRequestListener(
    (request) => door.open?.webhook?.(request) ?? new Response(null, { status: 503 }),
  )
  const server: Server = createServer((request, response) => {
    if (door.refuse-- > 0) request.socket.destroy()
    else void listen(request, response)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  door.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/telegram`
  return door
}
