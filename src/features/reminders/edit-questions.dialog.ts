import type { Ctx, Turn } from '../../conversation/dialog.ts'
import type { ReminderTime } from '../../lib/city.ts'
import type { Outgoing } from '../../message.ts'
import { ownUnits } from '../agenda/new-session-questions.dialog.ts'
import { type State, stepOf } from './edit-state.ts'
import { type Preview, preview } from './preview.ts'

/** Goes on with the question of this state. */
export async function proceed(state: State, ctx: Ctx): Promise<Turn<State>> {
  return { say: await question(state, ctx), next: state }
}

/** The answer was not understood: the same question in other words. */
export async function missed(state: State, ctx: Ctx, key: string): Promise<Turn<State>> {
  const again = (await question(state, ctx)).at(-1)
  return { say: [{ ...again, text: ctx.t(`reminders:edit.${key}`) }], next: state, missed: true }
}

export async function question(state: State, ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  switch (stepOf(state)) {
    case 'unit':
      return [
        {
          text: t('reminders:edit.unit'),
          choices: (await ownUnits(ctx)).slice(0, 6).map((unit) => ({ id: `u${unit.id}`, label: unit.name })),
        },
      ]
    case 'kind':
      return [
        {
          text: t('reminders:edit.kind'),
          choices: [
            { id: '*', label: t('reminders:edit.allKinds') },
            ...ctx.city.activityKinds.slice(0, 6).map((one) => ({ id: one.kind, label: one.title })),
          ],
        },
      ]
    case 'times':
      return [{ text: t(state.template === 'ahead' ? 'reminders:edit.times' : 'reminders:edit.minutes') }]
    case 'confirm':
      return [await readBack(state, ctx)]
  }
}

async function readBack(state: State, ctx: Ctx): Promise<Outgoing> {
  const { t } = ctx
  const head = t(`reminders:edit.head.${state.act}`, {
    what: t(`reminders:edit.what.${state.template}`),
    ...{ kind: kindName(state.kind, ctx), unit: state.unit?.name },
  })
  const lines =
    state.act === 'set'
      ? await timesOf(state, ctx)
      : [t(state.act === 'off' ? `reminders:edit.means.off.${state.template}` : 'reminders:edit.means.usual')]
  return {
    text: [head, ...lines, t('reminders:edit.save')].join('\n'),
    choices: [
      { id: 'save', label: t('reminders:choice.save') },
      ...(state.act === 'set' ? [{ id: 'times', label: t('reminders:choice.changeTimes') }] : []),
      { id: 'drop', label: t('reminders:choice.drop') },
    ],
  }
}

/** The times as they were said, and what they are for the next session. */
async function timesOf({ kind, unit, times, template, route }: State, ctx: Ctx): Promise<string[]> {
  const { t } = ctx
  const said = (times ?? []).map((time) => t('reminders:edit.time', { time: timeName(time, template, ctx) }))
  const wish = { kind: kind ?? '*', unitPath: unit?.path ?? '/', times: times ?? [], template, route }
  const next = await preview(ctx.tx, wish, ctx)
  const groupsOnly = route === 'groups' ? [t('reminders:edit.reach.onlyGroups')] : []
  if (!next) return [...said, ...groupsOnly, t('reminders:edit.noSession')]
  return [
    ...said,
    t('reminders:edit.next', { title: next.session.title, at: next.session.startsAt }),
    ...next.moments.map((one) => momentLine(one, ctx)),
    ...(template === 'names' ? [] : route === 'groups' ? groupsOnly : reachOf(next, ctx)),
  ]
}

function momentLine({ at, goesAt, dropped, past }: Preview['moments'][number], ctx: Ctx): string {
  const key = dropped ? 'dropped' : past ? 'past' : goesAt > at ? 'quiet' : 'at'
  return ctx.t(`reminders:edit.moment.${key}`, { at, goes: goesAt })
}

/** Whom it reaches how: what would take too long is said with its time, and goes another way. */
function reachOf({ route, groups }: Preview, ctx: Ctx): string[] {
  const { t } = ctx
  const channel = (name: string) => t(`conversation:channel.${name}`)
  const direct = route.arrivals.map(({ channel: name, count, at, personal }) =>
    personal
      ? t('reminders:edit.reach.direct', { count, channel: channel(name), at })
      : at
        ? t('reminders:edit.reach.tooLong', { count, channel: channel(name), at })
        : t('reminders:edit.reach.never', { count, channel: channel(name) }),
  )
  const rest = route.others.length
  const others =
    rest > 0
      ? [
          t(groups > 0 ? 'reminders:edit.reach.groups' : 'reminders:edit.reach.coordinators', {
            count: rest,
            groups,
          }),
        ]
      : []
  return [...direct, ...others]
}

/** "H-1 pukul 19.00", "60 menit sebelum mulai". */
export function timeName(time: ReminderTime, template: State['template'], { t, city }: Ctx): string {
  if ('minutesBefore' in time)
    return t(template === 'ahead' ? 'reminders:time.minutes' : 'reminders:time.limit', {
      count: time.minutesBefore,
    })
  const values = { days: time.daysBefore, clock: time.clock, zone: city.zoneLabel }
  return t(time.daysBefore === 0 ? 'reminders:time.sameDay' : 'reminders:time.before', values)
}

export function kindName(kind: string | null, { t, city }: Ctx): string {
  return city.activityKinds.find((one) => one.kind === kind)?.title ?? t('reminders:edit.allKinds')
}
