import { setTimeout as sleep } from 'node:timers/promises'
import { seedCrowd } from '../../bench/crowd.ts'
import { startPeer } from '../../bench/peer.ts'
import { launch, type Server, untilReady } from '../../bench/server.ts'
import { type Kind, openStore } from '../../bench/store.ts'
import { auditCheckIns, auditReplies } from './audit.ts'
import { createMessages } from './messages.ts'
import { seeded } from './random.ts'
import {
  createJournalReader,
  faultOf,
  type Snapshot,
  sendingOf,
  watchPGlite,
  watchPostgres,
} from './snapshot.ts'

export type RunOptions = {
  kind: Kind
  /** SIGKILLs. */
  rounds: number
  /** SIGSTOP … SIGCONT. */
  stops: number
  stopSeconds: number
  checkIns: number
  seed: number
  say(line: string): void
}

export type Report = {
  kind: Kind
  kills: number
  stops: number
  employees: number
  messages: number
  recorded: number
  replies: number
  /** Replies that somebody got more than once. */
  doubled: number
  /**
   * Summed over the kills and stops: calls in flight at the peer (taken and not answered, or answered and never
   * read), calls that our journal says were under way, and rows in `sending`.
   */
  inFlight: number
  underWay: number
  sending: number
  samples: number
  seconds: number
  /** What must not be. */
  violations: string[]
}

type Running = Omit<Server, 'readyMs'>

/** The distance to the real server (TELEGRAM.md), so that kills meet calls under way. */
const LATENCY_MS = 57
/** After this long without a reply somebody waits for ever. */
const STUCK_MS = 60_000

/** Kills and stops the real program while a crowd checks in, then counts what came of it. */
export async function crashRun(options: RunOptions): Promise<Report> {
  const { kind, rounds, stops, checkIns, say } = options
  const begun = Date.now()
  const random = seeded(options.seed)
  const violations: string[] = []
  const peer = await startPeer({ strict: true, latencyMs: LATENCY_MS, keep: 4 })
  // Only the program is killed here, never the database: its own fsync would only cost time.
  const store = await openStore(kind, { fsync: 'off', synchronous_commit: 'off' })
  const crowd = await store.open((db) => seedCrowd(db, checkIns))
  const watch = kind === 'postgres' ? await watchPostgres(store) : watchPGlite(store)
  const messages = createMessages(peer, crowd, random)
  let server: Running = await launch(store, peer)
  await untilReady(server)
  const openCalls = createJournalReader(store.dataDir)
  let inFlight = 0
  let underWay = 0
  let sending = 0
  let samples = 0

  const accepted = async () => (await peer.stats()).accepted
  /** Calls that the last kill cut off, once the peer has noticed all of them. */
  let cutBefore = 0
  async function cutOff(): Promise<number> {
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
  }
  const check = (snapshot: Snapshot, when: string) => {
    samples += 1
    const fault = faultOf(snapshot)
    if (fault) violations.push(`${when}: ${fault}`)
  }

  /** Beside everything else: the sums hold at any moment, not only after a kill. */
  let sampling = kind === 'postgres'
  const sampler = (async () => {
    while (sampling) {
      check(await watch.read(), 'sampled')
      await sleep(random.between(100, 400))
    }
  })()

  /** Until so many more replies have come. */
  async function answered(atLeast: number, patienceMs = STUCK_MS): Promise<void> {
    for (let last = -1, movedAt = Date.now(); ; ) {
      const now = await accepted()
      if (now >= atLeast) return
      if (now !== last) {
        last = now
        movedAt = Date.now()
      } else if (Date.now() - movedAt > patienceMs) {
        throw new Error(
          `no reply for ${patienceMs / 1000} s (${now} so far).\n${server.output().slice(-4000)}`,
        )
      }
      await sleep(5)
    }
  }

  const share = (part: number, parts: number) =>
    Math.floor((checkIns * (part + 1)) / parts) - Math.floor((checkIns * part) / parts)
  const parts = rounds + stops
  /** Stops stand between the kills, evenly. */
  const isStop = (part: number) =>
    Math.floor(((part + 1) * stops) / parts) > Math.floor((part * stops) / parts)

  async function kill(part: number): Promise<void> {
    const size = share(part, parts)
    const before = await accepted()
    const arriving = messages.arrive(size, random.between(0, 1_500))
    const dice = part === 0 ? 0 : random.next()
    let moment: string
    if (dice < 0.7) {
      const after = random.between(1, Math.max(1, Math.floor(size * 0.8)))
      await answered(before + after)
      // Replies come in waves: a kill right after one would always meet the same phase of the next.
      await sleep(random.between(0, 4 * LATENCY_MS))
      moment = `after ${after} replies`
    } else {
      // Anywhere: while it starts, while it waits for the lease, while it reads the backlog.
      const ms = random.between(0, dice < 0.85 ? 1_500 : 6_000)
      await sleep(ms)
      moment = `${ms} ms into the round`
    }
    server.kill('SIGKILL')
    await server.ended
    const [left, open, calls] = [await watch.afterKill(), openCalls(), await cutOff()]
    check(left, `after kill ${part + 1}`)
    inFlight += calls
    underWay += open
    sending += sendingOf(left)
    say(
      `kill ${part + 1}/${parts} ${moment}: ${calls} calls in flight, ${open} by the journal, ${sendingOf(left)} rows sending, ${left.new} waiting`,
    )
    // Now and then the lease is left to run out by itself; every time would only cost 10 s more.
    if (part % 5 !== 0) await watch.endLeases()
    server = await launch(store, peer)
    await arriving
  }

  async function stop(part: number): Promise<void> {
    const size = share(part, parts)
    const half = Math.floor(size / 2)
    const before = await accepted()
    await untilReady(server)
    const arriving = messages.arrive(half, 300)
    await answered(before + random.between(1, Math.max(1, Math.floor(half / 2))))
    server.kill('SIGSTOP')
    const stoppedAt = Date.now()
    // A stopped process still holds its sockets, so the peer sees nothing; but its journal stands still as well.
    const calls = openCalls()
    inFlight += calls
    underWay += calls
    await arriving
    let second: Running | null = null
    if (kind === 'postgres') {
      const left = await watch.read()
      check(left, `at stop ${part + 1}`)
      sending += sendingOf(left)
      second = await launch(store, peer)
      const waiting = await accepted()
      await messages.arrive(size - half, 2_000)
      await answered(waiting + 1)
      say(
        `stop ${part + 1}/${parts}: ${calls} calls in flight; a second process answered ${((Date.now() - stoppedAt) / 1000).toFixed(1)} s later`,
      )
    } else {
      await messages.arrive(size - half, 2_000)
    }
    await sleep(Math.max(0, stoppedAt + options.stopSeconds * 1000 - Date.now()))
    server.kill('SIGCONT')
    if (second) {
      // Both are awake: the first one must notice that it is no longer the one.
      await sleep(3_000)
      if (!server.running())
        violations.push(`the stopped process ended by itself after SIGCONT:\n${server.output().slice(-2000)}`)
      const how = await server.stop()
      if (how !== 0)
        violations.push(
          `the process that had been stopped ended with ${how} after SIGTERM:\n${server.output().slice(-2000)}`,
        )
      server = second
    } else {
      say(`stop ${part + 1}/${parts}: ${calls} calls in flight, ${options.stopSeconds} s`)
      await answered((await accepted()) + 1)
    }
  }

  try {
    for (let part = 0; part < parts; part++) await (isStop(part) ? stop(part) : kill(part))
    await answered(messages.count()).catch((error: Error) => violations.push(error.message))
    // Doubled replies make the sum too early: wait until nobody is without an answer, or nothing comes any more.
    for (let quiet = 0, last = -1; quiet < 6; quiet++) {
      const { perChat } = (await peer.control({ ask: ['perChat'] })).stats ?? {}
      const missing = auditReplies(perChat ?? {}, messages.said).lost.length
      if (missing === 0) break
      if (missing !== last) quiet = 0
      last = missing
      await sleep(2_500)
    }
    await sleep(500)
    say(`everybody is answered, or nobody any more: ${Math.round((Date.now() - begun) / 1000)} s`)
    // It says its address when it is able to stop in order; the last kill may have been a moment ago.
    await server.line((line) => line.startsWith('Guyub'))
    sampling = false
    await sampler
    const how = await server.stop()
    if (how !== 0)
      violations.push(`the program ended with ${how} after SIGTERM:\n${server.output().slice(-2000)}`)
    check(await watch.read(), 'at the end')

    const faults = await store.open((db) => auditCheckIns(db, crowd, messages.said))
    const answer = await peer.control({ ask: ['stats', 'perChat', 'pending'] })
    const replies = auditReplies(answer.stats?.perChat ?? {}, messages.said)
    const kinds = {
      'check-in lost': faults.lost,
      'check-in doubled': faults.doubled,
      'wrong time': faults.wrongTime,
    }
    for (const [name, found] of Object.entries({
      ...kinds,
      'reply lost': replies.lost,
      'wrong reply': replies.wrong,
    })) {
      if (found.length > 0)
        violations.push(`${name}: ${found.length}\n    ${found.slice(0, 5).join('\n    ')}`)
    }
    if ((answer.pending ?? 0) > 0) violations.push(`${answer.pending} updates were never confirmed`)
    if (replies.doubled > Math.max(inFlight, underWay)) {
      violations.push(
        `${replies.doubled} replies came twice; ${inFlight} calls were in flight at the peer, ${underWay} by the journal`,
      )
    }
    return {
      ...{ kind, kills: rounds, stops, employees: messages.said.length, messages: messages.count() },
      recorded: messages.said.length - faults.lost.length,
      replies: answer.stats?.accepted ?? 0,
      ...{ doubled: replies.doubled, inFlight, underWay, sending, samples, violations },
      seconds: Math.round((Date.now() - begun) / 1000),
    }
  } finally {
    sampling = false
    await sampler.catch(() => undefined)
    if (server.running()) server.kill('SIGKILL')
    await watch.close()
    await peer.stop()
    await store.close()
  }
}
