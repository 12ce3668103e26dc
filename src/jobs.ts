import cron from 'node-cron'
import { makeSessions } from './features/agenda/make-sessions.ts'
import { leaveToCoordinators } from './features/attendance/coordinator-only.ts'
import { markDisturbed } from './features/attendance/disturb.ts'
import { remindHolders } from './features/numbers/tell.ts'
import { sweep } from './features/rights/retention.ts'
import type { City } from './lib/city.ts'
import type { Clock } from './lib/clock.ts'
import type { Db } from './lib/db.ts'
import type { Translate } from './lib/i18n.ts'
import { holdLease } from './lib/lease.ts'
import type { Log } from './lib/log.ts'

type JobContext = {
  db: Db
  city: City
  clock: Clock
  log: Log
  translator(locale: string): Translate
  /** As the demo speaks: with captions. */
  captions: boolean
  /** Something was put into the outbox. */
  enqueued(): void
}

const EACH_MINUTE = '* * * * *'

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
    cron: EACH_MINUTE,
    run: async ({ clock, enqueued, ...rest }) => {
      if ((await markDisturbed(rest, clock.now())).length > 0) enqueued()
    },
  },
  {
    // The coming week of every series; what a new holiday meets.
    name: 'sessions',
    cron: EACH_MINUTE,
    run: async ({ clock, enqueued, ...rest }) => {
      if ((await makeSessions(rest, clock.now())) > 0) enqueued()
    },
  },
  {
    // No code was shown in time.
    name: 'coordinator-only',
    cron: EACH_MINUTE,
    run: async ({ clock, enqueued, ...rest }) => {
      if ((await leaveToCoordinators(rest, clock.now())).length > 0) enqueued()
    },
  },
  { name: 'retention', cron: '20 2 * * *', run: ({ db, log }) => sweep(db, log) },
]

/** Begins to tick. What a job throws is logged and does not stop the next tick. */
export function startJobs(context: JobContext & { instance: string; byHand: boolean }): {
  /** Does what each minute brings, once, now. */
  tick(): Promise<void>
  stop(): Promise<void>
} {
  const lease = holdLease(context.db, 'jobs', context.instance, {
    onError: (error) => context.log.warn({ err: error }, 'lease of the jobs not renewed'),
  })
  const timetable = context.byHand ? [] : jobs
  const tasks = timetable.map((job) =>
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
      { name: job.name, timezone: context.city.zone, noOverlap: true },
    ),
  )
  return {
    tick: async () => {
      for (const job of jobs) if (job.cron === EACH_MINUTE) await job.run(context)
    },
    stop: async () => {
      await Promise.all(tasks.map((task) => task.destroy()))
      await lease.stop()
    },
  }
}
