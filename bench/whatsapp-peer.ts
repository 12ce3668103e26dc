import { type AuthenticationCreds, BufferJSON } from '@whiskeysockets/baileys'
import type { Order } from '../test/peers/whatsapp/control.ts'
import { type Child, startNode } from './child.ts'
import { FIRST_PN } from './crowd.ts'
import type { Gate, LoadReport, Messenger } from './peer.ts'

/** What `stats` answers, as far as we read it. */
export type WhatsAppStats = {
  accepted: number
  refused: number
  received: number
  /** Shown already: the same id once more. */
  repeats: number
  undecrypted: number
  logins: number
  duplicates: number
  inFlight: number
  connections: number
  errors: string[]
}
type Answer = {
  stats?: WhatsAppStats
  load?: LoadReport
  /** By phone number: how often each text stands there. */
  perChat?: Record<string, Record<string, number>>
  creds?: unknown
}

export type WhatsAppPeer = Messenger &
  Gate & {
    pid: number
    url: string
    rootKey: string
    control(order: Order): Promise<Answer>
    stats(): Promise<WhatsAppStats>
    /** A new linked device of the bot's account. */
    link(): Promise<AuthenticationCreds>
    stop(): Promise<unknown>
  }

/** To whom the crowd writes. */
export const BOT = '6281100000001'

/** The loopback WhatsApp as a process of its own. */
export async function startWhatsAppPeer(
  options: { latencyMs?: number; keep?: number } = {},
): Promise<WhatsAppPeer> {
  const child: Child = startNode([
    ...['--import', 'tsx', 'test/peers/whatsapp/serve.ts'],
    ...['--latency', String(options.latencyMs ?? 0), '--keep', String(options.keep ?? 3)],
  ])
  const { port, url, rootKey } = JSON.parse(await child.line((line) => line.startsWith('{'))) as {
    port: number
    url: string
    rootKey: string
  }

  async function control(order: Order): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${port}/__control`, {
      method: 'POST',
      body: JSON.stringify(order),
    })
    const answer = (await response.json()) as Answer & { error?: string }
    if (!response.ok) throw new Error(`the peer refused an order: ${answer.error}`)
    return answer
  }

  return {
    pid: child.pid,
    url,
    rootKey,
    env: { WHATSAPP: 'on', WHATSAPP_URL: url, WHATSAPP_ROOT_KEY: rootKey },
    control,
    stats: async () => (await control({ ask: ['stats'] })).stats as WhatsAppStats,
    load: async () => (await control({ ask: ['load'] })).load as LoadReport,
    reset: () => control({ reset: true }),
    say: ({ first, ...what }) => control({ load: { ...what, bot: BOT, firstUser: FIRST_PN + first } }),
    async link() {
      const { creds } = await control({ link: { pn: BOT, name: 'Guyub' } })
      return JSON.parse(JSON.stringify(creds), BufferJSON.reviver)
    },
    stop: () => child.stop(),
  }
}
