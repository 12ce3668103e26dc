/**
 * The loopback Bot API as a process of its own, for benches and crash tests:
 *
 *     npx tsx test/peers/telegram/serve.ts --port 0 --token 123:abc --no-strict --latency 57
 *
 * Prints one line of JSON, `{"port":…,"token":…}`. GET or POST http://127.0.0.1:<port>/__control (control.ts).
 */
import { parseArgs } from 'node:util'
import { startTelegram } from './server.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    token: { type: 'string' },
    'no-strict': { type: 'boolean', default: false },
    latency: { type: 'string', default: '0' },
    keep: { type: 'string', default: '10' },
    'webhook-pause': { type: 'string', default: '2000' },
  },
})
const peer = await startTelegram({
  port: Number(values.port),
  ...(values.token && { token: values.token }),
  strict: !values['no-strict'],
  latencyMs: Number(values.latency),
  keep: Number(values.keep),
  webhookPauseMs: Number(values['webhook-pause']),
})
console.log(JSON.stringify({ port: peer.port, token: peer.token }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void peer.stop().then(() => process.exit(0)))
}
