import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { dayBounds, dayOf } from '../agenda/day.ts'
import type { Campaign } from '../goods/campaigns.ts'
import { campaignsHere, pointsHere } from './here.dialog.ts'
import { type DropPoint, pointsNamed } from './points.ts'
import { mayWork } from './posts.ts'

/** More than a screen of points is summed up. */
const MOST_POINTS = 12

type Held = { pointId: number; whole: number; broken: number; handed: number; waiting: number }

/** "stok": what lies at the own points, whole and broken, what was handed out this month, which lines still wait. */
export async function showStock(name: string | null, ctx: Ctx): Promise<Outgoing[]> {
  const { person, t } = ctx
  const own = person ? (await pointsHere(ctx)).filter((one) => mayWork(person, one)) : []
  if (!person || own.length === 0) return [{ text: t('points:notYours') }]
  const wanted = name ? pointsNamed(own, name) : own
  if (wanted.length === 0) return [{ text: t('points:duty.unknown', { place: (name ?? '').slice(0, 60) }) }]
  const say: Outgoing[] = []
  for (const campaign of await campaignsHere(ctx)) say.push({ text: await stockText(campaign, wanted, ctx) })
  return say
}

async function stockText(campaign: Campaign, points: DropPoint[], ctx: Ctx): Promise<string> {
  const { t } = ctx
  const { unit } = campaign
  const held = await heldAt(
    campaign,
    points.map(({ id }) => id),
    ctx,
  )
  const used = points.filter(({ id }) => held.has(id))
  // A few points are shown even where they are empty: the own one is what was asked for.
  const shown = (points.length <= 3 ? points : used).slice(0, MOST_POINTS)
  const lines = shown.map((point) => {
    const { whole, broken, handed, waiting } = held.get(point.id) ?? NOTHING
    const late = waiting > 0 ? t('points:stockOf.waiting', { count: waiting }) : ''
    return t('points:stockOf.line', { point: point.name, unit, whole, broken, handed, late })
  })
  const rest = used.length - shown.length
  const all = [...held.values()]
  const sum = (of: (one: Held) => number) => all.reduce((total, one) => total + of(one), 0)
  return [
    t('points:stockOf.head', { campaign: campaign.name }),
    ...(lines.length > 0 ? lines.map((line) => `• ${line}`) : [t('points:stockOf.nothing')]),
    ...(rest > 0 ? [t('points:stockOf.more', { count: rest })] : []),
    ...(points.length > 1
      ? [
          t('points:stockOf.total', {
            unit,
            whole: sum((one) => one.whole),
            broken: sum((one) => one.broken),
            handed: sum((one) => one.handed),
          }),
        ]
      : []),
  ].join('\n')
}

const NOTHING: Held = { pointId: 0, whole: 0, broken: 0, handed: 0, waiting: 0 }

async function heldAt(campaign: Campaign, pointIds: number[], ctx: Ctx): Promise<Map<number, Held>> {
  const { zone } = ctx.city
  const { start } = dayBounds(`${dayOf(ctx.now, zone).slice(0, 7)}-01`, zone)
  const accounts = pointIds.flatMap((id) => [`stock/${id}`, `broken/${id}`, `handed/${id}`])
  const rows = await ctx.tx.$queryRaw<Held[]>`
    WITH entry AS (
      SELECT target AS account, amount, at FROM movement WHERE campaign_id = ${campaign.id} AND target = ANY(${accounts}::text[])
      UNION ALL SELECT source, -amount, at FROM movement WHERE campaign_id = ${campaign.id} AND source = ANY(${accounts}::text[])),
    point AS (SELECT unnest(${pointIds}::int[]) AS id),
    held AS (
      SELECT p.id,
        coalesce(sum(e.amount) FILTER (WHERE e.account = 'stock/' || p.id), 0)::int AS whole,
        coalesce(sum(e.amount) FILTER (WHERE e.account = 'broken/' || p.id), 0)::int AS broken,
        coalesce(sum(e.amount) FILTER (WHERE e.account = 'handed/' || p.id AND e.at >= ${start}), 0)::int AS handed,
        count(e.amount)::int AS entries
      FROM point p LEFT JOIN entry e ON e.account IN ('stock/' || p.id, 'broken/' || p.id, 'handed/' || p.id)
      GROUP BY p.id)
    SELECT h.id AS "pointId", h.whole, h.broken, h.handed, (
      SELECT count(*)::int FROM point_line l WHERE l.point_id = h.id AND l.campaign_id = ${campaign.id} AND l.state = 'waiting') AS waiting
    FROM held h WHERE h.entries > 0 OR EXISTS (SELECT 1 FROM point_line l WHERE l.point_id = h.id AND l.campaign_id = ${campaign.id} AND l.state = 'waiting')`
  return new Map(rows.map((row) => [row.pointId, row]))
}
