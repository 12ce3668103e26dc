import type { Tx } from '../../lib/db.ts'

type Row = NonNullable<Awaited<ReturnType<Tx['pointLine']['findUnique']>>>

/** A line as it stands after its corrections; the row itself keeps what was written. */
export type LineNow = Row & { corrected: boolean }

/** @param line of a message with several; null: the only one */
export async function lineNamed(tx: Tx, ref: string, line: number | null): Promise<LineNow | 'which' | null> {
  const rows = await tx.pointLine.findMany({
    where: { ref: ref.toUpperCase(), ...(line === null ? {} : { line }) },
    orderBy: { line: 'asc' },
  })
  const [only, second] = rows
  if (!only) return null
  return second ? 'which' : lineNow(tx, only)
}

/** The lines of a message, in order. */
export async function linesOf(tx: Tx, ref: string): Promise<LineNow[]> {
  const rows = await tx.pointLine.findMany({ where: { ref: ref.toUpperCase() }, orderBy: { line: 'asc' } })
  return Promise.all(rows.map((row) => lineNow(tx, row)))
}

/** The last correction that was agreed to says what a line says now. */
export async function lineNow(tx: Tx, row: Row): Promise<LineNow> {
  const last = await tx.correction.findFirst({
    where: { lineId: row.id, state: 'approved' },
    orderBy: [{ decidedAt: 'desc' }, { id: 'desc' }],
  })
  if (!last) return { ...row, corrected: false }
  const { amount, broken, recipients } = last
  return { ...row, amount, broken, recipients: recipients ?? row.recipients, corrected: true }
}
