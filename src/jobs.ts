import cron from 'node-cron'
import { markDisturbed } from './features/attendance/disturb.ts'
import { remindHolders } from './features/numbers/tell.ts'
import { sweep } from './features/rights/retention.ts'
import type { Clock } from './lib/clock.ts'
import type { Db } from './lib/db.ts'
import type { Translate } from './lib/i18n.ts'
import { holdLease } from './lib/lease.ts'
import type { Log } from './lib/log.ts'

type JobContext = {
  db: Db
  clock: Clock
  log: Log
  translator(locale: string): Translate
  /** Something was put into the outbox. */
  enqueued(): void
}

/** The timetable of Guyub, whole. Times are the city's own; with several processes one of them does it. */
const jobs: { name: string; cron: string; run(context: JobContext): Promise<void> }[] = [
  {
    name: 'holders',
    cron: '0 9 * * 1',
    run: ({ db, clock, ...rest }) => remindHolders({ db, ...rest }, clock.now().toISOString().slice(0, 10)),
  },
  {
    // A session that opens while a number is unlinked.
    name: 'disturbed',
    cron: '* * * * *',
    run: async ({ clock, enqueued, ...rest }) => {
      if ((await markDisturbed(rest, clock.now())).length > 0) enqueued()
    },
  },
  { name: 'retention', cron: '20 2 * * *', run: ({ db, log }) => sweep(db, log) },
]

/** Begins to tick. What a job throws is logged and does not stop the next tick. */
export function startJobs(context: JobContext & { instance: string; zone: string }): {
  stop(): Promise<void>
} {
  const lease = holdLease(context.db, 'jobs', context.instance, {
    onError: (error) => context.log.warn({ err: error }, 'lease of the jobs not renewed'),
  })
  const tasks = jobs.map((job) =>
    cron.schedule(
      job.cron,
      async () => {
        if (!lease.current()) return
        try {
          await job.run(context)
        } catch (error) {
          context.log.error({ err: error, job: job.name }, 'a job failed')
        }
      },
      { name: job.name, timezone: context.zone, noOverlap: true },
    ),
  )
  return {
    stop: async () => {
      await Promise.all(tasks.map((task) => task.destroy()))
      await lease.stop()
    },
  }
}
