import type { Ctx, Turn } from '../../conversation/dialog.ts'
import type { Choice, Outgoing } from '../../message.ts'
import { maskNip } from './nip.ts'
import type { State } from './register-state.ts'
import { unitById } from './units.ts'

/** Goes on with the question of this state. */
export async function stay(state: State, ctx: Ctx, before: Outgoing[] = []): Promise<Turn<State>> {
  return { say: [...before, ...(await question(state, ctx))], next: state }
}

/** The answer was not understood: the same question in other words. */
export async function missed(
  state: State,
  ctx: Ctx,
  key: string,
  values: Record<string, unknown> = {},
): Promise<Turn<State>> {
  return {
    say: [{ ...(await question(state, ctx)).at(-1), text: ctx.t(`people:register.${key}`, values) }],
    next: state,
    missed: true,
  }
}

export async function question(state: State, ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  const choice = (id: string, key: string): Choice => ({ id, label: t(`people:choice.${key}`) })
  switch (state.step) {
    case 'kind':
      return [
        {
          text: t('people:register.kind', { city: ctx.city.name }),
          choices: [choice('employee', 'employee'), choice('resident', 'resident')],
        },
      ]
    case 'nip':
      return [{ text: t('people:register.nip'), choices: [choice('none', 'noNip')] }]
    case 'employment':
      return [
        {
          text: t('people:register.employment'),
          choices: ['PHL', 'HONORER', 'TKK', 'other'].map((id) => choice(id, id)),
        },
      ]
    case 'phone':
      return [
        {
          text: t('people:register.phone'),
          ask: 'phone',
          askLabel: t('conversation:share.phone'),
          choices: [choice('skip', 'noPhone')],
        },
      ]
    case 'name':
      return [{ text: t('people:register.name') }]
    case 'unit':
    case 'kelurahan':
      return [
        state.units.length > 0
          ? {
              text: t('people:register.whichUnit'),
              choices: [
                ...state.units.map((unit) => ({ id: `u${unit.id}`, label: unit.name })),
                choice('other', 'otherUnit'),
              ],
            }
          : { text: t(state.step === 'unit' ? 'people:register.unit' : 'people:register.kelurahan') },
      ]
    case 'confirm': {
      const unit = state.known.unitId === null ? null : await unitById(ctx.tx, state.known.unitId)
      const key = state.known.nip ? 'people:register.confirmNip' : 'people:register.confirm'
      const nip = state.known.nip ? maskNip(state.known.nip) : ''
      return [
        {
          text: t(key, { name: state.known.name, unit: unit?.name, nip }),
          choices: [choice('yes', 'send'), choice('no', 'correct')],
        },
      ]
    }
    case 'consent':
      return [
        {
          text: t('people:register.consent', { office: ctx.city.controller.office }),
          choices: [choice('yes', 'agree'), choice('no', 'disagree')],
        },
      ]
  }
}
