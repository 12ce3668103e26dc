import type { Tx } from '../../lib/db.ts'
import { Prisma } from '../../lib/prisma/client.ts'
import type { Excused } from '../attendance/statuses.ts'

export type State = 'open' | 'asked' | 'approved' | 'refused' | 'withdrawn'

/** A request for leave, with whom it is about. */
export type Absence = {
  id: number
  ref: string
  personId: number
  name: string
  unitId: number
  unitName: string
  unitPath: string
  addressId: number | null
  kind: Excused
  fromAt: Date
  untilAt: Date
  sessionId: number | null
  title: string | null
  startsAt: Date | null
  closesAt: Date | null
  note: string | null
  state: State
  askedAt: Date
  decidedAt: Date | null
  /** While it is `asked`: who asked back. */
  decidedBy: number | null
  decidedByName: string | null
  reason: string | null
  replacesId: number | null
  /** Where the letter lies in the letters folder; null: none, not yet fetched, or deleted. */
  letter: string | null
  letterGoneAt: Date | null
  letterComes: boolean
}

function select(tx: Tx, where: Prisma.Sql): Promise<Absence[]> {
  return tx.$queryRaw<Absence[]>`
    SELECT a.id, a.ref, a.person_id AS "personId", p.name, a.unit_id AS "unitId", u.name AS "unitName", u.path AS "unitPath",
      a.address_id AS "addressId", a.kind, a.from_at AS "fromAt", a.until_at AS "untilAt", a.session_id AS "sessionId", s.title,
      s.starts_at AS "startsAt", s.closes_at AS "closesAt", a.note, a.state, a.asked_at AS "askedAt", a.decided_at AS "decidedAt", a.decided_by AS "decidedBy",
      d.name AS "decidedByName", a.reason, a.replaces_id AS "replacesId", a.letter, a.letter_gone_at AS "letterGoneAt",
      a.letter_ref IS NOT NULL AS "letterComes"
    FROM absence a JOIN person p ON p.id = a.person_id JOIN unit u ON u.id = a.unit_id
    LEFT JOIN session s ON s.id = a.session_id LEFT JOIN person d ON d.id = a.decided_by
    WHERE ${where} ORDER BY a.from_at, a.id`
}

export async function absenceByRef(tx: Tx, ref: string): Promise<Absence | null> {
  return (await select(tx, Prisma.sql`a.ref = ${ref.toUpperCase()}`))[0] ?? null
}

export async function absenceById(tx: Tx, id: number): Promise<Absence | null> {
  return (await select(tx, Prisma.sql`a.id = ${id}`))[0] ?? null
}

/** The same, held until the transaction ends: of two who decide at once the second sees what the first has said. */
export async function absenceLocked(tx: Tx, ref: string): Promise<Absence | null> {
  await tx.$queryRaw`SELECT id FROM absence WHERE ref = ${ref.toUpperCase()} FOR UPDATE`
  return absenceByRef(tx, ref)
}

/** A person's requests that end after a moment, those that were taken back left out unless asked for. */
export async function absencesOf(tx: Tx, personId: number, after: Date): Promise<Absence[]> {
  return select(
    tx,
    Prisma.sql`a.person_id = ${personId} AND a.until_at > ${after} AND a.state <> 'withdrawn'`,
  )
}

/** What waits for a word, of a part of the city. */
export async function waitingUnder(tx: Tx, paths: string[]): Promise<Absence[]> {
  return select(
    tx,
    Prisma.sql`a.state IN ('open', 'asked') AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')`,
  )
}

/** Whether it still counts or may come to count. */
export const stands = ({ state }: Pick<Absence, 'state'>): boolean =>
  state === 'open' || state === 'asked' || state === 'approved'
