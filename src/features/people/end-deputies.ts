import type { Tx } from '../../lib/db.ts'

/**
 * Whoever leaves a unit decides nothing there any more: a deputy works in the unit or below it (Unit.deputyId).
 * @param people with the unit in which each is from now on; null: in none
 */
export async function endDeputies(
  tx: Tx,
  people: { id: number; to: number | null }[],
  { at, actorId }: { at: Date; actorId: number | null },
): Promise<void> {
  await tx.$executeRaw`
    WITH gone AS (
      UPDATE unit u SET deputy_id = NULL
      FROM json_to_recordset(${JSON.stringify(people)}::json) AS r(id int, "to" int) LEFT JOIN unit t ON t.id = r."to"
      WHERE u.deputy_id = r.id AND (t.id IS NULL OR t.path NOT LIKE u.path || '%') RETURNING u.id, r.id AS deputy)
    INSERT INTO audit (at, actor_id, action, subject, before, after)
    SELECT ${at}, ${actorId}, 'unit.leave', 'unit/' || id, jsonb_build_object('deputyId', deputy), jsonb_build_object('deputyId', NULL)
    FROM gone ORDER BY id`
}
