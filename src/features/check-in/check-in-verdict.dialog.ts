import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import type { SessionView } from '../agenda/sessions.ts'
import type { Verdict } from './judge.ts'

/**
 * What the verdict means to the person: which rule, and what to do next. Under 200 characters.
 * @param name in whose name it is recorded, where it is
 */
export function answer(verdict: Verdict, session: SessionView, name: string, ctx: Ctx): Outgoing {
  const { t } = ctx
  const title = session.title
  switch (verdict.verdict) {
    case 'accepted': {
      const late = verdict.flags.includes('late_phone') ? 'LatePhone' : ''
      return {
        text: t(`attendance:accepted.${verdict.status}${late}`, {
          at: verdict.countsAt,
          sent: verdict.messageAt,
          title,
          name,
          until: session.onTimeUntil,
        }),
      }
    }
    case 'old_code':
      return {
        text: t('attendance:refused.oldCode', { at: verdict.codeAt, count: ctx.settings.latePhoneMinutes }),
      }
    case 'unseen_code':
      return { text: t('attendance:refused.wrongCode') }
    case 'other_unit_code':
      return { text: t('attendance:refused.otherUnit') }
    case 'too_early':
      return { text: t('attendance:refused.tooEarly', { title, opens: session.opensAt }) }
    case 'closed':
      return { text: t('attendance:refused.closed', { title, at: session.closesAt }) }
    case 'cancelled':
      return { text: t('attendance:refused.cancelled', { title }) }
    case 'not_a_message':
      return { text: t('attendance:refused.button') }
    case 'edited':
      return { text: t('attendance:refused.edited') }
    case 'forwarded':
      return { text: t('attendance:refused.forwarded') }
  }
}
