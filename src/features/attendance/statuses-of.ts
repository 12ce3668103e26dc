import type { Tx } from '../../lib/db.ts'
import type { Status } from './statuses.ts'

/** What a person is in a session, and since when. */
export type StatusLine = {
  sessionId: number
  title: string
  startsAt: Date
  settledAt: Date | null
  personId: number
  name: string
  /** Where the person worked then. */
  unitId: number
  unitPath: string
  status: Status
  countsAt: Date | null
  rulingId: number | null
  absenceId: number | null
  /** The last time that it became another one; null: it is the first. */
  changedAt: Date | null
}

/** The sessions of a span in which a person has a status, the latest first. */
export async function statusesOf(tx: Tx, personId: number, from: Date, to: Date): Promise<StatusLine[]> {
  return tx.$queryRaw<StatusLine[]>`
    SELECT s.id AS "sessionId", s.title, s.starts_at AS "startsAt", s.settled_at AS "settledAt", p.id AS "personId", p.name,
      u.id AS "unitId", u.path AS "unitPath", t.status, t.counts_at AS "countsAt", t.ruling_id AS "rulingId", t.absence_id AS "absenceId",
      (SELECT max(a.at) FROM audit a WHERE a.session_id = s.id AND a.subject = 'person/' || p.id AND a.action = 'attendance.change') AS "changedAt"
    FROM attendance t JOIN session s ON s.id = t.session_id AND s.status <> 'cancelled' JOIN person p ON p.id = t.person_id
    JOIN unit u ON u.id = coalesce(t.unit_id, p.unit_id)
    WHERE t.person_id = ${personId} AND s.starts_at >= ${from} AND s.starts_at < ${to} ORDER BY s.starts_at DESC LIMIT 60`
}

export async function statusIn(tx: Tx, sessionId: number, personId: number): Promise<StatusLine | null> {
  const session = await tx.session.findUnique({ where: { id: sessionId } })
  if (!session) return null
  const next = new Date(session.startsAt.getTime() + 1)
  const lines = await statusesOf(tx, personId, session.startsAt, next)
  return lines.find((line) => line.sessionId === sessionId) ?? null
}
