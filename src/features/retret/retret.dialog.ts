import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import { iso, wallClock } from '../../language/calendar.ts'
import { placeOf } from '../agenda/new-session-names.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { changed } from './change-programme.dialog.ts'
import { daysIn } from './dates.ts'
import { findMembers, MOST_NAMED } from './find-members.ts'
import { cleaned } from './programme-line.ts'
import { readChange } from './read-change.ts'
import { type Programme, readProgramme } from './read-programme.ts'
import { missed, proceed, question } from './retret-questions.dialog.ts'
import { NOBODY_YET, State, stepOf } from './retret-state.ts'
import { save } from './save-retret.dialog.ts'

/** As long as nobody says otherwise. */
const USUAL = { percent: 80, allMandatory: true, leaveExcuses: false }

/** A coordinator plans a retret: a programme of several sessions, who takes part, and when it counts as completed. */
export const retret: Dialog<State, Said | undefined> = {
  name: 'retret',
  state: State,

  async start(ctx, said) {
    if (coordinatedPaths(ctx.person).length === 0) return { say: [{ text: ctx.t('retret:notYours') }] }
    const read = readProgramme(said?.text ?? '', today(ctx))
    const kind = /\b(?:pelatihan|diklat|bimtek|latsar|workshop|lokakarya|orientasi|pembekalan)\b/i.test(
      said?.text ?? '',
    )
      ? 'pelatihan'
      : 'retret'
    const title = read.title ?? ctx.t(`retret:title.${kind}`)
    const empty = {
      kind,
      title: '',
      place: null,
      from: null,
      to: null,
      lines: [],
      members: NOBODY_YET,
      wrong: [],
      ...USUAL,
    }
    return take({ ...empty, title: title.charAt(0).toUpperCase() + title.slice(1) }, read, ctx)
  },

  async answer(state, said, ctx) {
    if (said.choice === 'no') return { say: [{ text: ctx.t('retret:dropped') }] }
    const step = stepOf(state)
    if (step === 'who') return answerWho(state, said, ctx)
    if (step === 'confirm' && said.choice === undefined && said.meaning.intent === 'deny')
      return { say: [{ text: ctx.t('retret:whatToChange') }], next: state }
    if (
      step === 'confirm' &&
      (said.choice === 'save' || said.meaning.intent === 'affirm' || SAVE.test(said.text))
    )
      return save(state, ctx)
    const ref = state.from === null ? today(ctx) : dayNumber(state.from)
    const change = said.choice === undefined && step !== 'people' ? readChange(said.text, ref) : null
    if (change && (step === 'confirm' || (step !== 'programme' && change.kind !== 'add')))
      return changed(state, change, ctx)
    switch (step) {
      case 'programme':
        return take(state, readProgramme(said.text, ref), ctx)
      case 'days':
        return answerDays(state, said, ctx)
      case 'place':
        return answerPlace(state, said, ctx)
      case 'people':
        return answerPeople(state, said, ctx)
      default:
        return missed(state, ctx, 'confirmAgain')
    }
  },

  ask: (state, ctx) => question(state, ctx),
  expects: (state, ctx) => ctx.t(`retret:expects.${stepOf(state)}`),
  context: (state) =>
    stepOf(state) === 'confirm' ? 'confirmation' : stepOf(state) === 'place' ? 'place' : undefined,
  freeText: (state) => ['programme', 'place', 'people', 'who'].includes(stepOf(state)),
  // A change of the programme sounds like a change of the agenda, a date like a question.
  claims: (_, said, ctx) =>
    readChange(said.text, today(ctx)) !== null || daysIn(said.text, today(ctx), true).length > 0,
}

const SAVE =
  /^(?:(?:ya|iya|ok|oke|baik|betul|benar|sip|siap)[\s,.]+)*simpan(?:kan)?(?:[\s,.]+(?:ya|pak|bu|saja|aja|min))?[\s.!]*$/i

const today = (ctx: Ctx) => wallClock(ctx.now, ctx.city.zone).day
const dayNumber = (day: string) => Date.parse(`${day}T00:00:00Z`) / 86_400_000

/** What was said is put to what is known already. */
async function take(before: State, read: Programme, ctx: Ctx): Promise<Turn<State>> {
  const state: State = {
    ...before,
    ...(read.from !== null && { from: read.from, to: read.to }),
    place: placeOf(read.place, ctx.city) ?? before.place,
    lines: [...before.lines, ...read.lines],
    wrong: read.wrong,
  }
  const members =
    read.people && ctx.person
      ? await findMembers(ctx.tx, read.people, state.members, ctx.person)
      : state.members
  const next = { ...state, members: members ?? state.members }
  if (before.lines.length === 0 && read.lines.length === 0 && before.title !== '' && !fresh(read))
    return missed(next, ctx, 'programmeAgain')
  return proceed(next, ctx)
}

/** It said something, if no session. */
const fresh = (read: Programme): boolean =>
  read.title !== null ||
  read.from !== null ||
  read.place !== null ||
  read.people !== null ||
  read.wrong.length === 0

function answerDays(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const [days] = daysIn(said.text, today(ctx), true)
  if (!days || days.wrong) return missed(state, ctx, days?.wrong ? 'noSuchDate' : 'daysAgain')
  return proceed({ ...state, from: iso(days.from), to: iso(days.to) }, ctx)
}

function answerPlace(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const picked = /^p(\d)$/.exec(said.choice ?? '')
  const text = picked
    ? (ctx.city.places[Number(picked[1])]?.name ?? '')
    : cleaned(said.text.replace(/^(?:di|ke)\s+/i, ''))
  if (text.length < 3) return missed(state, ctx, 'placeAgain')
  return proceed({ ...state, place: placeOf(text, ctx.city) }, ctx)
}

async function answerPeople(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const text = said.choice?.startsWith('u') ? 'semua' : said.text.replace(/^peserta(?:nya)?\s*[:=]?\s*/i, '')
  const members = ctx.person && (await findMembers(ctx.tx, text, state.members, ctx.person))
  if (!members) return missed(state, ctx, 'tooMany', { most: MOST_NAMED })
  return proceed({ ...state, members }, ctx)
}

async function answerWho(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const [ask, ...asks] = state.members.asks
  const id = Number(/^p(\d+)$/.exec(said.choice ?? '')?.[1] ?? 0)
  const one = ask?.options.some((option) => option.id === id)
  if (!one && said.choice !== 'none') return missed(state, ctx, 'whoAgain', { name: ask?.text })
  const people = one ? [...new Set([...state.members.people, id])] : state.members.people
  return proceed({ ...state, members: { ...state.members, asks, people } }, ctx)
}
