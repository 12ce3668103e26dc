import type { MovableClock } from '../../lib/clock.ts'
import type { Db, Tx } from '../../lib/db.ts'

/**
 * The demo's clock: domain time is the machine's time plus an offset that a restart keeps. It moves forward only;
 * backwards means reset. What looks at the clock when it is asked (windows, codes, absence) needs nothing else; what
 * must happen at a moment by itself is fired by `forward`'s caller, event by event, at its own time.
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

/**
 * @param times of a minute or an hour
 * @returns false when there is no next event to go to
 */
export async function forward(
  db: Pick<Db, 'prisma'>,
  clock: MovableClock,
  step: Step,
  times = 1,
): Promise<boolean> {
  const now = clock.now()
  const event = step === 'next' ? await nextEvent(db, now) : null
  if (step === 'next' && !event) return false
  // One second past it, so that what it brings has happened.
  clock.forward(
    event ? event.at.getTime() + 1_000 - now.getTime() : times * steps[step as keyof typeof steps],
  )
  const value = String(Math.round(clock.now().getTime() - Date.now()))
  await db.prisma.meta.upsert({ where: { key: OFFSET }, create: { key: OFFSET, value }, update: { value } })
  return true
}
