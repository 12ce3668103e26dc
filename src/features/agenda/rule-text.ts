import type { Translate } from '../../lib/i18n.ts'
import { weekdayOf } from './day.ts'

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

/** A rule as people say it: "setiap Senin", "Senin pertama tiap bulan". */
export function ruleText(rrule: string, firstDay: string, t: Translate): string {
  const part = (name: string) => new RegExp(`(?:^|;)${name}=([^;]*)`).exec(rrule)?.[1] ?? null
  const count = Number(part('INTERVAL') ?? 1)
  const freq = part('FREQ') ?? 'WEEKLY'
  const byDay = part('BYDAY')?.split(',') ?? []
  const nth = byDay[0] ? Number.parseInt(byDay[0], 10) : Number.NaN
  const names = byDay.map((one) => t(`agenda:weekday.${DAYS.indexOf(one.slice(-2)) + 1}`))
  const every = count > 1 ? 'Several' : ''
  if (freq === 'DAILY') return t(`agenda:rule.daily${every}`, { count })
  if (freq === 'WEEKLY') {
    if (byDay.join() === 'MO,TU,WE,TH,FR' && count === 1) return t('agenda:rule.workdays')
    const days = names.length > 0 ? names : [t(`agenda:weekday.${weekdayOf(firstDay)}`)]
    return t(`agenda:rule.weekly${every}`, { days, count })
  }
  if (freq === 'YEARLY')
    return t('agenda:rule.yearly', { day: Number(firstDay.slice(8)), month: Number(firstDay.slice(5, 7)) })
  if (byDay.length > 0) return t('agenda:rule.monthlyWeekday', { day: names[0], nth: t(`agenda:nth.${nth}`) })
  const date = part('BYMONTHDAY') ?? String(Number(firstDay.slice(8)))
  return date === '-1' ? t('agenda:rule.monthEnd') : t('agenda:rule.monthly', { date })
}
