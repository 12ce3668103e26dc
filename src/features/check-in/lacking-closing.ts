import type { Tx } from '../../lib/db.ts'
import { PRESENT } from '../attendance/statuses.ts'

export type Closing = { name: string; unitName: string; closed: boolean }

/**
 * Who is recorded as present in a session that asks for a code of the end, and whether they sent one: by itself, or by
 * checking in late, within its span. Nobody is absent by it; the coordinator sees it.
 */
export function closingsOf(tx: Tx, sessionId: number, paths: string[]): Promise<Closing[]> {
  return tx.$queryRaw<Closing[]>`
    SELECT p.name, u.name AS "unitName", EXISTS (SELECT 1 FROM check_in c WHERE c.session_id = s.id AND c.person_id = p.id
      AND (c.verdict = 'closing' OR (c.verdict IN ('accepted', 'waits', 'closed') AND c.proof IN ('code', 'unit_code')
        AND c.counts_at BETWEEN s.closing_from AND s.closing_until))) AS closed
    FROM session s JOIN attendance t ON t.session_id = s.id JOIN person p ON p.id = t.person_id JOIN unit u ON u.id = t.unit_id
    WHERE s.id = ${sessionId} AND s.closing_until IS NOT NULL AND t.status = ANY(${[...PRESENT]}::text[])
      AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS o(path) WHERE u.path LIKE o.path || '%')
    ORDER BY u.name, p.name, p.id`
}
