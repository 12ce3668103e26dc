import type { Tx } from '../../lib/db.ts'

export type Approver = { personId: number; name: string; addressIds: number[] }

/**
 * Who decides on a person's leave, level by level from the unit up: coordinators of the unit and the units above it, each
 * together with the unit's deputy, the admins last. Never the person, nor anybody who shares a phone with them: nobody
 * could tell who of them said it. Only who can be reached. Where all of the nearest level are away themselves, the next one
 * is asked with them.
 */
export async function approversOf(
  tx: Tx,
  { personId, unitId }: { personId: number; unitId: number },
  now: Date,
): Promise<Approver[][]> {
  const rows = await tx.$queryRaw<(Approver & { rank: number; away: boolean })[]>`
    SELECT h.person_id AS "personId", p.name, array_agg(DISTINCT a.id) AS "addressIds", max(h.rank) AS rank,
      EXISTS (SELECT 1 FROM absence l WHERE l.person_id = h.person_id AND l.state = 'approved' AND l.session_id IS NULL
        AND l.from_at <= ${now} AND l.until_at > ${now}) AS away
    FROM unit u JOIN LATERAL (
      SELECT r.person_id, CASE WHEN r.role = 'koordinator' THEN length(ru.path) ELSE 0 END AS rank
      FROM role r JOIN unit ru ON ru.id = r.unit_id
      WHERE r.role IN ('koordinator', 'admin') AND u.path LIKE ru.path || '%' AND r.from_at <= ${now}
        AND (r.until_at IS NULL OR r.until_at > ${now})
      UNION ALL
      SELECT du.deputy_id, length(du.path) FROM unit du WHERE du.deputy_id IS NOT NULL AND u.path LIKE du.path || '%'
    ) h ON true
    JOIN person p ON p.id = h.person_id AND p.status = 'active'
    JOIN address_person ap ON ap.person_id = p.id JOIN address a ON a.id = ap.address_id AND a.blocked_at IS NULL
    WHERE u.id = ${unitId} AND p.id <> ${personId}
      AND NOT EXISTS (SELECT 1 FROM address_person x JOIN address_person y ON x.address_id = y.address_id
        WHERE x.person_id = p.id AND y.person_id = ${personId})
    GROUP BY h.person_id, p.name ORDER BY rank DESC, h.person_id`
  const levels = [...new Set(rows.map(({ rank }) => rank))].map((rank) =>
    rows.filter((one) => one.rank === rank),
  )
  const [nearest = [], above = [], ...rest] = levels
  return nearest.length > 0 && nearest.every(({ away }) => away) && above.length > 0
    ? [[...nearest, ...above], ...rest]
    : levels
}

/** Units whose deputy somebody is: with their roles, what they decide on. */
export async function deputyPaths(
  tx: Tx,
  personIds: number[],
): Promise<{ personId: number; path: string }[]> {
  if (personIds.length === 0) return []
  return tx.$queryRaw<{ personId: number; path: string }[]>`
    SELECT deputy_id AS "personId", path FROM unit WHERE deputy_id = ANY(${personIds}::int[])`
}
