import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../src/lib/db.ts'
import { countBatch, endBatches, isOver, runningBatches } from '../src/outbox/batch.ts'
import { prove } from '../src/outbox/canary.ts'
import { claimBatch, claimPaced } from '../src/outbox/paced-rows.ts'
import { claimReplies, expire, leftBehind } from '../src/outbox/rows.ts'
import { announceToAll, askMenus, seedAudience } from './announcement.ts'
import { FIRST } from './crowd.ts'
import { type Line, median, type Result } from './figures.ts'
import type { BenchOptions } from './main.ts'
import { type Peer, startPeer } from './peer.ts'
import { startServer } from './server.ts'
import { openStore } from './store.ts'

const SIZES = [10_000, 100_000, 1_000_000]
/** Replies a second beside it. */
const RATE = 20
/** A server that serves a city has more than the smallest memory. */
const SETTINGS = { shared_buffers: '256MB', max_wal_size: '4GB' }

/** From "kirim" to the first message and to the last recipient, on PostgreSQL, while people go on writing. */
export async function freeze({ people, seconds }: BenchOptions): Promise<Result> {
  const figures: Record<string, number> = {}
  const lines: Line[] = []
  for (const size of SIZES.filter((one) => one <= people)) {
    const found = await measure(size, seconds)
    const name = size >= 1_000_000 ? `${size / 1_000_000}m` : `${size / 1_000}k`
    for (const [key, value] of Object.entries(found)) figures[`${key}_${name}`] = value
    lines.push(
      { what: `${size} recipients: first message, ms`, value: found.first_ms.toFixed(0), aim: '< 2000' },
      { what: '  all frozen, ms', value: found.frozen_ms.toFixed(0), aim: '< 30000' },
      { what: '  total', value: String(found.total), aim: String(size) },
      { what: '  reply p95 before, ms', value: found.p95_before_ms.toFixed(0) },
      {
        what: '  reply p95 meanwhile, ms',
        value: found.p95_during_ms.toFixed(0),
        aim: `< ${(3 * found.p95_before_ms).toFixed(0)}`,
      },
      { what: '  "jeda" to the last call that began, ms', value: found.pause_ms.toFixed(0), aim: '< 2000' },
      {
        what: '  "batalkan" to the last call that began, ms',
        value: found.cancel_ms.toFixed(0),
        aim: '< 2000',
      },
      { what: '  most memory, MB', value: found.memory_mb.toFixed(0) },
      ...Object.entries(found)
        .filter(([key]) => key.startsWith('sql_'))
        .map(([key, value]) => ({
          what: `  ${key.slice(4).replace('_ms', '')} beside them, ms`,
          value: value.toFixed(1),
        })),
    )
  }
  const memory = SIZES.map((size) => figures[`memory_mb_${size >= 1_000_000 ? '1m' : `${size / 1_000}k`}`])
  if (memory[0] !== undefined && memory[2] !== undefined) {
    figures.memory_growth_mb = memory[2] - memory[0]
    lines.push({
      what: 'memory, 10 thousand to 1 million, MB',
      value: figures.memory_growth_mb.toFixed(0),
      aim: '< 50',
    })
  }
  return { name: 'freeze', figures, lines }
}

async function measure(size: number, seconds: number) {
  const store = await openStore('postgres', SETTINGS)
  const peer = await startPeer({ strict: false, latencyMs: 57 })
  try {
    return await store.open(async (db) => {
      await seedAudience(db, size)
      const server = await startServer(store, peer)
      let memory = 0
      const sampler = setInterval(() => {
        memory = Math.max(memory, server.memory().now ?? 0)
      }, 200)
      // The first ones warm the program up.
      await askMenus(peer, { first: 1, rate: RATE }, sleep(3_000))
      await peer.reset()
      const before = await askMenus(peer, { first: 1, rate: RATE }, sleep(seconds * 1_000))
      await peer.reset()
      const begun = Date.now()
      await announceToAll(db, 'FRZ2', new Date(begun))
      const frozen = untilFrozen(db)
      const during = await askMenus(
        peer,
        { first: 1, rate: RATE },
        Promise.all([frozen, sleep(seconds * 1_000)]),
      )
      const { batchId, total } = await db.prisma.announcement.findFirstOrThrow()
      const batch = batchId ?? 0n
      const [first] = await db.prisma.$queryRaw<{ at: Date }[]>`
        SELECT min(claimed_at) AS at FROM outbox WHERE batch_id = ${batch} AND state <> 'queued'`
      const pause = await steered(db, peer, batch, 'jeda FRZ2', 'paused')
      const sql = await statements(db, batch)
      await say(peer, 'lanjut FRZ2')
      await sleep(1_500)
      const cancel = await steered(db, peer, batch, 'batalkan FRZ2', 'cancelled')
      clearInterval(sampler)
      await server.stop()
      return {
        first_ms: (first?.at.getTime() ?? Number.NaN) - begun,
        frozen_ms: (await frozen) - begun,
        total,
        p95_before_ms: before.p95 ?? Number.NaN,
        p95_during_ms: during.p95 ?? Number.NaN,
        pause_ms: pause,
        cancel_ms: cancel,
        memory_mb: memory,
        ...sql,
      }
    })
  } finally {
    await peer.stop()
    await store.close()
  }
}

async function untilFrozen(db: Db): Promise<number> {
  for (;;) {
    const one = await db.prisma.announcement.findFirst({ select: { phase: true } })
    if (one?.phase === 'frozen') return Date.now()
    await sleep(20)
  }
}

const say = (peer: Peer, text: string) => peer.control({ user: { id: FIRST, does: 'sends', with: [text] } })

/** From the coordinator's word to the last call that began. */
async function steered(db: Db, peer: Peer, batch: bigint, text: string, state: string): Promise<number> {
  const said = Date.now()
  await say(peer, text)
  while ((await db.prisma.outboxBatch.findUniqueOrThrow({ where: { id: batch } })).state !== state) {
    if (Date.now() - said > 15_000) throw new Error(`"${text}" came to nothing`)
    await sleep(10)
  }
  await sleep(1_000)
  const [last] = await db.prisma.$queryRaw<{ at: Date }[]>`
    SELECT max(claimed_at) AS at FROM outbox WHERE channel = 'telegram' AND lane <> 'reply' AND claimed_at IS NOT NULL`
  return (last?.at.getTime() ?? Number.NaN) - said
}

/** The statements of every round, each with all these rows queued in a batch that is paused. */
async function statements(db: Db, batch: bigint): Promise<Record<string, number>> {
  const tx = db.prisma
  const [held] = await tx.$queryRaw<{ holder: string; epoch: bigint }[]>`
    SELECT holder, epoch FROM lease WHERE name = 'deliver/telegram'`
  const hold = { lease: 'deliver/telegram', holder: held?.holder ?? '', epoch: held?.epoch ?? 0n }
  const all: [string, () => Promise<unknown>][] = [
    ['claim_replies', () => claimReplies(tx, 'telegram', hold, 32)],
    ['claim_singles', () => claimPaced(tx, 'telegram', hold, 98)],
    ['claim_batch', () => claimBatch(tx, 'telegram', hold, batch, 0n, 98)],
    ['expire', () => expire(tx, 'telegram')],
    ['left_behind', () => leftBehind(tx, 'telegram', hold.epoch, [])],
    ['end_batches', () => endBatches(tx, 5_000)],
    ['running_batches', () => runningBatches(tx, 'telegram')],
    ['is_over', () => isOver(tx, batch)],
    ['prove', () => prove(tx, batch, 'telegram')],
    ['count_batch', () => countBatch(tx, batch)],
  ]
  const found: Record<string, number> = {}
  for (const [name, run] of all) {
    const times: number[] = []
    for (let n = 0; n < 9; n++) {
      const begun = performance.now()
      await run()
      times.push(performance.now() - begun)
    }
    found[`sql_${name}_ms`] = median(times)
  }
  return found
}
