import type { Ctx } from '../../conversation/dialog.ts'
import { judgePlace } from '../venues/distance.ts'
import { type Claim, near } from './check-in-claim.dialog.ts'
import { flagsOf } from './check-in-log.dialog.ts'
import { judge, type Verdict } from './judge.ts'
import type { Match } from './match.ts'
import { type PlaceLine, recordPlaces } from './place.ts'
import { takenBy } from './policy.dialog.ts'
import { type RawCheckIn, record, recordAll } from './record.ts'

/** A code that fits a session, and what it would mean whoever sent it. */
export type Fitting = Match & { verdict: Verdict }

/**
 * Keeps a code in the raw log as nobody's yet: whoever registers on this phone within a day gets it (`kept.ts`).
 * @returns the time that it counts at
 */
export async function keep({ session, proof, verdict }: Fitting, claim: Claim, ctx: Ctx): Promise<Date> {
  const countsAt = 'countsAt' in verdict ? verdict.countsAt : claim.at
  await record(
    ctx.tx,
    {
      sessionId: session.id,
      personId: null,
      addressId: ctx.address.id,
      inboxId: claim.inboxId,
      proof: proof.kind,
      messageAt: claim.at,
      codeAt: proof.shownAt,
      countsAt,
      verdict: verdict.verdict,
      flags: flagsOf(verdict, { waits: false, linked: claim.linked ?? false }),
      codeUnitId: proof.kind === 'unit_code' ? proof.codeUnitId : null,
      status: null,
    },
    ctx.now,
  )
  return countsAt
}

/**
 * The same of a location, for every session that takes one and has it in its circle: whose it is tells which of them it is about.
 * @returns the time that it counts at; null where it proves nothing
 */
export async function keepPlace(claim: Claim, ctx: Ctx): Promise<Date | null> {
  const { place } = claim
  if (!place) return null
  const lines: (RawCheckIn & { decidedAt: Date })[] = []
  const places: PlaceLine[] = []
  for (const session of await near(claim.at, ctx)) {
    const verdict = judge({ session, proof: { kind: 'place' }, message: claim })
    if (verdict.verdict !== 'accepted') continue
    const found = judgePlace(place, (await takenBy(session, ctx)).circles)
    if (found?.verdict !== 'inside') continue
    const { latitude, longitude, live, accuracy = null } = place
    const { venue, radius, metres } = found
    const line = { inboxId: claim.inboxId, sessionId: session.id, personId: null }
    const marks = flagsOf(verdict, { waits: false, linked: claim.linked ?? false })
    lines.push({
      ...{ ...line, addressId: ctx.address.id, proof: 'place', messageAt: claim.at, codeAt: null },
      ...{ countsAt: verdict.countsAt, verdict: verdict.verdict, codeUnitId: null, status: null },
      ...{ flags: live ? marks : [...marks, 'static_place'], decidedAt: ctx.now },
    })
    places.push({ ...line, venue, radius, metres, accuracy, live, latitude, longitude })
  }
  if (lines.length === 0) return null
  await recordAll(ctx.tx, lines)
  await recordPlaces(ctx.tx, places)
  return claim.at
}
