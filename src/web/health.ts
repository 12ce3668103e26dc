import { Hono } from 'hono'
import type { JobState } from '../lib/timetable.ts'
import type { WebDeps } from './deps.ts'

/**
 * `reasons`: why it is not ready, for an operator; never a token, a number or a text. `asks`: what works, and should be
 * put in order before it is needed.
 */
export type HealthReport = {
  ready: boolean
  reasons: string[]
  asks?: string[]
  parts?: Record<string, string>
  /** The timetable: last run, result, duration, next. */
  jobs?: JobState[]
}

/** A report that takes longer means that the database hangs: that is an answer, too. */
const PATIENCE_MS = 3_000

/**
 * `/healthz/live`: the process answers (restart it otherwise). `/healthz/ready`: it can do its work (send it
 * traffic). `/healthz` says both.
 */
export function healthRoutes({ health, log }: Pick<WebDeps, 'health' | 'log'>) {
  async function report(): Promise<HealthReport> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<HealthReport>((resolve) => {
      timer = setTimeout(
        () => resolve({ ready: false, reasons: ['the health check took too long'] }),
        PATIENCE_MS,
      )
    })
    try {
      return await Promise.race([health(), late])
    } catch (error) {
      log.warn({ err: error }, 'health check failed')
      return { ready: false, reasons: ['the health check failed, see the log'] }
    } finally {
      clearTimeout(timer)
    }
  }

  return new Hono()
    .get('/healthz/live', (c) => c.json({ live: true }))
    .get('/healthz/ready', async (c) => {
      const found = await report()
      return c.json(found, found.ready ? 200 : 503)
    })
    .get('/healthz', async (c) => {
      const found = await report()
      return c.json({ live: true, ...found }, found.ready ? 200 : 503)
    })
}
