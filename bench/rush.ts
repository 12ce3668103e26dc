import { assertRight, auditWaves } from './audit.ts'
import { arrive } from './check-ins.ts'
import { seedCrowd } from './crowd.ts'
import type { Line, Result } from './figures.ts'
import type { BenchOptions } from './main.ts'
import { startPeer } from './peer.ts'
import { startServer } from './server.ts'
import { openStore } from './store.ts'

const MEMORY_AIM = { postgres: 250, pglite: 400 }

/** A whole city at the gate: random (Poisson) arrivals, one message each. */
export async function rush({ kinds, people, seconds }: BenchOptions): Promise<Result> {
  const figures: Record<string, number> = {}
  const lines: Line[] = []
  for (const kind of kinds) {
    const peer = await startPeer({ strict: false })
    const store = await openStore(kind)
    // The very first start, on nothing: it unpacks and migrates, and its memory counts, too.
    const first = await startServer(store, peer)
    const firstPeak = first.memory().peak ?? Number.NaN
    await first.stop()
    const crowd = await store.open((db) => seedCrowd(db, people))
    const server = await startServer(store, peer)
    await server.loopGapMs()

    const from = new Date()
    const load = await arrive(peer, crowd, people, seconds)
    const gap = await server.loopGapMs()
    const peak = Math.max(firstPeak, server.memory().peak ?? Number.NaN)
    await server.stop()
    const audit = await store.open((db) =>
      auditWaves(db, crowd, [{ first: 0, count: people, from, until: new Date() }]),
    )
    await store.close()
    await peer.stop()
    assertRight(audit)

    for (const key of ['p50', 'p95', 'p99', 'max'] as const)
      figures[`${key}_ms_${kind}`] = load[key] ?? Number.NaN
    Object.assign(figures, {
      [`recorded_${kind}`]: audit.recorded,
      [`loop_gap_ms_${kind}`]: gap,
      [`memory_first_start_mb_${kind}`]: firstPeak,
      [`memory_peak_mb_${kind}`]: peak,
    })
    lines.push(
      {
        what: `${kind}: ${people} in ${seconds} s, recorded at the right time`,
        value: `${audit.recorded}`,
        aim: `${people}`,
      },
      { what: '  reply p50 ms', value: (load.p50 ?? 0).toFixed(0) },
      { what: '  p95 ms', value: (load.p95 ?? 0).toFixed(0) },
      { what: '  p99 ms', value: (load.p99 ?? 0).toFixed(0) },
      { what: '  longest gap of the event loop, ms', value: gap.toFixed(0), aim: '< 200' },
      { what: '  memory of the first start, MB', value: firstPeak.toFixed(0) },
      {
        what: '  most memory, first start included, MB',
        value: peak.toFixed(0),
        aim: `< ${MEMORY_AIM[kind]}`,
      },
    )
  }
  return { name: 'rush', figures, lines }
}
