import type { Ctx, Said } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { dayBounds } from './day.ts'
import { concerns, sessionsBetween } from './sessions.ts'

const DAY_MS = 86_400_000
/** Without a date, "jadwal" means the coming two weeks. */
const AHEAD_DAYS = 14

/** "besok ada apel?", "jadwal": the sessions of whoever asks, cancelled ones named as such. */
export async function askSchedule(said: Said, ctx: Ctx): Promise<Outgoing[]> {
  return scheduleOf(said, ctx.person?.unitPath ?? null, ctx)
}

/** The sessions of one unit. */
export async function scheduleOf(said: Said, path: string | null, ctx: Ctx): Promise<Outgoing[]> {
  const { slots } = said.meaning
  const holiday = ctx.city.holidays.find((one) => one.date === slots.date)
  const text = (key: string) => (typeof slots[key] === 'string' ? (slots[key] as string) : null)
  const first = text('date') ?? text('date_from')
  const last = text('date') ?? text('date_to')
  const from = first ? dayBounds(first, ctx.city.zone).start : ctx.now
  const to = last ? dayBounds(last, ctx.city.zone).end : new Date(from.getTime() + AHEAD_DAYS * DAY_MS)
  const all = await sessionsBetween(ctx.tx, from, to)
  const mine = all.filter((session) => concerns(session, path))
  const lines = mine.slice(0, 8).map((session) =>
    ctx.t(session.status === 'cancelled' ? 'agenda:schedule.cancelled' : 'agenda:schedule.line', {
      title: session.title,
      place: session.place,
      at: session.startsAt,
    }),
  )
  const about = holiday ? [ctx.t('agenda:schedule.holiday', { at: from, name: holiday.name })] : []
  if (lines.length === 0) {
    const known = path === null ? 'resident' : first ? 'noneThen' : 'none'
    const key = ctx.person || path !== null ? known : 'guest'
    return [{ text: [...about, ctx.t(`agenda:schedule.${key}`, { at: from })].join('\n') }]
  }
  return [{ text: [...about, ctx.t('agenda:schedule.head'), ...lines].join('\n') }]
}
