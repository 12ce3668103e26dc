import type { Tx } from '../../lib/db.ts'
import { expected } from './expected.ts'
import { EXCUSED, type Excused, isExcused, isPresent, type Status } from './statuses.ts'
import { waitingLeave } from './waiting.ts'

export type Roll = {
  hadir: number
  terlambat: number
  /** Whom a leave or a coordinator's word excuses, in the order of `EXCUSED`; kinds that nobody has are left out. */
  excused: { kind: Excused; count: number }[]
  /** Expected, neither present nor excused, by unit and name. */
  without: { personId: number; name: string; unitName: string }[]
  /** The same, who have asked for leave and wait for a word. */
  waiting: { personId: number; name: string; unitName: string }[]
  /** Units of the audience whose wave has not come: nobody of them is expected. */
  notJoined: { id: number; name: string }[]
  /** Marks for the coordinator: late phones, codes of another unit, shared phones. */
  flagged: { name: string; flags: string[]; countsAt: Date; messageAt: Date }[]
  /** Codes that came too late: kept, not counted. `present`: recorded all the same, by another code; the mark stays. */
  oldCodes: { name: string | null; at: Date; present: boolean }[]
}

/**
 * The roll of a session for the units under some paths. Everybody of the roster counts who is expected, whether or not
 * they have joined Guyub; once a session is settled, everybody who was expected then, in the unit of that day.
 */
export async function rollOf(tx: Tx, sessionId: number, paths: string[]): Promise<Roll> {
  const people = await tx.$queryRaw<
    {
      personId: number
      name: string
      unitName: string
      status: Status | null
      flags: string[] | null
      countsAt: Date | null
      messageAt: Date | null
      waits: boolean
    }[]
  >`
    WITH own AS (SELECT u.* FROM unit u WHERE EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%'))
    SELECT p.id AS "personId", p.name, u.name AS "unitName", t.status,
      CASE WHEN EXISTS (SELECT 1 FROM check_in_place w WHERE w.check_in_id = t.check_in_id AND w.same) THEN t.flags || ARRAY['same_place'] ELSE t.flags END AS flags, t.counts_at AS "countsAt", t.message_at AS "messageAt", ${waitingLeave} AS waits
    FROM attendance t JOIN own u ON u.id = t.unit_id JOIN person p ON p.id = t.person_id JOIN session s ON s.id = t.session_id WHERE t.session_id = ${sessionId}
    UNION ALL
    SELECT p.id, p.name, u.name, NULL, NULL, NULL, NULL, ${waitingLeave}
    FROM session s, own u, person p
    WHERE s.id = ${sessionId} AND s.settled_at IS NULL AND ${expected}
      AND NOT EXISTS (SELECT 1 FROM attendance t WHERE t.session_id = s.id AND t.person_id = p.id)
    ORDER BY "unitName", name, "personId"`
  const oldCodes = await tx.$queryRaw<Roll['oldCodes']>`
    SELECT p.name, c.message_at AS at, t.person_id IS NOT NULL AS present FROM check_in c LEFT JOIN person p ON p.id = c.person_id LEFT JOIN unit u ON u.id = p.unit_id
    LEFT JOIN attendance t ON t.session_id = c.session_id AND t.person_id = c.person_id
    WHERE c.session_id = ${sessionId} AND c.verdict = 'old_code'
      AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS s(path) WHERE u.path LIKE s.path || '%')
    ORDER BY c.message_at LIMIT 20`
  return {
    hadir: people.filter((one) => one.status === 'hadir').length,
    terlambat: people.filter((one) => one.status === 'terlambat').length,
    excused: EXCUSED.map((kind) => ({
      kind,
      count: people.filter((one) => one.status === kind).length,
    })).filter(({ count }) => count > 0),
    without: namesOf(people.filter((one) => neither(one) && !one.waits)),
    waiting: namesOf(people.filter((one) => neither(one) && one.waits)),
    notJoined: await tx.$queryRaw<Roll['notJoined']>`
        SELECT u.id, u.name FROM session s JOIN unit au ON au.id = ANY(s.audience_units) JOIN unit u ON u.path LIKE au.path || '%'
        WHERE s.id = ${sessionId} AND NOT u.joined AND EXISTS (SELECT 1 FROM person p WHERE p.unit_id = u.id AND p.status IN ('roster', 'active'))
          AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')
        GROUP BY u.id, u.name ORDER BY u.name`,
    flagged: people.flatMap(({ name, flags, countsAt, messageAt }) =>
      flags && flags.length > 0 && countsAt && messageAt ? [{ name, flags, countsAt, messageAt }] : [],
    ),
    oldCodes,
  }
}

type Listed = { personId: number; name: string; unitName: string; status: Status | null }
const neither = ({ status }: Listed): boolean => !isPresent(status) && !isExcused(status)
const namesOf = (people: Listed[]) =>
  people.map(({ personId, name, unitName }) => ({ personId, name, unitName }))
