import { setTimeout as sleep } from 'node:timers/promises'
import { auditWaves } from '../../bench/audit.ts'
import { codeShown } from '../../bench/crowd.ts'
import { launch, type Server } from '../../bench/server.ts'
import { type Kind, openStore } from '../../bench/store.ts'
import { startWhatsAppPeer } from '../../bench/whatsapp-peer.ts'
import { meet, seedWhatsApp, untilOpen } from '../../bench/whatsapp-scene.ts'
import { seeded } from './random.ts'

type Running = Omit<Server, 'readyMs'>

export type WhatsAppReport = {
  kind: Kind
  kills: number
  employees: number
  recorded: number
  /** Receipts that phones show, and those that came again under the same id. */
  receipts: number
  repeats: number
  seconds: number
  violations: string[]
}

const RECEIPT = 'tercatat atas nama'
const RATE = 40
const STUCK_MS = 90_000
/** The distance to the real server, so that kills meet calls under way. */
const LATENCY_MS = 20

/**
 * Kills the real program at random moments while a crowd checks in over WhatsApp: between the write of the keys and the
 * receipt, in the middle of a turn, while replies go out. A kill on PostgreSQL, where another process could take over, is
 * followed by a start in the same second: the lease decides when the number goes on.
 * @param stops how often it is stopped (SIGSTOP) beyond its lease while a second process starts, and then goes on
 */
export async function whatsappRun(options: {
  kind: Kind
  rounds: number
  checkIns: number
  stops: number
  stopSeconds: number
  seed: number
  say(line: string): void
}): Promise<WhatsAppReport> {
  const { kind, rounds, checkIns, say } = options
  const begun = performance.now()
  const random = seeded(options.seed)
  const peer = await startWhatsAppPeer({ latencyMs: LATENCY_MS, keep: 1_000 })
  const store = await openStore(kind)
  const crowd = await seedWhatsApp(store, peer, checkIns)
  const violations: string[] = []
  const from = new Date()
  let running: Running = await start()
  await meet(peer, 0, Math.min(20, checkIns), 'menu')
  await peer.reset()

  async function start(): Promise<Running> {
    const server = await launch(store, peer)
    await untilOpen(server)
    return server
  }

  // Sent in as many lots as there are kills and stops, each with the code that is shown then.
  const lots = rounds + options.stops
  let sent = 0
  for (let lot = 0; lot < lots; lot += 1) {
    const count = Math.round((checkIns * (lot + 1)) / lots) - sent
    const text = codeShown(crowd, new Date()).code
    await peer.say({ first: sent, count, rate: RATE, text, answer: RECEIPT })
    sent += count
    await sleep(random.between(50, Math.round((count / RATE) * 1000) + 400))
    if (lot < rounds) {
      const { inFlight } = await peer.stats()
      running.kill('SIGKILL')
      await running.ended
      say(`kill ${lot + 1}/${rounds}: ${inFlight} sends in flight`)
      running = await start()
    } else {
      say('stopped beyond its lease; a second process takes over, then the first one goes on')
      const first = running
      first.kill('SIGSTOP')
      running = await start()
      await sleep(options.stopSeconds * 1000)
      first.kill('SIGCONT')
      // It has to notice by itself that it holds nothing any more.
      await sleep(12_000)
      if (!first.running()) violations.push('the process that was stopped has ended')
      first.kill('SIGKILL')
      await first.ended
    }
    while ((await peer.load()).running) await sleep(20)
  }

  await untilAnswered()
  const until = new Date()
  const chats = (await peer.control({ ask: ['perChat'] })).perChat ?? {}
  const stats = await peer.stats()
  await running.stop()
  const audit = await store.open((db) => auditWaves(db, crowd, [{ first: 0, count: checkIns, from, until }]))
  await store.close()
  await peer.stop()

  for (const [what, count] of Object.entries(audit))
    if (what !== 'expected' && what !== 'recorded' && count > 0) violations.push(`${what}: ${count}`)
  let receipts = 0
  for (const texts of Object.values(chats)) {
    for (const [text, count] of Object.entries(texts)) {
      if (!text.includes(RECEIPT)) continue
      receipts += count
      if (count > 1) violations.push(`a phone shows a receipt ${count} times: sent under different ids`)
    }
  }
  if (receipts !== checkIns) violations.push(`${receipts} receipts for ${checkIns} check-ins`)
  if (stats.errors.length > 0) violations.push(`the peer met errors: ${stats.errors.join('; ')}`)
  return {
    ...{
      kind,
      kills: rounds,
      employees: checkIns,
      recorded: audit.recorded,
      receipts,
      repeats: stats.repeats,
    },
    ...{ seconds: Math.round((performance.now() - begun) / 1000), violations },
  }

  /** Until everybody is answered, or nothing has moved for a long while. */
  async function untilAnswered(): Promise<void> {
    let last = -1
    let movedAt = Date.now()
    while (Date.now() - movedAt < STUCK_MS) {
      const { answered } = await peer.load()
      if (answered >= checkIns) return
      if (answered !== last) movedAt = Date.now()
      last = answered
      await sleep(100)
    }
    violations.push(`only ${last} of ${checkIns} are answered, and nothing moves`)
  }
}
