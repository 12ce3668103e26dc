import type { Ctx } from '../../conversation/dialog.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import { type Change, settleChanged, tellSettled } from '../attendance/session-changed.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { seriesOf } from './change-agenda-questions.dialog.ts'
import { changesProof, moves, type State } from './change-agenda-state.ts'
import { changedSeries, changeSeries, endSeries } from './change-series.ts'
import {
  type By,
  cancelSession,
  changeable,
  changeOf,
  movedTo,
  moveSession,
  rowOf,
  sequenceOf,
  setProof,
} from './change-session.ts'
import { shownDay } from './day.ts'
import { ruleText } from './rule-text.ts'
import type { Series } from './series.ts'
import type { SessionView } from './sessions.ts'
import { tellAffected, voiceOf } from './tell-affected.ts'
import { instantOf } from './window.ts'

/** After the yes: saved, audited, and those concerned are told. */
export async function save(state: State, ctx: Ctx): Promise<Outgoing> {
  const series = await seriesOf(state, ctx)
  const by = { id: ctx.person?.id ?? 0, actor: ctx.person, why: state.why, now: ctx.now }
  return { text: await (series ? saveSeries(state, series, by, ctx) : saveOne(state, by, ctx)) }
}

async function saveOne(state: State, by: By, ctx: Ctx): Promise<string> {
  const { t, tx, city, now } = ctx
  const [option] = state.options
  const session = option ? await rowOf(tx, option, city, now) : null
  if (!session || !changeable(session, now)) return t('agenda:change.gone')
  const { title, startsAt: before } = session
  if (state.action === 'cancel') {
    const done = await cancelSession(tx, session, by, city)
    if (done !== 'cancelled') return refused(done, ctx)
    const told = await settleAndTell(
      session.id,
      'cancelled',
      by,
      (say) => say('agenda:told.cancelled', { title, before }),
      state,
      ctx,
    )
    return t('agenda:change.done.cancel', { title, before, count: told })
  }
  if (!moves(state)) return saveProof(session, state, by, ctx)
  const startsAt = movedTo(before, { day: state.day, time: state.time }, city.zone)
  const change = changeOf(before, startsAt, city.zone)
  const to = { startsAt, place: state.place, sameDay: change === 'sameDay' }
  const moved = await moveSession(tx, session, to, by, city)
  if (typeof moved === 'string') return refused(moved, ctx)
  if (changesProof(state)) await setProof(tx, moved, state, by)
  const values = { title, before, at: moved.startsAt, place: moved.place }
  const about = (say: Translate) => say('agenda:told.changed', values)
  const told = change
    ? await settleAndTell(session.id, change, by, about, state, ctx)
    : await tell([session.id], await keyOf(session.id, ctx), about, state, ctx)
  return t('agenda:change.done.change', { ...values, count: told })
}

/** Why it was not done after all: a yes may come days after the question. */
function refused(why: 'gone' | 'not_yours', { t, person }: Ctx): string {
  if (why === 'gone') return t('agenda:change.gone')
  return t(`agenda:change.${coordinatedPaths(person).length === 0 ? 'notYours' : 'notAllYours'}`)
}

/** Only what it takes as proof: whoever it concerns hears it where they check in. */
async function saveProof(session: SessionView, state: State, by: By, ctx: Ctx): Promise<string> {
  const { t } = ctx
  if (!(await setProof(ctx.tx, session, state, by))) return t('agenda:change.gone')
  const { title, startsAt: at } = session
  return [t('proof:change.done', { title, at }), ...changedProof(state, t)].join(' ')
}

function changedProof({ proof, closing }: State, t: Translate): string[] {
  return [
    ...(proof ? [t('proof:change.then', { proof: t(`proof:policy.${proof}`) })] : []),
    ...(closing === null ? [] : [t(`proof:closing.then.${closing ? 'yes' : 'no'}`)]),
  ]
}

async function saveSeries(state: State, series: Series, by: By, ctx: Ctx): Promise<string> {
  const { t, tx, city } = ctx
  const { title } = series
  const from = shownDay(state.from)
  if (state.action === 'cancel') {
    const ids = await endSeries(tx, series, state.from, by, city)
    if (ids === 'not_yours') return refused(ids, ctx)
    const about = (say: Translate) => say('agenda:told.ended', { title, from })
    // One of today may be open already.
    const heard: number[] = []
    for (const id of ids) heard.push(...(await settled(id, 'cancelled', by, about, state, ctx)))
    const told = await tell(ids, `series/${series.id}/${state.from}`, about, state, ctx, heard)
    return t('agenda:change.done.end', { title, from, count: told })
  }
  const { proof, closing } = state
  const change = { from: state.from, time: state.time, place: state.place, rrule: state.rule, proof, closing }
  const next = changedSeries(series, change)
  const changed = await changeSeries(tx, series, change, by, city)
  if (changed === 'not_yours') return refused(changed, ctx)
  const { id, sessionIds } = changed
  const at = instantOf(state.from, next.time, city.zone)
  const place = next.places.join('; ')
  const values = (say: Translate) => ({
    title,
    from,
    at,
    place,
    rule: ruleText(next.rrule, next.firstDay, say),
  })
  if (!moves(state))
    return [t('proof:change.doneSeries', { title, from }), ...changedProof(state, t)].join(' ')
  const told = await tell(
    sessionIds,
    `series/${id}`,
    (say) => say('agenda:told.series', values(say)),
    state,
    ctx,
  )
  return t('agenda:change.done.series', { ...values(t), count: told })
}

const keyOf = async (sessionId: number, ctx: Ctx) =>
  `session/${sessionId}/${await sequenceOf(ctx.tx, sessionId)}`

/** Of a session in which people may have a status: each of them hears what became of it, the others only of the change. */
async function settleAndTell(
  sessionId: number,
  change: Change,
  by: By,
  about: (t: Translate) => string,
  state: State,
  ctx: Ctx,
): Promise<number> {
  const heard = await settled(sessionId, change, by, about, state, ctx)
  return heard.length + (await tell([sessionId], await keyOf(sessionId, ctx), about, state, ctx, heard))
}

/** @returns the addresses that heard it */
async function settled(
  sessionId: number,
  change: Change,
  by: By,
  about: (t: Translate) => string,
  { why }: State,
  ctx: Ctx,
): Promise<number[]> {
  const people = await settleChanged(ctx.tx, sessionId, change, by)
  const whole = (t: Translate) => (why ? `${about(t)} ${t('agenda:told.why', { why })}` : about(t))
  return tellSettled(ctx.tx, people, whole, await keyOf(sessionId, ctx), voiceOf(ctx))
}

function tell(
  ids: number[],
  key: string,
  text: (t: Translate) => string,
  state: State,
  ctx: Ctx,
  heard: number[] = [],
): Promise<number> {
  const { why } = state
  const message = (t: Translate) => ({
    text: why ? `${text(t)} ${t('agenda:told.why', { why })}` : text(t),
  })
  return tellAffected(ctx.tx, ids, message, {
    ...{
      key,
      ...voiceOf(ctx),
      now: ctx.now,
      except: [ctx.address.id, ...heard],
      slow: ctx.messengers.ways().slow,
    },
  })
}
