import { FIRST, FIRST_PN } from '../../bench/crowd.ts'
import { BOT, startWhatsAppPeer } from '../../bench/whatsapp-peer.ts'
import { seedWhatsApp, untilOpen } from '../../bench/whatsapp-scene.ts'
import type { Loopback } from './loopback.ts'

/** The distance to the real server, so that kills meet calls under way. */
const LATENCY_MS = 20

export async function startWhatsApp(): Promise<Loopback> {
  const peer = await startWhatsAppPeer({ latencyMs: LATENCY_MS, keep: 10 })
  const pn = (user: number) => String(FIRST_PN + user - FIRST)

  return {
    env: peer.env,
    // Of an id that it has a phone shows nothing more, and counts it in `repeats`.
    idempotent: true,
    // Longer than a lease, and than the pause after a session that was taken (30 s) must be for a fight.
    togetherMs: 40_000,
    seed: (store, people) => seedWhatsApp(store, peer, people),
    say: (said) =>
      peer.control({
        says: said.flatMap(({ user, messages, at, text }) =>
          Array.from({ length: messages }, () => ({ pn: pn(user), to: BOT, text, at: at.getTime() })),
        ),
      }),
    connected: (server) => untilOpen(server),
    replies: async () => (await peer.stats()).received,
    async heard() {
      const { perChat } = await peer.control({ ask: ['perChat'] })
      return Object.fromEntries(
        Object.entries(perChat ?? {}).map(([number, texts]) => [Number(number) - FIRST_PN + FIRST, texts]),
      )
    },
    cutOff: async () => 0,
    unconfirmed: async () => (await peer.stats()).inFlight,
    connection: async () => (await peer.stats()).logins,
    async tells() {
      const { errors, repeats, undecrypted, refused, logins } = await peer.stats()
      return {
        faults: [
          ...errors.map((error) => `the peer met ${error}`),
          ...(refused > 0 ? [`the peer refused ${refused} messages`] : []),
        ],
        counts: {
          'connections to the server': logins,
          'sent again under the same id, not shown': repeats,
          'asked for again, because a phone could not read it': undecrypted,
        },
      }
    },
    stop: () => peer.stop(),
  }
}
