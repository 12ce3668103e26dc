import type { Ctx, Said, Turn } from '../../conversation/dialog.ts'
import { maskNip } from './nip.ts'
import { maskPhone } from './phone.ts'
import { missed, stay } from './register-questions.dialog.ts'
import { finishResident } from './register-resident.dialog.ts'
import type { State } from './register-state.ts'
import { fromSlots, next } from './register-steps.dialog.ts'
import { kindIn, NO_PHONE, nipIn } from './register-words.ts'
import { findUnits } from './units.ts'

export async function answerKind(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const nip = typeof said.meaning.slots.nip === 'string'
  const kind = said.choice ?? (nip ? 'employee' : kindIn(said.text))
  if (kind === 'employee') return next(await fromSlots(said.meaning.slots, ctx), ctx)
  if (kind === 'resident') return stay({ ...state, step: 'consent' }, ctx)
  return missed(state, ctx, 'kindAgain')
}

export async function answerNip(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const none = /^(tidak|tdk|ga|gak|nggak|belum|blm)\b.*|honorer|\bphl\b|\btkk\b|non.?asn/i.test(said.text)
  if (said.choice === 'none' || none) return next({ ...state.known, employment: 'NON_ASN' }, ctx)
  const nip = nipIn(said.text)
  if (!nip.ok) return missed(state, ctx, `nipWrong.${nip.reason}`, { digits: nip.digits })
  const known = { ...state.known, nip: nip.nip, employment: nip.kind }
  return next(known, ctx, [{ text: ctx.t('people:register.nipRead', { nip: maskNip(nip.nip) }) }])
}

export async function answerEmployment(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const label =
    said.choice ??
    ['PHL', 'HONORER', 'TKK'].find((one) => said.text.toUpperCase().includes(one)) ??
    (said.text.length > 1 ? said.text.slice(0, 30) : null)
  if (!label) return missed(state, ctx, 'employmentAgain')
  return next({ ...state.known, employment: 'NON_ASN', label }, ctx)
}

export async function answerPhone(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  if (said.phone) {
    return next(state.known, ctx, [
      { text: ctx.t('people:register.phoneRead', { phone: maskPhone(said.phone) }) },
    ])
  }
  if (said.choice === 'skip' || said.meaning.intent === 'deny' || NO_PHONE.test(said.text)) {
    return next({ ...state.known, noPhone: true }, ctx)
  }
  // A typed number proves nothing, and somebody else's contact even less.
  const what =
    said.attachment?.kind === 'contact'
      ? 'phoneForeign'
      : /\d{6}/.test(said.text.replace(/[\s-]/g, ''))
        ? 'phoneTyped'
        : 'phoneAgain'
  return missed(state, ctx, what)
}

export async function answerName(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const name = said.text.replace(/\s+/g, ' ').trim()
  if (name.length < 2 || name.length > 80 || /\d{3,}/.test(name)) return missed(state, ctx, 'nameAgain')
  // "nama saya Siti Aminah": without the words before it; what stands after a name (a title, a mark) is part of it.
  const { name: read } = said.meaning.slots
  const own = typeof read === 'string' && name.toLowerCase().endsWith(read.toLowerCase()) ? read : name
  return next({ ...state.known, name: own }, ctx)
}

export async function answerUnit(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const resident = state.step === 'kelurahan'
  const done = (unitId: number) =>
    resident ? finishResident(state, unitId, ctx) : next({ ...state.known, unitId }, ctx)
  const picked = state.units.find((unit) => said.choice === `u${unit.id}`)
  if (picked) return done(picked.id)
  if (said.choice === 'other') return stay({ ...state, units: [] }, ctx)
  const official = typeof said.meaning.slots.opd === 'string' ? said.meaning.slots.opd : said.text
  const kinds = resident ? ['kelurahan'] : undefined
  const found = await findUnits(ctx.tx, official, kinds)
  const only = found.length === 1 ? found[0] : undefined
  if (only) return done(only.id)
  if (found.length > 1) return stay({ ...state, units: found.map(({ id, name }) => ({ id, name })) }, ctx)
  return missed({ ...state, units: [] }, ctx, resident ? 'kelurahanAgain' : 'unitAgain')
}
