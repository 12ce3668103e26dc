import type { Tx } from '../../lib/db.ts'

export type Roll = {
  hadir: number
  terlambat: number
  /** People without a status, by unit and name. */
  without: { name: string; unitName: string }[]
  /** Marks for the coordinator: late phones, codes of another unit, shared phones. */
  flagged: { name: string; flags: string[]; countsAt: Date; messageAt: Date }[]
  /** Codes that came too late: kept, not counted. `present`: recorded all the same, by another code; the mark stays. */
  oldCodes: { name: string | null; at: Date; present: boolean }[]
}

/**
 * The roll of a session for the units under some paths. Everybody of the roster counts who must attend, whether or
 * not they have joined Guyub.
 */
export async function rollOf(tx: Tx, sessionId: number, paths: string[]): Promise<Roll> {
  const people = await tx.$queryRaw<
    {
      name: string
      unitName: string
      status: string | null
      flags: string[] | null
      countsAt: Date | null
      messageAt: Date | null
    }[]
  >`
    SELECT p.name, u.name AS "unitName", t.status, t.flags, t.counts_at AS "countsAt", t.message_at AS "messageAt"
    FROM session s
    JOIN unit au ON au.id = ANY(s.audience_units)
    JOIN unit u ON u.path LIKE au.path || '%' AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')
    JOIN person p ON p.unit_id = u.id AND p.status IN ('roster', 'active')
    LEFT JOIN attendance t ON t.session_id = s.id AND t.person_id = p.id
    WHERE s.id = ${sessionId}
    GROUP BY p.id, u.name, t.status, t.flags, t.counts_at, t.message_at ORDER BY u.name, p.name`
  const oldCodes = await tx.$queryRaw<Roll['oldCodes']>`
    SELECT p.name, c.message_at AS at, t.person_id IS NOT NULL AS present FROM check_in c LEFT JOIN person p ON p.id = c.person_id LEFT JOIN unit u ON u.id = p.unit_id
    LEFT JOIN attendance t ON t.session_id = c.session_id AND t.person_id = c.person_id
    WHERE c.session_id = ${sessionId} AND c.verdict = 'old_code'
      AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS s(path) WHERE u.path LIKE s.path || '%')
    ORDER BY c.message_at LIMIT 20`
  return {
    hadir: people.filter((one) => one.status === 'hadir').length,
    terlambat: people.filter((one) => one.status === 'terlambat').length,
    without: people.filter((one) => one.status === null).map(({ name, unitName }) => ({ name, unitName })),
    flagged: people.flatMap(({ name, flags, countsAt, messageAt }) =>
      flags && flags.length > 0 && countsAt && messageAt ? [{ name, flags, countsAt, messageAt }] : [],
    ),
    oldCodes,
  }
}
