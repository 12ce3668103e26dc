import { assertRight, auditWaves, type Wave } from './audit.ts'
import { AT_ONCE, checkIns, perSecond, sayAll } from './check-ins.ts'
import { type Line, median, type Result } from './figures.ts'
import type { BenchOptions } from './main.ts'
import { openStore } from './store.ts'
import { startWhatsAppPeer } from './whatsapp-peer.ts'
import { meet, seedWhatsApp, startConnected, startEcho } from './whatsapp-scene.ts'

const AIM = 0.5
/** What the echo is told; as long as a code. */
const WORDS = 'KAPAL 27'

/**
 * Saturation, as in turns.ts: everything is waiting at once, and the time until the last is answered counts. Echo and
 * Guyub take turns. Everybody has written before, so that no session is begun while it is measured.
 */
export async function whatsappTurns({ kinds, people, rounds }: BenchOptions): Promise<Result> {
  const figures: Record<string, number> = {}
  const lines: Line[] = []
  const echoPeer = await startWhatsAppPeer()
  const echo = await startEcho(echoPeer)
  await meet(echoPeer, 0, people, WORDS)
  await sayAll(echoPeer, people, WORDS)

  for (const kind of kinds) {
    const peer = await startWhatsAppPeer()
    const store = await openStore(kind)
    // One round more, unmeasured, after which everything is warm.
    const crowd = await seedWhatsApp(store, peer, people * (rounds + 1))
    const server = await startConnected(store, peer)
    await meet(peer, 0, people * (rounds + 1), 'menu')
    const waves: Wave[] = []
    const wave = () => checkIns(peer, crowd, waves, people * waves.length, people, AT_ONCE)
    await wave()
    const echoes: number[] = []
    const ours: number[] = []
    for (let round = 0; round < rounds; round++) {
      const both = [
        async () => void echoes.push(perSecond(await sayAll(echoPeer, people, WORDS))),
        async () => void ours.push(perSecond(await wave())),
      ]
      // e g, g e, e g: whoever goes second in a pair has the other's heat.
      for (const measure of round % 2 ? both.reverse() : both) await measure()
    }
    await server.stop()
    const audit = await store.open((db) => auditWaves(db, crowd, waves))
    await store.close()
    await peer.stop()
    assertRight(audit)
    const ratio = median(ours.map((one, index) => one / (echoes[index] as number)))
    Object.assign(figures, {
      [`turns_${kind}`]: median(ours),
      [`echo_${kind}`]: median(echoes),
      [`ratio_${kind}`]: ratio,
      [`recorded_${kind}`]: audit.recorded,
    })
    lines.push(
      { what: `${kind}: turns/s`, value: median(ours).toFixed(0) },
      { what: '  echo beside it: messages/s', value: median(echoes).toFixed(0) },
      { what: '  ratio', value: ratio.toFixed(3), aim: `≥ ${AIM}` },
      {
        what: '  check-ins recorded once, at the right time',
        value: `${audit.recorded} of ${audit.expected}`,
      },
    )
  }
  await Promise.all([echo.stop(2_000), echoPeer.stop()])
  return { name: 'whatsapp-turns', figures, lines }
}
