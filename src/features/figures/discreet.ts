import { type Amounts, type AreaFigures, type Figures, type MonthFigures, thisMonth } from './figures.ts'

/** From how many gifts on a sum of them says nothing about one giver. */
export const FEW = 5

const SHOWN = ['promised', 'received', 'broken', 'handed', 'recipients'] as const
export type Measure = (typeof SHOWN)[number]

/** Of how many pledges, receipts or people a figure is made; null: of nobody's (hand-outs are the city's own act). */
const OF: Record<Measure, keyof Amounts | null> = {
  promised: 'pledges',
  received: 'receipts',
  broken: 'receipts',
  handed: null,
  recipients: 'recipients',
}

/** `null`: not shown. */
export type PublicArea = { area: string | null } & Record<Measure, number | null>
export type PublicMonth = { month: string; total: Record<Measure, number>; areas: PublicArea[] }

/**
 * A month as everybody may see it: the city's totals whole; of a kelurahan no figure that stands for fewer than five
 * gifts, and none by which such a one could be reckoned from the total. Pure.
 */
export function discreet({ month, total, areas }: MonthFigures): PublicMonth {
  const hidden = new Map(SHOWN.map((name) => [name, hiddenAreas(areas, OF[name])]))
  const pick = (one: Amounts) => Object.fromEntries(SHOWN.map((name) => [name, one[name]]))
  const sum = pick(total) as Record<Measure, number>
  return {
    month,
    total: sum,
    areas: areas.map((one) => {
      const shown = SHOWN.map((name) => [name, hidden.get(name)?.has(one.areaId) ? null : one[name]])
      return { area: one.area, ...(Object.fromEntries(shown) as Record<Measure, number | null>) }
    }),
  }
}

/**
 * Those with one to four; and, while all the hidden together are fewer than five (the total less what is shown would
 * tell), the next smallest too. When nothing is left that could be shown, a nought would tell as well: all are hidden.
 */
function hiddenAreas(areas: AreaFigures[], of: keyof Amounts | null): Set<number | null> {
  if (of === null) return new Set()
  const rising = areas.filter((one) => one[of] > 0).sort((a, b) => a[of] - b[of])
  const hidden = rising.filter((one) => one[of] < FEW)
  const sum = () => hidden.reduce((all, one) => all + one[of], 0)
  while (hidden.length > 0 && sum() < FEW) {
    const next = rising[hidden.length]
    if (!next) return new Set(areas.map(({ areaId }) => areaId))
    hidden.push(next)
  }
  return new Set(hidden.map(({ areaId }) => areaId))
}

/** Everything of `Figures` that everybody may see. */
export type PublicFigures = Omit<Figures, 'months'> & { now: PublicMonth; months: PublicMonth[] }

export function publicFigures(figures: Figures): PublicFigures {
  return { ...figures, now: discreet(thisMonth(figures)), months: figures.months.map(discreet) }
}
