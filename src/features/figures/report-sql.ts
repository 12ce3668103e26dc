import type { Tx } from '../../lib/db.ts'
import { Prisma } from '../../lib/prisma/client.ts'

/** `points`: ids of those that the report is about; `start`, `end`: moments, [start, end). */
export type ReportSpan = { campaignId: number; zone: string; points: number[]; start: Date; end: Date }

/**
 * What a line came to, with every correction of it: whole units that came, broke, were moved and went out. `line` null:
 * several receipts of an office in a month, together.
 */
export type MovementRow = {
  at: Date
  ref: string | null
  count: number
  pointId: number
  toPointId: number | null
  received: number
  broken: number
  moved: number
  handed: number
  recipients: number | null
  corrected: boolean
}

/** Receipts of a point in an office are no lines of their own: those who come there are known to those who read this. */
const OFFICES = ['opd', 'kelurahan']

/** Units of a movement by what they are, with the sign of a correction. */
const AMOUNTS = Prisma.sql`
  sum(CASE WHEN m.source = 'giver' THEN m.amount WHEN m.target = 'giver' THEN -m.amount ELSE 0 END) AS received,
  sum(CASE WHEN m.target LIKE 'broken/%' THEN m.amount WHEN m.source LIKE 'broken/%' THEN -m.amount ELSE 0 END) AS broken,
  sum(CASE WHEN m.target LIKE 'handed/%' THEN m.amount WHEN m.source LIKE 'handed/%' THEN -m.amount ELSE 0 END) AS handed,
  sum(CASE WHEN m.source LIKE 'stock/%' AND m.target LIKE 'stock/%'
    THEN CASE WHEN m.source = 'stock/' || l.point_id THEN m.amount ELSE -m.amount END ELSE 0 END) AS moved,
  bool_or(m.why = 'correct') AS corrected`

/** Every line of the span that moved something, in order; never a giver, a code or a pledge. */
export async function movementRows(tx: Tx, { campaignId, zone, points, start, end }: ReportSpan) {
  const rows = await tx.$queryRaw<Raw<MovementRow>[]>`
    WITH line AS (
      SELECT l.id, l.at, l.ref || '/' || l.line AS ref, l.point_id, l.to_point_id, l.kind, p.kind AS point_kind,
        coalesce((SELECT c.recipients FROM correction c WHERE c.line_id = l.id AND c.state = 'approved'
          ORDER BY c.decided_at DESC, c.id DESC LIMIT 1), l.recipients) AS recipients, ${AMOUNTS}
      FROM point_line l JOIN drop_point p ON p.id = l.point_id JOIN movement m ON m.line_id = l.id
      WHERE l.campaign_id = ${campaignId} AND l.at >= ${start} AND l.at < ${end}
        AND (l.point_id = ANY(${points}::int[]) OR l.to_point_id = ANY(${points}::int[]))
      GROUP BY l.id, p.kind),
    shown AS (
      SELECT *, kind = 'receive' AND point_kind = ANY(${OFFICES}::text[]) AS office FROM line
      WHERE received <> 0 OR broken <> 0 OR handed <> 0 OR moved <> 0)
    SELECT at, ref, 1 AS count, point_id AS "pointId", to_point_id AS "toPointId", received, broken, moved, handed,
      recipients, corrected FROM shown WHERE NOT office
    UNION ALL
    SELECT date_trunc('month', min(at) AT TIME ZONE ${zone}::text) AT TIME ZONE ${zone}::text, NULL, count(*), point_id,
      NULL, sum(received), sum(broken), 0, 0, NULL, bool_or(corrected)
    FROM shown WHERE office GROUP BY point_id, to_char(at AT TIME ZONE ${zone}::text, 'YYYY-MM')
    ORDER BY 1, 2 NULLS FIRST, 4`
  return rows.map(numbers) as MovementRow[]
}

/** `moved`: what came from other points less what went to them; `stock`: at the end of the span; `now`: as things stand. */
export type StockRow = {
  pointId: number
  received: number
  broken: number
  moved: number
  handed: number
  stock: number
  now: number
}

/**
 * What each point took in and gave out, and what lies there. A correction counts at the time of its line, as in
 * figures-sql.ts. The broken among what came are in `received` and in `broken`.
 */
export async function stockRows(tx: Tx, { campaignId, points, start, end }: ReportSpan): Promise<StockRow[]> {
  const rows = await tx.$queryRaw<Raw<StockRow>[]>`
    WITH entry AS (
      SELECT split_part(s.account, '/', 2)::int AS point_id, s.kind, s.amount, s.whole, coalesce(l.at, m.at) AS at
      FROM movement m LEFT JOIN point_line l ON l.id = m.line_id AND m.why = 'correct'
      CROSS JOIN LATERAL (VALUES
        (CASE WHEN m.source = 'giver' THEN 'received' END, m.target, m.amount,
          CASE WHEN m.target LIKE 'stock/%' THEN m.amount ELSE 0 END),
        (CASE WHEN m.target = 'giver' THEN 'received' END, m.source, -m.amount,
          CASE WHEN m.source LIKE 'stock/%' THEN -m.amount ELSE 0 END),
        (CASE WHEN m.target LIKE 'broken/%' THEN 'broken' END, m.target, m.amount,
          CASE WHEN m.source LIKE 'stock/%' THEN -m.amount ELSE 0 END),
        (CASE WHEN m.source LIKE 'broken/%' THEN 'broken' END, m.source, -m.amount,
          CASE WHEN m.target LIKE 'stock/%' THEN m.amount ELSE 0 END),
        (CASE WHEN m.source LIKE 'stock/%' AND m.target LIKE 'handed/%' THEN 'handed' END, m.source, m.amount, -m.amount),
        (CASE WHEN m.source LIKE 'handed/%' AND m.target LIKE 'stock/%' THEN 'handed' END, m.target, -m.amount, m.amount),
        (CASE WHEN m.source LIKE 'stock/%' AND m.target LIKE 'stock/%' THEN 'moved' END, m.source, -m.amount, -m.amount),
        (CASE WHEN m.source LIKE 'stock/%' AND m.target LIKE 'stock/%' THEN 'moved' END, m.target, m.amount, m.amount)
      ) AS s(kind, account, amount, whole)
      WHERE m.campaign_id = ${campaignId} AND s.kind IS NOT NULL)
    SELECT point_id AS "pointId",
      coalesce(sum(amount) FILTER (WHERE kind = 'received' AND at >= ${start} AND at < ${end}), 0) AS received,
      coalesce(sum(amount) FILTER (WHERE kind = 'broken' AND at >= ${start} AND at < ${end}), 0) AS broken,
      coalesce(sum(amount) FILTER (WHERE kind = 'moved' AND at >= ${start} AND at < ${end}), 0) AS moved,
      coalesce(sum(amount) FILTER (WHERE kind = 'handed' AND at >= ${start} AND at < ${end}), 0) AS handed,
      coalesce(sum(whole) FILTER (WHERE at < ${end}), 0) AS stock, sum(whole) AS now
    FROM entry WHERE point_id = ANY(${points}::int[]) GROUP BY point_id ORDER BY point_id`
  return rows.map(numbers) as StockRow[]
}

export type HandOutRow = { month: string; pointId: number; times: number; amount: number; recipients: number }

/** What was handed out where, by month: at the point at which it was handed out, whichever stock it came from. */
export async function handOutRows(tx: Tx, span: ReportSpan): Promise<HandOutRow[]> {
  const { campaignId, zone, points, start, end } = span
  const rows = await tx.$queryRaw<Raw<HandOutRow>[]>`
    WITH line AS (
      SELECT l.id, to_char(l.at AT TIME ZONE ${zone}::text, 'YYYY-MM') AS month, coalesce(l.to_point_id, l.point_id) AS point_id,
        coalesce((SELECT c.recipients FROM correction c WHERE c.line_id = l.id AND c.state = 'approved'
          ORDER BY c.decided_at DESC, c.id DESC LIMIT 1), l.recipients) AS recipients,
        sum(CASE WHEN m.target LIKE 'handed/%' THEN m.amount WHEN m.source LIKE 'handed/%' THEN -m.amount ELSE 0 END) AS amount
      FROM point_line l JOIN movement m ON m.line_id = l.id
      WHERE l.campaign_id = ${campaignId} AND l.kind = 'hand_out' AND l.at >= ${start} AND l.at < ${end}
        AND coalesce(l.to_point_id, l.point_id) = ANY(${points}::int[])
      GROUP BY l.id)
    SELECT month, point_id AS "pointId", count(*) AS times, sum(amount) AS amount, coalesce(sum(recipients), 0) AS recipients
    FROM line WHERE amount > 0 GROUP BY 1, 2 ORDER BY 1, 2`
  return rows.map(numbers) as HandOutRow[]
}

export type CorrectionRow = {
  ref: string
  at: Date
  pointId: number
  /** As the line was written, and as it should have been. */
  before: number
  amount: number
  brokenBefore: number
  broken: number
  reason: string
  state: string
  decidedAt: Date | null
}

/** Corrections that were asked for in the span; a giver's name in a reason is left out. */
export async function correctionRows(tx: Tx, { campaignId, points, start, end }: ReportSpan) {
  const rows = await tx.$queryRaw<(CorrectionRow & { names: string[] })[]>`
    SELECT l.ref || '/' || l.line AS ref, c.at, l.point_id AS "pointId", l.amount AS before, c.amount,
      l.broken AS "brokenBefore", c.broken, c.reason, c.state, c.decided_at AS "decidedAt",
      array_remove(ARRAY[l.giver, g.giver], NULL) AS names
    FROM correction c JOIN point_line l ON l.id = c.line_id LEFT JOIN pledge g ON g.id = l.pledge_id
    WHERE l.campaign_id = ${campaignId} AND l.point_id = ANY(${points}::int[]) AND c.at >= ${start} AND c.at < ${end}
    ORDER BY c.at, c.id`
  return rows.map(({ names, ...one }): CorrectionRow => ({ ...one, reason: withoutNames(one.reason, names) }))
}

/** Each word of a name by itself: "Bu Sari" is also "sari". Pure. */
export function withoutNames(text: string, names: string[]): string {
  const words = names
    .flatMap((name) => name.split(/[^\p{L}]+/u))
    .filter((word) => word.length > 2)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return words.length === 0
    ? text
    : text.replace(new RegExp(`(?<!\\p{L})(?:${words.join('|')})(?!\\p{L})`, 'giu'), '…')
}

type Raw<T> = { [K in keyof T]: T[K] | bigint | Prisma.Decimal }

/** A sum is a bigint, a sum of sums a decimal; these are far below what a number holds. */
function numbers(row: object): object {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      typeof value === 'bigint' || Prisma.Decimal.isDecimal(value) ? Number(value) : value,
    ]),
  )
}
