import type { Ctx, PersonView } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import type { Policy } from '../agenda/proof.ts'
import type { SessionView } from '../agenda/sessions.ts'
import type { Claim } from './check-in-claim.dialog.ts'
import { answer } from './check-in-verdict.dialog.ts'
import { closesWith, withClosing } from './closing-code.dialog.ts'
import type { Verdict } from './judge.ts'
import { type RawCheckIn, recordAll, recordedOf, sharedBefore } from './record.ts'

/** By what somebody claims to be there. */
export type Shown = {
  proof: 'code' | 'unit_code' | 'place' | 'word'
  policy: Policy
  codeUnitId?: number | null
  /** When the code was shown, also where check-in has closed by then. */
  shownAt?: Date
  flags?: string[]
}

/** A verdict goes into the raw log and back to the person. */
export async function write(
  person: PersonView,
  session: SessionView,
  verdict: Verdict,
  { proof, policy, codeUnitId = null, shownAt, flags: more = [] }: Shown,
  claim: Claim,
  ctx: Ctx,
): Promise<Outgoing[]> {
  const accepted = verdict.verdict === 'accepted' ? verdict : null
  const by = accepted ? await wordNeeded(person, session, policy, ctx) : null
  const flags = [
    ...flagsOf(verdict, { waits: by === 'shared_phone', linked: claim.linked ?? false }),
    ...more,
  ]
  const countsAt = 'countsAt' in verdict ? verdict.countsAt : claim.at
  const raw: RawCheckIn = {
    sessionId: session.id,
    personId: person.id,
    addressId: ctx.address.id,
    inboxId: claim.inboxId,
    proof,
    messageAt: claim.at,
    codeAt: 'codeAt' in verdict ? verdict.codeAt : null,
    countsAt,
    verdict: by ? 'waits' : verdict.verdict,
    flags: by === 'by_coordinator' ? [...flags, by] : flags,
    codeUnitId,
    status: by ? null : (accepted?.status ?? null),
  }
  if (closesWith(session, raw) && (await recordedBefore(person, session.id, ctx))) {
    await log(
      { ...raw, proof: 'closing', verdict: 'closing', status: null, codeAt: shownAt ?? null },
      person,
      ctx,
    )
    return [{ text: ctx.t('proof:closing.done', { at: countsAt, title: session.title, name: person.name }) }]
  }
  const before = await log(raw, person, ctx)
  if (before && (!accepted || before <= countsAt)) {
    return [{ text: ctx.t('attendance:already', { title: session.title, name: person.name, at: before }) }]
  }
  if (by) {
    const values = { at: countsAt, title: session.title, name: person.name }
    return [{ text: ctx.t(by === 'by_coordinator' ? 'proof:waits' : 'attendance:waits', values) }]
  }
  return [withClosing(answer(verdict, session, person.name, ctx), session, accepted, ctx)]
}

/**
 * Whose word it takes, and why: the session leaves everybody to the coordinator; or a colleague has used this phone
 * already, and the coordinator says whether it counts (ask-waiting.ts). Nobody is refused.
 */
async function wordNeeded(
  person: PersonView,
  session: SessionView,
  policy: Policy,
  ctx: Ctx,
): Promise<'by_coordinator' | 'shared_phone' | null> {
  if (policy === 'coordinator') return 'by_coordinator'
  const shared = ctx.people.length > 1 && (await sharedBefore(ctx.tx, session.id, ctx.address.id, person.id))
  return shared ? 'shared_phone' : null
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
  const recorded = await recordedIn(raw.sessionId, ctx)
  const before = recorded.get(person.id) ?? null
  // The next turn of the same person may be in this transaction, too.
  if (raw.status && (!before || raw.countsAt < before)) recorded.set(person.id, raw.countsAt)
  ctx.defer(recordAll, { ...raw, decidedAt: ctx.now })
  return before
}

/** Who of this transaction is recorded for a session, and since when: one read for all of them. */
function recordedIn(sessionId: number, ctx: Ctx): Promise<Map<number, Date>> {
  return ctx.memo(`attendance/recorded/${sessionId}`, () => recordedOf(ctx.tx, sessionId, ctx.company))
}

/** Whether somebody is recorded as present already. */
export async function recordedBefore(person: PersonView, sessionId: number, ctx: Ctx): Promise<boolean> {
  return (await recordedIn(sessionId, ctx)).has(person.id)
}
