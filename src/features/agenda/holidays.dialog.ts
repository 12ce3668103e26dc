import type { Ctx, Said } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { dayOf, plusDays, shownDay } from './day.ts'
import { askSchedule } from './schedule.dialog.ts'

const MOST = 12

/** "daftar libur", "libur apa saja bulan Mei": from the table, with its legal source on a single day. */
export async function askHolidays(said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const { slots } = said.meaning
  const text = (key: string) => (typeof slots[key] === 'string' ? (slots[key] as string) : null)
  // About one day also what is planned on it.
  if (text('date')) return askSchedule(said, ctx)
  const year = /\b(20\d\d)\b/.exec(said.text)?.[1]
  const today = dayOf(ctx.now, ctx.city.zone)
  const from = text('date_from') ?? (year ? `${year}-01-01` : today)
  const to = text('date_to') ?? (year ? `${year}-12-31` : plusDays(today, 366))
  const found = ctx.city.holidays.filter((one) => one.date >= from && one.date <= to)
  if (found.length === 0) return [{ text: ctx.t('agenda:holiday.none') }]
  const shown = year ? found : found.slice(0, MOST)
  const lines = shown.map((one) =>
    ctx.t(`agenda:holiday.${one.type}`, { at: shownDay(one.date), name: one.name }),
  )
  const sources = [...new Set(shown.map((one) => one.source))]
  return [
    {
      text: [ctx.t('agenda:holiday.head'), ...lines, ctx.t('agenda:holiday.sources', { sources })].join('\n'),
    },
  ]
}
