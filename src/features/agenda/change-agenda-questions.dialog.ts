import type { Ctx, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { type Change, recordedIn } from '../attendance/session-changed.ts'
import { affectedBy, followersOf } from './affected.ts'
import { agendaBetween } from './agenda-between.ts'
import { changesProof, moves, type State, stepOf } from './change-agenda-state.ts'
import { changedSeries } from './change-series.ts'
import { changeOf, movedTo } from './change-session.ts'
import { clashWith } from './clash.ts'
import { asDate, dayOf, shownDay } from './day.ts'
import { nextOccurrences, timeOn } from './occurrences.ts'
import { noPosition, withoutAny } from './proof.dialog.ts'
import { ruleText } from './rule-text.ts'
import { type Series, seriesById } from './series.ts'
import { type Named, type SessionView, sessionById } from './sessions.ts'
import { instantOf } from './window.ts'
import { daysOff } from './workdays.ts'

/** A change nearer than this to the opening is asked about twice: people may be on their way. */
const CLOSE_MS = 12 * 3_600_000

export async function proceed(state: State, ctx: Ctx): Promise<Turn<State>> {
  return { say: await question(state, ctx), next: state }
}

export async function question(state: State, ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  switch (stepOf(state)) {
    case 'which':
      return [
        {
          text: t(`agenda:change.which.${state.action}`),
          choices: state.options.map((one, n) => ({ id: `o${n}`, label: one.label })),
        },
      ]
    case 'what':
      return [{ text: t('agenda:change.what', { label: state.options[0]?.label }) }]
    case 'confirm':
      return [{ text: (await readBack(state, ctx)).join('\n'), choices: yesNo(state, ctx) }]
    case 'sure':
      return [
        {
          text: t('agenda:change.sure', { at: (await target(state, ctx))?.opensAt }),
          choices: yesNo(state, ctx),
        },
      ]
  }
}

const yesNo = (state: State, { t }: Ctx) => [
  { id: 'yes', label: t(`agenda:change.yes.${state.action}`) },
  { id: 'no', label: t('agenda:change.no') },
]

/** What is meant, of rows or of rules; null when it is gone. */
export async function target(state: State, ctx: Ctx) {
  const [option] = state.options
  if (!option || option.series) return null
  if (option.sessionId !== null) return sessionById(ctx.tx, option.sessionId)
  const { occurrence } = option
  const from = occurrence ? instantOf(occurrence, '00:00', ctx.city.zone) : ctx.now
  // Where it falls on a holiday it may be shifted by some days.
  const items = await agendaBetween(ctx.tx, ctx.city, from, new Date(from.getTime() + 22 * 86_400_000))
  return items.find((one) => one.activityId === option.activityId && one.occurrence === occurrence) ?? null
}

export async function seriesOf(state: State, ctx: Ctx): Promise<Series | null> {
  const [option] = state.options
  return option?.series ? seriesById(ctx.tx, option.activityId) : null
}

/** Whether it is so near that a yes is asked twice. */
export async function isClose(state: State, ctx: Ctx): Promise<boolean> {
  const one = await target(state, ctx)
  return one !== null && one.opensAt.getTime() - ctx.now.getTime() < CLOSE_MS
}

/** What is, what will be, whom it concerns, and what speaks against it. */
async function readBack(state: State, ctx: Ctx): Promise<string[]> {
  const series = await seriesOf(state, ctx)
  return series ? seriesLines(state, series, ctx) : oneLines(state, ctx)
}

async function oneLines(state: State, ctx: Ctx): Promise<string[]> {
  const { t, city } = ctx
  const one = await target(state, ctx)
  if (!one) return [t('agenda:change.gone')]
  const now = t('agenda:change.now', { title: one.title, at: one.startsAt, place: one.place })
  const whom = await concerned(one, ctx)
  if (state.action === 'cancel')
    return [now, whom, ...(await recorded(sessionsOf(one), 'cancelled', ctx)), t('agenda:change.ask.cancel')]
  const startsAt = movedTo(one.startsAt, { day: state.day, time: state.time }, city.zone)
  const holiday = daysOff(city.holidays).get(dayOf(startsAt, city.zone))
  const clash = await clashWith(
    ctx.tx,
    city,
    {
      kind: one.kind,
      starts: [startsAt],
      paths: one.audiencePaths,
      ...(one.public ? { areaPath: one.areaPath } : {}),
    },
    { activityId: one.activityId, occurrence: one.occurrence, sessionId: sessionsOf(one)[0] ?? null },
  )
  const proof = await proofThen(state, one, state.place ?? one.place, ctx)
  if (!moves(state)) return [now, ...proof, t('proof:change.ask')]
  return [
    now,
    t('agenda:change.then', { at: startsAt, place: state.place ?? one.place }),
    ...proof,
    whom,
    ...(await recorded(sessionsOf(one), changeOf(one.startsAt, startsAt, city.zone), ctx)),
    ...(holiday ? [t('agenda:new.onHoliday', { name: holiday.name })] : []),
    ...(clash ? [t('agenda:new.clash', { title: clash.title, at: clash.startsAt })] : []),
    t('agenda:change.ask.change'),
  ]
}

async function seriesLines(state: State, series: Series, ctx: Ctx): Promise<string[]> {
  const { t, city } = ctx
  const whom = await concerned(series, ctx)
  const from = shownDay(state.from)
  const rule = ruleText(series.rrule, series.firstDay, t)
  const at = instantOf(state.from, timeOn(series, state.from), city.zone)
  const now = t('agenda:change.seriesNow', { title: series.title, rule, at, place: series.places.join('; ') })
  if (state.action === 'cancel') {
    const due = await ctx.tx.session.findMany({
      where: {
        ...{ activityId: series.id, occurrence: { gte: asDate(state.from) } },
        ...{ status: 'scheduled', closesAt: { gt: ctx.now } },
      },
      select: { id: true },
    })
    const had = await recorded(
      due.map(({ id }) => id),
      'cancelled',
      ctx,
    )
    return [now, t('agenda:change.seriesEnds', { from }), whom, ...had, t('agenda:change.ask.cancel')]
  }
  const next = changedSeries(series, { ...state, rrule: state.rule })
  const proof = await proofThen(
    state,
    { proof: series.proof, closingFrom: null },
    next.places.join('; '),
    ctx,
  )
  if (!moves(state)) return [now, t('proof:change.from', { from }), ...proof, t('proof:change.ask')]
  const days = nextOccurrences(next, state.from, 5, daysOff(city.holidays))
  return [
    now,
    t('agenda:change.seriesThen', {
      ...{ from, rule: ruleText(next.rrule, next.firstDay, t), place: next.places.join('; ') },
      at: instantOf(state.from, next.time, city.zone),
    }),
    ...days.map((one) =>
      t('agenda:series.day', { at: instantOf(one.day ?? one.occurrence, one.time, city.zone) }),
    ),
    ...proof,
    whom,
    t('agenda:change.ask.change'),
  ]
}

/** What it will take as proof, where that is said. */
async function proofThen(
  state: State,
  one: Pick<SessionView, 'proof' | 'closingFrom'>,
  place: string,
  ctx: Ctx,
): Promise<string[]> {
  // Moved to where nobody has said where that is: a code is taken there.
  if (!changesProof(state)) {
    const unknown = state.place && (await noPosition(one.proof, place, ctx)) !== null
    return unknown ? [ctx.t('proof:moved', { name: place })] : []
  }
  const proof = state.proof ?? one.proof
  const closing = state.closing === null ? [] : [ctx.t(`proof:closing.then.${state.closing ? 'yes' : 'no'}`)]
  return [
    ...(state.proof ? [ctx.t('proof:change.then', { proof: ctx.t(`proof:policy.${proof}`) })] : []),
    ...(await withoutAny(proof, place, ctx)),
    ...closing,
  ]
}

const sessionsOf = (one: { id?: number; sessionId?: number | null }) =>
  [one.id ?? one.sessionId].filter((id) => typeof id === 'number')

/** How many have a status already, and what would become of it. */
async function recorded(sessionIds: number[], change: Change | null, { tx, t }: Ctx): Promise<string[]> {
  const { count, present } = change ? await recordedIn(tx, sessionIds) : { count: 0, present: 0 }
  return count > 0 ? [t(`marking:moved.affected.${change}`, { count, present })] : []
}

async function concerned(
  one: Pick<Series, 'audiencePaths' | 'public' | 'kind' | 'areaPath'> & { named?: Named | null },
  { tx, t }: Ctx,
): Promise<string> {
  if (one.public)
    return t('agenda:change.followers', { count: await followersOf(tx, one.kind, one.areaPath) })
  const { units, people } = await affectedBy(tx, one.audiencePaths, one.named)
  return t('agenda:change.affected', { units, count: people })
}
