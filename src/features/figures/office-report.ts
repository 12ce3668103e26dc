import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { type PdfDocument, writePdf } from '../../lib/pdf.ts'
import { type Sheet, writeXlsx } from '../../lib/xlsx.ts'
import { dayBounds } from '../agenda/day.ts'
import { allCampaigns, type Campaign } from '../goods/campaigns.ts'
import { allPoints, type DropPoint } from '../points/points.ts'
import { plusMonths, shownMonth } from './months.ts'
import type { ReportLink } from './report-link.ts'
import {
  correctionRows,
  type HandOutRow,
  handOutRows,
  type MovementRow,
  movementRows,
  type ReportSpan,
  type StockRow,
  stockRows,
} from './report-sql.ts'

/** A workbook takes more; a document of paper is read to its end. */
const MOST_ROWS = 50_000
const MOST_ON_PAPER = 1_000
/** Months of hand-outs, the last one the report's own. */
const MONTHS = 12

/** What a report is about, once it is known to exist. */
export type ReportScope = {
  campaign: Campaign
  month: string
  /** Names of the units whose points it is about. */
  where: string[]
  points: DropPoint[]
  span: ReportSpan
}

export type ReportTotals = Record<'received' | 'broken' | 'moved' | 'handed' | 'stock' | 'recipients', number>

/** @returns null when there is no such campaign, or no point there */
export async function reportScope(
  tx: Tx,
  { c, m, u }: Pick<ReportLink, 'c' | 'm' | 'u'>,
  { zone }: City,
): Promise<ReportScope | null> {
  const campaign = (await allCampaigns(tx)).find(({ id }) => id === c)
  const tops = await tx.unit.findMany({
    where: { id: { in: u } },
    select: { name: true, path: true },
    orderBy: { path: 'asc' },
  })
  const points = (await allPoints(tx)).filter(({ unitPath }) =>
    tops.some(({ path }) => unitPath.startsWith(path)),
  )
  if (!campaign || points.length === 0) return null
  const span: ReportSpan = {
    ...{ campaignId: c, zone, points: points.map(({ id }) => id) },
    start: dayBounds(`${m}-01`, zone).start,
    end: dayBounds(`${plusMonths(m, 1)}-01`, zone).start,
  }
  return { campaign, month: m, where: tops.map(({ name }) => name), points, span }
}

export async function reportTotals(tx: Tx, { span }: ReportScope): Promise<ReportTotals> {
  return totalsOf(await stockRows(tx, span), await handOutRows(tx, span))
}

function totalsOf(stock: StockRow[], handOuts: HandOutRow[]): ReportTotals {
  const sum = (key: 'received' | 'broken' | 'moved' | 'handed' | 'stock') =>
    stock.reduce((all, one) => all + one[key], 0)
  return {
    ...{ received: sum('received'), broken: sum('broken'), moved: sum('moved'), handed: sum('handed') },
    ...{ stock: sum('stock'), recipients: handOuts.reduce((all, one) => all + one.recipients, 0) },
  }
}

export type OfficeReport = Omit<ReportScope, 'points' | 'span'> & {
  sheets: { summary: Sheet; movements: Sheet; stock: Sheet; handOuts: Sheet; corrections: Sheet }
  asked: Date
}

/**
 * What happened to goods in a part of the city in a month, for its office: movements, stock, hand-outs by posyandu and
 * month, corrections. Of givers it holds nothing: no name, no code, and of receipts in offices only their sum.
 */
export async function officeReport(
  tx: Tx,
  { campaign, month: m, where, points, span }: ReportScope,
  t: Translate,
  now: Date,
): Promise<OfficeReport> {
  const year = { ...span, start: dayBounds(`${plusMonths(m, 1 - MONTHS)}-01`, span.zone).start }
  const moves = await movementRows(tx, span)
  const stock = await stockRows(tx, span)
  const handOuts = await handOutRows(tx, year)
  const corrections = await correctionRows(tx, span)
  const totals = totalsOf(
    stock,
    handOuts.filter(({ month }) => month === m),
  )
  // A transfer from elsewhere leads here: that point is named, too.
  const everywhere = await allPoints(tx)
  const name = (id: number | null) => everywhere.find((one) => one.id === id)?.name ?? null
  const area = (id: number) => everywhere.find((one) => one.id === id)?.areaName ?? null
  const label = (key: string) => t(`goods-admin:report.${key}`)
  const columns = (...all: [string, number][]) => all.map(([key, width]) => ({ title: label(key), width }))
  const when = (at: Date | null) => (at ? t('goods-admin:report.at', { at }) : null)
  return {
    ...{ campaign, month: m, where, asked: now },
    sheets: {
      summary: {
        name: label('summary'),
        columns: columns(['what', 44], ['value', 60]),
        rows: [
          [label('campaign'), campaign.name],
          [label('month'), t('goods-admin:report.inMonth', { at: shownMonth(m) })],
          [label('where'), where.join(', ')],
          [label('unit'), campaign.unit],
          ...(['received', 'broken', 'moved', 'handed', 'recipients', 'stock'] as const).map((key) => [
            label(key),
            totals[key],
          ]),
          [label('made'), when(now)],
          [label('meaning'), label('meaningText')],
        ],
      },
      movements: {
        name: label('movements'),
        columns: columns(
          ...([
            ['time', 26],
            ['point', 30],
            ['line', 10],
            ['kind', 20],
          ] as [string, number][]),
          ...([
            ['received', 10],
            ['broken', 10],
            ['moved', 10],
            ['handed', 10],
          ] as [string, number][]),
          ...([
            ['recipients', 10],
            ['to', 30],
            ['note', 24],
          ] as [string, number][]),
        ),
        rows: moves
          .slice(0, MOST_ROWS)
          .map((row) => [
            row.ref === null ? t('goods-admin:report.inMonth', { at: row.at }) : when(row.at),
            ...[name(row.pointId), row.ref, label(`kinds.${kindOf(row)}`)],
            ...[row.received, row.broken, row.moved, row.handed, row.recipients, name(row.toPointId)],
            noteOf(row, t),
          ]),
      },
      stock: {
        name: label('stockSheet'),
        columns: columns(
          ...([
            ['point', 30],
            ['area', 26],
            ['state', 12],
            ['received', 10],
          ] as [string, number][]),
          ...([
            ['broken', 10],
            ['moved', 10],
            ['handed', 10],
            ['stock', 12],
            ['now', 12],
          ] as [string, number][]),
        ),
        rows: points.map((point) => {
          const row = stock.find(({ pointId }) => pointId === point.id)
          return [
            ...[point.name, point.areaName, label(point.closedAt ? 'closed' : 'open')],
            ...(['received', 'broken', 'moved', 'handed', 'stock', 'now'] as const).map(
              (key) => row?.[key] ?? 0,
            ),
          ]
        }),
      },
      handOuts: {
        name: label('handOuts'),
        columns: columns(
          ['month', 18],
          ['point', 30],
          ['area', 26],
          ['times', 12],
          ['handed', 12],
          ['recipients', 12],
        ),
        rows: handOuts.map(({ month, pointId, times, amount, recipients }) => [
          t('goods-admin:report.inMonth', { at: shownMonth(month) }),
          ...[name(pointId), area(pointId), times, amount, recipients],
        ]),
      },
      corrections: {
        name: label('corrections'),
        columns: columns(
          ...([
            ['time', 26],
            ['line', 10],
            ['point', 28],
            ['was', 10],
            ['is', 10],
          ] as [string, number][]),
          ...([
            ['brokenWas', 10],
            ['brokenIs', 10],
            ['reason', 34],
            ['state', 14],
            ['decided', 26],
          ] as [string, number][]),
        ),
        rows: corrections.map((one) => [
          ...[when(one.at), one.ref, name(one.pointId), one.before, one.amount, one.brokenBefore, one.broken],
          ...[one.reason, label(`states.${one.state}`), when(one.decidedAt)],
        ]),
      },
    },
  }
}

const kindOf = ({ handed, moved, received }: MovementRow): string =>
  handed !== 0 ? 'hand_out' : moved !== 0 ? 'transfer' : received !== 0 ? 'receive' : 'break'

function noteOf({ ref, count, corrected }: MovementRow, t: Translate): string | null {
  const notes = [
    ...(ref === null ? [t('goods-admin:report.together', { count })] : []),
    ...(corrected ? [t('goods-admin:report.corrected')] : []),
  ]
  return notes.length > 0 ? notes.join(', ') : null
}

/** The report as a file. */
export async function reportFile(
  report: OfficeReport,
  as: ReportLink['f'],
  t: Translate,
): Promise<{ name: string; bytes: Buffer; type: string }> {
  const { sheets, campaign, month, asked } = report
  const name = `laporan-${campaign.goods.replace(/[^a-z0-9]+/gi, '-')}-${month}.${as}`
  if (as === 'xlsx') {
    const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    return { name, type, bytes: await writeXlsx(Object.values(sheets)) }
  }
  const { summary, movements, ...others } = sheets
  const cut = movements.rows.length > MOST_ON_PAPER
  const document: PdfDocument = {
    title: t('goods-admin:report.title', { name: campaign.name, at: shownMonth(month) }),
    lines: [
      t('goods-admin:report.for', { where: report.where }),
      t('goods-admin:report.noNames'),
      ...(cut ? [t('goods-admin:report.cut', { count: MOST_ON_PAPER })] : []),
    ],
    tables: [
      summary,
      others.stock,
      others.handOuts,
      { ...movements, rows: movements.rows.slice(0, MOST_ON_PAPER) },
      others.corrections,
    ],
    footer: t('goods-admin:report.footer', { at: asked, page: '{page}', pages: '{pages}' }),
    at: Math.floor(asked.getTime() / 1000),
  }
  return { name, type: 'application/pdf', bytes: await writePdf(document) }
}
