import type { Ctx } from '../../conversation/dialog.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import { seriesOf } from './change-agenda-questions.dialog.ts'
import type { State } from './change-agenda-state.ts'
import { changedSeries, changeSeries, endSeries } from './change-series.ts'
import {
  type By,
  cancelSession,
  changeable,
  movedTo,
  moveSession,
  rowOf,
  sequenceOf,
} from './change-session.ts'
import { shownDay } from './day.ts'
import { ruleText } from './rule-text.ts'
import type { Series } from './series.ts'
import { tellAffected, voiceOf } from './tell-affected.ts'
import { instantOf } from './window.ts'

/** After the yes: saved, audited, and those concerned are told. */
export async function save(state: State, ctx: Ctx): Promise<Outgoing> {
  const series = await seriesOf(state, ctx)
  const by = { id: ctx.person?.id ?? 0, why: state.why, now: ctx.now }
  return { text: await (series ? saveSeries(state, series, by, ctx) : saveOne(state, by, ctx)) }
}

async function saveOne(state: State, by: By, ctx: Ctx): Promise<string> {
  const { t, tx, city, now } = ctx
  const [option] = state.options
  const session = option ? await rowOf(tx, option, city, now) : null
  if (!session || !changeable(session, now)) return t('agenda:change.gone')
  const { title, startsAt: before } = session
  if (state.action === 'cancel') {
    if (!(await cancelSession(tx, session, by))) return t('agenda:change.gone')
    const told = await tell(
      [session.id],
      await keyOf(session.id, ctx),
      (say) => say('agenda:told.cancelled', { title, before }),
      state,
      ctx,
    )
    return t('agenda:change.done.cancel', { title, before, count: told })
  }
  const startsAt = movedTo(before, { day: state.day, time: state.time }, city.zone)
  const moved = await moveSession(tx, session, { startsAt, place: state.place }, by)
  if (!moved) return t('agenda:change.gone')
  const values = { title, before, at: moved.startsAt, place: moved.place }
  const told = await tell(
    [session.id],
    await keyOf(session.id, ctx),
    (say) => say('agenda:told.changed', values),
    state,
    ctx,
  )
  return t('agenda:change.done.change', { ...values, count: told })
}

async function saveSeries(state: State, series: Series, by: By, ctx: Ctx): Promise<string> {
  const { t, tx, city } = ctx
  const { title } = series
  const from = shownDay(state.from)
  if (state.action === 'cancel') {
    const ids = await endSeries(tx, series, state.from, by, city)
    const told = await tell(
      ids,
      `series/${series.id}/${state.from}`,
      (say) => say('agenda:told.ended', { title, from }),
      state,
      ctx,
    )
    return t('agenda:change.done.end', { title, from, count: told })
  }
  const change = { from: state.from, time: state.time, place: state.place, rrule: state.rule }
  const next = changedSeries(series, change)
  const { id, sessionIds } = await changeSeries(tx, series, change, by, city)
  const at = instantOf(state.from, next.time, city.zone)
  const place = next.places.join('; ')
  const values = (say: Translate) => ({
    title,
    from,
    at,
    place,
    rule: ruleText(next.rrule, next.firstDay, say),
  })
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

function tell(
  ids: number[],
  key: string,
  text: (t: Translate) => string,
  state: State,
  ctx: Ctx,
): Promise<number> {
  const { why } = state
  const message = (t: Translate) => ({
    text: why ? `${text(t)} ${t('agenda:told.why', { why })}` : text(t),
  })
  return tellAffected(ctx.tx, ids, message, {
    ...{ key, ...voiceOf(ctx), now: ctx.now, except: ctx.address.id, slow: ctx.messengers.ways().slow },
  })
}
