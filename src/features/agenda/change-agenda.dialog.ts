import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import { noRoomFor } from '../retret/meet-neighbours.ts'
import { NEAREST_MINUTES } from '../retret/windows.ts'
import { bareHour } from './change.ts'
import { proofRefused } from './change-agenda-proof.dialog.ts'
import { isClose, proceed, question, target } from './change-agenda-questions.dialog.ts'
import { save } from './change-agenda-save.dialog.ts'
import { begin } from './change-agenda-start.dialog.ts'
import { changesProof, moves, State, stepOf } from './change-agenda-state.ts'
import { movedTo } from './change-session.ts'
import { changeWish } from './change-words.ts'
import { dayOf, shownDay } from './day.ts'
import { placeOf, placesOf } from './new-session-names.ts'
import { isRule } from './occurrences.ts'
import { placeBeside, proofWish } from './proof-words.ts'

/** @param only sessions that are meant, where the sentence names them by more than their kind */
type Wish = { said: Said; action: State['action']; only?: number[] }

/** A coordinator changes, postpones or cancels one session, or a series from a day on; whom it concerns is shown first. */
export const changeAgenda: Dialog<State, Wish | undefined> = {
  name: 'change-agenda',
  state: State,

  async start(ctx, wish) {
    const state = wish ? await begin(wish.said, wish.action, ctx, wish.only) : { key: 'noneFound' }
    if ('key' in state) return { say: [{ text: ctx.t(`agenda:change.${state.key}`, state.values ?? {}) }] }
    return checked(state, ctx)
  },

  async answer(state, said, ctx) {
    switch (stepOf(state)) {
      case 'which': {
        const picked = state.options[Number(/^o(\d)$/.exec(said.choice ?? '')?.[1] ?? -1)]
        return picked ? checked({ ...state, options: [picked] }, ctx) : again(state, ctx)
      }
      case 'what':
        return answerWhat(state, said, ctx)
      default:
        return answerConfirm(state, said, ctx)
    }
  },

  ask: question,
  expects: (state, ctx) => ctx.t(`agenda:change.expects.${stepOf(state)}`),
  context: (state) =>
    ({ which: undefined, what: 'date', confirm: 'confirmation', sure: 'confirmation' })[stepOf(state)],
  // A new time or place is an answer here.
  claims: (state, said) => stepOf(state) === 'what' && said.meaning.when !== null,
}

/** The new hour, day or place; asked where only "diubah" was said, and taken at the read-back. */
function answerWhat(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const next = withValues(state, said, ctx)
  return next ? checked(next, ctx) : again(state, ctx)
}

async function answerConfirm(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  if (said.choice === 'no' || said.meaning.intent === 'deny')
    return { say: [{ text: ctx.t('agenda:change.kept') }] }
  const yes = said.choice === 'yes' || said.meaning.intent === 'affirm'
  if (!yes) {
    const next = said.choice === undefined && state.action === 'change' ? withValues(state, said, ctx) : null
    return next ? checked({ ...next, agreed: false }, ctx) : again(state, ctx)
  }
  const moved = state.action === 'cancel' || moves(state)
  if (moved && !state.agreed && (await isClose(state, ctx))) return proceed({ ...state, agreed: true }, ctx)
  return { say: [await save(state, ctx)] }
}

function withValues(state: State, said: Said, ctx: Ctx): State | null {
  const proof = proofWish(said.text)
  const wish = changeWish(`jadi ${proof.rest}`, said.at, ctx.city.zone)
  const { place: named } = said.meaning.slots
  const known = placeOf(placeBeside(typeof named === 'string' ? named : null, proof), ctx.city)
  const typed = /^(?:di|ke|tempatnya)\s+(.{3,80})$/i.exec(said.text)?.[1]
  const time = wish.newTime ?? bareHour(said.text)
  const day = wish.newDay ?? wish.day
  const place =
    time || day ? null : (placesOf(said.text, ctx.city) ?? known ?? placeOf(typed ?? null, ctx.city))
  if (!time && !day && !place && !wish.newRule && proof.proof === null && proof.closing === null) return null
  return {
    ...state,
    ...{ day: day ?? state.day, time: time ?? state.time, place: place ?? state.place },
    rule: wish.newRule ?? state.rule,
    ...{ proof: proof.proof ?? state.proof, closing: proof.closing ?? state.closing },
  }
}

/** What cannot be is said before anything is shown. */
async function checked(state: State, ctx: Ctx): Promise<Turn<State>> {
  const { zone } = ctx.city
  if (state.day && state.day < dayOf(ctx.now, zone)) {
    const text = ctx.t('agenda:change.past', { at: shownDay(state.day) })
    return { say: [{ text }], next: { ...state, day: null }, missed: true }
  }
  if (state.rule && !isRule(state.rule)) {
    return { say: [{ text: ctx.t('agenda:new.neverHappens') }], next: { ...state, rule: null }, missed: true }
  }
  const refusal = stepOf(state) === 'confirm' && changesProof(state) ? await proofRefused(state, ctx) : null
  if (refusal) return { say: [{ text: refusal }] }
  if (stepOf(state) !== 'confirm' || state.action === 'cancel' || state.options[0]?.series)
    return proceed(state, ctx)
  const one = await target(state, ctx)
  if (!one) return { say: [{ text: ctx.t('agenda:change.gone') }] }
  const startsAt = movedTo(one.startsAt, { day: state.day, time: state.time }, zone)
  if (startsAt <= ctx.now) {
    const text = ctx.t('agenda:change.pastTime', { at: startsAt })
    return { say: [{ text }], next: { ...state, day: null, time: null }, missed: true }
  }
  const id = 'sessionId' in one ? one.sessionId : one.id
  const { activityId } = one
  const none =
    id &&
    (await noRoomFor(ctx.tx, { ...{ id, activityId }, startsAt: one.startsAt }, startsAt, ctx.city, ctx.now))
  if (none) {
    const text = ctx.t(`retret:noRoom.${none.why}`, { ...none.other, least: NEAREST_MINUTES })
    return { say: [{ text }], next: { ...state, day: null, time: null, agreed: false }, missed: true }
  }
  return proceed(state, ctx)
}

async function again(state: State, ctx: Ctx): Promise<Turn<State>> {
  return { ...(await proceed(state, ctx)), missed: true }
}
