import type { Ctx } from '../../conversation/dialog.ts'
import type { Claim } from './check-in-claim.dialog.ts'
import { flagsOf } from './check-in-log.dialog.ts'
import type { Verdict } from './judge.ts'
import type { Match } from './match.ts'
import { record } from './record.ts'

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
