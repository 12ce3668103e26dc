/**
 * The loopback WhatsApp as a process of its own, for benches and crash tests:
 *
 *     npx tsx test/peers/whatsapp/serve.ts --port 0 --keep 1000 --latency 57
 *
 * Prints one line of JSON, `{"port":…,"url":…,"rootKey":…}`; the client's process must `trust(rootKey)`
 * (certificate.ts). GET or POST http://127.0.0.1:<port>/__control (control.ts).
 */
import { parseArgs } from 'node:util'
import { startWhatsApp } from './server.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    keep: { type: 'string', default: '1000' },
    latency: { type: 'string', default: '0' },
  },
})
const { port, url, rootKey, stop } = await startWhatsApp({
  port: Number(values.port),
  keep: Number(values.keep),
  latencyMs: Number(values.latency),
})
console.log(JSON.stringify({ port, url, rootKey }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stop().then(() => process.exit(0)))
}
