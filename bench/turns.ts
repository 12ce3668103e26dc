import { setTimeout as sleep } from 'node:timers/promises'
import { assertRight, auditWaves, type Wave } from './audit.ts'
import { AT_ONCE, checkIns, perSecond, sayAll } from './check-ins.ts'
import { startNode } from './child.ts'
import { seedCrowd } from './crowd.ts'
import { type Line, median, type Result } from './figures.ts'
import type { BenchOptions } from './main.ts'
import { startPeer } from './peer.ts'
import { startServer } from './server.ts'
import { type Kind, openStore } from './store.ts'

const plan = {
  // An embedded database takes a third as many: each measured stretch then lasts some seconds on both.
  postgres: { share: 1, rate: 200, warmUp: 800, aim: { ratio: 0.25, p99: 300 } },
  pglite: { share: 1 / 3, rate: 100, warmUp: 300, aim: { ratio: 0.08, p99: 1_000 } },
} satisfies Record<Kind, unknown>

/**
 * Saturation: everything is waiting at once, and the time until the last is answered counts. Echo and Guyub take
 * turns, so that a machine that slows down slows both. Then replies are timed at a rate that a city has.
 */
export async function turns({ kinds, people, seconds, rounds }: BenchOptions): Promise<Result> {
  const figures: Record<string, number> = {}
  const lines: Line[] = []
  // Two of the same program, because a loopback serves one token: one bot rests while the other is measured.
  const peer = await startPeer({ strict: false })
  const echoPeer = await startPeer({ strict: false })
  const echo = startNode(['--import', 'tsx', 'bench/echo.ts', echoPeer.token, echoPeer.apiRoot])
  await echo.line((line) => line.includes('listening'))
  await sayAll(echoPeer, 3_000, 'KAPAL 27')

  for (const kind of kinds) {
    const { share, rate, warmUp, aim } = plan[kind]
    const size = Math.round(people * share)
    const perMode = warmUp + size * rounds + rate * seconds
    const store = await openStore(kind)
    const crowd = await store.open((db) => seedCrowd(db, perMode * 2))
    const waves: Wave[] = []
    const next = () => waves.reduce((sum, wave) => sum + wave.count, 0)
    for (const mode of ['polling', 'webhook'] as const) {
      const server = await startServer(store, peer, { mode })
      const wave = (count: number, pace: number) => checkIns(peer, crowd, waves, next(), count, pace)
      await wave(warmUp, AT_ONCE)
      const echoes: number[] = []
      const ours: number[] = []
      for (let round = 0; round < rounds; round++) {
        const both = [
          async () => void echoes.push(perSecond(await sayAll(echoPeer, people * 2, 'KAPAL 27'))),
          async () => void ours.push(perSecond(await wave(size, AT_ONCE))),
        ]
        // e g, g e, e g: whoever goes second in a pair has the other's heat.
        for (const measure of round % 2 ? both.reverse() : both) await measure()
      }
      const ratio = median(ours.map((one, index) => one / (echoes[index] as number)))
      const suffix = mode === 'polling' ? kind : `${kind}_${mode}`
      Object.assign(figures, {
        [`turns_${suffix}`]: median(ours),
        [`echo_${suffix}`]: median(echoes),
        [`ratio_${suffix}`]: ratio,
      })
      lines.push(
        { what: `${kind}, ${mode}: turns/s`, value: median(ours).toFixed(0) },
        { what: `  echo beside it: messages/s`, value: median(echoes).toFixed(0) },
        { what: `  ratio`, value: ratio.toFixed(3), aim: `≥ ${aim.ratio}` },
      )
      await sleep(500)
      const latency = await wave(rate * seconds, rate)
      for (const key of ['p50', 'p95', 'p99'] as const)
        figures[`${key}_ms_${suffix}`] = latency[key] ?? Number.NaN
      lines.push(
        { what: `  reply at ${rate}/s: p50 ms`, value: (latency.p50 ?? 0).toFixed(0) },
        { what: `  p95 ms`, value: (latency.p95 ?? 0).toFixed(0) },
        { what: `  p99 ms`, value: (latency.p99 ?? 0).toFixed(0), aim: `< ${aim.p99}` },
      )
      await server.stop()
    }
    const audit = await store.open((db) => auditWaves(db, crowd, waves))
    await store.close()
    assertRight(audit)
    lines.push({
      what: `${kind}: check-ins recorded once, at the right time`,
      value: `${audit.recorded} of ${audit.expected}`,
    })
    figures[`recorded_${kind}`] = audit.recorded
  }
  await Promise.all([echo.stop(2_000), peer.stop(), echoPeer.stop()])
  return { name: 'turns', figures, lines }
}
