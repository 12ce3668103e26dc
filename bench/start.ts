import { setTimeout as sleep } from 'node:timers/promises'
import { type Line, median, type Result } from './figures.ts'
import type { BenchOptions } from './main.ts'
import { startPeer } from './peer.ts'
import { startServer } from './server.ts'
import { openStore } from './store.ts'

/** What an operator waits for: the first start on an empty disk, and every one after it. */
export async function start({ kinds, seconds, rounds }: BenchOptions): Promise<Result> {
  const figures: Record<string, number> = {}
  const lines: Line[] = []
  const peer = await startPeer({ strict: false })
  for (const kind of kinds) {
    const firsts: number[] = []
    const seconds_: number[] = []
    const peaks: number[] = []
    const idles: number[] = []
    for (let round = 0; round < rounds; round++) {
      const store = await openStore(kind)
      const first = await startServer(store, peer)
      firsts.push(first.readyMs)
      peaks.push(first.memory().peak ?? Number.NaN)
      await first.stop()
      const second = await startServer(store, peer)
      seconds_.push(second.readyMs)
      await sleep(seconds * 1000)
      idles.push(second.memory().now ?? Number.NaN)
      await second.stop()
      await store.close()
    }
    const found = {
      first_ms: median(firsts),
      second_ms: median(seconds_),
      first_peak_mb: median(peaks),
      idle_mb: median(idles),
    }
    for (const [name, value] of Object.entries(found)) figures[`${name}_${kind}`] = value
    lines.push(
      { what: `${kind}: first start to ready, ms`, value: found.first_ms.toFixed(0) },
      { what: '  second start, ms', value: found.second_ms.toFixed(0), aim: '< 1500' },
      { what: '  most memory of the first start, MB', value: found.first_peak_mb.toFixed(0) },
      { what: `  memory after ${seconds} idle seconds, MB`, value: found.idle_mb.toFixed(0) },
    )
  }
  await peer.stop()
  return { name: 'start', figures, lines }
}
