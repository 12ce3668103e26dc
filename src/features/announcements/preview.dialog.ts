import type { Ctx } from '../../conversation/dialog.ts'
import type { Choice, Outgoing } from '../../message.ts'
import type { State } from './compose-state.ts'
import type { Plan } from './plan.dialog.ts'

/**
 * What stands below the announcement itself: how it will look on the other messengers, whom it reaches and how long that
 * takes, what speaks against it, and what can be done.
 */
export function previewOf(state: State, plan: Plan, shown: Outgoing, ctx: Ctx): Outgoing[] {
  const { t } = ctx
  const others = plan.ways.filter(({ channel }) => channel !== ctx.address.channel)
  const looks = others.map(({ channel }) => ({
    text: `${t('announcements:preview.looks', { channel: nameOf(channel, ctx) })}\n\n${ctx.messengers.look(channel, shown)}`,
  }))
  const { reach } = plan
  const without = Object.entries(reach.without).map(([reason, count]) =>
    t(`announcements:without.${reason}`, { count }),
  )
  const unreached = Object.entries(reach.without).some(
    ([reason]) => reason !== 'group' && reason !== 'shared',
  )
  const lines = [
    t('announcements:preview.who', { who: plan.who(t), total: reach.total }),
    ...plan.ways.map((one) => wayLine(one, plan.startAt, ctx)),
    ...without,
    ...(unreached ? [t('announcements:preview.names')] : []),
    '',
    t(state.startAt ? 'announcements:preview.later' : 'announcements:preview.now', {
      start: plan.startAt,
      end: plan.expiresAt,
    }),
    ...warnings(state, plan, ctx),
  ]
  return [...looks, { text: lines.join('\n').trim(), choices: choicesOf(state, plan, ctx) }]
}

export const nameOf = (channel: string, ctx: Ctx) => ctx.t(`announcements:channel.${channel}`)

function wayLine({ channel, people, groups, time }: Plan['ways'][number], start: Date, ctx: Ctx): string {
  const { t } = ctx
  const what = [
    ...(groups > 0 ? [t('announcements:preview.groups', { count: groups })] : []),
    ...(people > 0 ? [t('announcements:preview.people', { count: people })] : []),
  ].join(t('announcements:preview.and'))
  const key =
    time === null ? 'wayNever' : time.first.getTime() - start.getTime() > 600_000 ? 'wayLater' : 'way'
  return t(`announcements:preview.${key}`, {
    ...{ channel: nameOf(channel, ctx), what },
    first: time?.first,
    last: time?.last,
    long: time ? duration(time.last.getTime() - start.getTime(), ctx) : '',
  })
}

/** "± 3 menit", "± 2 jam 10 menit": rounded up, at least a minute. */
function duration(ms: number, ctx: Ctx): string {
  const minutes = Math.max(1, Math.ceil(ms / 60_000))
  const hours = Math.floor(minutes / 60)
  return hours > 0
    ? ctx.t('announcements:preview.hours', { hours, minutes: minutes % 60 })
    : ctx.t('announcements:preview.minutes', { minutes })
}

function warnings(state: State, plan: Plan, { t }: Ctx): string[] {
  const late = plan.ways.filter(({ time }) => time === null || time.last > plan.expiresAt)
  const said = [
    ...(plan.same ? [t('announcements:warn.same', plan.same)] : []),
    ...plan.worries.map((worry) => t(`announcements:warn.${worry}`)),
    ...(plan.checkingIn && state.class !== 'darurat'
      ? [t('announcements:warn.checkingIn', { title: plan.checkingIn })]
      : []),
    ...(late.length > 0 ? [t('announcements:warn.late', { end: plan.expiresAt })] : []),
    ...plan.sessions.map((one) => t('announcements:warn.suspends', { title: one.title, at: one.startsAt })),
    ...(plan.reach.total === 0 ? [t('announcements:warn.nobody')] : []),
    ...(plan.needsSecond ? [t('announcements:warn.second')] : []),
  ]
  return said.length > 0 ? ['', ...said] : []
}

const sending = (plan: Plan) =>
  plan.needsSecond ? 'askSecond' : plan.sessions.length > 0 ? 'sendSuspend' : 'send'

function choicesOf(state: State, plan: Plan, { t }: Ctx): Choice[] {
  const change = (what: string, key = what) => ({
    id: `change ${what}`,
    label: t(`announcements:choice.${key}`),
  })
  if (plan.reach.total === 0) return state.correctsId ? [] : [change('audience')]
  // A correction goes to whoever got the original, and to nobody else.
  const whom = state.correctsId
    ? []
    : [change('audience'), change('expiry'), { id: 'names', label: t('announcements:choice.names') }]
  return [
    { id: 'send', label: t(`announcements:choice.${sending(plan)}`) },
    ...(plan.sessions.length > 0 ? [{ id: 'send only', label: t('announcements:choice.sendOnly') }] : []),
    change('start', 'later'),
    change('text'),
    ...whom,
  ]
}
