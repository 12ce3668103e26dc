import type { Tx } from '../../lib/db.ts'
import { Prisma } from '../../lib/prisma/client.ts'
import { newReference } from './one-time-code.ts'

/** Everything that is named by a short word in chat. */
const NAMED = [
  ...['absence', 'announcement', 'check_in_ask', 'claim', 'correction', 'data_request', 'dispute'],
  ...['hand_over', 'point_line', 'roster_task', 'ruling'],
]

/** How many kinds of things bear this word. */
export async function bearersOf(tx: Tx, ref: string): Promise<number> {
  const each = NAMED.map(
    (table) => Prisma.sql`(EXISTS (SELECT 1 FROM ${Prisma.raw(table)} WHERE ref = ${ref}))::int`,
  )
  const [row] = await tx.$queryRaw<{ count: number }[]>`SELECT ${Prisma.join(each, ' + ')} AS count`
  return row?.count ?? 0
}

/** A word that names nothing yet, of any kind: "setujui 7KQ2" must mean one thing. */
export async function freeReference(tx: Tx): Promise<string> {
  for (;;) {
    const ref = newReference()
    if ((await bearersOf(tx, ref)) === 0) return ref
  }
}
