import type { Db } from '../../lib/db.ts'
import { maskText } from '../../lib/mask.ts'
import { Prisma } from '../../lib/prisma/client.ts'

/**
 * What a message left in the database: every row that its turn wrote. PostgreSQL notes on each row the transaction that
 * wrote it (`xmin`), and a turn is one transaction; so nothing has to remember what it did, and nothing can be made up.
 * Replies change again when they are sent, so they are found by their key.
 */
export type TraceRow = { table: string; id: string; fields: [name: string, value: string][] }
export type Trace = { line: string; at: Date; rows: TraceRow[] }

/** Which columns tell something, in this order; secrets (keys of codes, cookies) are not among them. */
const shown: Record<string, { id: string; columns: string[] }> = {
  session: {
    id: 'id',
    columns: ['title', 'place', 'opens_at', 'starts_at', 'on_time_until', 'closes_at', 'status'],
  },
  screen: { id: 'id', columns: ['session_id', 'confirmed_at', 'confirmed_by', 'closed_at', 'expires_at'] },
  check_in: {
    id: 'id',
    columns: [
      'session_id',
      'person_id',
      'proof',
      'message_at',
      'code_at',
      'counts_at',
      'verdict',
      'flags',
      'code_unit_id',
    ],
  },
  attendance: {
    id: 'person_id',
    columns: ['session_id', 'status', 'counts_at', 'message_at', 'proof', 'flags'],
  },
  person: { id: 'id', columns: ['name', 'status', 'employment', 'unit_id', 'kelurahan_id'] },
  address_person: { id: 'address_id', columns: ['person_id', 'how', 'at'] },
  claim: { id: 'id', columns: ['person_id', 'unit_id', 'status'] },
  consent: { id: 'id', columns: ['kind', 'version', 'given', 'at'] },
  role: { id: 'id', columns: ['person_id', 'role', 'unit_id', 'from_at', 'until_at'] },
  one_time_code: { id: 'id', columns: ['purpose', 'expires_at', 'used_at'] },
  audit: { id: 'id', columns: ['at', 'actor_id', 'action', 'subject', 'session_id', 'why'] },
  conversation: { id: 'address_id', columns: ['dialog', 'misses', 'version'] },
}

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
  const show = (value: unknown) => shorten(value, zone)
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

type Written = { inbox: bigint; table: string; row: Record<string, unknown> }

async function writtenWith(db: Pick<Db, 'prisma'>, ids: bigint[]): Promise<Written[]> {
  const tables = Object.keys(shown).map(
    (table) => Prisma.sql`
      SELECT i.id AS inbox, ${table} AS "table", to_jsonb(t) AS row
      FROM ${Prisma.raw(table)} t JOIN inbox i ON i.xmin = t.xmin
      WHERE i.id = ANY(${ids}::bigint[]) AND i.state <> 'new'`,
  )
  return db.prisma.$queryRaw<Written[]>`${Prisma.join(tables, ' UNION ALL ')}`
}

async function repliesTo(db: Pick<Db, 'prisma'>, ids: bigint[]) {
  return db.prisma.$queryRaw<{ inbox: bigint; id: bigint; state: string; at: Date | null; text: string }[]>`
    SELECT i.id AS inbox, o.id, o.state::text, o.answers_at AS at, o.body ->> 'text' AS text
    FROM unnest(${ids}::bigint[]) AS i(id) JOIN outbox o ON o.key LIKE 'r/' || i.id || '/%' ORDER BY o.id`
}

function traceRow({ table, row }: Written, show: (value: unknown) => string): TraceRow {
  const { id, columns } = shown[table] as (typeof shown)[string]
  const fields = columns
    .filter((name) => row[name] !== null && row[name] !== undefined && String(row[name]) !== '')
    .map((name): [string, string] => [name, show(row[name])])
  return { table, id: String(row[id]), fields }
}

/** As in the log: how long it was, not what it said. */
const hide = (text: string | null) => `[${text?.length ?? 0}]`

function shorten(value: unknown, zone: string): string {
  if (value === null || value === undefined) return '–'
  if (Array.isArray(value)) return value.map((one) => shorten(one, zone)).join(', ') || '–'
  const moment = value instanceof Date ? value : isMoment(value) ? new Date(value) : null
  if (moment) {
    const parts = { dateStyle: 'short', timeStyle: 'medium', timeZone: zone } as const
    return new Intl.DateTimeFormat('id-ID', parts).format(moment)
  }
  const text = maskText(String(value))
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

const isMoment = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/.test(value)
