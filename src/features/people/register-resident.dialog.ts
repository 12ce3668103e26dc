import type { Ctx, Said, Turn } from '../../conversation/dialog.ts'
import { missed, stay } from './register-questions.dialog.ts'
import type { State } from './register-state.ts'
import { registerResident } from './resident.ts'
import { unitById } from './units.ts'

const CONSENT_VERSION = '2026-11'

/** A resident's consent, kept with the version of its text, whichever answer it is. */
export async function answerConsent(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const { intent, slots } = said.meaning
  const yes = said.choice === 'yes' || intent === 'consent_yes' || intent === 'affirm'
  const no = said.choice === 'no' || intent === 'consent_no' || intent === 'deny'
  if (!yes && !no) return missed(state, ctx, 'consentAgain')
  await ctx.tx.consent.create({
    data: {
      addressId: ctx.address.id,
      purpose: 'resident',
      textVersion: CONSENT_VERSION,
      answer: yes,
      at: said.at,
    },
  })
  if (no)
    return {
      say: [{ text: ctx.t(slots.defer ? 'people:register.consentLater' : 'people:register.consentNo') }],
    }
  return stay({ ...state, step: 'kelurahan', units: [] }, ctx)
}

export async function finishResident(state: State, kelurahanId: number, ctx: Ctx): Promise<Turn<State>> {
  await registerResident(ctx.tx, ctx.address.id, kelurahanId, state.known.name, ctx.now)
  const unit = await unitById(ctx.tx, kelurahanId)
  return {
    say: [
      {
        text: ctx.t('people:register.residentDone', { unit: unit?.name }),
        choices: [{ id: '=menu', label: ctx.t('conversation:choice.menu') }],
      },
    ],
  }
}
