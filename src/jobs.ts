import cron from 'node-cron'
import { escalateLeaves } from './features/absence/escalate.ts'
import { fetchLetters, type LetterDeps } from './features/absence/fetch-letters.ts'
import { forgetLetters } from './features/absence/forget-letters.ts'
import { keepLeaves } from './features/absence/keep-leaves.ts'
import { dayOf } from './features/agenda/day.ts'
import { makeSessions } from './features/agenda/make-sessions.ts'
import { markDisturbed } from './features/attendance/disturb.ts'
import { settleChanged } from './features/attendance/session-changed.ts'
import { settleSessions } from './features/attendance/settle.ts'
import { sealNew } from './features/audit/seal.ts'
import { tellHeads } from './features/audit/tell-heads.ts'
import { askAboutWaiting } from './features/check-in/ask-waiting.ts'
import { leaveToCoordinators } from './features/check-in/coordinator-only.ts'
import { lookAtPlaces } from './features/check-in/place.ts'
import { checkNightly } from './features/goods/nightly.ts'
import { expireMarks } from './features/marking/expire-marks.ts'
import { remindHolders } from './features/numbers/tell.ts'
import { warnOfEndings } from './features/people/warn-ending.ts'
import { lapseOverdue } from './features/pledges/lapse.ts'
import { makeSeriesPledges } from './features/pledges/make-series-pledges.ts'
import { reopenPoints } from './features/points/reopen.ts'
import { tellClosings } from './features/recap/closing.ts'
import { tellDiffering } from './features/recap/differs.ts'
import { tellPimpinan } from './features/recap/morning.ts'
import { tellWaiting } from './features/receipts/tell-waiting.ts'
import type { FireDeps } from './features/reminders/fire.ts'
import { tickReminders } from './features/reminders/tick.ts'
import { tellDays } from './features/retret/closing-day.ts'
import { sumUp } from './features/retret/sum-up.ts'
import { remindRequests } from './features/rights/remind-requests.ts'
import { sweep } from './features/rights/retention.ts'
import { daysOf } from './features/rights/rules.ts'
import { reconcile } from './features/upkeep/checks.ts'
import { tellAdmins } from './features/upkeep/self-audit.ts'
import type { City } from './lib/city.ts'
import type { Clock } from './lib/clock.ts'
import { holdLease } from './lib/lease.ts'
import type { Secret } from './lib/secret.ts'
import { type Job, timetable } from './lib/timetable.ts'
import { sweepFiles } from './outbox/fetch-file.ts'

export type JobContext = FireDeps &
  Pick<LetterDeps, 'letters' | 'fetchFile'> & {
    city: City
    clock: Clock
    /** Something was put into the outbox. */
    enqueued(): void
    /** Where files of announcements lie. */
    media: string
    secret: Secret
  }

/**
 * The timetable of Guyub, whole: when (in the city's zone), how many minutes late it is still worth running after the
 * process was down, what it does. With several processes one of them does it, once for each due moment.
 */
export const jobs: Job<JobContext>[] = [
  {
    // The coming week of every series; what a new holiday meets.
    ...{ name: 'sessions', cron: '* * * * *', late: 0 },
    run: async ({ clock, enqueued, ...rest }) => {
      const made = await makeSessions({ ...rest, settle: settleChanged }, clock.now())
      if (made > 0) enqueued()
      return { made }
    },
  },
  {
    // No code was shown in time.
    ...{ name: 'coordinator-only', cron: '* * * * *', late: 0 },
    run: async ({ clock, enqueued, ...rest }) => {
      const left = await leaveToCoordinators(rest, clock.now())
      if (left.length > 0) enqueued()
      return { left: left.length }
    },
  },
  {
    // Sessions that were made or moved after a leave was approved; before the reminders, which it stops.
    ...{ name: 'leaves', cron: '* * * * *', late: 0 },
    run: async ({ clock, db }) => ({ changed: await keepLeaves(db, clock.now()) }),
  },
  {
    // What waits too long for a word goes to the next level.
    ...{ name: 'leaves-above', cron: '* * * * *', late: 0 },
    run: async ({ clock, enqueued, ...rest }) => {
      const messages = await escalateLeaves(rest, clock.now())
      if (messages > 0) enqueued()
      return { messages }
    },
  },
  {
    // Letters about absences: fetched beside every turn, deleted in time.
    ...{ name: 'letters', cron: '* * * * *', late: 0 },
    run: async ({ clock, enqueued, ...rest }) => {
      const done = await fetchLetters(rest, clock.now())
      if (done.tried > 0) enqueued()
      return { ...done, deleted: await forgetLetters(rest, clock.now()) }
    },
  },
  {
    // Closing and grace are over: whoever has no status gets one.
    ...{ name: 'settle', cron: '* * * * *', late: 0 },
    run: async ({ clock, db }) => ({ settled: (await settleSessions(db, clock.now())).length }),
  },
  {
    // Positions that were sent as proof: compared, and forgotten once the session is settled.
    ...{ name: 'places', cron: '* * * * *', late: 0 },
    run: async ({ clock, db }) => lookAtPlaces(db, clock.now()),
  },
  {
    // A second employee from one phone: the check-ins of a minute in one question.
    ...{ name: 'waiting-check-ins', cron: '* * * * *', late: 0 },
    run: async ({ clock, enqueued, ...rest }) => {
      const messages = await askAboutWaiting(rest, clock.now())
      if (messages > 0) enqueued()
      return { messages }
    },
  },
  {
    // Ten minutes after closing, at 08.30 on the day of an apel, and when a recap that was handed in differs.
    ...{ name: 'recaps', cron: '* * * * *', late: 0 },
    run: async ({ clock, enqueued, ...rest }) => {
      const now = clock.now()
      const messages =
        (await tellClosings(rest, now)) + (await tellPimpinan(rest, now)) + (await tellDiffering(rest, now))
      if (messages > 0) enqueued()
      return { messages }
    },
  },
  {
    // A text on each day of a retret; after its last session a summary and two questions for each participant.
    ...{ name: 'retret', cron: '* * * * *', late: 0 },
    run: async ({ clock, enqueued, ...rest }) => {
      const messages = (await tellDays(rest, clock.now())) + (await sumUp(rest, clock.now()))
      if (messages > 0) enqueued()
      return { messages }
    },
  },
  {
    // Additions after closing that no second person agreed to.
    ...{ name: 'expire-marks', cron: '* * * * *', late: 0 },
    run: async ({ clock, enqueued, ...rest }) => {
      const ended = await expireMarks(rest, clock.now())
      if (ended > 0) enqueued()
      return { ended }
    },
  },
  {
    // Points that were closed until a day.
    ...{ name: 'reopen-points', cron: '* * * * *', late: 0 },
    run: async ({ clock, db }) => ({ opened: await reopenPoints(db, clock.now()) }),
  },
  {
    // The coming week of every weekly gift.
    ...{ name: 'pledge-series', cron: '* * * * *', late: 0 },
    run: async ({ clock, db, city }) => ({ made: await makeSeriesPledges({ db, city }, clock.now()) }),
  },
  {
    // Each reminder knows by itself how late is too late.
    ...{ name: 'reminders', cron: '* * * * *', late: 0 },
    run: async ({ clock, enqueued, ...rest }) => {
      const done = await tickReminders(rest, clock.now())
      if (done.messages > 0) enqueued()
      return done
    },
  },
  {
    // A session that opens while a number is unlinked.
    ...{ name: 'disturbed', cron: '* * * * *', late: 0 },
    run: async ({ clock, enqueued, ...rest }) => {
      if ((await markDisturbed(rest, clock.now())).length > 0) enqueued()
    },
  },
  {
    // Goods that were not brought; the rule says when, and catches up by itself.
    ...{ name: 'lapse', cron: '* * * * *', late: 0 },
    run: async ({ clock, enqueued, ...rest }) => {
      const done = await lapseOverdue(rest, clock.now())
      if (done.messages > 0) enqueued()
      return done
    },
  },
  {
    // Lines that have waited for stock for a day, each morning.
    ...{ name: 'waiting-lines', cron: '* * * * *', late: 0 },
    run: async ({ clock, enqueued, ...rest }) => {
      const messages = await tellWaiting(rest, clock.now())
      if (messages > 0) enqueued()
      return { messages }
    },
  },
  {
    // Requests about somebody's own data, whose 3 × 24 hours run out.
    ...{ name: 'data-requests', cron: '* * * * *', late: 0 },
    run: async ({ clock, enqueued, ...rest }) => {
      const messages = await remindRequests(rest, clock.now())
      if (messages > 0) enqueued()
      return { messages }
    },
  },
  {
    // What was said is chained soon after; a missed moment is caught up by the next.
    ...{ name: 'seal', cron: '*/10 * * * *', late: 9 },
    run: async ({ clock, db, secret }) => ({ links: await sealNew({ db, secret }, clock.now()) }),
  },
  {
    // At the end of the day, to the pemeriksa: what is in their hands nobody changes.
    ...{ name: 'seal-heads', cron: '30 16 * * *', late: 7 * 60 },
    run: async ({ clock, enqueued, ...rest }) => {
      await sealNew(rest, clock.now())
      const messages = await tellHeads(rest, clock.now())
      if (messages > 0) enqueued()
      return { messages }
    },
  },
  { name: 'reconcile', cron: '*/10 * * * *', late: 9, run: reconcile },
  {
    // Before the line of the morning, which names what it found.
    ...{ name: 'ledger-check', cron: '40 2 * * *', late: 20 * 60 },
    run: ({ clock, db, log }) => checkNightly({ db, log }, clock.now()),
  },
  {
    // After noon it would be read with the next one.
    ...{ name: 'self-audit', cron: '0 7 * * *', late: 5 * 60 },
    run: async ({ clock, city, enqueued, ...rest }) => {
      const messages = await tellAdmins(rest, dayOf(clock.now(), city.zone), clock.now())
      enqueued()
      return { messages }
    },
  },
  {
    // Not a second time for the same term: the messages have one key each.
    ...{ name: 'ending-roles', cron: '30 7 * * *', late: 10 * 60 },
    run: async ({ clock, enqueued, db, translator }) => {
      const endings = await warnOfEndings({ db, translator }, clock.now())
      if (endings > 0) enqueued()
      return { endings }
    },
  },
  {
    // Any time of the same day will do.
    ...{ name: 'holders', cron: '0 9 * * 1', late: 8 * 60 },
    run: ({ db, clock, ...rest }) => remindHolders({ db, ...rest }, clock.now().toISOString().slice(0, 10)),
  },
  {
    // What should be gone is deleted however late it is.
    ...{ name: 'retention', cron: '20 2 * * *', late: 23 * 60 },
    run: async ({ clock, db, log, media }) => {
      // Longer than any announcement, and its correction, is sent.
      const files = await sweepFiles(media, daysOf('media'))
      return { ...(await sweep(db, log, clock.now())), files }
    },
  },
]

export type Jobs = {
  /** What every minute brings, at once: for a clock that was moved. */
  minute(): Promise<void>
  stop(): Promise<void>
}

/**
 * Begins to tick: every minute, and once at the start, for what was missed while nobody was there.
 * @param context its `ticks` 'hand': only `minute` runs anything
 */
export function startJobs(context: JobContext & { instance: string; ticks: 'clock' | 'hand' }): Jobs {
  const { db, log, city, instance, ticks } = context
  const table = timetable({ db, jobs, zone: city.zone, holder: instance, log, context })
  if (ticks === 'hand') return { minute: table.minute, stop: async () => {} }
  let running: Promise<unknown> = Promise.resolve()
  const tick = () => {
    const mine = table.tick(new Date())
    running = Promise.allSettled([running, mine])
    return mine
  }
  const lease = holdLease(db, 'jobs', instance, {
    onGain: () => void tick(),
    onError: (error) => log.warn({ err: error }, 'lease of the jobs not renewed'),
  })
  const task = cron.schedule('* * * * *', () => (lease.current() ? tick() : undefined), {
    ...{ name: 'timetable', timezone: city.zone },
  })
  return {
    minute: table.minute,
    stop: async () => {
      await task.destroy()
      await running
      await lease.stop()
    },
  }
}
