import type { Ctx, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { findUnits } from '../people/units.ts'
import { shownDay } from './day.ts'
import { readBack, usualTime } from './new-session-readback.dialog.ts'
import { isPublic, type State, stepOf } from './new-session-state.ts'
import { noPosition } from './proof.dialog.ts'

/** Goes on with the question of this state. */
export async function proceed(state: State, ctx: Ctx, before: Outgoing[] = []): Promise<Turn<State>> {
  const at = await placed(state, ctx)
  const why = stepOf(at) === 'confirm' && at.place ? await noPosition(at.proof, at.place, ctx) : null
  const next: State = why ? { ...at, proof: 'code' } : at
  const told = why ? [{ text: why }] : []
  return { say: [...before, ...told, ...(await question(next, ctx))], next }
}

/** A public activity is where its place is, when that names a kecamatan or a kelurahan. */
async function placed(state: State, ctx: Ctx): Promise<State> {
  if (!isPublic(state, ctx.city))
    return state.units?.length === 0 ? { ...state, units: null, area: null } : state
  const open = { ...state, units: [] }
  if (state.area || !state.place || state.changing) return open
  const [only, ...others] = await findUnits(ctx.tx, state.place, AREAS)
  return only && others.length === 0
    ? { ...open, area: { id: only.id, name: only.name, path: only.path } }
    : open
}

export const AREAS = ['kecamatan', 'kelurahan']

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
        text: t('agenda:new.doubt', { at: shownDay(state.doubt) }),
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
      return [{ text: t(state.rule ? 'agenda:new.dateOfSeries' : 'agenda:new.date') }]
    case 'time':
      return [{ text: t('agenda:new.time', { usual: usualTime(state, ctx) }) }]
    case 'season':
      return [{ text: t('agenda:new.season') }]
    case 'area':
      return [{ text: t('agenda:new.area'), choices: [{ id: 'city', label: t('agenda:new.wholeCity') }] }]
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
      return [await readBack(state, ctx)]
  }
}

export async function ownUnits(ctx: Ctx): Promise<{ id: number; name: string; path: string }[]> {
  const paths = coordinatedPaths(ctx.person)
  return ctx.tx.$queryRaw`SELECT id, name, path FROM unit WHERE path = ANY(${paths}::text[]) ORDER BY path`
}
