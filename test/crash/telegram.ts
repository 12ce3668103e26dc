import { setTimeout as sleep } from 'node:timers/promises'
import { seedCrowd } from '../../bench/crowd.ts'
import { type Peer, startPeer } from '../../bench/peer.ts'
import { untilReady } from '../../bench/server.ts'
import type { Order } from '../peers/telegram/control.ts'
import type { Loopback } from './loopback.ts'
import type { Said } from './messages.ts'

/** The distance to the real server (TELEGRAM.md), so that kills meet calls under way. */
const LATENCY_MS = 57

export const startTelegram = async (): Promise<Loopback> =>
  telegram(await startPeer({ strict: true, latencyMs: LATENCY_MS, keep: 4 }))

export function telegram(peer: Peer): Loopback {
  let messageId = 1_000
  let cutBefore = 0

  function updatesOf({ user, messages, at, text }: Pick<Said, 'user' | 'messages' | 'at' | 'text'>) {
    const who = { id: user, first_name: `Pegawai ${user}` }
    return Array.from({ length: messages }, () => ({
      message: {
        message_id: ++messageId,
        from: { ...who, is_bot: false },
        chat: { ...who, type: 'private' },
        date: at.getTime() / 1000,
        text,
      },
    })) as unknown as NonNullable<Order['inject']>
  }

  return {
    env: peer.env,
    idempotent: false,
    togetherMs: 3_000,
    seed: (store, people) => store.open((db) => seedCrowd(db, people)),
    say: (said) => peer.control({ inject: said.flatMap(updatesOf) }),
    connected: (server) => untilReady(server),
    replies: async () => (await peer.stats()).accepted,
    heard: async () => (await peer.control({ ask: ['perChat'] })).stats?.perChat ?? {},
    async cutOff() {
      for (let stats = await peer.stats(); ; stats = await peer.stats()) {
        const cut = stats.abandonedDone + stats.unread
        if (stats.sending === 0) {
          await sleep(2 * LATENCY_MS)
          const { abandonedDone, unread } = await peer.stats()
          if (abandonedDone + unread === cut) {
            const calls = cut - cutBefore
            cutBefore = cut
            return calls
          }
        }
        await sleep(20)
      }
    },
    unconfirmed: async () => (await peer.control({ ask: ['pending'] })).pending ?? 0,
    connection: async () => null,
    tells: async () => ({ faults: [], counts: {} }),
    stop: () => peer.stop(),
  }
}
