import type { Tx } from '../../lib/db.ts'
import { dayBounds } from '../agenda/day.ts'
import { everOf, handedAndReceived, promisedBy, type Row } from './figures-sql.ts'
import { lastMonths, plusMonths } from './months.ts'

/**
 * What a campaign has come to, in its units. In one sentence each (locales, progress.meaning):
 * - `promised`: pledges whose day lies in the month (without a day: that were made in it), as they now stand, the
 *   received ones too, without those that were cancelled or have lapsed;
 * - `received`: all that came to a point, the broken too;
 * - `broken`: on arrival, and at a point afterwards;
 * - `handed`: given out, at the point where it was; `recipients`: to how many people, as far as it was said.
 *
 * A correction belongs to the month of the line that it corrects: what was said of a month is put right there, and next
 * month's figures never carry last month's mistakes.
 */
export type Amounts = {
  promised: number
  received: number
  broken: number
  handed: number
  recipients: number
  /** How many pledges and how many receipts these are: what tells whether a figure points at one giver. */
  pledges: number
  receipts: number
}

/** `areaId` null: points without a kelurahan (offices, events), and pledges that have chosen no point. */
export type AreaFigures = Amounts & { areaId: number | null; area: string | null }

/** `areas` by name, those without anything left out. */
export type MonthFigures = { month: string; total: Amounts; areas: AreaFigures[] }

export type Figures = {
  month: string
  /** Twelve, the oldest first; the last one is `month`. */
  months: MonthFigures[]
  /** As things stand: whole units that lie at points. */
  stock: number
  /** Since the campaign began. */
  ever: { received: number; broken: number; handed: number }
}

const NOTHING: Amounts = {
  ...{ promised: 0, received: 0, broken: 0, handed: 0, recipients: 0 },
  ...{ pledges: 0, receipts: 0 },
}
const MEASURES = Object.keys(NOTHING) as (keyof Amounts)[]

/**
 * The figures of a campaign: a month, the eleven before it, and as things stand.
 * @param month of the city's calendar, "2026-11"
 * @param zone the city's
 */
export async function figuresOf(tx: Tx, campaignId: number, month: string, zone: string): Promise<Figures> {
  const names = lastMonths(month, 12)
  const first = `${names[0]}-01`
  const after = `${plusMonths(month, 1)}-01`
  const span = {
    ...{ campaignId, zone, first, after },
    start: dayBounds(first, zone).start,
    end: dayBounds(after, zone).start,
  }
  const rows = [...(await handedAndReceived(tx, span)), ...(await promisedBy(tx, span))]
  return { month, months: byMonth(names, rows), ...(await everOf(tx, campaignId)) }
}

/** The month itself, out of `months`. */
export function thisMonth({ month, months }: Pick<Figures, 'month' | 'months'>): MonthFigures {
  return months.find((one) => one.month === month) ?? { month, total: NOTHING, areas: [] }
}

/** Of a monthly target, in whole per cent, rounded down: 100 means that it is reached. Null without a target. */
export function shareOf(received: number, target: number | null): number | null {
  return target === null || target <= 0 ? null : Math.floor((received / target) * 100)
}

/** Pure. */
export function byMonth(names: string[], rows: Row[]): MonthFigures[] {
  return names.map((month) => {
    const areas = new Map<number | null, AreaFigures>()
    for (const { areaId, area, kind, amount, gifts, recipients } of rows.filter(
      (one) => one.month === month,
    )) {
      const sum = areas.get(areaId) ?? { ...NOTHING, areaId, area }
      areas.set(areaId, sum)
      sum[kind] += amount
      sum.recipients += recipients
      if (kind === 'promised') sum.pledges += gifts
      if (kind === 'received') sum.receipts += gifts
    }
    const some = [...areas.values()].filter((one) => MEASURES.some((name) => one[name] !== 0))
    const total = { ...NOTHING }
    for (const one of some) for (const name of MEASURES) total[name] += one[name]
    return { month, total, areas: some.sort(byName) }
  })
}

/** Those without a kelurahan come last. */
const byName = (a: AreaFigures, b: AreaFigures): number =>
  a.area === null || b.area === null
    ? Number(a.area === null) - Number(b.area === null)
    : a.area.localeCompare(b.area, 'id')
