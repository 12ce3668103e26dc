import type { Tx } from '../../lib/db.ts'

/** The roles that somebody holds at a moment, with the part of the city that each is for. */
export async function rolesOf(
  tx: Tx,
  personId: number,
  at: Date,
): Promise<{ role: string; unitPath: string }[]> {
  const rows = await tx.role.findMany({
    where: { personId, from: { lte: at }, OR: [{ until: null }, { until: { gt: at } }] },
    include: { unit: true },
  })
  return rows.map((one) => ({ role: one.role, unitPath: one.unit.path }))
}
