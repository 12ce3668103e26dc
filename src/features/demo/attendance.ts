import { randomBytes } from 'node:crypto'
import { type City, timingOf } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import { dayOf, plusDays, weekdayOf } from '../agenda/day.ts'
import { windowFor } from '../agenda/window.ts'
import { daysOff, isWorkday } from '../agenda/workdays.ts'
import { redecide } from '../attendance/redecide.ts'
import { settleThese } from '../attendance/settle.ts'
import type { Excused } from '../attendance/statuses.ts'
import { lastMonths, monthOf } from '../figures/months.ts'
import { newReference } from '../people/one-time-code.ts'
import { handIn } from '../recap/hand-in.ts'

const MONTHS = 3
const MINUTE = 60_000
/** So long ago "kirim rekap" still means a session: these have been handed in. */
const HANDED_DAYS = 8

/** Somebody who had to come. */
export type Attender = { personId: number; unitId: number; unitPath: string; active: boolean }
export type Leader = { personId: number; unitId: number; unitPath: string }

type Past = { id: number; kind: string; startsAt: Date; onTimeUntil: Date; closesAt: Date; graceUntil: Date }

/**
 * Apel and senam of this month and the two before it, with what everybody said about them: *rekap saya*, the month, the
 * ranking and the pictures have something to show. What is decided follows from it by the rules of every other city. In a
 * handful of statements: a visitor waits for the first start.
 * @param root the whole city, which must attend
 */
export async function attendPast(
  tx: Tx,
  city: City,
  people: { attenders: Attender[]; leaders: Leader[]; root: { id: number; path: string }; admin: number },
  now: Date,
): Promise<void> {
  const past = await makePast(tx, city, people.root.id, people.admin, now)
  const stories = past.flatMap((session, n) =>
    people.attenders.map((who, k) => ({ session, who, what: whatOf(session, n, who, k) })),
  )
  await say(tx, stories, people, now)
  const pairs = stories.flatMap(({ session, who, what }) =>
    what === 'absent' ? [] : [{ sessionId: session.id, personId: who.personId }],
  )
  await redecide(tx, pairs, { at: now, actorId: null })
  await settleThese(
    tx,
    past.map(({ id }) => id),
    now,
  )
  // As it was then, not when the demo was made.
  await tx.$executeRaw`UPDATE session SET settled_at = grace_until WHERE id = ANY(${past.map(({ id }) => id)}::int[])`
  await tx.$executeRaw`
    UPDATE attendance t SET decided_at = s.grace_until FROM session s WHERE s.id = t.session_id AND s.id = ANY(${past.map(({ id }) => id)}::int[])`
  await handInLast(tx, past, people.leaders, city, now)
}

/** Every Monday and Friday that was a working day, up to yesterday: today the demo has an apel of its own. */
async function makePast(tx: Tx, city: City, rootId: number, admin: number, now: Date): Promise<Past[]> {
  const today = dayOf(now, city.zone)
  const [first = ''] = lastMonths(monthOf(now, city.zone), MONTHS)
  const off = daysOff(city.holidays)
  const kinds = ['apel', 'senam'].flatMap((kind) => {
    const known = city.activityKinds.find((one) => one.kind === kind)
    return known ? [{ ...known, ...timingOf(city, kind) }] : []
  })
  const activities = await tx.activity.createManyAndReturn({
    data: kinds.map(({ kind, title }) => ({
      ...{ kind, title, unitId: rootId, createdBy: admin, createdAt: new Date(`${first}-01T00:00:00Z`) },
    })),
    select: { id: true, kind: true },
  })
  const days: string[] = []
  for (let day = `${first}-01`; day < today; day = plusDays(day, 1)) if (isWorkday(day, off)) days.push(day)
  const data = days.flatMap((day) =>
    kinds
      .filter(({ weekday }) => weekday === weekdayOf(day))
      .flatMap(({ kind, title, ...timing }) => {
        const window = windowFor({
          ...{ date: day, time: timing.startsAt, zone: city.zone, onTimeMinutes: timing.onTimeMinutes },
          ...{ opensMinutesBefore: timing.opensMinutesBefore, closesMinutesAfter: timing.closesMinutes },
          graceMinutes: timing.graceMinutes,
        })
        const activityId = activities.find((one) => one.kind === kind)?.id
        if (!window.ok || activityId === undefined || window.graceUntil >= now) return []
        const { ok, ...times } = window
        return [
          {
            ...{ activityId, title, place: city.defaultPlace, ...times, audienceUnits: [rootId] },
            ...{ codeKey: randomBytes(32).toString('base64url'), createdBy: admin },
            ...{ createdAt: new Date(times.opensAt.getTime() - 7 * 86_400_000), codeGivenAt: times.opensAt },
          },
        ]
      }),
  )
  const rows = await tx.session.createManyAndReturn({ data })
  return rows.map((one) => ({
    ...one,
    kind: activities.find(({ id }) => id === one.activityId)?.kind ?? '',
  }))
}

type What = Excused | 'present' | 'late' | 'old phone' | 'marked' | 'absent'

/** The same city each time. Some units are better at it than others; a week of leave is a week. */
function whatOf(session: Past, n: number, who: Attender, k: number): What {
  const week = Math.floor(session.startsAt.getTime() / (7 * 86_400_000))
  const leave = (week * 7 + k * 11) % 61
  if (leave === 3) return 'cuti'
  if (leave === 17 && k % 4 === 0) return 'tugas_belajar'
  const dice = (n * 37 + k * 53 + ((n * k) % 29) * 3) % 100
  const slack = (who.unitId % 5) * 2
  if (dice < 4) return 'sakit'
  if (dice < 7) return 'izin'
  if (dice < 10) return 'dinas_luar'
  if (dice < 11 + slack / 2) return 'absent'
  if (!who.active) return 'marked'
  if (dice < 18 + slack * 2) return 'late'
  return dice === 60 ? 'old phone' : 'present'
}

type Story = { session: Past; who: Attender; what: What }

/** Writes down what was said, as messages and words of coordinators would have. */
async function say(
  tx: Tx,
  stories: Story[],
  { leaders, admin }: { leaders: Leader[]; admin: number },
  now: Date,
): Promise<void> {
  const leaderOf = ({ personId, unitPath }: Attender): number =>
    leaders.find((one) => one.personId !== personId && unitPath.startsWith(one.unitPath))?.personId ?? admin
  await tx.checkIn.createMany({
    data: stories.flatMap(({ session, who, what }) => {
      if (what !== 'present' && what !== 'late' && what !== 'old phone') return []
      // A screen changes its code every half minute, and most come in the last ten minutes.
      const spread = (who.personId * 47 + session.id * 31) % 40
      const after = what === 'late' ? 1 + (spread % 14) : -1 - (spread % 28)
      const codeAt = new Date(session.onTimeUntil.getTime() + after * MINUTE + (spread % 2) * 30_000)
      const delay = what === 'old phone' ? 6 * MINUTE : 1_000 * (5 + (spread % 20))
      return [
        {
          ...{ sessionId: session.id, personId: who.personId, proof: 'code', verdict: 'accepted' },
          ...{ codeAt, countsAt: codeAt, messageAt: new Date(codeAt.getTime() + delay) },
          flags: what === 'old phone' ? ['late_phone'] : [],
        },
      ]
    }),
  })
  const ref = freeReferences()
  await tx.ruling.createMany({
    data: stories.flatMap(({ session, who, what }) => {
      const at = new Date(session.onTimeUntil.getTime() + 5 * MINUTE)
      return what !== 'marked'
        ? []
        : [
            {
              ...{ ref: ref(), sessionId: session.id, personId: who.personId, status: 'hadir' },
              ...{ kind: 'coordinator', proposedBy: leaderOf(who), proposedAt: at },
              ...{ second: false, confirmedAt: at },
            },
          ]
    }),
  })
  await tx.absence.createMany({
    data: stories.flatMap(({ session, who, what }) => {
      if (!isLeave(what)) return []
      const asked = new Date(session.startsAt.getTime() - 14 * 60 * MINUTE)
      return [
        {
          ...{ ref: ref(), personId: who.personId, unitId: who.unitId, kind: what, state: 'approved' },
          ...{ fromAt: session.startsAt, untilAt: new Date(session.startsAt.getTime() + 1) },
          ...{ sessionId: session.id, askedAt: asked, decidedBy: leaderOf(who) },
          decidedAt: new Date(Math.min(asked.getTime() + 40 * MINUTE, now.getTime())),
        },
      ]
    }),
  })
}

const LEAVES: readonly string[] = ['izin', 'sakit', 'cuti', 'dinas_luar', 'tugas_belajar']
const isLeave = (what: What): what is Excused => LEAVES.includes(what)

/** None twice: chance does that to a hundred of them in one city of a hundred. */
function freeReferences(): () => string {
  const used = new Set<string>()
  return () => {
    for (;;) {
      const ref = newReference()
      if (used.has(ref)) continue
      used.add(ref)
      return ref
    }
  }
}

/** What is over for less than a week, so that "kirim rekap" means today's. */
async function handInLast(tx: Tx, past: Past[], leaders: Leader[], city: City, now: Date): Promise<void> {
  const since = now.getTime() - HANDED_DAYS * 86_400_000
  const last = past.filter(({ startsAt }) => startsAt.getTime() > since)
  for (const [n, session] of last.entries()) {
    const at = new Date(session.closesAt.getTime() + 20 * MINUTE)
    for (const { personId, unitId, unitPath } of leaders) {
      await handIn(tx, {
        ...{
          sessionId: session.id,
          unit: { id: unitId, path: unitPath },
          at,
          now: at,
          inboxId: BigInt(-1 - n),
        },
        by: { id: personId, roles: [{ role: 'koordinator', unitPath }] },
        year: Number(dayOf(session.startsAt, city.zone).slice(0, 4)),
      })
    }
  }
}
