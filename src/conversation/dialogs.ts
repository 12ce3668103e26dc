import { answerOnLeave } from '../features/absence/answer.dialog.ts'
import { sendLetter } from '../features/absence/letter.dialog.ts'
import { askForLeave } from '../features/absence/request.dialog.ts'
import { withdrawOwn } from '../features/absence/withdraw.dialog.ts'
import { wordOnLeave } from '../features/absence/word.dialog.ts'
import { changeAgenda } from '../features/agenda/change-agenda.dialog.ts'
import { editHoliday } from '../features/agenda/edit-holiday.dialog.ts'
import { newSession } from '../features/agenda/new-session.dialog.ts'
import { compose } from '../features/announcements/compose.dialog.ts'
import { answerQuestion, askBack } from '../features/announcements/questions.dialog.ts'
import { checkInDialog } from '../features/check-in/check-in-whose.dialog.ts'
import { annul } from '../features/disputes/annul.dialog.ts'
import { judgeDispute } from '../features/disputes/decide-dispute.dialog.ts'
import { disputeDialog } from '../features/disputes/dispute.dialog.ts'
import { changeProgram } from '../features/goods/campaign-admin.dialog.ts'
import { handOver } from '../features/handover/hand-over.dialog.ts'
import { headCount } from '../features/head-count/head-count.dialog.ts'
import { inspect } from '../features/inspections/inspect.dialog.ts'
import { duty } from '../features/marking/duty.dialog.ts'
import { marking } from '../features/marking/marking.dialog.ts'
import { startCounting } from '../features/onboarding/count-unit.dialog.ts'
import { joinUnit } from '../features/onboarding/join-unit.dialog.ts'
import { takeOut } from '../features/onboarding/take-out.dialog.ts'
import { register } from '../features/people/register.dialog.ts'
import { giveRole } from '../features/people/roles.dialog.ts'
import { changeDialog } from '../features/pledges/change-pledge.dialog.ts'
import { forgetGiving } from '../features/pledges/forget-giving.dialog.ts'
import { nearby } from '../features/pledges/nearby.dialog.ts'
import { pledge } from '../features/pledges/pledge.dialog.ts'
import { editPoint } from '../features/points/edit-point.dialog.ts'
import { acceptInvitation } from '../features/points/invite.dialog.ts'
import { newPoint } from '../features/points/new-point.dialog.ts'
import { editReminders } from '../features/reminders/edit.dialog.ts'
import { feedback } from '../features/retret/feedback.dialog.ts'
import { changePeople } from '../features/retret/people.dialog.ts'
import { retret } from '../features/retret/retret.dialog.ts'
import { correctData } from '../features/rights/correct.dialog.ts'
import { eraseMine } from '../features/rights/erase.dialog.ts'
import { judgeRequest } from '../features/rights/judge-request.dialog.ts'
import { merge } from '../features/rights/merge.dialog.ts'
import { setVenueDialog } from '../features/venues/set-venue.dialog.ts'
import type { Ctx, Dialog, Turn } from './dialog.ts'
import { speakerDialog } from './speaker.ts'
import type { AnyDialog } from './standing.ts'

/** Those that may begin with nothing said: what "ulang" does, and a state that an upgrade made unreadable. */
const BARE = [
  ...[register, newSession, editHoliday, checkInDialog, compose, editReminders, pledge, forgetGiving],
  ...[newPoint, marking, headCount, eraseMine, retret],
  // biome-ignore lint/suspicious/noExplicitAny: dialogs of many states; what counts is that each takes no wish
] satisfies Dialog<any, undefined>[]

/** Those that begin with a wish, which is gone by then: they ask the standing question again. */
const OF_A_WISH = [
  ...[changeAgenda, giveRole, handOver, speakerDialog, askBack, answerQuestion, changeDialog, nearby],
  ...[askForLeave, wordOnLeave, answerOnLeave, withdrawOwn, sendLetter],
  ...[annul, disputeDialog, judgeDispute, duty, inspect],
  ...[changeProgram, editPoint, acceptInvitation, joinUnit, startCounting, takeOut, setVenueDialog],
  ...[correctData, judgeRequest, merge, changePeople, feedback],
]

/** Every dialog that may stand in the database, by the name under which it is stored. */
export const dialogs: ReadonlyMap<string, AnyDialog> = new Map(
  [...BARE, ...OF_A_WISH].map((dialog) => [dialog.name, dialog as AnyDialog]),
)

const bare = new Set(BARE.map(({ name }) => name))

/** How a dialog begins anew, as if nothing had been said. @returns null when it needs a wish */
export function beginBare(dialog: AnyDialog, ctx: Ctx): Promise<Turn<unknown>> | null {
  return bare.has(dialog.name) ? dialog.start(ctx, undefined) : null
}
