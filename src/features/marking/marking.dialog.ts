import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { dayOf, shownDay } from '../agenda/day.ts'
import { type SessionView, sessionById } from '../agenda/sessions.ts'
import { voiceOf } from '../agenda/tell-affected.ts'
import { rollOf } from '../attendance/missing.ts'
import { ownSessions } from '../attendance/own-sessions.dialog.ts'
import { lastLook, lookedAt } from '../head-count/roll-look.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { markable, marksOf, sessionsOfDay } from './earlier-day.ts'
import { mark } from './mark.ts'
import { EMPTY, State, stepOf } from './marking-state.ts'
import { readBack, saved } from './marking-words.dialog.ts'
import { type Marks, readMarks } from './read-marks.ts'
import { askSecond } from './second-word.dialog.ts'
import { MOST_MARKED, takeAnswer, takeMarks, takeName } from './take-marks.ts'
import { tellMarked } from './tell-marked.ts'

/** More names than this do not help on a phone. */
const MOST_LISTED = 60

/** A coordinator says who was there and who is excused; the resolved list and its total are shown before it counts. */
export const marking: Dialog<State, Said | undefined> = {
  name: 'mark-people',
  state: State,

  async start(ctx, said) {
    if (!ctx.person || coordinatedPaths(ctx.person).length === 0)
      return { say: [{ text: ctx.t('marking:notYours') }] }
    const at = said?.at ?? ctx.now
    const { zone } = ctx.city
    const { marks, day, text } = said
      ? marksOf(said.text, { ref: at, zone })
      : { marks: null, day: null, text: '' }
    const earlier = day === null ? null : await earlierDay(day, at, ctx)
    if (earlier && !Array.isArray(earlier)) return { say: [earlier] }
    const sessions = earlier ?? (await meant(marks, at, ctx))
    const [first, second] = sessions
    if (!first) return { say: [{ text: ctx.t('marking:noSession') }] }
    if (second) {
      const which = sessions.slice(0, 5).map((one) => ({ id: one.id, label: labelOf(one, ctx) }))
      return proceed({ ...EMPTY, which, text }, ctx)
    }
    return inOne({ ...EMPTY, sessionId: first.id }, marks, ctx)
  },

  async answer(state, said, ctx) {
    switch (stepOf(state)) {
      case 'which': {
        const picked = state.which.find((one) => `s${one.id}` === said.choice)
        if (!picked) return again(state, ctx)
        return inOne({ ...EMPTY, sessionId: picked.id }, readMarks(state.text), ctx)
      }
      case 'who': {
        const id = Number(/^p(\d+)$/.exec(said.choice ?? '')?.[1] ?? 0)
        const ask = state.asks[0]
        if (ask?.options.some((one) => one.id === id)) return proceed(takeAnswer(state, id), ctx)
        if (ask?.options.length === 0 && said.choice === undefined) {
          const named = await takeName(ctx.tx, state, said.text.trim(), await withList(state, ctx))
          if (named) return proceed(named, ctx)
        }
        if (said.choice === 'none') return proceed({ ...state, asks: state.asks.slice(1) }, ctx)
        return changed(state, said, ctx)
      }
      case 'list':
        return changed(state, said, ctx)
      case 'confirm':
        if (said.choice === 'no' || said.meaning.intent === 'deny')
          return { say: [{ text: ctx.t('marking:dropped') }] }
        if (said.choice === 'yes' || said.meaning.intent === 'affirm') return save(state, said, ctx)
        return changed(state, said, ctx)
    }
  },

  ask: question,
  expects: (state, ctx) => ctx.t(`marking:expects.${stepOf(state)}`),
  context: (state) => (stepOf(state) === 'confirm' ? 'confirmation' : undefined),
  // Another name, or one less, is an answer here.
  claims: (state, said) => stepOf(state) !== 'which' && readMarks(said.text) !== null,
}

/** The sessions of a day that lies behind, or why there is nothing to mark. */
async function earlierDay(day: string, at: Date, ctx: Ctx): Promise<SessionView[] | Outgoing> {
  const about = { city: ctx.city, at }
  const { sessions, late } = await sessionsOfDay(ctx.tx, day, coordinatedPaths(ctx.person), about)
  if (sessions.length === 0) return { text: ctx.t('marking:noSessionOn', { day: shownDay(day) }) }
  return late ? { text: ctx.t('marking:tooLate', { day: shownDay(day) }) } : sessions
}

/** Who speaks, and the numbered list that they were last shown. */
async function withList({ sessionId }: State, { tx, person }: Ctx) {
  const actor = person ?? { id: 0, unitPath: null, roles: [] }
  return { actor, shown: (await lastLook(tx, actor.id, sessionId ?? 0))?.people ?? [] }
}

/** The session that is meant: the one that is open; else the last one; leave may be said of the next. */
async function meant(marks: Marks | null, at: Date, ctx: Ctx): Promise<SessionView[]> {
  const own = await ownSessions(ctx)
  const open = own.filter((one) => one.opensAt <= at && one.closesAt > at)
  if (open.length > 0) return open
  const over = own.filter((one) => one.closesAt <= at)
  const soon = own.filter((one) => one.opensAt > at)
  const excused = marks !== null && marks.all === null && marks.entries.every((one) => one.status !== 'hadir')
  const inTime = over.filter((one) => one.graceUntil > at)
  return (excused ? [...inTime, ...soon, ...over] : [...over, ...soon]).slice(0, 1)
}

/** The session is known: what was said is resolved, or the list is shown. */
async function inOne(state: State, marks: Marks | null, ctx: Ctx): Promise<Turn<State>> {
  if (marks) return taken(state, marks, ctx)
  const { person, tx } = ctx
  const { sessionId } = state
  if (!person || sessionId === null) return { say: [{ text: ctx.t('marking:notYours') }] }
  const roll = await rollOf(tx, sessionId, coordinatedPaths(person))
  if (roll.without.length === 0) return { say: [{ text: ctx.t('marking:allRecorded') }] }
  const people = roll.without.slice(0, MOST_LISTED).map((one) => one.personId)
  await lookedAt(tx, { personId: person.id, sessionId, people, at: ctx.now })
  return proceed({ ...state, listed: true }, ctx)
}

async function taken(state: State, marks: Marks, ctx: Ctx): Promise<Turn<State>> {
  const { person, tx } = ctx
  if (!person || state.sessionId === null) return { say: [{ text: ctx.t('marking:notYours') }] }
  const shown = (await lastLook(tx, person.id, state.sessionId))?.people ?? []
  const next = await takeMarks(tx, state, marks, { actor: person, shown })
  if (!next) return { say: [{ text: ctx.t('marking:tooMany', { most: MOST_MARKED }) }] }
  return proceed(next, ctx)
}

async function changed(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const marks = said.choice === undefined ? readMarks(said.text) : null
  return marks ? taken(state, marks, ctx) : again(state, ctx)
}

async function proceed(state: State, ctx: Ctx): Promise<Turn<State>> {
  if (stepOf(state) !== 'confirm') return { say: await question(state, ctx), next: state }
  const shown = await readBack(state, ctx)
  return shown.count > 0 ? { say: [shown.message], next: state } : { say: [shown.message] }
}

async function question(state: State, ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  switch (stepOf(state)) {
    case 'which':
      return [
        { text: t('marking:which'), choices: state.which.map(({ id, label }) => ({ id: `s${id}`, label })) },
      ]
    case 'list':
      return [{ text: await listed(state, ctx) }]
    case 'who': {
      const [ask] = state.asks
      const choices = (ask?.options ?? []).map(({ id, label }) => ({ id: `p${id}`, label }))
      const nobody = choices.length === 0
      return [
        {
          text: t(nobody ? 'marking:whoExcept' : 'marking:who', { name: ask?.text }),
          choices: [
            ...choices,
            { id: 'none', label: t(nobody ? 'marking:exceptNobody' : 'marking:noneOfThem') },
          ],
        },
      ]
    }
    case 'confirm':
      return [(await readBack(state, ctx)).message]
  }
}

async function listed({ sessionId }: State, ctx: Ctx): Promise<string> {
  const session = await sessionById(ctx.tx, sessionId ?? 0)
  const people = (await lastLook(ctx.tx, ctx.person?.id ?? 0, sessionId ?? 0))?.people ?? []
  const rows = await ctx.tx.person.findMany({
    where: { id: { in: people } },
    select: { id: true, name: true },
  })
  const name = new Map(rows.map((one) => [one.id, one.name]))
  const lines = people.map((id, n) => ctx.t('marking:line', { n: n + 1, name: name.get(id) }))
  return [ctx.t('marking:list', { title: session?.title, at: session?.startsAt }), ...lines].join('\n')
}

async function save(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const session = await sessionById(ctx.tx, state.sessionId ?? 0)
  if (!session || !ctx.person) return { say: [{ text: ctx.t('marking:noSession') }] }
  const day = dayOf(session.startsAt, ctx.city.zone)
  if (!markable(day, ctx.city, said.at))
    return { say: [{ text: ctx.t('marking:tooLate', { day: shownDay(day) }) }] }
  const done = await mark(ctx.tx, session, {
    ...{ actor: ctx.person, entries: state.entries, named: new Set(state.named) },
    ...{ inboxId: said.inboxId, at: said.at, now: ctx.now },
  })
  if (!done) return { say: [{ text: ctx.t('marking:nothing') }] }
  if (done.waits) return { say: [saved(session, done, await askSecond(done, ctx), ctx)] }
  await tellMarked(ctx.tx, session, done.people, { ref: done.ref, name: ctx.person.name }, voiceOf(ctx))
  return { say: [saved(session, done, [], ctx)] }
}

async function again(state: State, ctx: Ctx): Promise<Turn<State>> {
  return { say: await question(state, ctx), next: state, missed: true }
}

const labelOf = (one: SessionView, ctx: Ctx) =>
  ctx.t('marking:session', { title: one.title, at: one.startsAt })
