import type { Ctx, Said } from '../../conversation/dialog.ts'
import { coordinatedPaths } from '../people/authority.ts'
import type { AgendaItem } from './agenda-between.ts'
import type { Option, State } from './change-agenda-state.ts'
import { type ChangeWish, changeWish } from './change-words.ts'
import { dayOf } from './day.ts'
import { type Found, findSeries, findSessions } from './find-target.ts'
import { placeOf, placesOf } from './new-session-names.ts'
import { type ProofWish, placeBeside, proofWish, saysProof } from './proof-words.ts'
import { ruleText } from './rule-text.ts'
import { kindAsked } from './schedule-for.ts'
import type { Series } from './series.ts'

/** So many may be chosen from. */
const MOST = 4

/** Reads what is to be changed; the name of a sentence where that cannot be begun. */
export async function begin(
  said: Said,
  action: State['action'],
  ctx: Ctx,
  only?: number[],
): Promise<State | { key: string; values?: Record<string, unknown> }> {
  if (coordinatedPaths(ctx.person).length === 0) return { key: 'notYours' }
  const proof = proofWish(said.text)
  const wish = aboutProof(changeWish(proof.rest, said.at, ctx.city.zone), proof)
  if (wish.problem) return { key: 'noSuchDate', values: { text: said.text.slice(0, 40) } }
  if (proof.problem) return { key: 'notBoth' }
  const today = dayOf(ctx.now, ctx.city.zone)
  const from = wish.from && wish.from > today ? wish.from : today
  const kind = kindAsked(said.meaning.slots.event_type, ctx.city)
  const found = only
    ? await oneOf(wish, null, ctx, only)
    : wish.onward || wish.newRule
      ? await seriesOptions(kind, from, ctx)
      : await oneOf(wish, kind, ctx)
  if (!Array.isArray(found)) return found
  // "apel ini" is the next one.
  const options = saysProof(proof) && /\bini\b/i.test(said.text) ? found.slice(0, 1) : found
  const { reason } = said.meaning.slots
  return {
    ...{ action, options, from, day: wish.newDay, time: wish.newTime, rule: wish.newRule },
    place: action === 'change' ? newPlace(said, proof, ctx) : null,
    ...{ proof: proof.proof, closing: proof.closing },
    why: typeof reason === 'string' ? reason : null,
    agreed: false,
  }
}

async function oneOf(
  wish: ChangeWish,
  kind: string | null,
  ctx: Ctx,
  only?: number[],
): Promise<Option[] | { key: string }> {
  const all = await findSessions(ctx.tx, { ...wish, kind }, ctx.person, ctx.city, ctx.now)
  const meant = (one: AgendaItem) => !only || (one.sessionId !== null && only.includes(one.sessionId))
  const found = { mine: all.mine.filter(meant), others: all.others.filter(meant) }
  if (found.mine.length === 0 && wish.day && found.others.length === 0) {
    // Not on that day: the next ones are shown instead.
    const next = await findSessions(ctx.tx, { kind, day: null, dayTo: null }, ctx.person, ctx.city, ctx.now)
    return next.mine.length > 0 ? next.mine.slice(0, MOST).map((one) => option(one, ctx)) : refusal(next)
  }
  return found.mine.length > 0 ? found.mine.slice(0, MOST).map((one) => option(one, ctx)) : refusal(found)
}

async function seriesOptions(
  kind: string | null,
  from: string,
  ctx: Ctx,
): Promise<Option[] | { key: string }> {
  const found = await findSeries(ctx.tx, { kind, day: null, dayTo: null }, ctx.person, from)
  if (found.mine.length === 0) return found.others.length > 0 ? refusal(found) : { key: 'noSeries' }
  return found.mine.slice(0, MOST).map((one: Series) => ({
    label: `${one.title}, ${ruleText(one.rrule, one.firstDay, ctx.t)}`,
    ...{ sessionId: null, activityId: one.id, occurrence: null, series: true },
  }))
}

const refusal = (found: Found<unknown>) => ({ key: found.others.length > 0 ? 'notAllYours' : 'noneFound' })

function option(one: AgendaItem, { t }: Ctx): Option {
  const { sessionId, activityId, occurrence } = one
  const label = t('agenda:change.option', { title: one.title, at: one.startsAt })
  return { label, sessionId, activityId, occurrence, series: false }
}

/** A place behind "ke" or "di"; "ke Selasa" is none. */
function newPlace(said: Said, proof: ProofWish, ctx: Ctx): string | null {
  const { place } = said.meaning.slots
  const several = placesOf(said.text, ctx.city)
  return several ?? placeOf(placeBeside(typeof place === 'string' ? place : null, proof), ctx.city)
}

/** Where only the proof changes, "tiap senin" says which series, and makes no new rule. */
function aboutProof(wish: ChangeWish, proof: ProofWish): ChangeWish {
  if (!saysProof(proof) || !wish.newRule) return wish
  return { ...wish, newRule: null, onward: true }
}

/** Whether "apel mulai bulan depan jam 07.30" changes a series that there is, rather than making one. */
export async function changesSeries(said: Said, ctx: Ctx): Promise<boolean> {
  const wish = changeWish(said.text, said.at, ctx.city.zone)
  // With a rule of its own it is another series.
  if (!wish.from || wish.newRule || wish.problem) return false
  const kind = kindAsked(said.meaning.slots.event_type, ctx.city)
  if (!kind) return false
  const { mine } = await findSeries(ctx.tx, { kind, day: null, dayTo: null }, ctx.person, wish.from)
  return mine.some((one) => one.kind === kind)
}
