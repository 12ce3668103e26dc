import type { Tx } from '../../lib/db.ts'

/** `first`, `after`: days, [first, after), and the moments at which they begin in `zone`. */
export type Span = {
  campaignId: number
  zone: string
  first: string
  after: string
  start: Date
  end: Date
}

/** So much of one kind in one month and kelurahan; `gifts`: how many lines, or pledges, it is made of. */
export type Row = {
  month: string
  kind: 'promised' | 'received' | 'broken' | 'handed'
  areaId: number | null
  area: string | null
  amount: number
  gifts: number
  recipients: number
}

/**
 * What came, broke and went out. A movement that corrects counts at the time of its line: it is written later, so what
 * lies before the first month need not be read. Each movement is taken by both its ends, and a line's ends are summed
 * before anything is counted: a line that was taken back is no gift.
 */
export async function handedAndReceived(tx: Tx, { campaignId, zone, start, end }: Span): Promise<Row[]> {
  const rows = await tx.$queryRaw<Raw[]>`
    WITH entry AS (
      SELECT to_char(coalesce(l.at, m.at) AT TIME ZONE ${zone}::text, 'YYYY-MM') AS month, m.line_id,
        s.kind, split_part(s.account, '/', 2)::int AS point_id, s.amount
      FROM movement m LEFT JOIN point_line l ON l.id = m.line_id AND m.why = 'correct'
      CROSS JOIN LATERAL (VALUES
        (CASE WHEN m.source = 'giver' THEN 'received' END, m.target, m.amount),
        (CASE WHEN m.target = 'giver' THEN 'received' END, m.source, -m.amount),
        (CASE WHEN m.target LIKE 'broken/%' THEN 'broken' END, m.target, m.amount),
        (CASE WHEN m.source LIKE 'broken/%' THEN 'broken' END, m.source, -m.amount),
        (CASE WHEN m.target LIKE 'handed/%' THEN 'handed' END, m.target, m.amount),
        (CASE WHEN m.source LIKE 'handed/%' THEN 'handed' END, m.source, -m.amount)) AS s(kind, account, amount)
      WHERE m.campaign_id = ${campaignId} AND m.at >= ${start} AND s.kind IS NOT NULL
        AND coalesce(l.at, m.at) >= ${start} AND coalesce(l.at, m.at) < ${end}),
    line AS (
      SELECT month, kind, line_id, point_id, sum(amount) AS amount FROM entry GROUP BY 1, 2, 3, 4)
    SELECT e.month, e.kind, p.area_id AS "areaId", a.name AS area, sum(e.amount) AS amount,
      count(*) FILTER (WHERE e.amount > 0) AS gifts,
      sum(coalesce(c.recipients, l.recipients)) FILTER (WHERE e.kind = 'handed' AND e.amount > 0) AS recipients
    FROM line e JOIN drop_point p ON p.id = e.point_id LEFT JOIN unit a ON a.id = p.area_id
    LEFT JOIN point_line l ON e.kind = 'handed' AND l.id = e.line_id
    LEFT JOIN LATERAL (
      SELECT recipients FROM correction WHERE line_id = l.id AND state = 'approved'
      ORDER BY decided_at DESC, id DESC LIMIT 1) c ON true
    GROUP BY e.month, e.kind, p.area_id, a.name`
  return rows.map(asRow)
}

/** What was promised for a month, by the movements of its pledges: without what has fulfilled them. */
export async function promisedBy(tx: Tx, span: Span): Promise<Row[]> {
  const { campaignId, zone, first, after, start, end } = span
  const rows = await tx.$queryRaw<Raw[]>`
    WITH due AS (
      SELECT id, point_id,
        to_char(coalesce(day, (created_at AT TIME ZONE ${zone}::text)::date), 'YYYY-MM') AS month
      FROM pledge WHERE campaign_id = ${campaignId}
        AND (day >= ${first}::date AND day < ${after}::date
          OR day IS NULL AND created_at >= ${start} AND created_at < ${end})),
    stands AS (
      SELECT d.month, d.id, d.point_id,
        sum(CASE WHEN m.target = 'promised' THEN m.amount ELSE -m.amount END) AS amount
      FROM due d JOIN movement m ON m.pledge_id = d.id AND m.why IN ('pledge', 'change', 'cancel', 'lapse')
      GROUP BY 1, 2, 3)
    SELECT s.month, 'promised' AS kind, p.area_id AS "areaId", a.name AS area, sum(s.amount) AS amount,
      count(*) FILTER (WHERE s.amount > 0) AS gifts, 0 AS recipients
    FROM stands s LEFT JOIN drop_point p ON p.id = s.point_id LEFT JOIN unit a ON a.id = p.area_id
    GROUP BY s.month, p.area_id, a.name`
  return rows.map(asRow)
}

/** What lies at the points, and what there ever was. */
export async function everOf(
  tx: Tx,
  campaignId: number,
): Promise<{ stock: number; ever: { received: number; broken: number; handed: number } }> {
  const rows = await tx.$queryRaw<{ kind: string; amount: bigint }[]>`
    SELECT split_part(account, '/', 1) AS kind, sum(amount) AS amount FROM (
      SELECT target AS account, amount FROM movement WHERE campaign_id = ${campaignId}
      UNION ALL SELECT source, -amount FROM movement WHERE campaign_id = ${campaignId}) entry GROUP BY 1`
  const of = (kind: string) => Number(rows.find((one) => one.kind === kind)?.amount ?? 0)
  return {
    stock: of('stock'),
    ever: { received: 0 - of('giver'), broken: of('broken'), handed: of('handed') },
  }
}

type Raw = Omit<Row, 'amount' | 'gifts' | 'recipients'> & {
  amount: bigint
  gifts: bigint
  recipients: bigint | null
}

/** Sums are bigints to PostgreSQL; these are far below what a number holds. */
const asRow = ({ amount, gifts, recipients, ...one }: Raw): Row => ({
  ...one,
  amount: Number(amount),
  gifts: Number(gifts),
  recipients: Number(recipients ?? 0),
})
