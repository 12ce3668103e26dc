import type { Ctx } from '../../conversation/dialog.ts'
import { codesUntil } from '../agenda/proof.ts'
import { type SessionView, sessionsNear } from '../agenda/sessions.ts'
import { coordinatedPaths } from '../people/authority.ts'

/** Sessions in which the coordinator's people must attend and which are not long over; the nearest first. */
export async function ownSessions(ctx: Ctx): Promise<SessionView[]> {
  const paths = coordinatedPaths(ctx.person)
  const near = await sessionsNear(ctx.tx, ctx.now)
  const mine = near.filter(
    (session) =>
      session.status === 'scheduled' &&
      session.audiencePaths.some((path) => paths.some((own) => path.startsWith(own) || own.startsWith(path))),
  )
  const open = mine.filter((session) => session.opensAt <= ctx.now && codesUntil(session) > ctx.now)
  const over = mine.filter((session) => codesUntil(session) <= ctx.now).reverse()
  const soon = mine.filter((session) => session.opensAt > ctx.now)
  return [...open, ...soon, ...over]
}
