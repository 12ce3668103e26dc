import type { Dialog } from '../../conversation/dialog.ts'
import {
  answerEmployment,
  answerKind,
  answerName,
  answerNip,
  answerPhone,
  answerUnit,
} from './register-answers.dialog.ts'
import { question, stay } from './register-questions.dialog.ts'
import { answerConfirm } from './register-request.dialog.ts'
import { answerConsent } from './register-resident.dialog.ts'
import { State } from './register-state.ts'
import { fromSlots, next } from './register-steps.dialog.ts'
import { kindIn } from './register-words.ts'

/**
 * From stranger to employee or resident, one question a message. An employee is let in by NIP and phone together,
 * by the coordinator, or by a one-time code; nothing said here shows whether a NIP or a name is in the roster.
 */
export const register: Dialog<State, Record<string, unknown> | undefined> = {
  name: 'register',
  state: State,

  async start(ctx, slots) {
    const known = await fromSlots(slots ?? {}, ctx)
    const kind = typeof slots?.said === 'string' ? kindIn(slots.said) : null
    if (kind === 'resident') return stay({ step: 'consent', known, units: [] }, ctx)
    if (kind || known.nip || known.name || known.unitId || known.employment) return next(known, ctx)
    return stay({ step: 'kind', known, units: [] }, ctx)
  },

  async answer(state, said, ctx) {
    switch (state.step) {
      case 'kind':
        return answerKind(state, said, ctx)
      case 'nip':
        return answerNip(state, said, ctx)
      case 'employment':
        return answerEmployment(state, said, ctx)
      case 'phone':
        return answerPhone(state, said, ctx)
      case 'name':
        return answerName(state, said, ctx)
      case 'unit':
      case 'kelurahan':
        return answerUnit(state, said, ctx)
      case 'confirm':
        return answerConfirm(state, said, ctx)
      case 'consent':
        return answerConsent(state, said, ctx)
    }
  },

  ask: (state, ctx) => question(state, ctx),
  context: (state) =>
    ({
      kind: undefined,
      nip: 'nip',
      employment: undefined,
      phone: undefined,
      name: 'name',
      unit: 'unit',
      confirm: 'confirmation',
      kelurahan: 'unit',
      consent: 'consent',
    })[state.step],
  expects: (state, ctx) => ctx.t(`people:register.expects.${state.step}`),
  takes: (state) => (state.step === 'phone' ? ['phone', 'contact'] : []),
  freeText: (state) => state.step === 'name' || state.step === 'unit' || state.step === 'kelurahan',
}
