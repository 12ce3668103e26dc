import type { Ctx } from '../../conversation/dialog.ts'
import { timingOf } from '../../lib/city.ts'
import type { Outgoing } from '../../message.ts'
import { clashWith } from './clash.ts'
import { dayOf, plusDays, shownDay } from './day.ts'
import { isPublic, rhythmOf, type State, windowOf } from './new-session-state.ts'
import { nextOccurrences, type Occurrence, occurrencesBetween, type Rhythm } from './occurrences.ts'
import { withoutAny } from './proof.dialog.ts'
import { proofLines } from './proof.ts'
import { ruleText } from './rule-text.ts'
import { timesFor } from './session-times.ts'
import { instantOf } from './window.ts'
import { daysOff } from './workdays.ts'

/** How many of the coming days of a series are shown before it is saved. */
const SHOWN = 5

/** Everything that was said, and what follows from it, before it is saved. */
export async function readBack(state: State, ctx: Ctx): Promise<Outgoing> {
  const rhythm = rhythmOf(state)
  const lines = rhythm ? await seriesLines(state, rhythm, ctx) : await singleLines(state, ctx)
  const { t } = ctx
  if (typeof lines === 'string') return { text: t(`agenda:new.${lines}`) }
  const who = isPublic(state, ctx.city) ? 'changeArea' : 'changeUnits'
  return {
    text: [...lines, t('agenda:new.saveIt')].join('\n'),
    choices: [
      { id: 'save', label: t('agenda:new.save') },
      { id: 'change time', label: t('agenda:new.changeTime') },
      { id: 'change date', label: t('agenda:new.changeDate') },
      { id: 'change place', label: t('agenda:new.changePlace') },
      { id: 'change units', label: t(`agenda:new.${who}`) },
    ],
  }
}

async function singleLines(state: State, ctx: Ctx): Promise<string[] | 'timeWrong'> {
  const window = windowOf(state, ctx.city)
  if (!window.ok) return 'timeWrong'
  const { t } = ctx
  const holiday = daysOff(ctx.city.holidays).get(state.date ?? '')
  return [
    t('agenda:new.readBack', { title: state.title, at: window.startsAt, place: state.place }),
    ...whoAndWhen(state, window, ctx),
    ...(await proofOf(state, ctx)),
    ...(holiday ? [t('agenda:new.onHoliday', { name: holiday.name })] : []),
    ...(await clashLine(state, [window.startsAt], ctx)),
  ]
}

/** The days that the series leaves out are named too: nobody should find out on the day. */
async function seriesLines(
  state: State,
  rhythm: Rhythm,
  ctx: Ctx,
): Promise<string[] | 'neverHappens' | 'timeWrong'> {
  const { t, city } = ctx
  const days = comingDays(state, rhythm, ctx)
  const [first] = days
  if (!first?.day) return 'neverHappens'
  const window = timesFor(city, {
    kind: state.kind ?? 'apel',
    day: first.day,
    time: first.time,
    until: state.end,
  })
  if (!window.ok) return 'timeWrong'
  const moments = days.flatMap((one) => (one.day ? [instantOf(one.day, one.time, city.zone)] : []))
  const head = t('agenda:series.readBack', {
    ...{ title: state.title, rule: ruleText(rhythm.rrule, rhythm.firstDay, t), place: state.place },
    at: instantOf(first.day, rhythm.time, city.zone),
  })
  const until = rhythm.lastDay ? [t('agenda:series.until', { at: shownDay(rhythm.lastDay) })] : []
  const seasons = rhythm.seasons.map((one) =>
    t('agenda:series.season', {
      ...{ from: shownDay(one.from), to: shownDay(one.to), at: instantOf(one.from, one.time, city.zone) },
    }),
  )
  return [
    head,
    ...whoAndWhen(state, window, ctx),
    ...(await proofOf(state, ctx)),
    ...seasons,
    t('agenda:series.next', { count: moments.length }),
    ...days.map((one) => dayLine(one, ctx)),
    ...leftOut(state, rhythm, days, ctx),
    ...until,
    offLine(rhythm, ctx),
    ...(await clashLine(state, moments, ctx)),
  ]
}

/** The next ones that are held, without the days that were excepted. */
export function comingDays(state: State, rhythm: Rhythm, ctx: Ctx): Occurrence[] {
  const off = daysOff(ctx.city.holidays)
  const from = dayOf(ctx.now, ctx.city.zone)
  return nextOccurrences(rhythm, from, SHOWN + state.except.length + 1, off)
    .filter((one) => !state.except.includes(one.occurrence) && stillComes(one, state, ctx))
    .slice(0, SHOWN)
}

/** Today's is only to come while its check-in is open. */
function stillComes({ day, time }: Occurrence, state: State, ctx: Ctx): boolean {
  const times = timesFor(ctx.city, { kind: state.kind ?? 'apel', day: day ?? '', time, until: state.end })
  return times.ok && times.closesAt > ctx.now
}

function dayLine({ occurrence, day, time, holiday }: Occurrence, { t, city }: Ctx): string {
  const at = instantOf(day ?? occurrence, time, city.zone)
  if (!holiday) return t('agenda:series.day', { at })
  const key = day === occurrence ? 'dayKept' : 'dayShifted'
  return t(`agenda:series.${key}`, { at, before: shownDay(occurrence), name: holiday.name })
}

/** What falls out between the days that are shown. */
function leftOut(state: State, rhythm: Rhythm, days: Occurrence[], ctx: Ctx): string[] {
  const end = days.length < SHOWN ? rhythm.lastDay : null
  const last = end ?? days.at(-1)?.occurrence ?? rhythm.firstDay
  const from = dayOf(ctx.now, ctx.city.zone)
  const off = daysOff(ctx.city.holidays)
  const skipped = occurrencesBetween(rhythm, from, plusDays(last, 1), off).filter((one) => one.day === null)
  return [
    ...skipped.map((one) =>
      ctx.t('agenda:series.skipped', { at: shownDay(one.occurrence), name: one.holiday?.name }),
    ),
    ...state.except.map((day) => ctx.t('agenda:series.excepted', { at: shownDay(day) })),
  ]
}

function offLine({ onHoliday, onLeave }: Rhythm, { t }: Ctx): string {
  if (onHoliday === onLeave) return t('agenda:series.off', { what: t(`agenda:series.onOff.${onHoliday}`) })
  return t('agenda:series.offEach', {
    holiday: t(`agenda:series.onOff.${onHoliday}`),
    leave: t(`agenda:series.onOff.${onLeave}`),
  })
}

function whoAndWhen(
  state: State,
  window: { startsAt: Date; opensAt: Date; onTimeUntil: Date; closesAt: Date },
  { t, city }: Ctx,
): string[] {
  if (isPublic(state, city))
    return [t('agenda:new.forResidents', { area: state.area?.name, closes: window.closesAt })]
  return [
    t('agenda:new.whoAndWhen', {
      units: (state.units ?? []).map((unit) => unit.name).join(', '),
      ...{ opens: window.opensAt, onTime: window.onTimeUntil, closes: window.closesAt },
    }),
  ]
}

/** What is asked for as proof, where that is not the code alone. */
async function proofOf(state: State, ctx: Ctx): Promise<string[]> {
  if (isPublic(state, ctx.city)) return []
  return [...proofLines(state, ctx.t), ...(await withoutAny(state.proof, state.place ?? '', ctx))]
}

async function clashLine(state: State, starts: Date[], ctx: Ctx): Promise<string[]> {
  const paths = (state.units ?? []).map((unit) => unit.path)
  const found = await clashWith(ctx.tx, ctx.city, {
    ...{ kind: state.kind ?? '', starts, paths },
    ...(isPublic(state, ctx.city) ? { areaPath: areaOf(state)?.path ?? null } : {}),
  })
  return found ? [ctx.t('agenda:new.clash', { title: found.title, at: found.startsAt })] : []
}

/** The area of a public activity; null where it is the whole city. */
export function areaOf(state: Pick<State, 'area'>): State['area'] {
  return state.area && state.area.path.split('/').length > 3 ? state.area : null
}

/** The usual time of a kind, for a question. */
export const usualTime = (state: State, ctx: Ctx): string => timingOf(ctx.city, state.kind ?? 'apel').startsAt
