import type { Tx } from '../../lib/db.ts'

/** Whether one of these people has written lines as a petugas: they account for what the city received. */
export async function hasWritten(tx: Tx, people: number[]): Promise<boolean> {
  const line = await tx.pointLine.findFirst({ where: { personId: { in: people } }, select: { id: true } })
  return line !== null
}
