import type { Translate } from '../../lib/i18n.ts'
import { dayBounds, dayOf, plusDays, shownDay } from '../agenda/day.ts'
import type { Span } from './off-duty.ts'

/** More of them do not help on a phone. */
const MOST_SPANS = 3

/** "Senin, 30 November 2026" where it is whole days, else with the clock; days are the city's. */
export function spanText({ from, to }: Span, t: Translate, zone: string): string {
  const first = dayOf(from, zone)
  const end = dayOf(to, zone)
  const whole = isMidnight(from, zone) && isMidnight(to, zone) && end > first
  if (!whole) return t('duty:span', { from, to })
  const last = plusDays(end, -1)
  return last === first
    ? t('duty:day', { day: shownDay(first) })
    : t('duty:days', { from: shownDay(first), to: shownDay(last) })
}

/** The times of somebody's duty in a sentence: a few by name, of many how many and the last. */
export function spansText(spans: Span[], t: Translate, zone: string): string {
  const texts = spans.map((one) => spanText(one, t, zone))
  const last = texts.at(-1)
  if (texts.length <= MOST_SPANS) return t('duty:spans', { spans: texts })
  return t('duty:many', { first: texts[0], count: texts.length - 1, last })
}

const isMidnight = (at: Date, zone: string): boolean =>
  dayBounds(dayOf(at, zone), zone).start.getTime() === at.getTime()
