import { setTimeout as sleep } from 'node:timers/promises'
import { launch, type Server } from '../../bench/server.ts'
import { type Kind, openStore } from '../../bench/store.ts'
import { auditCheckIns, auditReplies } from './audit.ts'
import type { Loopback } from './loopback.ts'
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
  messenger(): Promise<Loopback>
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
  /** What only this messenger counts. */
  counts: Record<string, number>
  /** What must not be. */
  violations: string[]
}

type Running = Omit<Server, 'readyMs'>

/** After this long without a reply somebody waits for ever. */
const STUCK_MS = 60_000

/** Kills and stops the real program while a crowd checks in, then counts what came of it. */
export async function crashRun(options: RunOptions): Promise<Report> {
  const { kind, rounds, stops, checkIns, say } = options
  const begun = Date.now()
  const random = seeded(options.seed)
  const violations: string[] = []
  const loopback = await options.messenger()
  // Only the program is killed here, never the database: its own fsync would only cost time.
  const store = await openStore(kind, { fsync: 'off', synchronous_commit: 'off' })
  const crowd = await loopback.seed(store, checkIns)
  const watch = kind === 'postgres' ? await watchPostgres(store) : watchPGlite(store)
  const messages = createMessages(loopback.say, crowd, random)
  let server: Running = await launch(store, loopback)
  await loopback.connected(server)
  const openCalls = createJournalReader(store.dataDir)
  let inFlight = 0
  let underWay = 0
  let sending = 0
  let samples = 0

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
      const now = await loopback.replies()
      if (now >= atLeast) return
      if (!server.running())
        throw new Error(
          `the program ended by itself (${await server.ended}):\n${server.output().slice(-4000)}`,
        )
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
    const before = await loopback.replies()
    const arriving = messages.arrive(size, random.between(0, 1_500))
    const dice = part === 0 ? 0 : random.next()
    let moment: string
    if (dice < 0.7) {
      const after = random.between(1, Math.max(1, Math.floor(size * 0.8)))
      await answered(before + after)
      // Replies come in waves: a kill right after one would always meet the same phase of the next.
      await sleep(random.between(0, 230))
      moment = `after ${after} replies`
    } else {
      // Anywhere: while it starts, while it waits for the lease, while it reads the backlog.
      const ms = random.between(0, dice < 0.85 ? 1_500 : 6_000)
      await sleep(ms)
      moment = `${ms} ms into the round`
    }
    server.kill('SIGKILL')
    await server.ended
    const [left, open, calls] = [await watch.afterKill(), openCalls(), await loopback.cutOff()]
    check(left, `after kill ${part + 1}`)
    inFlight += calls
    underWay += open
    sending += sendingOf(left)
    say(
      `kill ${part + 1}/${parts} ${moment}: ${calls} calls in flight, ${open} by the journal, ${sendingOf(left)} rows sending, ${left.new} waiting`,
    )
    // Now and then the lease is left to run out by itself; every time would only cost 10 s more.
    if (part % 5 !== 0) await watch.endLeases()
    server = await launch(store, loopback)
    await arriving
  }

  async function stop(part: number): Promise<void> {
    const size = share(part, parts)
    const half = Math.floor(size / 2)
    /** Of the other half: while the process stands still, and when both are awake. */
    const meanwhile = Math.ceil((size - half) / (kind === 'postgres' ? 2 : 1))
    const before = await loopback.replies()
    await loopback.connected(server)
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
      second = await launch(store, loopback)
      const waiting = await loopback.replies()
      await messages.arrive(meanwhile, 2_000)
      await answered(waiting + 1)
      say(
        `stop ${part + 1}/${parts}: ${calls} calls in flight; a second process answered ${((Date.now() - stoppedAt) / 1000).toFixed(1)} s later`,
      )
    } else {
      await messages.arrive(meanwhile, 2_000)
    }
    await sleep(Math.max(0, stoppedAt + options.stopSeconds * 1000 - Date.now()))
    const connection = await loopback.connection()
    server.kill('SIGCONT')
    if (second) {
      // Both are awake: the first one must notice that it is no longer the one.
      await messages.arrive(size - half - meanwhile, Math.min(3_000, loopback.togetherMs))
      await sleep(Math.max(0, loopback.togetherMs - 3_000))
      if ((await loopback.connection()) !== connection)
        violations.push(`two processes took the session from each other:\n${second.output().slice(-2000)}`)
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
      await answered((await loopback.replies()) + 1)
    }
  }

  try {
    for (let part = 0; part < parts; part++) await (isStop(part) ? stop(part) : kill(part))
    await answered(messages.count()).catch((error: Error) => violations.push(error.message))
    // Doubled replies make the sum too early: wait until nobody is without an answer, or nothing comes any more.
    for (let quiet = 0, last = -1; quiet < 6; quiet++) {
      const missing = auditReplies(await loopback.heard(), messages.said).lost.length
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
    const replies = auditReplies(await loopback.heard(), messages.said)
    const { faults: others, counts } = await loopback.tells()
    violations.push(...others)
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
    const unconfirmed = await loopback.unconfirmed()
    if (unconfirmed > 0) violations.push(`${unconfirmed} updates were never confirmed`)
    if (replies.doubled > (loopback.idempotent ? 0 : Math.max(inFlight, underWay))) {
      violations.push(
        `${replies.doubled} replies came twice; ${inFlight} calls were in flight at the peer, ${underWay} by the journal`,
      )
    }
    return {
      ...{ kind, kills: rounds, stops, employees: messages.said.length, messages: messages.count() },
      recorded: messages.said.length - faults.lost.length,
      replies: await loopback.replies(),
      ...{ doubled: replies.doubled, inFlight, underWay, sending, samples, counts, violations },
      seconds: Math.round((Date.now() - begun) / 1000),
    }
  } finally {
    sampling = false
    await sampler.catch(() => undefined)
    if (server.running()) server.kill('SIGKILL')
    await watch.close()
    await loopback.stop()
    await store.close()
  }
}
