import type { Ctx, PersonView } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { concerns, type SessionView, sessionsBetween } from '../agenda/sessions.ts'
import { type Claim, near } from './check-in-claim.dialog.ts'
import { log, write } from './check-in-log.dialog.ts'
import { judge } from './judge.ts'
import { matchCode } from './match.ts'
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
  return write(
    person,
    session,
    verdict,
    proof.kind,
    claim,
    ctx,
    proof.kind === 'unit_code' ? proof.codeUnitId : null,
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

/** "hadir", or a location: kept in the raw log as a word on presence, which a code then proves. */
async function withoutCode(
  person: PersonView,
  mine: SessionView[],
  claim: Claim,
  ctx: Ctx,
): Promise<Outgoing[]> {
  const open = mine.find(
    (one) => one.opensAt <= claim.at && claim.at <= one.closesAt && one.status === 'scheduled',
  )
  if (!open) return [{ text: ctx.t('attendance:noSession', { next: await nextOf(mine, claim, ctx) }) }]
  if (claim.clock === 'ours' || claim.edited || claim.forwarded)
    return [{ text: ctx.t('attendance:needsCode', { title: open.title }) }]
  const before = await log(
    {
      sessionId: open.id,
      personId: person.id,
      addressId: ctx.address.id,
      inboxId: claim.inboxId,
      proof: claim.place ? 'place' : 'word',
      messageAt: claim.at,
      codeAt: null,
      countsAt: claim.at,
      verdict: 'needs_code',
      flags: [],
      codeUnitId: null,
      status: null,
    },
    person,
    ctx,
  )
  if (before)
    return [{ text: ctx.t('attendance:already', { title: open.title, name: person.name, at: before }) }]
  return [{ text: ctx.t('attendance:needsCode', { title: open.title }) }]
}

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
