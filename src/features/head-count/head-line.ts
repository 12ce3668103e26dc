import type { Translate } from '../../lib/i18n.ts'
import { type CountOf, differs } from './head-count.ts'

export const isOpen = (one: CountOf): boolean => differs(one) && one.explanation === null

/** What was counted by heads, and whether a difference is still open. */
export function headLine(one: CountOf, t: Translate): string {
  const unseen = one.sights.filter(({ seen }) => seen === 'no').length
  const { unit, count, recorded, by, at, explanation, explainedBy } = one
  const state = !differs(one) ? 'agrees' : isOpen(one) ? 'open' : 'explained'
  return t(`headcount:recap.${state}`, {
    ...{ unit, count, recorded, by, at, unseen, explanation, explainedBy },
  })
}
