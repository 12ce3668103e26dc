import { setTimeout as sleep } from 'node:timers/promises'
import { ensureBuilt } from '../../bench/build.ts'
import type { Crowd } from '../../bench/crowd.ts'
import { type Peer, startPeer } from '../../bench/peer.ts'
import { type Server, startServer } from '../../bench/server.ts'
import { type Kind, openStore, type Store } from '../../bench/store.ts'
import { auditCheckIns, auditReplies } from './audit.ts'
import { createMessages } from './messages.ts'
import { seeded } from './random.ts'
import { telegram } from './telegram.ts'

export type Scene = {
  peer: Peer
  store: Store
  crowd: Crowd
  server: Server
  messages: ReturnType<typeof createMessages>
  /** Replies that the peer took. */
  accepted(): Promise<number>
  /** Resolves when everybody who said something has been answered. @throws Error naming those who were not */
  everyoneAnswered(patienceMs?: number): Promise<void>
  /** Stops the program in order, then counts. Empty lists and `doubled: 0` are what one hopes for. */
  audit(): Promise<{
    lost: string[]
    doubledCheckIns: string[]
    wrong: string[]
    doubledReplies: number
    unclean: string[]
  }>
  close(): Promise<void>
}

/** The compiled program on a real database and a strict loopback Bot API, with an open session and a small crowd. */
export async function openScene(kind: Kind, people = 60): Promise<Scene> {
  ensureBuilt()
  const [peer, store] = await Promise.all([startPeer({ strict: true, keep: 6 }), openStore(kind)])
  const loopback = telegram(peer)
  const crowd = await loopback.seed(store, people)
  const server = await startServer(store, peer)
  const messages = createMessages(loopback.say, crowd, seeded(1))
  const replies = async () => auditReplies(await loopback.heard(), messages.said)

  return {
    ...{ peer, store, crowd, server, messages },
    accepted: async () => (await peer.stats()).accepted,
    async everyoneAnswered(patienceMs = 20_000) {
      const until = Date.now() + patienceMs
      for (;;) {
        const { lost } = await replies()
        if (lost.length === 0) return
        if (Date.now() > until)
          throw new Error(`${lost.length} are not answered:\n${lost.join('\n')}\n${server.output()}`)
        await sleep(50)
      }
    },
    async audit() {
      const how = await server.stop()
      const { lost, wrong, doubled } = await replies()
      return store.open(async (db) => {
        const faults = await auditCheckIns(db, crowd, messages.said)
        const rows = await db.prisma.$queryRaw<{ state: string; n: number }[]>`
          SELECT 'inbox ' || state AS state, count(*)::int AS n FROM inbox WHERE state <> 'done' GROUP BY state
          UNION ALL SELECT 'outbox ' || state, count(*)::int FROM outbox WHERE state <> 'sent' GROUP BY state`
        return {
          lost: [...faults.lost, ...lost],
          doubledCheckIns: faults.doubled,
          wrong: [...faults.wrongTime, ...wrong],
          doubledReplies: doubled,
          unclean: [
            ...rows.map((row) => `${row.n} ${row.state}`),
            ...(how === 0 ? [] : [`ended with ${how}`]),
          ],
        }
      })
    },
    async close() {
      server.kill('SIGKILL')
      await server.ended
      await peer.stop()
      await store.close()
    },
  }
}

/** What `audit` says when all is well. */
export const CLEAN = { lost: [], doubledCheckIns: [], wrong: [], doubledReplies: 0, unclean: [] }
