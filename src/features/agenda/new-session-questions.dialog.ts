import type { Ctx, Turn } from '../../conversation/dialog.ts'
import { timingOf } from '../../lib/city.ts'
import type { Outgoing } from '../../message.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { type State, stepOf, windowOf } from './new-session-state.ts'

/** Goes on with the question of this state. */
export async function proceed(state: State, ctx: Ctx, before: Outgoing[] = []): Promise<Turn<State>> {
  return { say: [...before, ...(await question(state, ctx))], next: state }
}

/** The answer was not understood: the same question in other words. */
export async function missed(
  state: State,
  ctx: Ctx,
  key: string,
  values: Record<string, unknown> = {},
): Promise<Turn<State>> {
  const again = (await question(state, ctx)).at(-1)
  return { say: [{ ...again, text: ctx.t(`agenda:new.${key}`, values) }], next: state, missed: true }
}

export async function question(state: State, ctx: Ctx): Promise<Outgoing[]> {
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
  const window = windowOf(state, ctx.city)
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

export async function ownUnits(ctx: Ctx): Promise<{ id: number; name: string; path: string }[]> {
  const paths = coordinatedPaths(ctx.person)
  return ctx.tx.$queryRaw`SELECT id, name, path FROM unit WHERE path = ANY(${paths}::text[]) ORDER BY path`
}
