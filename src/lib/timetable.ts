import { lastDue, nextDue } from './cron.ts'
import type { Db } from './db.ts'
import type { Log } from './log.ts'

/**
 * A job of the timetable: when, how late it may still run, what it does.
 * - `late`: minutes after its moment in which it is still worth running (the process was down, another was busy); after
 *   that this moment counts as missed. 0: only at its own minute.
 * - `run` may say what it counted; that is kept with the run and shown.
 */
export type Job<C> = {
  name: string
  cron: string
  late: number
  run(context: C): Promise<unknown>
}

const EVERY_MINUTE = '* * * * *'

/** A run that did not end within this time was killed with its process: it may be taken again. */
const LOST_MINUTES = 15

type Run = {
  name: string
  startedAt: Date
  endedAt: Date | null
  result: string | null
  error: string | null
  found: Record<string, number> | null
}

/**
 * Runs what is due, once for each due moment whoever ticks: the row of the moment is taken in the database. What a job
 * throws is kept with its run, logged, and does not touch the others; a job that still runs is not begun again.
 */
export function timetable<C>(deps: {
  db: Db
  jobs: Job<C>[]
  zone: string
  holder: string
  log: Log
  context: C
}): {
  /** @param now machine time */
  tick(now: Date): Promise<void>
  /** The jobs of every minute, at once, whatever the machine's clock says: for a domain clock that was moved. */
  minute(): Promise<void>
} {
  const { db, jobs, zone, holder, log, context } = deps
  const busy = new Set<string>()
  let first: Date | null = null
  /** The moment that is done with, by job: nobody has to ask the database again. */
  const done = new Map<string, number>()

  async function one(job: Job<C>, now: Date): Promise<void> {
    // A week back: whoever was away longer has nothing to catch up on but the last moment.
    const due = lastDue(job.cron, now, zone, 8 * 1_440)
    if (!due || busy.has(job.name) || done.get(job.name) === due.getTime()) return
    busy.add(job.name)
    try {
      const missed = now.getTime() - due.getTime() > (job.late + 1) * 60_000
      if (!(await take(job, due, now, missed))) {
        done.set(job.name, due.getTime())
        return
      }
      if (!missed) await run(job, due)
      done.set(job.name, due.getTime())
    } catch (error) {
      log.warn({ err: error, job: job.name }, 'a job was not begun, trying again')
    } finally {
      busy.delete(job.name)
    }
  }

  /**
   * Takes a due moment. One that is taken is left alone, but for two cases: its process was killed during the run; or the
   * run stands in the future, because the clock was put back, and then a job of every minute must not wait for it.
   */
  async function take(job: Job<C>, due: Date, now: Date, missed: boolean): Promise<boolean> {
    const lost = new Date(now.getTime() - LOST_MINUTES * 60_000)
    const ahead = new Date(now.getTime() + 60_000)
    const minutely = job.cron === EVERY_MINUTE
    // A job that is new to this database has missed nothing: it begins with its next moment.
    const mine = due.getTime() > (first ?? now).getTime() - 60_000
    const taken = await db.prisma.$queryRaw<unknown[]>`
      INSERT INTO job_run AS r (name, due_at, holder, started_at, ended_at, result)
      SELECT ${job.name}, ${due}::timestamptz, ${holder}, ${now}::timestamptz, ${missed ? now : null}::timestamptz,
        ${missed ? 'missed' : null}
      WHERE (${mine} OR EXISTS (SELECT 1 FROM job_run WHERE name = ${job.name}))
        -- Put back beyond a moment that was run, the clock brings an older one: that is neither due nor missed.
        AND (${minutely} OR NOT EXISTS (SELECT 1 FROM job_run later WHERE later.name = ${job.name} AND later.due_at > ${due}))
      ON CONFLICT (name, due_at) DO UPDATE SET holder = excluded.holder, started_at = excluded.started_at,
        ended_at = excluded.ended_at, result = excluded.result, error = NULL, found = NULL
      WHERE (r.ended_at IS NULL AND r.started_at < ${lost}) OR (${minutely} AND r.started_at > ${ahead})
      RETURNING 1`
    return taken.length > 0
  }

  async function run(job: Job<C>, due: Date): Promise<void> {
    const begun = performance.now()
    let failure: unknown
    let found: unknown
    try {
      found = await job.run(context)
    } catch (error) {
      failure = error
      log.error({ err: error, job: job.name }, 'a job failed')
    }
    const result = failure === undefined ? 'ok' : 'failed'
    await db.prisma.$executeRaw`
      UPDATE job_run SET ended_at = started_at + make_interval(secs => ${(performance.now() - begun) / 1_000}::float8),
        result = ${result}, error = ${failure instanceof Error ? failure.name : failure === undefined ? null : 'unknown'},
        found = ${found === undefined ? null : JSON.stringify(found)}::jsonb
      WHERE name = ${job.name} AND due_at = ${due} AND holder = ${holder}`
  }

  return {
    tick: async (now) => {
      first ??= now
      await Promise.all(jobs.map((job) => one(job, now)))
    },
    minute: async () => {
      for (const job of jobs.filter(({ cron }) => cron === EVERY_MINUTE)) {
        await job.run(context).catch((error) => log.error({ err: error, job: job.name }, 'a job failed'))
      }
    },
  }
}

/** How a job stands, for people. */
export type JobState = {
  name: string
  next: Date | null
  /** Null before it has run for the first time. */
  last: {
    at: Date
    result: 'ok' | 'failed' | 'missed' | 'running'
    tookMs: number
    error: string | null
  } | null
  found: Record<string, number> | null
}

/** Every job with its last run and its next moment. */
export async function jobStates(
  tx: Pick<Db['prisma'], '$queryRaw'>,
  jobs: { name: string; cron: string }[],
  now: Date,
  zone: string,
): Promise<JobState[]> {
  const runs = await tx.$queryRaw<Run[]>`
    SELECT r.* FROM unnest(${jobs.map((one) => one.name)}::text[]) AS j(name), LATERAL (
      SELECT name, started_at AS "startedAt", ended_at AS "endedAt", result, error, found
      FROM job_run WHERE job_run.name = j.name ORDER BY due_at DESC LIMIT 1) r`
  return jobs.map(({ name, cron }) => {
    const run = runs.find((one) => one.name === name)
    return {
      name,
      next: nextDue(cron, now, zone),
      last: run
        ? {
            at: run.startedAt,
            result: (run.result ?? 'running') as 'ok',
            tookMs: run.endedAt ? run.endedAt.getTime() - run.startedAt.getTime() : 0,
            error: run.error,
          }
        : null,
      found: run?.found ?? null,
    }
  })
}

/** Old runs say nothing any more; the last one of each job stays. */
export async function forgetRuns(tx: Pick<Db['prisma'], '$executeRaw'>, before: Date): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM job_run r WHERE r.started_at < ${before}
      AND EXISTS (SELECT 1 FROM job_run later WHERE later.name = r.name AND later.due_at > r.due_at)`
}
