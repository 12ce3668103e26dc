import { setTimeout as sleep } from 'node:timers/promises'
import { announceToAll, isDone, seedAudience } from '../../bench/announcement.ts'
import { FIRST } from '../../bench/crowd.ts'
import { startPeer } from '../../bench/peer.ts'
import { launch, type Server } from '../../bench/server.ts'
import { type Kind, openStore } from '../../bench/store.ts'
import { auditBroadcast, BATCH_SQL, type BatchMoment, faultOfBatch, rowsOf } from './audit-broadcast.ts'
import { seeded } from './random.ts'
import { createJournalReader, watchPGlite, watchPostgres } from './snapshot.ts'
import { telegram } from './telegram.ts'

export type BroadcastOptions = {
  kind: Kind
  /** SIGKILLs, and SIGSTOP … SIGCONT with a second process that takes over (PostgreSQL only). */
  kills: number
  stops: number
  stopSeconds: number
  recipients: number
  seed: number
  say(line: string): void
}

export type BroadcastReport = {
  kind: Kind
  kills: number
  stops: number
  recipients: number
  states: Record<string, number>
  /** Calls in flight at the peer, and under way by the journal, summed over all kills and stops. */
  inFlight: number
  underWay: number
  /** Rows in doubt before a person let them go once more, and who got it twice by that. */
  uncertain: number
  doubled: number
  resentDoubled: number
  samples: number
  seconds: number
  violations: string[]
}

const REF = 'CRSH'
const LATENCY_MS = 57
/** Seconds that a killed process lived, and needs to start, about. */
const LIFE = 1.5
/** Nothing moves for so long: something is stuck. A lease of a killed process takes 10 s to run out. */
const STUCK_MS = 60_000

type Running = Omit<Server, 'readyMs'>

/** Kills and stops the real program while an announcement goes out, then counts what everybody got. */
export async function crashBroadcast(options: BroadcastOptions): Promise<BroadcastReport> {
  const { kind, kills, recipients, say } = options
  const stops = kind === 'postgres' ? options.stops : 0
  const begun = Date.now()
  const random = seeded(options.seed)
  const violations: string[] = []
  const peer = await startPeer({ strict: true, latencyMs: LATENCY_MS, keep: 4 })
  const loopback = telegram(peer)
  const store = await openStore(kind, { fsync: 'off', synchronous_commit: 'off' })
  await store.open((db) => seedAudience(db, recipients))
  await store.open((db) => announceToAll(db, REF, new Date()))
  const watch =
    kind === 'postgres'
      ? await watchPostgres<BatchMoment>(store, BATCH_SQL)
      : watchPGlite<BatchMoment>(store, BATCH_SQL)
  // So that it is still going on at the last of them.
  const rate = Math.max(5, Math.round(recipients / (kills * LIFE + stops * options.stopSeconds * 0.8)))
  const env = { TELEGRAM_RATE: String(Math.min(1_000, rate)) }
  await peer.control({
    faults: [{ kind: 'blocked', share: 0.03, except: FIRST }],
    limits: { perSecond: rate, perChat: 30 },
  })
  const openCalls = createJournalReader(store.dataDir)
  let server: Running = await launch(store, peer, { env })
  let samples = 0
  let inFlight = 0
  let underWay = 0
  const check = (moment: BatchMoment, when: string) => {
    samples += 1
    const fault = faultOfBatch(moment)
    if (fault) violations.push(`${when}: ${fault}`)
  }

  let sampling = kind === 'postgres'
  const sampler = (async () => {
    while (sampling) {
      check(await watch.read(), 'sampled')
      await sleep(random.between(50, 250))
    }
  })()

  /** Until the peer has taken so many more, or for so long. */
  async function taken(more: number, patienceMs: number): Promise<boolean> {
    const from = (await peer.stats()).accepted
    for (const until = Date.now() + patienceMs; Date.now() < until; await sleep(5))
      if ((await peer.stats()).accepted >= from + more) return true
    return false
  }

  async function kill(part: number): Promise<void> {
    // Now and then anywhere: while it starts, waits for its lease, or puts the recipients in.
    if (part % 4 === 0) await sleep(random.between(0, 1_500))
    else if (await taken(1, STUCK_MS)) await sleep(random.between(0, 1_500))
    server.kill('SIGKILL')
    await server.ended
    const [moment, open, calls] = [await watch.afterKill(), openCalls(), await loopback.cutOff()]
    check(moment, `after kill ${part + 1}`)
    inFlight += calls
    underWay += open
    say(
      `kill ${part + 1}/${kills}: ${calls} calls in flight, ${open} by the journal, ${JSON.stringify(moment.states)}`,
    )
    if (part % 5 !== 0) await watch.endLeases()
    server = await launch(store, peer, { env })
  }

  async function stop(round: number): Promise<void> {
    await taken(1, STUCK_MS)
    await sleep(random.between(0, 1_500))
    server.kill('SIGSTOP')
    const stoppedAt = Date.now()
    underWay += openCalls()
    inFlight += (await peer.stats()).sending
    const second = await launch(store, peer, { env })
    await sleep(LATENCY_MS * 4)
    const tookOver = await taken(1, STUCK_MS)
    const after = (Date.now() - stoppedAt) / 1_000
    await sleep(Math.max(0, stoppedAt + options.stopSeconds * 1_000 - Date.now()))
    server.kill('SIGCONT')
    // Both are awake: the first one must notice that it is no longer the one.
    await sleep(3_000)
    const how = await server.stop()
    if (how !== 0)
      violations.push(
        `the process that had been stopped ended with ${how}:\n${server.output().slice(-1_500)}`,
      )
    say(
      `stop ${round + 1}/${stops}: ${tookOver ? `a second process sent ${after.toFixed(1)} s later` : 'nothing was left to send'}`,
    )
    server = second
  }

  /** Until it is over. */
  async function done(): Promise<void> {
    let movedAt = Date.now()
    for (let last = -1; Date.now() - movedAt < STUCK_MS; await sleep(100)) {
      if (await isDone(peer, REF)) return
      const { accepted } = await peer.stats()
      if (accepted !== last) movedAt = Date.now()
      last = accepted
    }
    violations.push(`it does not end\n${server.output().slice(-3_000)}`)
  }

  try {
    for (let part = 0; part < kills; part++) await kill(part)
    for (let round = 0; round < stops; round++) await stop(round)
    await peer.control({ limits: null })
    await done()
    await server.line((line) => line.startsWith('Guyub'))
    sampling = false
    await sampler
    const first = await settled()
    const audit = auditBroadcast(first.rows, first.heard, recipients)
    violations.push(...audit.faults)
    if (audit.uncertain > Math.max(inFlight, underWay))
      violations.push(
        `${audit.uncertain} uncertain; ${inFlight} calls were in flight, ${underWay} by the journal`,
      )
    // A person lets what is in doubt go once more.
    const before = (await peer.stats()).accepted
    await peer.control({ faults: [] })
    server = await launch(store, peer, { env })
    await server.line((line) => line.startsWith('Guyub'))
    await peer.control({ user: { id: FIRST, does: 'sends', with: [`kirim ulang ${REF}`] } })
    for (const until = Date.now() + 30_000; Date.now() < until; await sleep(100))
      if ((await peer.stats()).accepted >= before + audit.uncertain + 1) break
    await sleep(1_500)
    const again = await settled()
    const resent = auditBroadcast(again.rows, again.heard, recipients, true)
    violations.push(...resent.faults)
    if (resent.doubled > audit.uncertain)
      violations.push(`${resent.doubled} got it twice after ${audit.uncertain} were resent`)
    return {
      ...{ kind, kills, stops, recipients, states: audit.states, inFlight, underWay, samples, violations },
      ...{ uncertain: audit.uncertain, doubled: audit.doubled, resentDoubled: resent.doubled },
      seconds: Math.round((Date.now() - begun) / 1_000),
    }
  } finally {
    sampling = false
    await sampler.catch(() => undefined)
    if (server.running()) server.kill('SIGKILL')
    await watch.close()
    await peer.stop()
    await store.close()
  }

  /** Stops the program in order, and reads what there is. */
  async function settled() {
    const how = await server.stop()
    if (how !== 0) violations.push(`the program ended with ${how} after SIGTERM`)
    const heard = (await peer.control({ ask: ['perChat'] })).stats?.perChat ?? {}
    return { rows: await store.open(rowsOf), heard }
  }
}
