import type { Ctx, PersonView, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { concerns, type SessionView } from '../agenda/sessions.ts'
import { type Claim, near } from './check-in-claim.dialog.ts'
import { fittingForNobody } from './check-in-guest.dialog.ts'
import { keep } from './check-in-keep.dialog.ts'
import { needs, nextOf, wrongCode } from './check-in-person.dialog.ts'
import { answer } from './check-in-verdict.dialog.ts'
import { ask, checkInDialog, type State } from './check-in-whose.dialog.ts'
import { takenBy } from './policy.dialog.ts'
import { guessedOut } from './wrong-codes.dialog.ts'

/** What is worth asking for whom; everything else is answered the same whoever it was. */
const ASKED = new Set(['accepted', 'old_code', 'closed'])

/** More unanswered codes than people who could stand around one phone: then the questions are answered first. */
const MOST_WAITING = 12

type Answer = {
  dialog: typeof checkInDialog | null
  turn: Turn<unknown>
  joins?: (open: State) => Promise<Turn<State>>
}
const once = (say: Outgoing[]): Answer => ({ dialog: null, turn: { say } })

/** A phone that several employees use: a code that counts waits, with its own time, until it is known whose it is. */
export async function asShared(people: PersonView[], text: string, claim: Claim, ctx: Ctx): Promise<Answer> {
  const { t } = ctx
  const locked = claim.reading ? await guessedOut(ctx) : null
  if (locked) return once([{ text: t('attendance:refused.tooMany', { at: locked }) }])
  const sessions = await near(claim.at, ctx)
  const theirs = sessions.filter((one) => people.some((person) => concerns(one, person)))
  const fitting = await fittingForNobody(claim, ctx)
  if (!fitting && claim.reading?.exact) return once(await wrongCode(theirs, claim, ctx))
  const open = theirs.filter((one) => one.opensAt <= claim.at && claim.at <= one.closesAt)
  if (!fitting && !(await worthAsking(open, claim, ctx))) {
    const [first] = open
    if (first) return once([needs(first, (await takenBy(first, ctx)).policy, ctx)])
    return once([{ text: t('attendance:noSession', { next: await nextOf(theirs, claim, ctx) }) }])
  }
  if (fitting && !theirs.includes(fitting.session))
    return once([{ text: t('attendance:otherSession', { title: fitting.session.title }) }])
  if (fitting && !ASKED.has(fitting.verdict.verdict)) {
    await keep(fitting, claim, ctx)
    return once([answer(fitting.verdict, fitting.session, '', ctx)])
  }
  const { at, clock, forwarded, edited, place, inboxId, linked } = claim
  const marks = linked ? { linked: true as const } : {}
  const one = {
    text,
    at: at.toISOString(),
    clock,
    forwarded,
    edited,
    place,
    inboxId: String(inboxId),
    ...marks,
  }
  const state: State = { waiting: [one] }
  return {
    dialog: checkInDialog,
    turn: { say: ask(state, ctx), next: state },
    joins: async (open) => {
      const [first] = open.waiting
      const [question] = ask(open, ctx)
      if (open.waiting.length >= MOST_WAITING) {
        const full = t('attendance:whose.full', { count: MOST_WAITING, at: first?.at })
        return { say: [{ ...question, text: full }], next: open }
      }
      // The receipt first: the older code is asked for before this one.
      const receipt = t('attendance:whose.alsoKept', { at, first: first?.at })
      return { say: [{ ...question, text: receipt }], next: { waiting: [...open.waiting, one] } }
    },
  }
}

/** What counts without a code: a location where one is taken, any word where the coordinator decides. */
async function worthAsking(open: SessionView[], claim: Claim, ctx: Ctx): Promise<boolean> {
  for (const session of open) {
    const { policy, circles } = await takenBy(session, ctx)
    if (claim.place ? circles.length > 0 : policy === 'coordinator' && claim.clock === 'platform') return true
  }
  return false
}
