import type { Tx } from '../../lib/db.ts'
import { maskNip } from '../people/nip.ts'
import { exportGiving } from '../pledges/rights.ts'
import type { Purpose } from './holding.ts'
import { holdings } from './holdings.ts'
import { type Asker, values, WHO, whoIs } from './who.ts'

/** One kind of what is kept about somebody: its rows as they stand, why they are kept, and how long. */
export type Section = { section: string; purpose: Purpose; kept: string; rows: Record<string, unknown>[] }

/**
 * Everything that is stored about somebody (UU 27/2022 art. 32), by sections whose names stay. Other people are in it only
 * as "official": whose word it was is told by `kenapa`, to the person alone.
 */
export async function copyOf(tx: Tx, asker: Asker, at: Date): Promise<Section[]> {
  const who = await whoIs(tx, asker)
  const shared = who.alone.length < who.chats.length
  const sections: Section[] = []
  for (const [table, { own, copy, kept }] of Object.entries(holdings)) {
    if ('not' in copy) continue
    const { section, purpose, columns, when = 'true' } = copy
    const rows = await tx.$queryRawUnsafe<Record<string, unknown>[]>(
      `${WHO} SELECT ${columns.map(plain).join(', ')} FROM ${table} t, who WHERE ${own} AND ${when} ORDER BY 1 LIMIT ${MOST}`,
      ...values(who, at),
    )
    sections.push({ section, purpose, kept, rows: section === 'person' && shared ? rows.map(masked) : rows })
  }
  const giving = await exportGiving(tx, asker)
  const gifts = [
    ...giving.pledges.map((one) => ({ kind: 'pledge', ...one })),
    ...giving.series.map((one) => ({ kind: 'series', ...one })),
  ]
  return [...sections, { section: 'giving', purpose: 'giving', kept: 'giving', rows: gifts }]
}

/** Beyond it a copy is no file for a phone; ten years of every apel are below it. */
const MOST = 20_000

/** A column of the table itself is written without its table. */
const plain = (column: string) => (/^[a-z_]+( AS .*)?$/.test(column) ? `t.${column}` : column)

/** On a phone of several people the last digits would let another one claim to be this one. */
const masked = (row: Record<string, unknown>) =>
  typeof row.nip === 'string' ? { ...row, nip: maskNip(row.nip) } : row

/** How many rows of each section there are, without those that have none: for a message. */
export async function countsOf(
  tx: Tx,
  asker: Asker,
  at: Date,
): Promise<{ section: string; count: number }[]> {
  const who = await whoIs(tx, asker)
  const found: { section: string; count: number }[] = []
  for (const [table, { own, copy }] of Object.entries(holdings)) {
    if ('not' in copy) continue
    const { section, when = 'true' } = copy
    const [row] = await tx.$queryRawUnsafe<{ count: number }[]>(
      `${WHO} SELECT count(*)::int AS count FROM ${table} t, who WHERE ${own} AND ${when}`,
      ...values(who, at),
    )
    if (row && row.count > 0) found.push({ section, count: row.count })
  }
  return found
}
