import type { Tx } from '../../lib/db.ts'

/** The id of the unit that has a path. */
export async function unitNamed(tx: Tx, path: string): Promise<number | null> {
  return (await tx.unit.findFirst({ where: { path }, select: { id: true } }))?.id ?? null
}
