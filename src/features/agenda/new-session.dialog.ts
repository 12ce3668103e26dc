import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import { timingOf } from '../../lib/city.ts'
import type { Outgoing } from '../../message.ts'
import { coordinatedPaths, coordinates } from '../people/authority.ts'
import { findUnits } from '../people/units.ts'
import { bareHour, type Change, changeIn } from './change.ts'
import { createSession } from './create-session.ts'
import { dayOf } from './day.ts'
import { windowFor } from './window.ts'

const State = z.object({
  kind: z.string().nullable(),
  title: z.string().nullable(),
  place: z.string().nullable(),
  date: z.iso.date().nullable(),
  time: z.string().nullable(),
  units: z.array(z.object({ id: z.number(), name: z.string(), path: z.string() })).nullable(),
  /** The date and the weekday that was said do not agree: asked before anything else. */
  doubt: z.iso.date().nullable().default(null),
  /** Set while one value is being corrected at the read-back. */
  changing: z.enum(['kind', 'place', 'date', 'time', 'units']).nullable().default(null),
})
type State = z.infer<typeof State>
type Step = 'kind' | 'place' | 'date' | 'time' | 'units' | 'confirm'

/** A coordinator announces an occasion: what, where, when, for whom; read back in full before it is saved. */
export const newSession: Dialog<State, Said | undefined> = {
  name: 'new-session',
  state: State,

  async start(ctx, said) {
    if (coordinatedPaths(ctx.person).length === 0) return { say: [{ text: ctx.t('agenda:new.notYours') }] }
    const empty: State = {
      kind: null,
      title: null,
      place: null,
      date: null,
      time: null,
      units: null,
      doubt: null,
      changing: null,
    }
    return proceed(said ? fill(empty, said, ctx) : empty, ctx)
  },

  async answer(state, said, ctx) {
    const step = stepOf(state)
    if (state.doubt) return answerWhen(state, said, ctx)
    const change = said.choice === undefined ? changeIn(said) : null
    // "ubah hari" goes back to a question that was answered; a new value is taken where everything is read back.
    const back = change?.ask && change.ask !== step && state[change.ask] !== null
    if (change && (back || (step === 'confirm' && said.meaning.intent !== 'affirm')))
      return changed(state, change, ctx)
    switch (step) {
      case 'kind':
        return answerKind(state, said, ctx)
      case 'place':
        return answerPlace(state, said, ctx)
      case 'date':
      case 'time':
        return answerWhen(state, said, ctx)
      case 'units':
        return answerUnits(state, said, ctx)
      case 'confirm':
        return answerConfirm(state, said, ctx)
    }
  },

  ask: (state, ctx) => question(state, ctx),
  context: (state) =>
    ({ kind: undefined, place: 'place', date: 'date', time: 'date', units: 'unit', confirm: 'confirmation' })[
      stepOf(state)
    ],
  freeText: (state) => stepOf(state) === 'kind' || stepOf(state) === 'place' || stepOf(state) === 'units',
}

function stepOf(state: State): Step {
  if (state.changing) return state.changing
  if (!state.kind) return 'kind'
  if (!state.date) return 'date'
  if (!state.time) return 'time'
  if (!state.place) return 'place'
  return state.units ? 'confirm' : 'units'
}

/** Takes what a whole sentence says: "apel senin 07.15 di halaman kantor wali kota". */
function fill(state: State, said: Said, ctx: Ctx): State {
  const { slots } = said.meaning
  const text = (key: string) => (typeof slots[key] === 'string' ? (slots[key] as string) : null)
  const date = text('date') ?? text('date_from')
  const kind = kindOf(text('event_type') ?? '', ctx)
  return {
    ...state,
    ...(kind ? { kind: kind.kind, title: kind.title } : {}),
    place: placeOf(text('place'), ctx) ?? state.place,
    date: slots.weekday_mismatch ? state.date : (date ?? state.date),
    doubt: slots.weekday_mismatch ? date : null,
    time: text('time') ?? text('time_from') ?? state.time,
  }
}

type Kind = Ctx['city']['activityKinds'][number]

const plainName = (text: string) => text.toLowerCase().replaceAll('_', ' ').replace(/\s+/g, ' ').trim()

const namesOf = (kind: Kind) => [kind.kind, kind.title, ...kind.aliases].map(plainName)

/** The kind that is called exactly so. */
function kindNamed(text: string, ctx: Ctx): Kind | undefined {
  return ctx.city.activityKinds.find((one) => namesOf(one).includes(plainName(text)))
}

function kindOf(word: string, ctx: Ctx): Kind | null {
  const wanted = plainName(word)
  if (!wanted) return null
  const near = (name: string) => name.startsWith(wanted) || wanted.startsWith(name)
  return kindNamed(word, ctx) ?? ctx.city.activityKinds.find((one) => namesOf(one).some(near)) ?? null
}

/** A known place gets its official name; any other is taken as typed. */
function placeOf(text: string | null, ctx: Ctx): string | null {
  if (!text) return null
  const wanted = text.toLowerCase()
  const known = ctx.city.places.find((one) =>
    [one.name, ...one.aliases].some((name) => name.toLowerCase() === wanted),
  )
  return known?.name ?? text.slice(0, 80)
}

async function proceed(state: State, ctx: Ctx, before: Outgoing[] = []): Promise<Turn<State>> {
  return { say: [...before, ...(await question(state, ctx))], next: state }
}

async function missed(
  state: State,
  ctx: Ctx,
  key: string,
  values: Record<string, unknown> = {},
): Promise<Turn<State>> {
  const again = (await question(state, ctx)).at(-1)
  return { say: [{ ...again, text: ctx.t(`agenda:new.${key}`, values) }], next: state, missed: true }
}

async function question(state: State, ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  if (state.doubt) {
    return [
      {
        text: t('agenda:new.doubt', { at: new Date(`${state.doubt}T05:00:00Z`) }),
        choices: [{ id: `date ${state.doubt}`, label: t('agenda:new.doubtYes') }],
      },
    ]
  }
  const step = stepOf(state)
  switch (step) {
    case 'kind':
      return [
        {
          text: t('agenda:new.kind'),
          choices: ctx.city.activityKinds.slice(0, 6).map((one) => ({ id: one.kind, label: one.title })),
        },
      ]
    case 'place':
      return [
        {
          text: t('agenda:new.place'),
          choices: ctx.city.places.slice(0, 4).map((one, n) => ({ id: `p${n}`, label: one.name })),
        },
      ]
    case 'date':
    case 'time':
      return [{ text: t(`agenda:new.${step}`, { usual: timingOf(ctx.city, state.kind ?? 'apel').startsAt }) }]
    case 'units':
      return [
        {
          text: t('agenda:new.units'),
          choices: (await ownUnits(ctx))
            .slice(0, 5)
            .map((unit) => ({ id: `u${unit.id}`, label: t('agenda:new.allOf', { unit: unit.name }) })),
        },
      ]
    case 'confirm':
      return [readBack(state, ctx)]
  }
}

function readBack(state: State, ctx: Ctx): Outgoing {
  const window = windowOf(state, ctx)
  const { t } = ctx
  if (!window.ok) return { text: t('agenda:new.timeWrong') }
  return {
    text: t('agenda:new.readBack', {
      title: state.title,
      place: state.place,
      units: (state.units ?? []).map((unit) => unit.name).join(', '),
      at: window.startsAt,
      opens: window.opensAt,
      onTime: window.onTimeUntil,
      closes: window.closesAt,
    }),
    choices: [
      { id: 'save', label: t('agenda:new.save') },
      { id: 'change time', label: t('agenda:new.changeTime') },
      { id: 'change date', label: t('agenda:new.changeDate') },
      { id: 'change place', label: t('agenda:new.changePlace') },
      { id: 'change units', label: t('agenda:new.changeUnits') },
    ],
  }
}

function windowOf(state: State, ctx: Ctx) {
  const timing = timingOf(ctx.city, state.kind ?? 'apel')
  return windowFor({
    date: state.date ?? '',
    time: state.time ?? '',
    zone: ctx.city.zone,
    opensMinutesBefore: timing.opensMinutesBefore,
    onTimeMinutes: timing.onTimeMinutes,
    closesMinutesAfter: timing.closesMinutes,
    graceMinutes: timing.graceMinutes,
  })
}

async function ownUnits(ctx: Ctx): Promise<{ id: number; name: string; path: string }[]> {
  const paths = coordinatedPaths(ctx.person)
  return ctx.tx.$queryRaw`SELECT id, name, path FROM unit WHERE path = ANY(${paths}::text[]) ORDER BY path`
}

function titleOf(text: string): string | null {
  const title = text.replace(/\s+/g, ' ').trim()
  return title.length < 3 || title.length > 80 ? null : title.charAt(0).toUpperCase() + title.slice(1)
}

function answerKind(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const kind = kindOf(said.choice ?? said.text, ctx)
  if (kind) {
    // "upacara hari pahlawan" is an upacara with a name of its own; "apel senin jam 7" is not.
    const own =
      said.choice === undefined && !said.meaning.when && !kindNamed(said.text, ctx)
        ? titleOf(said.text)
        : null
    return proceed(
      { ...fill(state, said, ctx), kind: kind.kind, title: own ?? kind.title, changing: null },
      ctx,
    )
  }
  const filled = fill(state, said, ctx)
  if (filled.kind) return proceed({ ...filled, changing: null }, ctx)
  // Any other name is an activity of its own: "Upacara Hari KORPRI".
  const title = titleOf(said.text)
  if (!title) return missed(state, ctx, 'kindAgain')
  return proceed({ ...state, kind: 'other', title, changing: null }, ctx)
}

function answerPlace(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const picked = /^p(\d)$/.exec(said.choice ?? '')
  const text = picked
    ? ctx.city.places[Number(picked[1])]?.name
    : said.text.replace(/^(di|ke)\s+/i, '').trim()
  if (!text || text.length < 3) return missed(state, ctx, 'placeAgain')
  return proceed({ ...state, place: placeOf(text, ctx), changing: null }, ctx)
}

function answerWhen(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const picked = /^date (\d{4}-\d\d-\d\d)$/.exec(said.choice ?? '')?.[1]
  const { when, slots } = said.meaning
  const read = (key: string, kind: string) =>
    typeof slots[key] === 'string'
      ? (slots[key] as string)
      : when?.kind === kind && typeof when.value === 'string'
        ? when.value
        : null
  const date = picked ?? read('date', 'date') ?? read('date', 'date_or_week')
  const time = read('time', 'time') ?? (stepOf(state) === 'time' ? bareHour(said.text) : null)
  if (state.doubt && !date && said.meaning.intent === 'affirm')
    return proceed({ ...state, date: state.doubt, doubt: null, changing: null }, ctx)
  if (state.doubt && !date && said.meaning.intent === 'deny') return proceed({ ...state, doubt: null }, ctx)
  if (when?.kind === 'invalid') return missed(state, ctx, 'noSuchDate', { text: said.text.slice(0, 40) })
  if (!date && !time) return missed(state, ctx, stepOf(state) === 'date' ? 'dateAgain' : 'timeAgain')
  if (date && date < dayOf(ctx.now, ctx.city.zone))
    return missed(state, ctx, 'past', { at: new Date(`${date}T05:00:00Z`) })
  // "selasa 23 november", and the 23rd is a Monday: asked, not guessed.
  if (date && !picked && (when?.weekdayMismatch || slots.weekday_mismatch)) {
    return proceed({ ...state, time: time ?? state.time, doubt: date }, ctx)
  }
  return proceed(
    { ...state, date: date ?? state.date, time: time ?? state.time, doubt: null, changing: null },
    ctx,
  )
}

async function answerUnits(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
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
function changed(state: State, { date, time, place, ask, mismatch }: Change, ctx: Ctx): Promise<Turn<State>> {
  if (date && date < dayOf(ctx.now, ctx.city.zone)) {
    return missed(state, ctx, 'past', { at: new Date(`${date}T05:00:00Z`) })
  }
  if (date && mismatch) return proceed({ ...state, time: time ?? state.time, doubt: date }, ctx)
  const values = {
    date: date ?? state.date,
    time: time ?? state.time,
    place: placeOf(place ?? null, ctx) ?? state.place,
  }
  return proceed({ ...state, ...values, changing: ask ?? null }, ctx)
}

/** "iya simpan", "ok, simpan pak" */
const SAVE =
  /^((ya|iya|yaa|ok|oke|okey|baik|betul|benar|sip|siap)[\s,.]+)*simpan(kan)?([\s,.]+(ya|pak|bu|saja|aja|min))?[\s.!]*$/i

async function answerConfirm(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const change = /^change (\w+)$/.exec(said.choice ?? '')?.[1] as State['changing']
  if (change) return proceed({ ...state, changing: change }, ctx)
  if (said.meaning.intent === 'correction' && said.choice === undefined) {
    const corrected = fill(state, said, ctx)
    return proceed(corrected, ctx)
  }
  if (said.choice === undefined && said.meaning.intent === 'deny') {
    const { missed: _, ...asked } = await missed(state, ctx, 'whatToChange')
    return asked
  }
  const yes = said.choice === 'save' || said.meaning.intent === 'affirm' || SAVE.test(said.text)
  if (!yes) return missed(state, ctx, 'confirmAgain')
  const window = windowOf(state, ctx)
  if (!window.ok || !ctx.person || !state.units)
    return missed({ ...state, changing: 'time' }, ctx, 'timeWrong')
  if (window.closesAt <= ctx.now)
    return missed({ ...state, changing: 'date' }, ctx, 'past', { at: window.startsAt })
  const { startsAt, opensAt, onTimeUntil, closesAt, graceUntil } = window
  const saved = await createSession(
    ctx.tx,
    {
      kind: state.kind ?? 'other',
      title: state.title ?? '',
      place: state.place ?? '',
      window: { startsAt, opensAt, onTimeUntil, closesAt, graceUntil },
      units: state.units,
    },
    ctx.person,
    ctx.now,
  )
  if (saved === 'not_yours') return missed({ ...state, units: null }, ctx, 'unitsNotYours')
  return {
    say: [
      {
        text: ctx.t('agenda:new.saved', { title: state.title, at: startsAt, opens: opensAt }),
        choices: [
          { id: '=layar', label: ctx.t('conversation:choice.screens') },
          { id: '=kode', label: ctx.t('conversation:choice.code') },
        ],
      },
    ],
  }
}
