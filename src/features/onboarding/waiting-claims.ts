import type { Tx } from '../../lib/db.ts'

/** More do not fit a phone: the rest comes with the next list. */
export const MOST_SHOWN = 30
/** An older list is of yesterday's people: it is shown anew before it counts. */
const LIST_HOURS = 24

export type Waiting = { id: number; ref: string; name: string; unitName: string; known: boolean; at: Date }

/** Open requests under some paths, the oldest first, without those of the own phone. */
export async function waitingClaims(
  tx: Tx,
  paths: string[],
  own: { people: number[]; addressId: number },
): Promise<{ shown: Waiting[]; more: number }> {
  const rows = await tx.$queryRaw<(Waiting & { all: number })[]>`
    SELECT c.id, c.ref, p.name, u.name AS "unitName", p.status <> 'pending' AS known, c.created_at AS at,
      (count(*) OVER ())::int AS all
    FROM claim c JOIN person p ON p.id = c.person_id JOIN unit u ON u.id = c.unit_id
    WHERE c.status = 'open' AND NOT c.person_id = ANY(${own.people}::int[]) AND c.address_id <> ${own.addressId}
      AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS s(path) WHERE u.path LIKE s.path || '%')
    ORDER BY c.created_at, c.id LIMIT ${MOST_SHOWN}`
  return { shown: rows, more: Math.max(0, (rows[0]?.all ?? 0) - rows.length) }
}

/** What somebody was shown is what "setujui semua" means from now on. */
export async function keepList(tx: Tx, personId: number, claims: number[], now: Date): Promise<void> {
  await tx.claimList.upsert({
    where: { personId },
    create: { personId, claims, at: now },
    update: { claims, at: now },
  })
}

export type Listed = { number: number; ref: string; name: string; open: boolean }

/** The list that somebody was shown last, as it stands now; null when there is none, or it is too old. */
export async function lastList(tx: Tx, personId: number, now: Date): Promise<Listed[] | null> {
  const list = await tx.claimList.findUnique({ where: { personId } })
  if (!list || now.getTime() - list.at.getTime() > LIST_HOURS * 3_600_000) return null
  const rows = await tx.$queryRaw<{ id: number; ref: string; name: string; open: boolean }[]>`
    SELECT c.id, c.ref, p.name, c.status = 'open' AS open FROM claim c JOIN person p ON p.id = c.person_id
    WHERE c.id = ANY(${list.claims}::int[])`
  const found = new Map(rows.map((row) => [row.id, row]))
  return list.claims.flatMap((id, index) => {
    const row = found.get(id)
    return row ? [{ number: index + 1, ref: row.ref, name: row.name, open: row.open }] : []
  })
}
