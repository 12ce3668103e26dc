import type { Ctx } from '../../conversation/dialog.ts'
import { isOpen, proves } from '../agenda/proof.ts'
import { type SessionView, sessionsNear } from '../agenda/sessions.ts'
import { coordinatedPaths } from '../people/authority.ts'

/**
 * Sessions in which the coordinator's people must attend and which are not long over: those that are on, then what comes
 * next, then those whose check-in is over, the latest first, also where they still wait for the code of their end: a
 * training of a whole day stands in the way of no meeting in it.
 */
export async function ownSessions(ctx: Ctx): Promise<SessionView[]> {
  const paths = coordinatedPaths(ctx.person)
  const near = await sessionsNear(ctx.tx, ctx.now)
  const mine = near.filter(
    (session) =>
      session.status === 'scheduled' &&
      session.audiencePaths.some((path) => paths.some((own) => path.startsWith(own) || own.startsWith(path))),
  )
  const on = mine.filter((session) => isOpen(session, ctx.now) || proves(session, ctx.now))
  const soon = mine.filter((session) => session.opensAt > ctx.now)
  const over = mine
    .filter((session) => !on.includes(session) && !soon.includes(session))
    .sort((a, b) => b.closesAt.getTime() - a.closesAt.getTime())
  return [...on, ...soon, ...over]
}
