import { setTimeout as sleep } from 'node:timers/promises'
import type { Line, Result } from './figures.ts'
import type { BenchOptions } from './main.ts'
import { openStore } from './store.ts'
import { startWhatsAppPeer } from './whatsapp-peer.ts'
import { meet, seedWhatsApp, startConnected } from './whatsapp-scene.ts'

/** The embedded database may take as much more as in rush.ts. */
const AIM_MB = { postgres: 350, pglite: 500 }

/** What the process holds after everybody has written `rounds` times. */
export async function whatsappMemory({ kinds, people, rounds, seconds }: BenchOptions): Promise<Result> {
  const figures: Record<string, number> = {}
  const lines: Line[] = []
  for (const kind of kinds) {
    const peer = await startWhatsAppPeer()
    const store = await openStore(kind)
    await seedWhatsApp(store, peer, people)
    const server = await startConnected(store, peer)
    const before = server.memory().now ?? Number.NaN
    for (let round = 0; round < rounds; round++) await meet(peer, 0, people, 'menu')
    await sleep(seconds * 1000)
    const { now, peak } = server.memory()
    await server.stop()
    await store.close()
    await peer.stop()
    Object.assign(figures, {
      [`memory_before_mb_${kind}`]: before,
      [`memory_mb_${kind}`]: now ?? Number.NaN,
      [`memory_peak_mb_${kind}`]: peak ?? Number.NaN,
    })
    lines.push(
      { what: `${kind}: memory when connected, MB`, value: before.toFixed(0) },
      {
        what: `  after ${people * rounds} messages of ${people} people, MB`,
        value: (now ?? 0).toFixed(0),
        aim: `< ${AIM_MB[kind]}`,
      },
      { what: '  most, MB', value: (peak ?? 0).toFixed(0) },
    )
  }
  return { name: 'whatsapp-memory', figures, lines }
}
