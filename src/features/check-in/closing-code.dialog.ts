import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import type { SessionView } from '../agenda/sessions.ts'
import type { RawCheckIn } from './record.ts'

type Span = Pick<SessionView, 'closingFrom' | 'closingUntil'>

/** Verdicts of a code that was right and current: after the end of check-in it is one all the same. */
const RIGHT = new Set(['accepted', 'waits', 'closed'])

/** Whether a code is of the session's end, as one that asks for it takes it. Pure. */
export function closesWith(
  { closingFrom, closingUntil }: Span,
  { proof, verdict, countsAt }: Pick<RawCheckIn, 'proof' | 'verdict' | 'countsAt'>,
): boolean {
  if (!closingFrom || !closingUntil || !RIGHT.has(verdict)) return false
  return (proof === 'code' || proof === 'unit_code') && countsAt >= closingFrom && countsAt <= closingUntil
}

/** Whoever checks in hears that a code of the end will be asked for, and when. */
export function withClosing(
  message: Outgoing,
  { closingFrom: from, closingUntil: until }: Span,
  accepted: { countsAt: Date } | null,
  ctx: Ctx,
): Outgoing {
  if (!accepted || !from || accepted.countsAt >= from) return message
  return { ...message, text: `${message.text} ${ctx.t('proof:closing.follows', { from, until })}` }
}
