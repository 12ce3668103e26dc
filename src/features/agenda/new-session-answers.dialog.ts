import type { Ctx, Said, Turn } from '../../conversation/dialog.ts'
import { coordinates } from '../people/authority.ts'
import { findUnits } from '../people/units.ts'
import { bareHour, type Change, changeIn } from './change.ts'
import { dayOf, shownDay } from './day.ts'
import { kindNamed, kindOf, placeOf, placesOf, titleOf } from './new-session-names.ts'
import { missed, ownUnits, proceed } from './new-session-questions.dialog.ts'
import { needsDay, saysSeries, withSeries } from './new-session-series.ts'
import { type State, stepOf } from './new-session-state.ts'
import { type ProofWish, placeBeside, proofWish } from './proof-words.ts'
import { seriesWish } from './series-words.ts'
import { minutesOf } from './session-times.ts'

/** Takes what a whole sentence says: "apel senin 07.15 di halaman kantor wali kota". */
export function fill(state: State, said: Said, ctx: Ctx): State {
  const { slots } = said.meaning
  const text = (key: string) => (typeof slots[key] === 'string' ? (slots[key] as string) : null)
  const date = text('date') ?? text('date_from')
  const kind = kindOf(text('event_type') ?? '', ctx.city)
  const wish = proofWish(said.text)
  return {
    ...withProof(state, wish),
    ...(kind ? { kind: kind.kind, title: kind.title } : {}),
    place:
      placesOf(said.text, ctx.city) ?? placeOf(placeBeside(text('place'), wish), ctx.city) ?? state.place,
    date: slots.weekday_mismatch ? state.date : (date ?? state.date),
    doubt: slots.weekday_mismatch ? date : null,
    time: text('time') ?? text('time_from') ?? state.time,
    end: text('time_to') ?? state.end,
  }
}

/** The same with what the sentence says of a series; the name of what is wrong with that. */
export function fillAll(state: State, said: Said, ctx: Ctx): State | string {
  const filled = fill(state, said, ctx)
  if (said.meaning.when?.kind === 'invalid') return 'noSuchDate'
  // Of a series the days are read by themselves: "sampai Desember" is no date of it.
  const wish = seriesWish(said.text, said.at, ctx.city.zone)
  if (!saysSeries(wish, state)) return ended(severalDays(filled, said))
  const bare = { ...filled, date: state.rule ? state.date : null, doubt: null }
  const whole = withSeries(bare, said.text, said.at, ctx.city)
  if (typeof whole === 'string') return whole
  const own = said.meaning.slots.date
  return ended(needsDay(whole.rule ?? '') && typeof own === 'string' ? { ...whole, date: own } : whole)
}

/** "pelatihan 1 s/d 3 Desember" is one on each of these days, whatever days they are. */
function severalDays(state: State, said: Said): State {
  const { date_from: from, date_to: until } = said.meaning.slots
  if (state.rule || typeof from !== 'string' || typeof until !== 'string' || until <= from) return state
  // "minggu depan" is a span too, and one day of it is meant.
  if (!SPAN.test(said.text)) return state
  return { ...state, rule: 'FREQ=DAILY', date: from, until, onHoliday: 'keep', onLeave: 'keep' }
}

const SPAN =
  /\b\d{1,2}(?:\s+\p{L}{3,9})?\s*(?:-|–|s\/d|sd|s\.d\.?|sampai(?:\s+dengan)?|hingga)\s*(?:tanggal\s+|tgl\s+)?\d{1,2}\s+(?:jan|feb|peb|mar|apr|mei|jun|jul|ag|sep|okt|nov|nop|des)/iu

/** Says what is wrong in a whole sentence; the rest of it is kept, and what was wrong is asked again. */
export function refused(state: State, problem: string, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const { rrule = null } = seriesWish(said.text, said.at, ctx.city.zone)
  const filled = fill(state, said, ctx)
  const kept =
    problem === 'endBeforeBegin'
      ? { ...filled, time: null, end: null }
      : { ...filled, date: null, doubt: null, rule: PERIODS.has(problem) ? rrule : null }
  return missed(kept, ctx, problem, { text: said.text.slice(0, 40) })
}

/** Only the span was wrong: the rule stands. */
const PERIODS = new Set(['endBeforeStart', 'seriesPast'])

/** An end before the beginning is said at once. */
function ended(state: State): State | string {
  return state.end && state.time && minutesOf(state.end) <= minutesOf(state.time) ? 'endBeforeBegin' : state
}

export function answerKind(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const kind = kindOf(said.choice ?? said.text, ctx.city)
  if (kind) {
    // "upacara hari pahlawan" is an upacara with a name of its own; "apel senin jam 7" is not.
    const own =
      said.choice === undefined && !said.meaning.when && !kindNamed(said.text, ctx.city)
        ? titleOf(said.text)
        : null
    const filled = fillAll(state, said, ctx)
    if (typeof filled === 'string') return refused(state, filled, said, ctx)
    return proceed({ ...filled, kind: kind.kind, title: own ?? kind.title, changing: null }, ctx)
  }
  const filled = fillAll(state, said, ctx)
  if (typeof filled === 'string') return refused(state, filled, said, ctx)
  if (filled.kind) return proceed({ ...filled, changing: null }, ctx)
  // Any other name is an activity of its own: "Upacara Hari KORPRI".
  const title = titleOf(said.text)
  if (!title) return missed(state, ctx, 'kindAgain')
  return proceed({ ...state, kind: 'other', title, changing: null }, ctx)
}

/** "cukup lokasi", "dengan kode penutup": whatever else is asked. */
export function withProof(state: State, { proof, closing }: ProofWish): State {
  return { ...state, proof: proof ?? state.proof, closing: closing ?? state.closing }
}

export function answerPlace(before: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const wish = proofWish(said.text)
  const state = withProof(before, wish)
  const picked = /^p(\d)$/.exec(said.choice ?? '')
  const text = picked
    ? ctx.city.places[Number(picked[1])]?.name
    : wish.rest.replace(/^(di|ke)\s+/i, '').trim()
  if (!text || text.length < 3) return missed(state, ctx, 'placeAgain')
  const place = placesOf(text, ctx.city) ?? placeOf(text, ctx.city)
  return proceed({ ...state, place, changing: null }, ctx)
}

export function answerWhen(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const picked = /^date (\d{4}-\d\d-\d\d)$/.exec(said.choice ?? '')?.[1]
  const { when, slots } = said.meaning
  const read = (key: string, kind: string) =>
    typeof slots[key] === 'string'
      ? (slots[key] as string)
      : when?.kind === kind && typeof when.value === 'string'
        ? when.value
        : null
  const date = picked ?? read('date', 'date') ?? read('date', 'date_or_week')
  const time =
    read('time', 'time') ??
    read('time_from', 'none') ??
    when?.time ??
    (stepOf(state) === 'time' ? bareHour(said.text) : null)
  if (state.doubt && !date && said.meaning.intent === 'affirm')
    return proceed({ ...state, date: state.doubt, doubt: null, changing: null }, ctx)
  if (state.doubt && !date && said.meaning.intent === 'deny') return proceed({ ...state, doubt: null }, ctx)
  if (when?.kind === 'invalid') return missed(state, ctx, 'noSuchDate', { text: said.text.slice(0, 40) })
  if (!date && !time) return missed(state, ctx, stepOf(state) === 'date' ? 'dateAgain' : 'timeAgain')
  if (date && date < dayOf(ctx.now, ctx.city.zone)) return missed(state, ctx, 'past', { at: shownDay(date) })
  if (date && state.until && state.until < date) return missed(state, ctx, 'endBeforeStart')
  // "selasa 23 november", and the 23rd is a Monday: asked, not guessed.
  if (date && !picked && (when?.weekdayMismatch || slots.weekday_mismatch)) {
    return proceed({ ...state, time: time ?? state.time, doubt: date }, ctx)
  }
  const end = time ? (read('time_to', 'none') ?? (when?.timeTo || null)) : state.end
  if (end && time && minutesOf(end) <= minutesOf(time)) return missed(state, ctx, 'endBeforeBegin')
  const values = { date: date ?? state.date, time: time ?? state.time, end }
  return proceed({ ...state, ...values, doubt: null, changing: null }, ctx)
}

export async function answerUnits(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const own = await ownUnits(ctx)
  const picked =
    own.find((unit) => said.choice === `u${unit.id}`) ??
    (/^(semua|seluruh)/i.test(said.text) ? own[0] : undefined)
  if (picked) return proceed({ ...state, units: [picked], changing: null }, ctx)
  const units: NonNullable<State['units']> = []
  for (const part of said.text
    .split(/,|\bdan\b|\n/)
    .map((one) => one.trim())
    .filter(Boolean)) {
    const found = await findUnits(ctx.tx, part)
    const only = found.length === 1 ? found[0] : undefined
    const change = found.length === 0 ? changeIn(said) : null
    if (change?.date || change?.time) return changed(state, change, ctx)
    if (!only)
      return missed(state, ctx, found.length > 1 ? 'unitsUnclear' : 'unitsUnknown', {
        text: part.slice(0, 40),
        names: found.map((one) => one.name).join('; '),
      })
    units.push({ id: only.id, name: only.name, path: only.path })
  }
  if (units.length === 0) return missed(state, ctx, 'unitsAgain')
  if (!units.every((unit) => coordinates(ctx.person, unit.path))) return missed(state, ctx, 'unitsNotYours')
  return proceed({ ...state, units, changing: null }, ctx)
}

/** A value that was said before is replaced, or asked again. */
export function changed(
  state: State,
  { date, time, place, ask, mismatch }: Change,
  ctx: Ctx,
): Promise<Turn<State>> {
  if (date && date < dayOf(ctx.now, ctx.city.zone)) {
    return missed(state, ctx, 'past', { at: shownDay(date) })
  }
  if (date && mismatch) return proceed({ ...state, time: time ?? state.time, doubt: date }, ctx)
  // A later beginning may lie behind the end that was said.
  const ends = state.end && time && minutesOf(state.end) <= minutesOf(time) ? null : state.end
  const values = {
    date: date ?? state.date,
    time: time ?? state.time,
    end: ends,
    place: placeOf(place ?? null, ctx.city) ?? state.place,
  }
  return proceed({ ...state, ...values, changing: ask ?? null }, ctx)
}
