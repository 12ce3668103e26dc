import { type Line, median, type Result } from './figures.ts'
import type { BenchOptions } from './main.ts'
import { untilAnswered } from './peer.ts'
import { launch } from './server.ts'
import { openStore } from './store.ts'
import { startWhatsAppPeer } from './whatsapp-peer.ts'
import { meet, seedWhatsApp, startConnected, untilOpen } from './whatsapp-scene.ts'

/** From exec to the reply that somebody reads who wrote while the program was away. */
export async function whatsappStart({ kinds, rounds }: BenchOptions): Promise<Result> {
  const figures: Record<string, number> = {}
  const lines: Line[] = []
  for (const kind of kinds) {
    const peer = await startWhatsAppPeer()
    const store = await openStore(kind)
    await seedWhatsApp(store, peer, 1)
    const before = await startConnected(store, peer)
    await meet(peer, 0, 1, 'menu')
    await before.stop()
    const opens: number[] = []
    const replies: number[] = []
    for (let round = 0; round < rounds; round++) {
      await peer.reset()
      await peer.say({ first: 0, count: 1, rate: 1e15, text: 'menu' })
      const begun = performance.now()
      const server = await launch(store, peer)
      await untilOpen(server)
      opens.push(performance.now() - begun)
      await untilAnswered(peer, 1)
      replies.push(performance.now() - begun)
      await server.line((line) => line.startsWith('Guyub'))
      await server.stop()
    }
    await store.close()
    await peer.stop()
    Object.assign(figures, {
      [`open_ms_${kind}`]: median(opens),
      [`first_reply_ms_${kind}`]: median(replies),
    })
    lines.push(
      { what: `${kind}: start to connected, ms`, value: median(opens).toFixed(0) },
      { what: '  start to the first reply, ms', value: median(replies).toFixed(0) },
    )
  }
  return { name: 'whatsapp-start', figures, lines }
}
