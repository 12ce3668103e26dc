import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../test/peers/telegram/faults.ts'
import { announceToAll, askMenus, isDone, seedAudience, WORDS } from './announcement.ts'
import { startNode } from './child.ts'
import { FIRST } from './crowd.ts'
import type { Line, Result } from './figures.ts'
import type { BenchOptions } from './main.ts'
import { type Peer, startPeer } from './peer.ts'
import { startServer } from './server.ts'
import { type Kind, openStore } from './store.ts'

/**
 * Telegram's 30 a second would take minutes for what is measured here in one: rate and distance are both made `--scale`
 * times faster, so that calls in flight, handfuls and limits stand to each other as they would. What a 429 asks for
 * stays as long as it is.
 */
const LATENCY_MS = 57
const tiers = (scale: number) => [
  { name: '30', perSecond: 30 * scale, latencyMs: LATENCY_MS / scale, share: 1 },
  { name: '1000', perSecond: 1_000, latencyMs: LATENCY_MS, share: 4 },
]
/** How long the others may take: a loop would need a quarter of an hour. */
const OTHERS_SECONDS = 20
const FAULTS: Fault[] = [
  // Not whoever waits for the report.
  { kind: 'blocked', share: 0.05, except: FIRST },
  { kind: 'lostAnswer', share: 0.005, except: FIRST },
  { kind: 'tooMany', share: 0.000_2, retryAfter: 1 },
]
/** Replies a second for the latency beside it, and when the broadcast begins: a rest of that is measured before. */
const REPLIES = 10
const LEAD_MS = 12_000

/** How much of the messenger's rate a broadcast uses, what it doubles and what it leaves out, beside grammY's own means. */
export async function broadcast({ kinds, people, scale }: BenchOptions): Promise<Result> {
  const figures: Record<string, number> = {}
  const lines: Line[] = []
  for (const tier of tiers(scale)) {
    const peer = await startPeer({ strict: false, latencyMs: tier.latencyMs })
    const limits = { perSecond: tier.perSecond }
    for (const kind of kinds) {
      const found = await ours(peer, kind, tier.perSecond, people * tier.share)
      const suffix = `${tier.name}_${kind}`
      for (const [key, value] of Object.entries(found)) figures[`${key}_${suffix}`] = value
      lines.push(
        {
          what: `${kind}, ${tier.name} a second: rate used`,
          value: found.rate_used.toFixed(3),
          aim: '≥ 0.97',
        },
        {
          what: '  with its beginning and the waits of the 429s that were thrown in',
          value: found.rate_used_gross.toFixed(3),
        },
        { what: '  429 for going too fast', value: String(found.http_429), aim: '0' },
        { what: '  429 thrown in', value: String(found.thrown_429) },
        { what: '  duplicates', value: String(found.duplicates), aim: '0' },
        { what: '  skipped', value: String(found.skipped), aim: '0' },
        { what: '  uncertain (lost answers)', value: String(found.uncertain) },
        { what: '  reply p95 before, ms', value: found.p95_before_ms.toFixed(0) },
        {
          what: '  reply p95 meanwhile, ms',
          value: found.p95_during_ms.toFixed(0),
          aim: `≤ ${(1.5 * found.p95_before_ms).toFixed(0)}`,
        },
      )
    }
    for (const mode of ['loop', 'throttler'] as const) {
      await peer.control({ reset: true, limits, faults: FAULTS })
      const count = Math.min(people * tier.share, tier.perSecond * OTHERS_SECONDS)
      const other = await others(peer, mode, count, tier.perSecond)
      for (const [key, value] of Object.entries(other)) figures[`${key}_${tier.name}_${mode}`] = value
      const name = mode === 'loop' ? 'a loop with auto-retry' : 'transformer-throttler'
      lines.push(
        { what: `${name}, ${tier.name} a second: rate used`, value: other.rate_used.toFixed(3) },
        { what: '  429', value: String(other.http_429) },
        { what: '  duplicates', value: String(other.duplicates) },
        { what: '  skipped', value: String(other.skipped) },
      )
    }
    await peer.stop()
  }
  return { name: 'broadcast', figures, lines }
}

type Span = { count: number; seconds: number; flowing: number; flowingSeconds: number }

async function ours(peer: Peer, kind: Kind, perSecond: number, size: number) {
  const ref = kind === 'postgres' ? 'BRD2' : 'BRD3'
  const store = await openStore(kind)
  await store.open((db) => seedAudience(db, size))
  const startAt = new Date(Date.now() + LEAD_MS)
  await store.open((db) => announceToAll(db, ref, startAt))
  await peer.control({ reset: true, limits: null, faults: [] })
  const server = await startServer(store, peer, { env: { TELEGRAM_RATE: String(perSecond) } })
  const ask = (until: Promise<unknown>) => askMenus(peer, { first: 1, rate: REPLIES }, until)
  await ask(sleep(1_500))
  await peer.reset()
  const before = await ask(sleep(Math.max(1_000, startAt.getTime() - Date.now() - 500)))
  await peer.control({ reset: true, limits: { perSecond, perChat: 30 }, faults: FAULTS })
  const during = await ask(untilDone(peer, ref, size, perSecond))
  await peer.control({ faults: [], limits: null })
  await sleep(3_000)
  const { stats } = (await peer.control({ ask: ['perChat'] })) as {
    stats: Awaited<ReturnType<Peer['stats']>>
  }
  await server.stop()
  const found = await store.open(async ({ prisma }) => {
    // Once it flows: after the first twentieth, with which the text is tried and the recipients are put in.
    const [span] = await prisma.$queryRaw<Span[]>`
      SELECT count(*)::int AS count, extract(epoch FROM max(at) - min(at))::float8 AS seconds,
        count(*) FILTER (WHERE n > 0.05)::int AS flowing,
        extract(epoch FROM max(at) - min(at) FILTER (WHERE n > 0.05))::float8 AS "flowingSeconds"
      FROM (SELECT claimed_at AS at, percent_rank() OVER (ORDER BY claimed_at, id) AS n
        -- Replies count as well: they have their part in the messenger's limit.
        FROM outbox, (SELECT min(claimed_at) AS from, max(claimed_at) AS until FROM outbox WHERE batch_id IS NOT NULL) span
        WHERE claimed_at BETWEEN span.from AND span.until) o`
    const misses = await prisma.announcementMiss.count()
    const rows = await prisma.$queryRaw<{ state: string; chat: string }[]>`
      SELECT state::text AS state, external_id AS chat FROM outbox WHERE batch_id IS NOT NULL`
    return { ...(span ?? { count: 0, seconds: 0, flowing: 0, flowingSeconds: 0 }), rows, misses }
  })
  await store.close()
  const heard = (chat: string) =>
    Object.entries(stats.perChat?.[chat] ?? {}).reduce(
      (sum, [text, times]) => sum + (text.includes(WORDS) ? times : 0),
      0,
    )
  const final = found.rows.filter(({ state }) => ['sent', 'blocked', 'uncertain'].includes(state))
  const lost = found.rows.filter(({ state, chat }) => state === 'sent' && heard(chat) === 0)
  const thrown = (stats.answers['429'] ?? 0) - (stats.refused ?? 0)
  return {
    rate_used: found.flowing / (perSecond * (found.flowingSeconds - thrown)),
    rate_used_gross: found.count / (perSecond * found.seconds),
    http_429: stats.refused ?? 0,
    thrown_429: thrown,
    duplicates: found.rows.reduce((sum, { chat }) => sum + Math.max(0, heard(chat) - 1), 0),
    skipped: size - final.length - found.misses + lost.length,
    uncertain: found.rows.filter(({ state }) => state === 'uncertain').length,
    p95_before_ms: before.p95 ?? Number.NaN,
    p95_during_ms: during.p95 ?? Number.NaN,
  }
}

async function untilDone(peer: Peer, ref: string, size: number, perSecond: number): Promise<void> {
  const until = Date.now() + 60_000 + (size / perSecond) * 6_000
  while (!(await isDone(peer, ref))) {
    if (Date.now() > until) throw new Error('the broadcast does not end')
    await sleep(200)
  }
}

async function others(peer: Peer, mode: 'loop' | 'throttler', count: number, perSecond: number) {
  const child = startNode([
    ...['--import', 'tsx', 'bench/echo-broadcast.ts', peer.token, peer.apiRoot, mode],
    ...[count, OTHERS_SECONDS, perSecond].map(String),
  ])
  const line = await child.line((one) => one.startsWith('{'))
  const { tried, failed, seconds } = JSON.parse(line) as { tried: number; failed: number; seconds: number }
  await child.ended
  const stats = await peer.stats()
  return {
    rate_used: tried / (perSecond * seconds),
    http_429: stats.answers['429'] ?? 0,
    duplicates: stats.duplicateCount,
    skipped: failed,
  }
}
