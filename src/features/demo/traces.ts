import type { Db } from '../../lib/db.ts'
import { maskRecord } from '../../lib/mask.ts'
import { Prisma } from '../../lib/prisma/client.ts'
import { OWN_PEOPLE, type Shown, shown } from './traced-tables.ts'

/**
 * What a message left in the database: every row that its turn wrote. PostgreSQL notes on each row the transaction that
 * wrote it (`xmin`), so nothing has to remember what it did, and nothing can be made up. When much is waiting, turns of
 * several people share a transaction: then a row is this message's only where the row itself says so (`traced-tables.ts`),
 * and one that does not say whose it is stays out. Replies change again when they are sent, so they are found by key.
 */
export type TraceRow = { table: string; id: string; fields: [name: string, value: string][] }
export type Trace = { line: string; at: Date; rows: TraceRow[] }

/** @param most messages, newest first */
export async function traces(
  db: Pick<Db, 'prisma'>,
  address: string,
  most: number,
  zone: string,
): Promise<Trace[]> {
  const messages = await db.prisma.$queryRaw<{ id: bigint; at: Date; state: string; text: string | null }[]>`
    SELECT i.id, i.at, i.state::text, i.payload ->> 'text' AS text FROM inbox i
    JOIN address a ON a.id = i.address_id WHERE a.channel = 'webchat' AND a.external_id = ${address}
    ORDER BY i.id DESC LIMIT ${most}`
  const ids = messages.map(({ id }) => id)
  const [written, replies] =
    ids.length === 0 ? [[], []] : [await writtenWith(db, ids), await repliesTo(db, ids)]
  const show: Show = (value, name = '') => shorten(value, name, zone)
  return messages.map(({ id, at, state, text }) => ({
    line: `u${id}`,
    at,
    rows: [
      {
        table: 'inbox',
        id: String(id),
        fields: [
          ['state', state],
          ['at', show(at)],
          ['text', hide(text)],
        ],
      },
      ...written.filter((row) => row.inbox === id).map((row) => traceRow(row, show)),
      ...replies
        .filter((row) => row.inbox === id)
        .map((row): TraceRow => {
          const fields: TraceRow['fields'] = [
            ['state', row.state],
            ['answers_at', show(row.at)],
            ['body', hide(row.text)],
          ]
          return { table: 'outbox', id: String(row.id), fields }
        }),
    ],
  }))
}

type Show = (value: unknown, name?: string) => string
type Written = { inbox: bigint; table: string; row: Record<string, unknown> }

/** The turns of these messages; `sole`: nobody else's was in the transaction. */
const turns = (ids: bigint[]) => Prisma.sql`
  SELECT i.id, i.xmin AS tx, i.address_id, i.done_at,
    (SELECT count(*) FROM inbox o WHERE o.xmin = i.xmin OR o.done_at = i.done_at) = 1 AS sole
  FROM inbox i WHERE i.id = ANY(${ids}::bigint[]) AND i.state <> 'new'`

async function writtenWith(db: Pick<Db, 'prisma'>, ids: bigint[]): Promise<Written[]> {
  const tables = Object.entries(shown).map(
    ([table, { whose, log }]) => Prisma.sql`
      SELECT i.id AS inbox, ${table} AS "table", to_jsonb(t) AS row FROM turn i JOIN ${Prisma.raw(table)} t
      ON ${Prisma.raw(log ? `${log} OR` : '')} (t.xmin = i.tx AND (i.sole OR ${Prisma.raw(whose)}))`,
  )
  return db.prisma.$queryRaw<Written[]>`
    WITH turn AS MATERIALIZED (${turns(ids)}) ${Prisma.join(tables, ' UNION ALL ')}`
}

/** Replies by their key; what others were told by the moment of the transaction, which both rows carry. */
async function repliesTo(db: Pick<Db, 'prisma'>, ids: bigint[]) {
  return db.prisma.$queryRaw<{ inbox: bigint; id: bigint; state: string; at: Date | null; text: string }[]>`
    WITH turn AS MATERIALIZED (${turns(ids)})
    SELECT i.id AS inbox, o.id, o.state::text, o.answers_at AS at, o.body ->> 'text' AS text
    FROM turn i JOIN outbox o ON o.key LIKE 'r/' || i.id || '/%' OR o.key LIKE 'handoff/' || i.id || '/%'
      OR (o.created_at = i.done_at AND o.key NOT LIKE 'r/%' AND (i.sole OR EXISTS (
        SELECT 1 FROM claim c WHERE o.key LIKE 'claim/' || c.ref || '/%'
          AND (c.address_id = i.address_id OR c.decided_by IN ${Prisma.raw(OWN_PEOPLE)}))))
    ORDER BY o.id`
}

function traceRow({ table, row }: Written, show: Show): TraceRow {
  const { id, columns } = shown[table] as Shown
  const fields = columns
    .filter((name) => row[name] !== null && String(row[name]) !== '')
    .map((name): [string, string] => [name, show(row[name], name)])
  return { table, id: String(row[id]), fields }
}

/** As in the log: how long it was, not what it said. */
const hide = (text: string | null) => `[${text?.length ?? 0}]`

function shorten(value: unknown, name: string, zone: string): string {
  if (Array.isArray(value)) return value.map((one) => shorten(one, name, zone)).join(', ') || '–'
  const moment = value instanceof Date ? value : isMoment(value) ? new Date(value) : null
  if (moment) {
    const parts = { dateStyle: 'short', timeStyle: 'medium', timeZone: zone } as const
    return new Intl.DateTimeFormat('id-ID', parts).format(moment)
  }
  // Hidden by the column's name, or masked within, exactly as a line of the log would be.
  const text = String(maskRecord({ [name]: value })[name]).replace(/^\[(\d+) characters\]$/, '[$1]')
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

const isMoment = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/.test(value)
