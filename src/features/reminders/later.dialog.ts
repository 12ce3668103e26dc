import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { lastReminded, laterAt, putOff } from './later.ts'

/** Whether "nanti" can mean a reminder: somebody of this phone got one that is not over. */
export async function remindedHere(ctx: Ctx): Promise<boolean> {
  for (const { id } of ctx.people) if (await lastReminded(ctx.tx, id, ctx.now)) return true
  return false
}

/** "nanti": the reminder comes back in ten minutes, once, and not beyond the limit. */
export async function remindLater(ctx: Ctx): Promise<Outgoing[]> {
  const { t, person } = ctx
  const about = person ? await lastReminded(ctx.tx, person.id, ctx.now) : null
  if (!person || !about) return [{ text: t('reminders:putOff.nothing') }]
  const { title, recordedAt, closesAt, onTimeUntil } = about
  if (recordedAt) return [{ text: t('reminders:putOff.recorded', { title, at: recordedAt }) }]
  const at = laterAt(about, ctx.now)
  const until = ctx.now < onTimeUntil ? onTimeUntil : closesAt
  if (!at) return [{ text: t('reminders:putOff.tooLate', { title, until }) }]
  const fresh = await putOff(ctx.tx, person.id, about, at)
  return [{ text: t(fresh ? 'reminders:putOff.done' : 'reminders:putOff.once', { title, at, until }) }]
}
