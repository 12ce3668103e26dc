import { setTimeout as sleep } from 'node:timers/promises'
import { launch, type Server } from '../../bench/server.ts'
import type { Store } from '../../bench/store.ts'
import type { Loopback } from './loopback.ts'
import type { Random } from './random.ts'
import { createJournalReader, type Watch } from './snapshot.ts'

export type Running = Omit<Server, 'readyMs'>

/** What the kills of a run came upon. */
export type Kills = {
  /** Calls that were in flight at the peer, and under way by the journal, summed over all kills. */
  inFlight: number
  underWay: number
  /** Moments at which the database was looked at. */
  samples: number
  violations: string[]
}

const STUCK_MS = 60_000

/**
 * The real program, killed and started again on one database, which is looked at beside it and after each kill. What
 * every such run needs; what is said meanwhile, and what must have come of it, is the run's own.
 * @param faultOf what is wrong with a moment, or null
 */
export async function openKilling<T>(scene: {
  store: Store
  loopback: Loopback
  watch: Watch<T>
  random: Random
  faultOf(moment: T): string | null
}) {
  const { store, loopback, watch, random, faultOf } = scene
  const kills: Kills = { inFlight: 0, underWay: 0, samples: 0, violations: [] }
  let server: Running = await launch(store, loopback)
  await loopback.connected(server)
  const openCalls = createJournalReader(store.dataDir)

  const check = (moment: T, when: string) => {
    kills.samples += 1
    const fault = faultOf(moment)
    if (fault) kills.violations.push(`${when}: ${fault}`)
  }

  let sampling = store.kind === 'postgres'
  const sampler = (async () => {
    while (sampling) {
      check(await watch.read(), 'sampled')
      await sleep(random.between(50, 250))
    }
  })()
  async function endSampling(): Promise<void> {
    sampling = false
    await sampler
  }

  return {
    kills,
    server: () => server,

    /** Until the peer has taken so many more. */
    async answered(more: number): Promise<void> {
      const from = await loopback.replies()
      for (let last = from, movedAt = Date.now(); last < from + more; await sleep(5)) {
        if (!server.running()) throw new Error(`it ended by itself:\n${server.output().slice(-4_000)}`)
        const replies = await loopback.replies()
        if (replies !== last) movedAt = Date.now()
        last = replies
        if (Date.now() - movedAt > STUCK_MS)
          throw new Error(`no reply for a minute:\n${server.output().slice(-4_000)}`)
      }
    },

    /** Kills it now. @returns what stood in the database, and how many calls were cut off */
    async kill(name: string): Promise<{ moment: T; calls: number }> {
      server.kill('SIGKILL')
      await server.ended
      const [moment, open, calls] = [await watch.afterKill(), openCalls(), await loopback.cutOff()]
      check(moment, `after ${name}`)
      kills.inFlight += calls
      kills.underWay += open
      return { moment, calls }
    },

    async start(): Promise<void> {
      server = await launch(store, loopback)
    },

    /** Stops it in order, and looks once more. */
    async stop(when: string): Promise<T> {
      await server.line((line) => line.startsWith('Guyub'))
      const how = await server.stop()
      if (how !== 0)
        kills.violations.push(`it ended with ${how} after SIGTERM:\n${server.output().slice(-2_000)}`)
      const moment = await watch.read()
      check(moment, when)
      return moment
    },
    endSampling,

    async close(): Promise<void> {
      await endSampling().catch(() => undefined)
      if (server.running()) server.kill('SIGKILL')
      await watch.close()
      await loopback.stop()
      await store.close()
    },
  }
}
