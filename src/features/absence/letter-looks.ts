import type { Tx } from '../../lib/db.ts'

export type Look = { absenceId: number; name: string; at: Date }

/** Who has looked at the letters of these requests, the earliest look of each person first. */
export async function looksAt(tx: Tx, absenceIds: number[]): Promise<Look[]> {
  return tx.$queryRaw<Look[]>`
    SELECT l.absence_id AS "absenceId", p.name, min(l.at) AS at FROM letter_look l JOIN person p ON p.id = l.person_id
    WHERE l.absence_id = ANY(${absenceIds}::int[]) GROUP BY l.absence_id, p.id, p.name ORDER BY at`
}
