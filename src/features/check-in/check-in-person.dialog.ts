import type { Ctx, PersonView } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import type { Policy } from '../agenda/proof.ts'
import { concerns, type SessionView, sessionsBetween } from '../agenda/sessions.ts'
import { judgePlace } from '../venues/distance.ts'
import { type Claim, near } from './check-in-claim.dialog.ts'
import { log, recordedBefore, type Shown, write } from './check-in-log.dialog.ts'
import { askPlace, checkInByPlace } from './check-in-place.dialog.ts'
import { judge } from './judge.ts'
import { matchCode } from './match.ts'
import { takenBy } from './policy.dialog.ts'
import { countWrong, guessedOut } from './wrong-codes.dialog.ts'

/** A claim of somebody who is known: judged and written, or answered with what is missing. */
export async function checkInAs(person: PersonView, claim: Claim, ctx: Ctx): Promise<Outgoing[]> {
  if (person.unitId === null) return [{ text: ctx.t('attendance:residents') }]
  const sessions = await near(claim.at, ctx)
  const mine = sessions.filter((one) => concerns(one, person))
  const locked = claim.reading ? await guessedOut(ctx) : null
  if (locked) return [{ text: ctx.t('attendance:refused.tooMany', { at: locked }) }]
  const match = claim.reading ? await matchCode(ctx.tx, claim.reading, sessions, person, claim.at) : null
  if (!match) {
    if (claim.reading?.exact) return wrongCode(mine, claim, ctx)
    // A misspelt reading that fits nothing is taken as ordinary words; as a guess it is counted all the same.
    const until = claim.reading ? await countWrong(ctx) : null
    if (until) return [{ text: ctx.t('attendance:refused.tooMany', { at: until }) }]
    return withoutCode(person, mine, claim, ctx)
  }
  if (!concerns(match.session, person)) {
    return [{ text: ctx.t(otherOf(match.session, person), { title: match.session.title }) }]
  }
  const { session, proof } = match
  const verdict = judge({ session, proof, message: claim, latePhoneMinutes: ctx.settings.latePhoneMinutes })
  const { policy } = await takenBy(session, ctx)
  const codeUnitId = proof.kind === 'unit_code' ? proof.codeUnitId : null
  // A code of the end is taken wherever one is asked for.
  const ends =
    'countsAt' in verdict &&
    isClosing(session, verdict.countsAt) &&
    (await recordedBefore(person, session.id, ctx))
  if (policy === 'place' && verdict.verdict === 'accepted' && !ends)
    return withoutProof(person, session, { proof: proof.kind, verdict: 'needs_place', policy }, claim, ctx)
  return write(
    person,
    session,
    verdict,
    { proof: proof.kind, policy, codeUnitId, shownAt: proof.shownAt },
    claim,
    ctx,
  )
}

/** Of the own unit only some take part, by name. */
const otherOf = ({ named }: SessionView, { unitPath }: PersonView): string =>
  named?.paths.some((path) => unitPath?.startsWith(path))
    ? 'retret:notParticipant'
    : 'attendance:otherSession'

/** A code that fits nothing: counted as a guess, and answered with what is open or comes next. */
export async function wrongCode(mine: SessionView[], claim: Claim, ctx: Ctx): Promise<Outgoing[]> {
  const until = await countWrong(ctx)
  if (until) return [{ text: ctx.t('attendance:refused.tooMany', { at: until }) }]
  const open = mine.find(
    (one) => one.opensAt <= claim.at && claim.at <= one.closesAt && one.status === 'scheduled',
  )
  if (open) return [{ text: ctx.t('attendance:refused.wrongCode') }]
  return [{ text: ctx.t('attendance:noSession', { next: await nextOf(mine, claim, ctx) }) }]
}

/** "hadir", or a location: kept in the raw log as a word on presence, which the session's own proof then proves. */
async function withoutCode(
  person: PersonView,
  mine: SessionView[],
  claim: Claim,
  ctx: Ctx,
): Promise<Outgoing[]> {
  const open = mine.filter(
    (one) => one.opensAt <= claim.at && claim.at <= one.closesAt && one.status === 'scheduled',
  )
  const { place } = claim
  const all = await Promise.all(open.map(async (session) => ({ session, ...(await takenBy(session, ctx)) })))
  const taking = place ? all.filter(({ circles }) => circles.length > 0) : []
  const inside = taking.filter(({ circles }) => place && judgePlace(place, circles)?.verdict === 'inside')
  const there = await unrecorded(person, inside.length > 0 ? inside : taking, ctx)
  if (place && there) return checkInByPlace(person, there.session, there, { ...claim, place }, ctx)
  // A word is something where the coordinator decides; elsewhere it is only answered.
  const byWord = all.filter((one) => one.policy === 'coordinator')
  const others = all.filter((one) => one.policy !== 'coordinator')
  const meant = await unrecorded(person, [...byWord, ...others], ctx)
  if (!meant) return [{ text: ctx.t('attendance:noSession', { next: await nextOf(mine, claim, ctx) }) }]
  const { session: first, policy } = meant
  const proof = place ? 'place' : 'word'
  if (claim.clock === 'ours' || claim.edited || claim.forwarded) return [needs(first, policy, ctx)]
  if (policy === 'coordinator') {
    const verdict = judge({ session: first, proof: { kind: proof }, message: claim })
    return write(person, first, verdict, { proof, policy }, claim, ctx)
  }
  const verdict = policy === 'place' ? 'needs_place' : 'needs_code'
  return withoutProof(person, first, { proof, verdict, policy }, claim, ctx)
}

/** Of several sessions at once the first in which nothing of this person is recorded yet. */
async function unrecorded<T extends { session: SessionView }>(
  person: PersonView,
  all: T[],
  ctx: Ctx,
): Promise<T | null> {
  if (all.length > 1)
    for (const one of all) if (!(await recordedBefore(person, one.session.id, ctx))) return one
  return all[0] ?? null
}

/** Kept, and answered with what it takes. */
async function withoutProof(
  person: PersonView,
  session: SessionView,
  { proof, verdict, policy }: { proof: Shown['proof']; verdict: string; policy: Policy },
  claim: Claim,
  ctx: Ctx,
): Promise<Outgoing[]> {
  const before = await log(
    {
      sessionId: session.id,
      personId: person.id,
      addressId: ctx.address.id,
      inboxId: claim.inboxId,
      proof,
      messageAt: claim.at,
      codeAt: null,
      countsAt: claim.at,
      verdict,
      flags: [],
      codeUnitId: null,
      status: null,
    },
    person,
    ctx,
  )
  if (before)
    return [{ text: ctx.t('attendance:already', { title: session.title, name: person.name, at: before }) }]
  return [needs(session, policy, ctx)]
}

/** What has to be sent so that somebody is recorded. */
export function needs({ title, place }: SessionView, policy: Policy, ctx: Ctx): Outgoing {
  if (policy === 'code') return { text: ctx.t('attendance:needsCode', { title }) }
  if (policy === 'coordinator') return { text: ctx.t('proof:needs.coordinator', { title }) }
  return { text: ctx.t(`proof:needs.${policy}`, { title, place }), ...askPlace(ctx) }
}

const isClosing = ({ closingFrom, closingUntil }: SessionView, at: Date): boolean =>
  closingFrom !== null && closingUntil !== null && at >= closingFrom && at <= closingUntil

/** Further ahead than what a message may be about: a reminder comes a day or more before. */
const AHEAD_MS = 14 * 86_400_000

/** What comes next for the people of this phone, in a sentence. */
export async function nextOf(mine: SessionView[], claim: Claim, ctx: Ctx): Promise<string> {
  const fits = (one: SessionView) =>
    one.opensAt > claim.at && one.status === 'scheduled' && ctx.people.some((person) => concerns(one, person))
  const next = mine.find(fits) ?? (await ahead(claim.at, ctx)).find(fits)
  return next
    ? ctx.t('attendance:nextSession', { title: next.title, opens: next.opensAt })
    : ctx.t('attendance:noNext')
}

function ahead(at: Date, ctx: Ctx): Promise<SessionView[]> {
  const hour = Math.floor(at.getTime() / 3_600_000)
  const until = new Date(at.getTime() + AHEAD_MS)
  return ctx.memo(`attendance/ahead/${hour}`, () => sessionsBetween(ctx.tx, at, until))
}
