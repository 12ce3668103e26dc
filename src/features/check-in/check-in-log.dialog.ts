import type { Ctx, PersonView } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import type { SessionView } from '../agenda/sessions.ts'
import type { Claim } from './check-in-claim.dialog.ts'
import { answer } from './check-in-verdict.dialog.ts'
import type { Verdict } from './judge.ts'
import { type RawCheckIn, recordAll, recordedOf, sharedBefore } from './record.ts'

/** A verdict goes into the raw log and back to the person. */
export async function write(
  person: PersonView,
  session: SessionView,
  verdict: Verdict,
  proof: 'code' | 'unit_code' | 'place' | 'word',
  claim: Claim,
  ctx: Ctx,
  codeUnitId: number | null = null,
): Promise<Outgoing[]> {
  const accepted = verdict.verdict === 'accepted' ? verdict : null
  // A colleague has used this phone already: the coordinator says whether it counts (ask-waiting.ts), nobody is refused.
  const waits =
    accepted !== null &&
    ctx.people.length > 1 &&
    (await sharedBefore(ctx.tx, session.id, ctx.address.id, person.id))
  const flags = flagsOf(verdict, { waits, linked: claim.linked ?? false })
  const countsAt = 'countsAt' in verdict ? verdict.countsAt : claim.at
  const before = await log(
    {
      sessionId: session.id,
      personId: person.id,
      addressId: ctx.address.id,
      inboxId: claim.inboxId,
      proof,
      messageAt: claim.at,
      codeAt: 'codeAt' in verdict ? verdict.codeAt : null,
      countsAt,
      verdict: waits ? 'waits' : verdict.verdict,
      flags,
      codeUnitId,
      status: waits ? null : (accepted?.status ?? null),
    },
    person,
    ctx,
  )
  if (before && (!accepted || before <= countsAt)) {
    return [{ text: ctx.t('attendance:already', { title: session.title, name: person.name, at: before }) }]
  }
  if (waits)
    return [{ text: ctx.t('attendance:waits', { at: countsAt, title: session.title, name: person.name }) }]
  return [answer(verdict, session, person.name, ctx)]
}

/** Marks for the coordinator, beside those that the times gave. */
export function flagsOf(verdict: Verdict, marks: { waits: boolean; linked: boolean }): string[] {
  return [
    ...('flags' in verdict ? verdict.flags : []),
    ...(marks.waits ? ['shared_phone'] : []),
    ...(marks.linked ? ['linked_device'] : []),
  ]
}

/**
 * Writes the line together with those of the other turns of this transaction, and says when the person was recorded
 * before it.
 */
export async function log(raw: RawCheckIn, person: PersonView, ctx: Ctx): Promise<Date | null> {
  const recorded = await ctx.memo(`attendance/recorded/${raw.sessionId}`, () =>
    recordedOf(ctx.tx, raw.sessionId, ctx.company),
  )
  const before = recorded.get(person.id) ?? null
  // The next turn of the same person may be in this transaction, too.
  if (raw.status && (!before || raw.countsAt < before)) recorded.set(person.id, raw.countsAt)
  ctx.defer(recordAll, { ...raw, decidedAt: ctx.now })
  return before
}
