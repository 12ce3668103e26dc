import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { When } from '../../language/when.ts'
import type { Outgoing } from '../../message.ts'
import { dayOf, plusDays, shownDay } from '../agenda/day.ts'
import { voiceOf } from '../agenda/tell-affected.ts'
import { tellPeople } from '../attendance/tell-people.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { dutyPeople } from './duty-people.ts'
import { spansText, spanText } from './duty-span.ts'
import {
  daysFrom,
  MOST_DAYS,
  onDuty,
  putOnDuty,
  type Span,
  spanOf,
  takeOffDuty,
  undoDuty,
} from './off-duty.ts'
import { type Duty, readDuty } from './read-duty.ts'
import { repeatedDays } from './repeated-days.ts'

const Choice = z.object({ id: z.number(), label: z.string() })
const State = z.object({
  act: z.enum(['add', 'remove']),
  label: z.string(),
  night: z.boolean(),
  /** Empty while the day is asked. */
  days: z.array(z.iso.date()),
  people: z.array(z.object({ id: z.number(), name: z.string() })),
  asks: z.array(z.object({ text: z.string(), options: z.array(Choice) })),
  unknown: z.array(z.string()),
})
type State = z.infer<typeof State>
type Step = 'who' | 'when' | 'confirm'
const stepOf = (state: State): Step =>
  state.asks.length > 0 ? 'who' : state.days.length === 0 ? 'when' : 'confirm'

/** More names than this do not help on a phone; the rest is counted. */
const MOST_NAMES = 40
/** From so many days that do not follow each other it is said when they end. */
const MANY = 6

/** "Budi piket besok": whoever is on duty need not attend, and is not reminded. Read back before it is saved. */
export const duty: Dialog<State, Said | undefined> = {
  name: 'duty',
  state: State,

  async start(ctx, said) {
    if (!ctx.person || coordinatedPaths(ctx.person).length === 0)
      return { say: [{ text: ctx.t('duty:notYours') }] }
    const read = said ? readDuty(said.text, said.at, ctx.city.zone) : null
    if (!said || !read || read.act === 'show') return { say: [await list(read, ctx)] }
    if (read.last) return { say: [await undo(said, ctx)] }
    const days = daysOfWhen(read.when, said.at, ctx)
    if (!Array.isArray(days))
      return { say: [{ text: ctx.t(`duty:problem.${days.problem}`, { most: MOST_DAYS }) }] }
    const { people, asks, unknown } = await dutyPeople(ctx.tx, read.names, ctx.person)
    const { act, label, night } = read
    return proceed({ act, label, night, days, people, asks, unknown }, ctx)
  },

  async answer(state, said, ctx) {
    switch (stepOf(state)) {
      case 'who': {
        const [ask, ...asks] = state.asks
        const picked = ask?.options.find((one) => `p${one.id}` === said.choice)
        if (!picked && said.choice !== 'none') return again(state, ctx)
        const name = picked?.label.split(',')[0] ?? ''
        const people = picked ? [...state.people, { id: picked.id, name }] : state.people
        return proceed({ ...state, asks, people }, ctx)
      }
      case 'when':
        return otherDays(state, said, ctx)
      case 'confirm':
        if (said.choice === 'no' || said.meaning.intent === 'deny')
          return { say: [{ text: ctx.t('duty:dropped') }] }
        if (said.choice === 'yes' || said.meaning.intent === 'affirm') return save(state, said, ctx)
        return changed(state, said, ctx)
    }
  },

  ask: async (state, ctx) => [await question(state, ctx)],
  expects: (state, ctx) => ctx.t(`duty:expects.${stepOf(state)}`),
  context: (state) => ({ who: undefined, when: 'date', confirm: 'confirmation' })[stepOf(state)],
  claims: (state, said) =>
    stepOf(state) === 'confirm' && (CHANGE.test(said.text) || said.meaning.when !== null),
}

const CHANGE = /^(kecuali|tanpa|selain|hapus|tambah(?:kan|\s+juga)?)\s+(.{2,120})$/i

/** One name less or more, or another day. */
async function changed(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const [, verb = '', rest = ''] = CHANGE.exec(said.text) ?? []
  if (!rest || !ctx.person) return otherDays(state, said, ctx)
  const names = rest
    .split(/,|\s+dan\s+|&/)
    .map((one) => one.trim())
    .filter(Boolean)
  const found = await dutyPeople(ctx.tx, names, ctx.person)
  if (/^tambah/i.test(verb)) {
    const fresh = found.people.filter((one) => !state.people.some(({ id }) => id === one.id))
    return proceed(
      { ...state, people: [...state.people, ...fresh], asks: found.asks, unknown: found.unknown },
      ctx,
    )
  }
  // "Budi", of whom only one is in this list.
  const meant = [
    ...found.people,
    ...found.asks.flatMap((ask) => {
      const here = ask.options.filter((one) => state.people.some(({ id }) => id === one.id))
      return here.length === 1 ? here : []
    }),
  ].map(({ id }) => id)
  return proceed(
    { ...state, people: state.people.filter(({ id }) => !meant.includes(id)), unknown: found.unknown },
    ctx,
  )
}

async function otherDays(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  if (!said.meaning.when) return again(state, ctx)
  const days = daysOfWhen(said.meaning.when, said.at, ctx)
  if (Array.isArray(days)) return days.length > 0 ? proceed({ ...state, days }, ctx) : again(state, ctx)
  const text = ctx.t(`duty:problem.${days.problem}`, { most: MOST_DAYS })
  return { say: [{ text }], next: state, missed: true }
}

/** The days that were said; none: asked. */
function daysOfWhen(
  when: When | null,
  at: Date,
  { city }: Ctx,
): string[] | { problem: 'noSuchDate' | 'repeats' | 'past' | 'tooLong' } {
  if (!when) return []
  if (when.kind === 'invalid') return { problem: 'noSuchDate' }
  if (when.kind === 'rrule') {
    const repeated = repeatedDays(when, dayOf(at, city.zone))
    return repeated && repeated.length > 0 ? repeated : { problem: 'repeats' }
  }
  const days = when.dates ?? (when.date ? daysFrom(when.date, when.dateTo ?? when.date) : [])
  if (days === null)
    return { problem: when.dateTo && when.date && when.dateTo < when.date ? 'noSuchDate' : 'tooLong' }
  const today = dayOf(at, city.zone)
  const coming = days.filter((day) => day >= today)
  return days.length > 0 && coming.length === 0 ? { problem: 'past' } : coming
}

async function proceed(state: State, ctx: Ctx): Promise<Turn<State>> {
  const rest = state.people.filter(({ id }) => id !== ctx.person?.id)
  if (state.asks.length === 0 && rest.length === 0) {
    const key = state.people.length > 0 ? 'duty:self' : 'duty:nobody'
    return { say: [{ text: ctx.t(key, { names: state.unknown.join(', ') }) }] }
  }
  const next = { ...state, people: rest }
  return { say: [await question(next, ctx)], next }
}

async function again(state: State, ctx: Ctx): Promise<Turn<State>> {
  return { say: [await question(state, ctx)], next: state, missed: true }
}

async function question(state: State, ctx: Ctx): Promise<Outgoing> {
  const { t } = ctx
  switch (stepOf(state)) {
    case 'who': {
      const [ask] = state.asks
      const choices = (ask?.options ?? []).map(({ id, label }) => ({ id: `p${id}`, label }))
      return {
        text: t('marking:who', { name: ask?.text }),
        choices: [...choices, { id: 'none', label: t('marking:noneOfThem') }],
      }
    }
    case 'when':
      return { text: t('duty:when', { label: state.label }) }
    case 'confirm': {
      const lines = [
        t(`duty:head.${state.act}`, { label: state.label, count: state.people.length }),
        ...spansOf(state, ctx).map((span) => spanText(span, t, ctx.city.zone)),
        namesOf(state.people, ctx),
        ...(spansOf(state, ctx).length >= MANY
          ? [t('duty:until', { last: shownDay(state.days.at(-1) ?? '') })]
          : []),
        ...(state.unknown.length > 0 ? [t('marking:open.unknown', { names: state.unknown.join(', ') })] : []),
        t(`duty:ask.${state.act}`),
      ]
      return {
        text: lines.join('\n'),
        choices: [
          { id: 'yes', label: t('duty:yes') },
          { id: 'no', label: t('duty:no') },
        ],
      }
    }
  }
}

function namesOf(people: { name: string }[], { t }: Ctx): string {
  const names = people.slice(0, MOST_NAMES).map((one) => one.name)
  const rest = people.length - names.length
  return [...names, ...(rest > 0 ? [t('marking:more', { count: rest })] : [])].join(', ')
}

/** Days in a row are one span; a night's each its own. */
function spansOf({ days, night }: State, { city }: Ctx): Span[] {
  const spans: Span[] = []
  for (const day of days) {
    const span = spanOf(day, night, city.zone)
    const last = spans.at(-1)
    if (last && !night && last.to.getTime() === span.from.getTime()) last.to = span.to
    else spans.push(span)
  }
  return spans
}

async function save(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const { tx, t, person } = ctx
  if (!person) return { say: [{ text: t('duty:notYours') }] }
  const ids = state.people.map(({ id }) => id)
  const by = { actor: person, at: said.at }
  const spans = spansOf(state, ctx)
  const done =
    state.act === 'add'
      ? await putOnDuty(tx, ids, spans, state.label, by)
      : await takeOffDuty(tx, ids, spans, by)
  if (done.length === 0) return { say: [{ text: t(`duty:unchanged.${state.act}`) }] }
  await tellPeople(
    tx,
    state.people
      .filter(({ id }) => done.includes(id))
      .map(({ id, name }) => ({
        personId: id,
        message: (own) => ({
          text: own(`duty:told.${state.act}`, {
            by: person.name,
            name,
            label: state.label,
            when: spansText(spans, own, ctx.city.zone),
          }),
        }),
      })),
    `duty/${said.inboxId}`,
    voiceOf(ctx),
  )
  return { say: [{ text: t(`duty:saved.${state.act}`, { label: state.label, count: done.length }) }] }
}

async function undo(said: Said, ctx: Ctx): Promise<Outgoing> {
  const { tx, t, person } = ctx
  const undone = person ? await undoDuty(tx, { actor: person, at: said.at }) : null
  if (!person || !undone || undone.people.length === 0) return { text: t('duty:nothingToUndo') }
  const people = await tx.person.findMany({
    where: { id: { in: undone.people } },
    select: { id: true, name: true },
  })
  const values = { by: person.name, label: undone.label }
  await tellPeople(
    tx,
    people.map(({ id, name }) => ({
      personId: id,
      message: (own) => ({ text: own('duty:told.undone', { ...values, name }) }),
    })),
    `duty/${said.inboxId}`,
    voiceOf(ctx),
  )
  return { text: t('duty:undone', { ...values, count: people.length }) }
}

/** "siapa piket besok": of that day, else of the coming week. */
async function list(read: Duty | null, ctx: Ctx): Promise<Outgoing> {
  const { tx, t, now, city } = ctx
  const days = daysOfWhen(read?.when ?? null, now, ctx)
  const [first] = Array.isArray(days) ? days : []
  const last = Array.isArray(days) ? days.at(-1) : undefined
  const span =
    first && last
      ? { from: spanOf(first, false, city.zone).from, to: spanOf(last, false, city.zone).to }
      : {
          from: spanOf(dayOf(now, city.zone), false, city.zone).from,
          to: spanOf(plusDays(dayOf(now, city.zone), 6), false, city.zone).to,
        }
  const rows = await onDuty(tx, coordinatedPaths(ctx.person), span)
  if (rows.length === 0) return { text: t('duty:none', { when: spanText(span, t, city.zone) }) }
  const groups = new Map<string, typeof rows>()
  for (const one of rows) {
    const key = `${one.label}/${one.from.getTime()}/${one.to.getTime()}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  const lines = [...groups.values()].map((those) =>
    t('duty:line', {
      ...{ label: those[0]?.label, when: those[0] ? spanText(those[0], t, city.zone) : '' },
      names: namesOf(those, ctx),
    }),
  )
  return { text: [t('duty:list'), ...lines].join('\n') }
}
