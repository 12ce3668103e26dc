import { WORDS } from '../../bench/announcement.ts'
import type { Db } from '../../src/lib/db.ts'
import type { Heard } from './loopback.ts'

/** One moment of the announcement's batch, read in one statement. */
export type BatchMoment = { total: number; rows: number; states: Record<string, number> }

export const BATCH_SQL = `
  SELECT coalesce((SELECT total FROM announcement), 0) AS total,
    (SELECT count(*)::int FROM outbox WHERE batch_id IS NOT NULL) AS rows,
    (SELECT coalesce(jsonb_object_agg(state, n), '{}') FROM
      (SELECT state, count(*) AS n FROM outbox WHERE batch_id IS NOT NULL GROUP BY state) s) AS states`

/** The states sum to the recipients at every moment. */
export function faultOfBatch({ total, rows, states }: BatchMoment): string | null {
  const sum = Object.values(states).reduce((all, count) => all + count, 0)
  return sum === total && rows === total
    ? null
    : `${sum} in states, ${total} recipients: ${JSON.stringify(states)}`
}

type Row = { recipient: string; chat: string; state: string }

export const rowsOf = (db: Db): Promise<Row[]> =>
  db.prisma.$queryRaw<Row[]>`
    SELECT recipient, external_id AS chat, state::text AS state FROM outbox WHERE batch_id IS NOT NULL`

/**
 * Everybody has one row in one final state, and heard what it says.
 * @param resent what was in doubt went once more: then it may have come twice
 */
export function auditBroadcast(rows: Row[], heard: Heard, recipients: number, resent = false) {
  const faults: string[] = []
  const states: Record<string, number> = {}
  let doubled = 0
  for (const { recipient, chat, state } of rows) {
    states[state] = (states[state] ?? 0) + 1
    const times = Object.entries(heard[chat] ?? {}).reduce(
      (sum, [text, count]) => sum + (text.includes(WORDS) ? count : 0),
      0,
    )
    doubled += Math.max(0, times - 1)
    const right = { sent: times >= 1, blocked: times === 0, uncertain: true }[state] ?? false
    if (!right) faults.push(`${recipient} is ${state} and heard it ${times} times`)
    if (times > 1 && !resent) faults.push(`${recipient} heard it ${times} times`)
  }
  if (new Set(rows.map(({ recipient }) => recipient)).size !== recipients || rows.length !== recipients)
    faults.push(`${rows.length} rows for ${recipients} recipients`)
  return { faults: faults.slice(0, 10), states, doubled, uncertain: states.uncertain ?? 0 }
}
