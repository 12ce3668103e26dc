import type { Tx } from '../../lib/db.ts'

/**
 * What those who decide were sent about somebody's leave, disputes and corrections, with notes and wishes in it: gone where
 * it is decided, and not sent any more where it still waits. What is open they still need; it follows once it is decided.
 * @param strangers also what was told of somebody who asked to be let in and whom nobody is to know any more
 */
export async function emptyAsked(tx: Tx, people: number[], strangers: boolean): Promise<void> {
  const [row] = await tx.$queryRaw<{ about: string[] }[]>`
    SELECT array(
      SELECT 'absence/' || id FROM absence WHERE person_id = ANY(${people}::int[]) AND state NOT IN ('open', 'asked')
      UNION SELECT 'dispute/' || ref FROM dispute WHERE person_id = ANY(${people}::int[]) AND state <> 'open'
      UNION SELECT 'data/' || ref FROM data_request WHERE person_id = ANY(${people}::int[])
      UNION SELECT 'claim/' || ref FROM claim WHERE ${strangers} AND person_id = ANY(${people}::int[])) AS about`
  const about = row?.about ?? []
  if (about.length === 0) return
  await tx.$executeRaw`
    UPDATE outbox SET body = '{"text": ""}', state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END
    WHERE state NOT IN ('claimed', 'sending')
      AND (split_part(key, '/', 1) || '/' || split_part(key, '/', 2) = ANY(${about}::text[]) OR topic = ANY(${about}::text[]))`
}
