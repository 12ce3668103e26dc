import type { AttendanceCrowd, ClosedSession } from '../../bench/attendance-crowd.ts'
import { decide } from '../../src/features/attendance/decide.ts'
import type { Excused, Status } from '../../src/features/attendance/statuses.ts'
import { sealNew } from '../../src/features/audit/seal.ts'
import { verifyChains } from '../../src/features/audit/verify.ts'
import type { Db } from '../../src/lib/db.ts'
import type { Secret } from '../../src/lib/secret.ts'
import type { MorningSaid } from './attendance-messages.ts'
import type { Heard } from './loopback.ts'

/** One moment of attendance and recaps, read in one statement; all of MUST_BE_ZERO is. */
export type AttendanceMoment = {
  new: number
  /** Letters that are not sent yet. */
  queued: number
  unsettled: number
  handedIn: number
  closings: number
  /** Handled messages without a reply row. */
  unanswered: number
  /** Closing texts without their mark, and marks without their text. */
  halfClosings: number
  /** Settled sessions in which somebody has no status, or which were settled another number of times than once. */
  halfSettled: number
  /** Units whose recaps are numbered with a gap, and recaps whose revisions are. */
  gaps: number
  /** Check-ins that count, and marks, without attendance. */
  undecided: number
}

export const ATTENDANCE_SQL = `
  WITH mark AS (SELECT substr(key, 15) AS what FROM reminder WHERE key LIKE 'recap/closing/%'),
  letter AS (
    SELECT DISTINCT split_part(key, '/', 2) || '/' || split_part(key, '/', 4) AS what FROM outbox
    WHERE key LIKE 'session/%/closing/%'),
  settled AS (
    SELECT s.id, (SELECT count(*) FROM audit a WHERE a.session_id = s.id AND a.action = 'session.settle') AS times,
      (SELECT count(*) FROM attendance t WHERE t.session_id = s.id) AS rows,
      (SELECT count(*) FROM person p WHERE p.unit_id = ANY(s.audience_units)) AS people, s.settled_at
    FROM session s)
  SELECT
    (SELECT count(*)::int FROM inbox WHERE state = 'new') AS new,
    (SELECT count(*)::int FROM outbox WHERE state IN ('queued', 'claimed', 'sending')) AS queued,
    (SELECT count(*)::int FROM session WHERE settled_at IS NULL AND grace_until < now()) AS unsettled,
    (SELECT count(*)::int FROM hand_in) AS "handedIn",
    (SELECT count(*)::int FROM letter) AS closings,
    (SELECT count(*)::int FROM inbox i WHERE state = 'done'
      AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.key = 'r/' || i.id || '/0')) AS unanswered,
    (SELECT count(*)::int FROM mark FULL JOIN letter USING (what) WHERE mark.what IS NULL OR letter.what IS NULL) AS "halfClosings",
    (SELECT count(*)::int FROM settled WHERE CASE WHEN settled_at IS NULL THEN times <> 0 ELSE times <> 1 OR rows <> people END) AS "halfSettled",
    ((SELECT count(*) FROM (SELECT FROM hand_in GROUP BY unit_id, year HAVING max(number) <> count(DISTINCT number) OR min(number) <> 1) n)
      + (SELECT count(*) FROM (SELECT FROM hand_in GROUP BY session_id, unit_id
        HAVING max(revision) <> count(*) OR min(revision) <> 1 OR count(DISTINCT number) <> 1) r))::int AS gaps,
    ((SELECT count(*) FROM check_in c WHERE verdict = 'accepted' AND person_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM attendance t WHERE t.session_id = c.session_id AND t.person_id = c.person_id))
      + (SELECT count(*) FROM ruling r WHERE confirmed_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM attendance t WHERE t.session_id = r.session_id AND t.person_id = r.person_id)))::int AS undecided`

const MUST_BE_ZERO = ['unanswered', 'halfClosings', 'halfSettled', 'gaps', 'undecided'] as const

export function faultOfAttendance(moment: AttendanceMoment): string | null {
  const wrong = MUST_BE_ZERO.filter((key) => moment[key] !== 0)
  return wrong.length === 0 ? null : wrong.map((key) => `${key} ${moment[key]}`).join(', ')
}

type Faults = { lost: string[]; doubled: string[]; otherwise: string[]; chain: string[] }

/** What was said stands in the log once, and everybody's status is what the log amounts to. */
export async function auditAttendance(
  db: Db,
  crowd: AttendanceCrowd,
  said: MorningSaid[],
  secret: Pick<Secret, 'keyed'>,
): Promise<Faults & { decided: number; sealed: number }> {
  const { prisma } = db
  const faults: Faults = { lost: [], doubled: [], otherwise: [], chain: [] }
  const [checkIns, rulings, attendance, sessions] = await Promise.all([
    prisma.checkIn.findMany(),
    prisma.ruling.findMany(),
    prisma.attendance.findMany(),
    prisma.session.findMany(),
  ])
  const times = (what: string, found: number, wanted: number) => {
    if (found < wanted) faults.lost.push(`${what}: ${found} of ${wanted}`)
    if (found > wanted) faults.doubled.push(`${what}: ${found}, not ${wanted}`)
  }
  for (const { checkIn, mark, messages } of said) {
    if (checkIn) {
      const { sessionId, personId } = checkIn
      const rows = checkIns.filter((one) => one.sessionId === sessionId && one.personId === personId)
      times(`check-in of ${personId} in ${sessionId}`, rows.length, messages)
    }
    if (mark) {
      const rows = rulings.filter(
        (one) =>
          one.sessionId === crowd.openSession && one.personId === mark.personId && one.status === mark.status,
      )
      times(`${personOf(mark.personId)} marked ${mark.status}`, rows.length, 1)
    }
  }
  let decided = 0
  for (const session of sessions) {
    for (const { id: personId } of await prisma.person.findMany({ select: { id: true } })) {
      const own = <T extends { sessionId: number; personId: number | null }>(all: T[]) =>
        all.filter((one) => one.sessionId === session.id && one.personId === personId)
      const model = decide(session, {
        checkIns: own(checkIns),
        rulings: own(rulings).map((one) => ({ ...one, status: one.status as Status | Excused | null })),
      })
      const wanted = model?.status ?? (session.settledAt ? 'tanpa_keterangan' : null)
      const [row] = own(attendance)
      const same =
        (row?.status ?? null) === wanted &&
        (row?.countsAt?.getTime() ?? null) === (model?.countsAt?.getTime() ?? null)
      if (!same)
        faults.otherwise.push(`${personOf(personId)} in ${session.title}: ${row?.status}, not ${wanted}`)
      decided += 1
    }
  }
  await sealNew({ db, secret }, new Date())
  const chains = await verifyChains(db, secret)
  faults.chain.push(...chains.findings.map(({ kind, title, seq }) => `${title}, seal ${seq}: ${kind}`))
  return { ...faults, decided, sealed: chains.rows }
}

const personOf = (id: number) => `person ${id}`

/** Each coordinator was told of each closing, once. @param uncertain closing texts that may have been lost with a kill */
export function auditClosings(heard: Heard, crowd: AttendanceCrowd, sessions: ClosedSession[]) {
  const missing: string[] = []
  let doubled = 0
  for (const { coordinators } of crowd.units) {
    for (const user of coordinators) {
      for (const { title } of sessions) {
        const count = Object.entries(heard[String(user)] ?? {}).reduce(
          (sum, [text, times]) => sum + (text.includes(`${title} sudah ditutup`) ? times : 0),
          0,
        )
        if (count === 0) missing.push(`${user} was not told of ${title}`)
        doubled += Math.max(0, count - 1)
      }
    }
  }
  return { missing, doubled }
}
