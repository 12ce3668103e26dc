import { Hono } from 'hono'
import type { Db } from '../lib/db.ts'
import { metrics } from '../lib/metrics.ts'
import type { WebDeps } from './deps.ts'
import { fromThisMachine } from './guard.ts'

/** Several scrapers, or an impatient one, cost the database no more than one. */
const KEEP_MS = 5_000

/**
 * `/metrics` for Prometheus, for this machine only (a scraper beside the process): it tells how many people
 * talk to the city and when. What a proxy passed on is refused, so that publishing the pages never publishes it.
 */
export function metricsRoutes({ db, log }: Pick<WebDeps, 'db' | 'log'>) {
  let readAt = 0
  return new Hono().get('/metrics', async (c) => {
    if (!fromThisMachine(c)) return c.text('Only from this machine.\n', 403)
    if (Date.now() - readAt > KEEP_MS) {
      readAt = Date.now()
      // Without its database the process still counts; the scraper must see that.
      await readGauges(db).catch((error) => log.warn({ err: error }, 'metrics: database not read'))
    }
    return c.body(await metrics.registry.metrics(), 200, { 'content-type': metrics.registry.contentType })
  })
}

type Count = { state: string; count: bigint }

/** Unfinished rows lie under small partial indexes; of the finished ones only the last hour is counted. */
async function readGauges(db: Db): Promise<void> {
  const inbox = await db.prisma.$queryRaw<Count[]>`
    SELECT state::text, count(*) FROM inbox WHERE state IN ('new', 'parked') GROUP BY state
    UNION ALL
    SELECT 'done', count(*) FROM inbox WHERE state = 'done' AND received_at > now() - interval '1 hour'`
  const outbox = await db.prisma.$queryRaw<Count[]>`
    SELECT state::text, count(*) FROM outbox
    WHERE state IN ('queued', 'claimed', 'sending') OR created_at > now() - interval '1 hour' GROUP BY state`
  const lag = await db.prisma.$queryRaw<{ channel: string; seconds: number }[]>`
    SELECT channel, extract(epoch FROM now() - min(received_at))::float8 AS seconds
    FROM inbox WHERE state = 'new' GROUP BY channel`
  const leases = await db.prisma.$queryRaw<{ name: string; holder: string }[]>`
    SELECT name, holder FROM lease WHERE expires_at > now()`

  for (const gauge of [metrics.inbox, metrics.outbox, metrics.lag, metrics.leases]) gauge.reset()
  for (const { state, count } of inbox) metrics.inbox.set({ state }, Number(count))
  for (const { state, count } of outbox) metrics.outbox.set({ state }, Number(count))
  for (const { channel, seconds } of lag) metrics.lag.set({ channel }, seconds)
  for (const { name, holder } of leases) metrics.leases.set({ name, holder }, 1)
}
