import type { Ctx, PersonView } from '../../conversation/dialog.ts'
import type { Outgoing, Place } from '../../message.ts'
import type { SessionView } from '../agenda/sessions.ts'
import { judgePlace, type Near } from '../venues/distance.ts'
import { distanceText } from '../venues/distance-text.ts'
import type { Claim } from './check-in-claim.dialog.ts'
import { log, write } from './check-in-log.dialog.ts'
import { judge } from './judge.ts'
import { recordPlaces } from './place.ts'
import type { Taken } from './policy.dialog.ts'

/**
 * "I am here", by location. What was passed on, or picked from a list of places, says nothing of where the phone is; a
 * position that a messenger gives by itself does, and one that is followed (live) says more.
 */
export async function checkInByPlace(
  person: PersonView,
  session: SessionView,
  { policy, circles }: Taken,
  claim: Claim & { place: Place },
  ctx: Ctx,
): Promise<Outgoing[]> {
  const verdict = judge({ session, proof: { kind: 'place' }, message: claim })
  const { place } = claim
  if (claim.forwarded) {
    const already = await refuse(person, session, 'forwarded', claim, ctx)
    return already ?? [{ text: ctx.t('proof:notFresh'), ...askPlace(ctx) }]
  }
  const near = judgePlace(place, circles)
  if (near && verdict.verdict === 'accepted' && near.verdict !== 'inside') {
    const already = await refuse(person, session, near.verdict, claim, ctx)
    keep(near, person, session, claim, ctx)
    return already ?? [{ text: outside(near, place, policy, ctx), ...askPlace(ctx) }]
  }
  const flags = place.live ? [] : ['static_place']
  const say = await write(person, session, verdict, { proof: 'place', policy, flags }, claim, ctx)
  if (near) keep(near, person, session, claim, ctx)
  return say
}

/** Kept in the raw log, and not counted. @returns what to say to somebody who is recorded already */
async function refuse(
  person: PersonView,
  session: SessionView,
  verdict: string,
  claim: Claim,
  ctx: Ctx,
): Promise<Outgoing[] | null> {
  const before = await log(
    {
      ...{ sessionId: session.id, personId: person.id, addressId: ctx.address.id, inboxId: claim.inboxId },
      ...{ proof: 'place', messageAt: claim.at, codeAt: null, countsAt: claim.at, verdict, flags: [] },
      ...{ codeUnitId: null, status: null },
    },
    person,
    ctx,
  )
  const values = { title: session.title, name: person.name, at: before }
  return before ? [{ text: ctx.t('attendance:already', values) }] : null
}

function keep(
  near: Near,
  person: PersonView,
  session: SessionView,
  claim: Claim & { place: Place },
  ctx: Ctx,
) {
  const { latitude, longitude, live, accuracy = null } = claim.place
  const { venue, radius, metres } = near
  ctx.defer(recordPlaces, {
    ...{ inboxId: claim.inboxId, sessionId: session.id, personId: person.id },
    ...{ venue, radius, metres, accuracy, live, latitude, longitude },
  })
}

/** How far, and what to do. */
function outside(near: Near, place: Place, policy: Taken['policy'], { t }: Ctx): string {
  if (near.verdict === 'imprecise')
    return t('proof:imprecise', { accuracy: distanceText(place.accuracy ?? 0, t) })
  const { venue } = near
  const values = { venue, distance: distanceText(near.metres, t), radius: distanceText(near.radius, t) }
  return t(policy === 'place' ? 'proof:tooFar.place' : 'proof:tooFar.code_or_place', values)
}

export const askPlace = ({ t }: Pick<Ctx, 't'>) => ({
  ask: 'place' as const,
  askLabel: t('conversation:share.place'),
})
