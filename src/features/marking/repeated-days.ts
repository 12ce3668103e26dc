import type { When } from '../../language/when.ts'
import { plusDays, weekdayOf } from '../agenda/day.ts'

/** So far ahead a repeating duty is written down at once; then somebody looks at it again. */
const WEEKS = 8
const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

/**
 * The days of "tiap Sabtu" from today on, for eight weeks or until the last day that was said. Pure.
 * @returns null for any other rhythm
 */
export function repeatedDays({ rrule, dateTo }: When, today: string): string[] | null {
  const by = /^FREQ=WEEKLY;BYDAY=([A-Z,]+)$/.exec(rrule ?? '')?.[1]?.split(',')
  if (!by) return null
  const end = plusDays(today, WEEKS * 7 - 1)
  const last = dateTo && dateTo < end ? dateTo : end
  const days: string[] = []
  for (let day = today; day <= last; day = plusDays(day, 1))
    if (by.includes(DAYS[weekdayOf(day) - 1] ?? '')) days.push(day)
  return days
}
