import { z } from 'zod'
import type { Ctx, Dialog, PersonView, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { concerns, type SessionView, sessionsNear } from '../agenda/sessions.ts'
import { countGuess } from '../people/guess-limit.ts'
import { register } from '../people/register.dialog.ts'
import { judge, type Verdict } from './judge.ts'
import { matchCode } from './match.ts'
import { type CodeReading, readCode } from './read-code.ts'
import { type RawCheckIn, record, recordAll, recordedOf, sharedBefore } from './record.ts'

/** Wrong codes from one address: more looks like guessing. */
const MOST_WRONG = 6
const WRONG_MINUTES = 10

/** What a shared phone still has to say: for whom. The message keeps its own time. */
const State = z.object({
  text: z.string(),
  at: z.iso.datetime(),
  clock: z.enum(['platform', 'ours']),
  forwarded: z.boolean(),
  edited: z.boolean(),
  place: z.boolean(),
  inboxId: z.string(),
})
type State = z.infer<typeof State>

/** One message that says "I am here", with the times and marks that the decision goes by. */
type Claim = Pick<Said, 'at' | 'clock' | 'forwarded' | 'edited' | 'inboxId'> & {
  reading: CodeReading | null
  place: boolean
}

/** "Untuk siapa?": a phone that several people use. */
export const checkInDialog: Dialog<State> = {
  name: 'check-in',
  state: State,
  start: async (ctx) => ({ say: [{ text: ctx.t('attendance:how') }] }),
  answer: async (state, said, ctx) => {
    const person = ctx.people.find((one) => said.choice === `p${one.id}`) ?? named(said.text, ctx.people)
    if (!person) return { say: whose(ctx), next: state, missed: true }
    const claim = {
      ...state,
      at: new Date(state.at),
      inboxId: BigInt(state.inboxId),
      reading: readCode(state.text),
    }
    return { say: await checkInAs(person, claim, ctx) }
  },
  ask: (_, ctx) => whose(ctx),
}

function named(text: string, people: PersonView[]): PersonView | undefined {
  const wanted = text.toLowerCase().trim()
  const found = wanted.length < 2 ? [] : people.filter((one) => one.name.toLowerCase().includes(wanted))
  return found.length === 1 ? found[0] : undefined
}

function whose(ctx: Ctx): Outgoing[] {
  return [
    {
      text: ctx.t('attendance:whose'),
      choices: ctx.people.map((one) => ({ id: `p${one.id}`, label: one.name })),
    },
  ]
}

/**
 * A message that says "I am here": one message, one answer. Who the phone belongs to is settled first; a stranger's
 * code is kept at its time and counts when the phone is claimed.
 */
export async function checkIn(
  said: Said,
  ctx: Ctx,
): Promise<{ dialog: Dialog<never, never> | null; turn: Turn<unknown> }> {
  const reading = readCode(said.text)
  const claim: Claim = { ...said, reading, place: said.place !== undefined }
  if (ctx.people.length === 0) return asGuest(claim, said, ctx)
  const only = ctx.people.length === 1 ? ctx.people[0] : undefined
  if (only) return { dialog: null, turn: { say: await checkInAs(only, claim, ctx) } }
  const state: State = {
    text: said.text,
    at: said.at.toISOString(),
    clock: said.clock,
    forwarded: said.forwarded,
    edited: said.edited,
    place: claim.place,
    inboxId: String(said.inboxId),
  }
  return { dialog: checkInDialog as Dialog<never, never>, turn: { say: whose(ctx), next: state } }
}

async function checkInAs(person: PersonView, claim: Claim, ctx: Ctx): Promise<Outgoing[]> {
  if (person.unitId === null) return [{ text: ctx.t('attendance:residents') }]
  const sessions = await near(claim.at, ctx)
  const mine = sessions.filter((one) => concerns(one, person.unitPath))
  const locked = claim.reading ? await guessedOut(ctx) : null
  if (locked) return [{ text: ctx.t('attendance:refused.tooMany', { at: locked }) }]
  const match = claim.reading ? await matchCode(ctx.tx, claim.reading, sessions, person, claim.at) : null
  if (!match) {
    // A misspelt reading that fits nothing was a guess of ours: then these were ordinary words.
    return claim.reading?.exact ? wrongCode(mine, claim, ctx) : withoutCode(person, mine, claim, ctx)
  }
  if (!concerns(match.session, person.unitPath)) {
    return [{ text: ctx.t('attendance:otherSession', { title: match.session.title }) }]
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

/**
 * Until when this address may not try codes: a limit that let the right code pass would not stop a guesser. One read
 * for all turns of a transaction, because nearly nobody is in it.
 */
async function guessedOut(ctx: Ctx): Promise<Date | null> {
  const locked = await ctx.memo('attendance/guessed-out', async () => {
    const rows = await ctx.tx.$queryRaw<{ key: string; resetAt: Date }[]>`
      SELECT key, reset_at AS "resetAt" FROM guess_limit
      WHERE key LIKE 'code/%' AND count > ${MOST_WRONG} AND reset_at > ${ctx.now}`
    return new Map(rows.map((row) => [row.key, row.resetAt]))
  })
  return locked.get(`code/${ctx.address.id}`) ?? null
}

/** Sessions around the message's time; the turns of one transaction share the read. */
function near(at: Date, ctx: Ctx): Promise<SessionView[]> {
  const hour = Math.floor(at.getTime() / 3_600_000)
  return ctx.memo(`attendance/near/${hour}`, () => sessionsNear(ctx.tx, at))
}

async function write(
  person: PersonView,
  session: SessionView,
  verdict: Verdict,
  proof: 'code' | 'unit_code' | 'place' | 'word',
  claim: Claim,
  ctx: Ctx,
  codeUnitId: number | null = null,
): Promise<Outgoing[]> {
  const accepted = verdict.verdict === 'accepted' ? verdict : null
  const flags = 'flags' in verdict ? [...verdict.flags] : []
  if (
    accepted &&
    ctx.people.length > 1 &&
    (await sharedBefore(ctx.tx, session.id, ctx.address.id, person.id))
  )
    flags.push('shared_phone' as never)
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
      verdict: verdict.verdict,
      flags,
      codeUnitId,
      status: accepted?.status ?? null,
    },
    person,
    ctx,
  )
  if (before && (!accepted || before <= countsAt)) {
    return [{ text: ctx.t('attendance:already', { title: session.title, name: person.name, at: before }) }]
  }
  return [answer(verdict, session, person, ctx)]
}

/**
 * Writes the line together with those of the other turns of this transaction, and says when the person was recorded
 * before it.
 */
async function log(raw: RawCheckIn, person: PersonView, ctx: Ctx): Promise<Date | null> {
  const recorded = await ctx.memo(`attendance/recorded/${raw.sessionId}`, () =>
    recordedOf(ctx.tx, raw.sessionId, ctx.company),
  )
  const before = recorded.get(person.id) ?? null
  // The next turn of the same person may be in this transaction, too.
  if (raw.status && (!before || raw.countsAt < before)) recorded.set(person.id, raw.countsAt)
  ctx.defer(recordAll, { ...raw, decidedAt: ctx.now })
  return before
}

/** What the verdict means to the person: which rule, and what to do next. Under 200 characters. */
function answer(verdict: Verdict, session: SessionView, person: PersonView, ctx: Ctx): Outgoing {
  const { t } = ctx
  const title = session.title
  switch (verdict.verdict) {
    case 'accepted': {
      const late = verdict.flags.includes('late_phone') ? 'LatePhone' : ''
      return {
        text: t(`attendance:accepted.${verdict.status}${late}`, {
          at: verdict.countsAt,
          sent: verdict.messageAt,
          title,
          name: person.name,
          until: session.onTimeUntil,
        }),
      }
    }
    case 'old_code':
      return {
        text: t('attendance:refused.oldCode', { at: verdict.codeAt, minutes: ctx.settings.latePhoneMinutes }),
      }
    case 'unseen_code':
      return { text: t('attendance:refused.wrongCode') }
    case 'other_unit_code':
      return { text: t('attendance:refused.otherUnit') }
    case 'too_early':
      return { text: t('attendance:refused.tooEarly', { title, opens: session.opensAt }) }
    case 'closed':
      return { text: t('attendance:refused.closed', { title, at: session.closesAt }) }
    case 'cancelled':
      return { text: t('attendance:refused.cancelled', { title }) }
    case 'not_a_message':
      return { text: t('attendance:refused.button') }
    case 'edited':
      return { text: t('attendance:refused.edited') }
    case 'forwarded':
      return { text: t('attendance:refused.forwarded') }
  }
}

async function wrongCode(mine: SessionView[], claim: Claim, ctx: Ctx): Promise<Outgoing[]> {
  const until = await countGuess(ctx.tx, `code/${ctx.address.id}`, MOST_WRONG, WRONG_MINUTES, ctx.now)
  if (until) return [{ text: ctx.t('attendance:refused.tooMany', { at: until }) }]
  const open = mine.find(
    (one) => one.opensAt <= claim.at && claim.at <= one.closesAt && one.status === 'scheduled',
  )
  if (open) return [{ text: ctx.t('attendance:refused.wrongCode') }]
  return [{ text: ctx.t('attendance:noSession', { next: nextOf(mine, claim, ctx) }) }]
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
  if (!open) return [{ text: ctx.t('attendance:noSession', { next: nextOf(mine, claim, ctx) }) }]
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

function nextOf(mine: SessionView[], claim: Claim, ctx: Ctx): string {
  const next = mine.find((one) => one.opensAt > claim.at && one.status === 'scheduled')
  return next
    ? ctx.t('attendance:nextSession', { title: next.title, opens: next.opensAt })
    : ctx.t('attendance:noNext')
}

/** Nobody has claimed this phone: the receipt first, then the question whose it is. */
async function asGuest(
  claim: Claim,
  said: Said,
  ctx: Ctx,
): Promise<{ dialog: Dialog<never, never> | null; turn: Turn<unknown> }> {
  const locked = claim.reading ? await guessedOut(ctx) : null
  if (locked)
    return { dialog: null, turn: { say: [{ text: ctx.t('attendance:refused.tooMany', { at: locked }) }] } }
  const sessions = claim.reading ? await near(claim.at, ctx) : []
  const match = claim.reading ? await matchCode(ctx.tx, claim.reading, sessions, null, claim.at) : null
  const verdict = match
    ? judge({
        session: match.session,
        proof: match.proof,
        message: claim,
        latePhoneMinutes: ctx.settings.latePhoneMinutes,
      })
    : null
  if (!match || verdict?.verdict !== 'accepted') {
    if (claim.reading?.exact) {
      const until = await countGuess(ctx.tx, `code/${ctx.address.id}`, MOST_WRONG, WRONG_MINUTES, ctx.now)
      if (until)
        return { dialog: null, turn: { say: [{ text: ctx.t('attendance:refused.tooMany', { at: until }) }] } }
    }
    const key = claim.reading?.exact ? 'attendance:guest.wrongCode' : 'attendance:guest.hello'
    return {
      dialog: null,
      turn: {
        say: [
          { text: ctx.t(key), choices: [{ id: '=daftar', label: ctx.t('conversation:choice.register') }] },
        ],
      },
    }
  }
  await record(
    ctx.tx,
    {
      sessionId: match.session.id,
      personId: null,
      addressId: ctx.address.id,
      inboxId: said.inboxId,
      proof: match.proof.kind,
      messageAt: claim.at,
      codeAt: match.proof.shownAt,
      countsAt: verdict.countsAt,
      verdict: 'accepted',
      flags: verdict.flags,
      codeUnitId: match.proof.kind === 'unit_code' ? match.proof.codeUnitId : null,
      status: null,
    },
    ctx.now,
  )
  // The registration begins with the question that an employee can answer: the NIP.
  const turn = await register.start(ctx, { employment: 'PNS' })
  return {
    dialog: register as unknown as Dialog<never, never>,
    turn: {
      ...turn,
      say: [{ ...turn.say[0], text: ctx.t('attendance:guest.kept', { at: verdict.countsAt }) }],
    },
  }
}
