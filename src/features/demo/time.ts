import type { MovableClock } from '../../lib/clock.ts'
import type { Db, Tx } from '../../lib/db.ts'

/**
 * The demo's clock: domain time is the machine's time plus an offset that a restart keeps. It moves forward only;
 * backwards means reset.
 */
const OFFSET = 'demo-offset'

export type DemoEvent = { at: Date; what: 'opens' | 'onTimeUntil' | 'closes' | 'settled'; title: string }
export type Step = 'minute' | 'hour' | 'next'

const MINUTE = 60_000
const steps = { minute: MINUTE, hour: 60 * MINUTE }

export async function recallOffset(db: Pick<Db, 'prisma'>, clock: MovableClock): Promise<void> {
  const row = await db.prisma.meta.findUnique({ where: { key: OFFSET } })
  if (row) clock.forward(Math.max(0, Number(row.value)))
}

export async function forgetOffset(tx: Tx): Promise<void> {
  await tx.meta.deleteMany({ where: { key: OFFSET } })
}

/** What the clock will run into next, by the sessions that stand. */
export async function nextEvent(db: Pick<Db, 'prisma'>, now: Date): Promise<DemoEvent | null> {
  const [row] = await db.prisma.$queryRaw<DemoEvent[]>`
    SELECT e.at, e.what, s.title FROM session s, LATERAL (VALUES
      (s.opens_at, 'opens'), (s.on_time_until, 'onTimeUntil'), (s.closes_at, 'closes'), (s.grace_until, 'settled')
    ) AS e(at, what)
    WHERE s.status = 'scheduled' AND e.at > ${now.toISOString()}::timestamptz ORDER BY e.at, s.id LIMIT 1`
  return row ?? null
}

/** A step that the clock cannot take. */
export class IllegalStep extends Error {}

/** What happens by itself: when the next of it is due, and to let it happen. */
export type Walk = { nextDue(after: Date): Promise<Date | null>; fire(): Promise<void> }

/** So many stops on the way are a day of a busy city; more is a mistake. */
const MOST_STOPS = 500

/**
 * Moves the clock on. Windows, codes and absence are reckoned when somebody asks; what fires at a time of its own is
 * walked through, due row by due row, so that each message is written at its own time.
 * @param times of a minute or an hour
 * @throws IllegalStep for a step that nobody knows, and for `next` when nothing is planned
 */
export async function forward(
  db: Pick<Db, 'prisma'>,
  clock: MovableClock,
  step: Step,
  times = 1,
  walk?: Walk,
): Promise<void> {
  const to = await target(db, clock.now(), step, times)
  if (walk) await stopByStop(clock, to, walk)
  // While we looked, time went on by itself: never back.
  clock.forward(Math.max(0, to.getTime() - clock.now().getTime()))
  const value = String(Math.round(clock.now().getTime() - Date.now()))
  await db.prisma.meta.upsert({ where: { key: OFFSET }, create: { key: OFFSET, value }, update: { value } })
}

async function stopByStop(clock: MovableClock, to: Date, { nextDue, fire }: Walk): Promise<void> {
  // What was planned since the last minute has a time as well.
  await fire()
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    const due = await nextDue(clock.now())
    if (!due || due > to) return
    clock.forward(Math.max(0, due.getTime() - clock.now().getTime()))
    await fire()
  }
}

async function target(db: Pick<Db, 'prisma'>, now: Date, step: Step, times: number): Promise<Date> {
  if (step !== 'next') {
    const ms = Object.hasOwn(steps, step) ? steps[step] : null
    if (ms === null) throw new IllegalStep(`The demo's clock knows minute, hour and next, not "${step}".`)
    return new Date(now.getTime() + times * ms)
  }
  const event = await nextEvent(db, now)
  if (!event) throw new IllegalStep('Nothing is planned that the clock could go on to.')
  // One second past it, so that what it brings has happened.
  return new Date(event.at.getTime() + 1_000)
}
