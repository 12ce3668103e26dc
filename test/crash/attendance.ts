import { setTimeout as sleep } from 'node:timers/promises'
import { addClosed, type ClosedSession, MOST_CLOSED, seedAttendance } from '../../bench/attendance-crowd.ts'
import { table } from '../../bench/figures.ts'
import { type Kind, openStore, type Store } from '../../bench/store.ts'
import type { Db } from '../../src/lib/db.ts'
import { openSecret } from '../../src/lib/secret.ts'
import { createMorning } from './attendance-messages.ts'
import {
  ATTENDANCE_SQL,
  type AttendanceMoment,
  auditAttendance,
  auditClosings,
  faultOfAttendance,
} from './audit-attendance.ts'
import { openKilling } from './killing.ts'
import { seeded } from './random.ts'
import { type Watch, watchPostgres } from './snapshot.ts'
import { startTelegram } from './telegram.ts'

export type AttendanceOptions = { kind: Kind; kills: number; seed: number; say(line: string): void }

export type AttendanceReport = {
  kind: Kind
  kills: number
  messages: number
  sessions: number
  closings: number
  uncertain: number
  doubled: number
  handedIn: number
  decided: number
  sealed: number
  inFlight: number
  underWay: number
  samples: number
  seconds: number
  violations: string[]
}

const QUIET_MS = 3_000
const MOST_ENDINGS = 8

/**
 * Kills the real program while recaps are told and handed in, people are marked, late codes come and sessions are settled,
 * then asks whether each happened once and whole.
 */
export async function crashAttendance(options: AttendanceOptions): Promise<AttendanceReport> {
  const { kind, kills: rounds, say } = options
  const begun = Date.now()
  const random = seeded(options.seed)
  const loopback = await startTelegram()
  const store = await openStore(kind, { fsync: 'off', synchronous_commit: 'off' })
  const crowd = await store.open(seedAttendance)
  const sessions: ClosedSession[] = []
  const watch =
    kind === 'postgres' ? await watchPostgres<AttendanceMoment>(store, ATTENDANCE_SQL) : watchItself(store)
  const morning = createMorning(loopback.say, crowd, random)
  /** While no program works: another session is over, and the minute's jobs have not run. */
  const overIsOneMore = () =>
    store.open(async (db) => {
      const title = `Apel ${String.fromCharCode(65 + sessions.length)}`
      if (sessions.length < MOST_CLOSED)
        sessions.push(await addClosed(db, crowd.units, title, sessions.length))
      await forgetJobs(db)
    })
  await overIsOneMore()
  const run = await openKilling({ store, loopback, watch, random, faultOf: faultOfAttendance })
  const { kills } = run

  async function kill(part: number): Promise<void> {
    const [session, before] = [sessions.at(-1), sessions.at(-2)]
    if (!session) return
    const talking = morning.round(session, before ?? null)
    // Now and then while it starts; else while its jobs run at once, in the middle of what is said.
    if (part % 4 === 3) await sleep(random.between(300, 2_000))
    else {
      await run.answered(random.between(5, 45))
      await sleep(random.between(0, 250))
    }
    const { moment, calls } = await run.kill(`kill ${part + 1}`)
    say(
      `kill ${part + 1}/${rounds}: ${calls} calls in flight, ${moment.closings} closing texts, ${moment.handedIn} recaps, ${moment.unsettled} unsettled, ${moment.new} messages waiting`,
    )
    await talking
    if (part + 1 < rounds) await overIsOneMore()
    else await store.open(forgetJobs)
    await run.start()
  }

  /** Until nothing is waiting, or nothing comes any more: a busy machine is slow, and loses nothing. */
  async function quiet(): Promise<void> {
    for (let movedAt = Date.now(), last = -1; Date.now() - movedAt < QUIET_MS; await sleep(100)) {
      const replies = await loopback.replies()
      if (replies !== last) movedAt = Date.now()
      last = replies
      if (kind === 'postgres' && (await loopback.unconfirmed()) === 0 && isIdle(await watch.read())) return
    }
  }

  /** Stops in order and starts again until everything is done: what the next minutes would bring, at once. */
  async function untilDone(): Promise<AttendanceMoment> {
    for (let ending = 1; ; ending++) {
      await quiet()
      const end = await run.stop(`at ending ${ending}`)
      say(
        `ending ${ending}: ${end.closings} closing texts, ${end.unsettled} unsettled, ${end.new} messages waiting`,
      )
      if ((isIdle(end) && end.unsettled === 0) || ending === MOST_ENDINGS) return end
      await store.open(forgetJobs)
      await run.start()
    }
  }

  try {
    for (let part = 0; part < rounds; part++) await kill(part)
    await quiet()
    await morning.everyRecap(sessions)
    await run.endSampling()
    const end = await untilDone()
    const { violations } = kills
    for (const key of ['new', 'queued', 'unsettled'] as const)
      if (end[key] > 0) violations.push(`${end[key]} ${key} at the end`)
    const secret = openSecret(store.env.GUYUB_SECRET ?? null, store.dataDir)
    const { decided, sealed, uncertain, handed, ...faults } = await store.open(async (db) => ({
      ...(await auditAttendance(db, crowd, morning.said, secret)),
      uncertain: await db.prisma.outbox.count({
        where: { key: { contains: '/closing/' }, state: { not: 'sent' } },
      }),
      handed: await db.prisma.handIn.count({ where: { revision: 1 } }),
    }))
    const wanted = sessions.length * crowd.units.reduce((sum, one) => sum + one.coordinators.length, 0)
    if (end.closings !== wanted) violations.push(`${end.closings} closing texts were written, not ${wanted}`)
    const each = sessions.length * crowd.units.length
    if (handed !== each) violations.push(`${handed} recaps were handed in, not ${each}`)
    const closings = auditClosings(await loopback.heard(), crowd, sessions)
    // A call that a kill cut off may have been taken or not: it is not said again, and stands as uncertain.
    const bound = Math.max(kills.inFlight, kills.underWay)
    if (closings.missing.length > uncertain || uncertain > bound)
      violations.push(
        `${uncertain} closing texts uncertain\n    ${closings.missing.slice(0, 5).join('\n    ')}`,
      )
    if (closings.doubled > bound) violations.push(`${closings.doubled} closing texts came twice`)
    for (const [name, all] of Object.entries(faults))
      if (all.length > 0) violations.push(`${name}: ${all.length}\n    ${all.slice(0, 5).join('\n    ')}`)
    return {
      ...{ kind, messages: morning.count(), sessions: sessions.length, closings: end.closings, uncertain },
      ...{ handedIn: end.handedIn, doubled: closings.doubled, decided, sealed, ...kills, kills: rounds },
      seconds: Math.round((Date.now() - begun) / 1_000),
    }
  } finally {
    await run.close()
  }
}

const isIdle = (moment: AttendanceMoment): boolean => moment.new === 0 && moment.queued === 0

/** The jobs of this minute are due again, and nobody has to wait for the lease of whoever was killed. */
async function forgetJobs(db: Db): Promise<void> {
  await db.prisma.jobRun.deleteMany()
  await db.prisma.lease.updateMany({ data: { expiresAt: new Date(0) } })
}

/** While no program works on it anyway: a copy, as `watchPGlite` makes it, costs more than the run has. */
function watchItself(store: Store): Watch<AttendanceMoment> {
  const read = () =>
    store.open(async (db) => (await db.session((own) => own.query(ATTENDANCE_SQL)))[0] as AttendanceMoment)
  return { read, afterKill: read, endLeases: async () => {}, close: async () => {} }
}

/** What a run of `npm run crash -- --attendance` says at its end. */
export function attendanceTable(reports: AttendanceReport[]): string {
  const rows: [string, (report: AttendanceReport) => string | number][] = [
    ['kills (SIGKILL)', (one) => one.kills],
    ['messages', (one) => one.messages],
    ['sessions, each settled once', (one) => one.sessions],
    ['closing texts, each written once', (one) => one.closings],
    ['  in doubt after a kill', (one) => one.uncertain],
    ['  that came twice', (one) => one.doubled],
    ['  calls in flight at the peer at each kill', (one) => one.inFlight],
    ['  calls under way by the journal', (one) => one.underWay],
    ['recaps and revisions, numbered without a gap', (one) => one.handedIn],
    ['statuses that are what the raw log amounts to', (one) => one.decided],
    ['rows under a seal that holds', (one) => one.sealed],
    ['moments at which nothing was half done', (one) => one.samples],
    ['violations', (one) => one.violations.length],
    ['seconds', (one) => one.seconds],
  ]
  return table(
    ['attendance', ...reports.map(({ kind }) => kind)],
    rows.map(([name, read]) => [name, ...reports.map((one) => String(read(one)))]),
  )
}
