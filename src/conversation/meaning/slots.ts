import { absenceSlots } from './absence-slots.ts'
import { checkinSlots, disputeSlots, documentSlots, lateSlots, partialSlots } from './attendance-slots.ts'
import { coordinatorSlots } from './coordinator-slots.ts'
import type { Message } from './heard.ts'
import { unitIn } from './names.ts'
import { correctSlots, registerSlots } from './person-slots.ts'
import { deliveredSlots, pledgeChangeSlots, pledgeSlots } from './pledge-slots.ts'
import { awardSlots, holidaySlots, myAttendanceSlots, placeSlots, scheduleSlots } from './question-slots.ts'
import { dates, type Slots, withEvent } from './slot-parts.ts'
import { helpSlots, outOfScopeTopic, sensitiveKind, topicSlots } from './talk-slots.ts'

export { dates, ORDINALS, type Slots } from './slot-parts.ts'

type Reader = (m: Message) => Slots

/** How each intent's slots are read; an intent that is not here has none. Shapes: utterances.dev.tsv. */
const READERS: Record<string, Reader> = {
  register: registerSlots,
  checkin: checkinSlots,
  report_late: lateSlots,
  report_absence: absenceSlots,
  rsvp_yes: (m) => withEvent(m, {}),
  rsvp_partial: partialSlots,
  attendance_dispute: disputeSlots,
  cancel_absence: (m) => withEvent(m, dates(m)),
  absence_document: documentSlots,
  ask_schedule: scheduleSlots,
  ask_holiday: holidaySlots,
  ask_place: placeSlots,
  ask_my_attendance: myAttendanceSlots,
  ask_award: awardSlots,
  pledge_create: pledgeSlots,
  pledge_change: pledgeChangeSlots,
  pledge_delivered: deliveredSlots,
  pledge_cancel: (m) => (m.when?.rrule ? { recurrence: m.when.rrule } : {}),
  data_access: (m) =>
    /\b(?:salinan|copy|kopi|unduh|download|ekspor|export|fotokopi)\b/.test(m.core) ? { copy: true } : {},
  data_correct: correctSlots,
  opt_out: topicSlots,
  opt_in: topicSlots,
  help: helpSlots,
  human_handoff: (m) => {
    const unit = unitIn(m.core, m.gazetteer)
    return unit ? { opd: unit.shown } : {}
  },
  sensitive_unneeded: (m) => ({ kind: sensitiveKind(m) }),
  out_of_scope: (m) => ({ topic: outOfScopeTopic(m.core) }),
}

/** The slots of `intent` in this message. */
export function slotsFor(intent: string, message: Message): Slots {
  const reader = READERS[intent]
  return reader ? reader(message) : (coordinatorSlots(intent, message) ?? {})
}
