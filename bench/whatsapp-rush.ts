import { assertRight, auditWaves } from './audit.ts'
import { arrive } from './check-ins.ts'
import type { Line, Result } from './figures.ts'
import type { BenchOptions } from './main.ts'
import { openStore } from './store.ts'
import { startWhatsAppPeer } from './whatsapp-peer.ts'
import { seedWhatsApp, startConnected } from './whatsapp-scene.ts'

/**
 * A whole city at the gate, as in rush.ts, by one WhatsApp number: the first day, nobody has written to it before, so
 * every check-in begins a session as well.
 */
export async function whatsappRush({ kinds, people, seconds }: BenchOptions): Promise<Result> {
  const figures: Record<string, number> = {}
  const lines: Line[] = []
  for (const kind of kinds) {
    const peer = await startWhatsAppPeer()
    const store = await openStore(kind)
    const crowd = await seedWhatsApp(store, peer, people)
    const server = await startConnected(store, peer)
    await server.loopGapMs()

    const from = new Date()
    const load = await arrive(peer, crowd, people, seconds)
    const gap = await server.loopGapMs()
    const peak = server.memory().peak ?? Number.NaN
    await server.stop()
    const audit = await store.open((db) =>
      auditWaves(db, crowd, [{ first: 0, count: people, from, until: new Date() }]),
    )
    const { errors } = await peer.stats()
    await store.close()
    await peer.stop()
    assertRight(audit)
    if (errors.length > 0) throw new Error(`the peer met errors:\n${errors.join('\n')}`)

    for (const key of ['p50', 'p95', 'p99', 'max'] as const)
      figures[`${key}_ms_${kind}`] = load[key] ?? Number.NaN
    Object.assign(figures, {
      [`recorded_${kind}`]: audit.recorded,
      [`loop_gap_ms_${kind}`]: gap,
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
      { what: '  longest wait, ms', value: (load.max ?? 0).toFixed(0) },
      { what: '  longest gap of the event loop, ms', value: gap.toFixed(0), aim: '< 200' },
      { what: '  most memory, MB', value: peak.toFixed(0) },
    )
  }
  return { name: 'whatsapp-rush', figures, lines }
}
