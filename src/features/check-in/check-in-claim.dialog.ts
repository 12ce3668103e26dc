import type { Ctx, Said } from '../../conversation/dialog.ts'
import type { Place } from '../../message.ts'
import { type SessionView, sessionsNear } from '../agenda/sessions.ts'
import type { CodeReading } from './read-code.ts'

/** One message that says "I am here", with the times and marks that the decision goes by. */
export type Claim = Pick<Said, 'at' | 'clock' | 'forwarded' | 'edited' | 'linked' | 'inboxId'> & {
  reading: CodeReading | null
  place: Place | null
}

/** Sessions around the message's time; the turns of one transaction share the read. */
export function near(at: Date, ctx: Ctx): Promise<SessionView[]> {
  const hour = Math.floor(at.getTime() / 3_600_000)
  return ctx.memo(`attendance/near/${hour}`, () => sessionsNear(ctx.tx, at))
}
