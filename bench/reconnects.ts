import { setTimeout as sleep } from 'node:timers/promises'
import { BufferJSON } from '@whiskeysockets/baileys'
import { createWhatsApp } from '../src/channels/whatsapp/index.ts'
import type { Db } from '../src/lib/db.ts'
import { acquire } from '../src/lib/lease.ts'
import { migrate } from '../src/lib/migrate.ts'
import { openSecret } from '../src/lib/secret.ts'
import { PACE } from '../test/support/whatsapp.ts'
import { startNode } from './child.ts'
import type { Line, Result } from './figures.ts'
import type { BenchOptions } from './main.ts'
import { openStore } from './store.ts'

const BOT = '6281100000001'
/** Pauses between connections as in production, times this. */
const PAUSES = 0.001
const QUERY_MS = 1_000

/**
 * What Baileys leaves behind with each connection (timers, caches, listeners): so many connections that are cut, with a
 * send in each. The loopback is a process of its own, so the heap is ours alone. Run with `node --expose-gc`.
 */
export async function reconnects({ rounds }: BenchOptions): Promise<Result> {
  const peer = startNode(['--import', 'tsx', 'test/peers/whatsapp/serve.ts', '--keep', '10'])
  const { url, rootKey, port } = JSON.parse(await peer.line((line) => line.startsWith('{')))
  const order = async (body: object) => {
    const answer = await fetch(`http://127.0.0.1:${port}/__control`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
    return (await answer.json()) as { creds?: unknown }
  }
  const secret = openSecret('a-secret-for-the-bench-of-whatsapp-long-enough', '')
  const store = await openStore('pglite')
  const heaps = await store.open(async (db) => {
    await migrate(db)
    const { creds } = await order({ accounts: [{ pn: '6281200000007' }], link: { pn: BOT, name: 'Guyub' } })
    await keepLogin(db, Buffer.from(JSON.stringify(creds)), secret)
    const lease = await acquire(db, 'deliver/whatsapp', 'bench', 3_600_000)
    const channel = createWhatsApp(
      { url, rootKey: Buffer.from(rootKey, 'hex'), version: null, pace: PACE },
      {
        ...{ db, secret, texts: { answerByNumber: '', answerByWord: '', sharePlace: '' }, hold: () => lease },
        log: { debug() {}, info() {}, warn() {}, error() {} } as never,
        sent: async () => null,
        timing: { pauses: PAUSES, query: QUERY_MS, look: 20 },
      },
    )
    await channel.start(silent)
    const state = async (wanted: boolean) => {
      while ((channel.status().state === 'open') !== wanted) await sleep(1)
    }
    const cycle = async (n: number) => {
      await state(true)
      const to = { channel: 'whatsapp', id: '96281200000007@lid' } as const
      await channel.send(to, { text: String(n) }, `k${n}`).catch(() => undefined)
      await order({ faults: [{ kind: 'kill' }] })
      await state(false)
    }
    const heap = async () => {
      // Queries under way keep their timers until they give up.
      await sleep(QUERY_MS * 3)
      for (let n = 0; n < 4; n += 1) globalThis.gc?.()
      return process.memoryUsage().heapUsed / 1e6
    }
    for (let n = 0; n < 20; n += 1) await cycle(n)
    const before = await heap()
    for (let n = 0; n < rounds; n += 1) await cycle(20 + n)
    const after = await heap()
    await channel.stop()
    return { before, after }
  })
  await store.close()
  await peer.stop()
  const lines: Line[] = [
    { what: 'heap after 20 connections, MB', value: heaps.before.toFixed(0) },
    {
      what: `heap after ${rounds} more, MB`,
      value: heaps.after.toFixed(0),
      aim: `< ${(heaps.before + 30).toFixed(0)}`,
    },
  ]
  return { name: 'reconnects', figures: { heap_before_mb: heaps.before, heap_after_mb: heaps.after }, lines }
}

const silent = {
  receive: async () => undefined,
  receiveWithin: async () => () => undefined,
  receipt: async () => undefined,
  addressChanged: async () => undefined,
  reachable: async () => undefined,
}

async function keepLogin(db: Db, creds: Buffer, secret: ReturnType<typeof openSecret>): Promise<void> {
  const { id } = await db.prisma.whatsAppAccount.upsert({
    where: { rank: 0 },
    create: { rank: 0 },
    update: {},
  })
  // As the adapter keeps it: its own notation of bytes.
  const text = JSON.stringify(JSON.parse(creds.toString(), BufferJSON.reviver), BufferJSON.replacer)
  const sealed = secret.seal('whatsapp', `${id}/creds/`, Buffer.from(text))
  await db.prisma.whatsAppAccount.update({
    where: { id },
    data: { state: 'paired', creds: new Uint8Array(sealed) },
  })
}
