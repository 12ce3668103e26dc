import type { Ctx, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { findByPhoneAndNip, join } from './claim.ts'
import { tellOthers, welcome } from './claims.dialog.ts'
import { countGuess } from './guess-limit.ts'
import { parseNip } from './nip.ts'
import { stay } from './register-questions.dialog.ts'
import type { Known, State } from './register-state.ts'
import { findUnits } from './units.ts'

const ASN: Record<string, Known['employment']> = {
  PNS: 'PNS',
  CPNS: 'CPNS',
  PPPK: 'PPPK',
  PPPK_PARUH_WAKTU: 'PPPK_PW',
}

/** What a first sentence already said ("daftar nama Siti NIP … dari Dinas Kesehatan"). */
export async function fromSlots(slots: Record<string, unknown>, ctx: Ctx): Promise<Known> {
  const text = (key: string) => (typeof slots[key] === 'string' ? (slots[key] as string) : null)
  const nip = parseNip(text('nip') ?? '')
  const units = text('opd') ? await findUnits(ctx.tx, text('opd') ?? '') : []
  const label = text('employment')
  const nonAsn = label !== null && ['PHL', 'HONORER', 'TKK', 'NON_ASN'].includes(label)
  return {
    nip: nip.ok ? nip.nip : null,
    name: text('name'),
    unitId: units.length === 1 ? (units[0]?.id ?? null) : null,
    employment: nip.ok ? nip.kind : nonAsn ? 'NON_ASN' : (ASN[label ?? ''] ?? null),
    label: nonAsn ? label : null,
    noPhone: false,
    tried: null,
  }
}

/** The next question that is still open, or the end. */
export async function next(given: Known, ctx: Ctx, before: Outgoing[] = []): Promise<Turn<State>> {
  let known = given
  const at = (step: State['step']) => stay({ step, known, units: [] }, ctx, before)
  if (!known.nip && known.employment !== 'NON_ASN') return at('nip')
  if (!known.nip && !known.label) return at('employment')
  if (!ctx.address.phone && !known.noPhone) return at('phone')
  if (known.nip && ctx.address.phone && known.tried !== known.nip) {
    // Counted here, where a guess would be answered, whichever sentence brought the NIP; each NIP once.
    const until = await countGuess(ctx.tx, `nip/${ctx.address.id}`, 5, 60, ctx.now)
    if (until) return { say: [{ text: ctx.t('people:register.tooMany', { at: until }) }] }
    const person = await findByPhoneAndNip(ctx.tx, known.nip, ctx.address.phone)
    if (person) return admitted(person, ctx)
    known = { ...known, tried: known.nip }
  }
  if (!known.name) return at('name')
  if (known.unitId === null) return at('unit')
  return at('confirm')
}

/** NIP and phone agree with the roster: in at once, and the older address hears of it. */
async function admitted(person: { id: number; name: string }, ctx: Ctx): Promise<Turn<State>> {
  await tellOthers(person.id, ctx.address.id, ctx)
  await join(ctx.tx, ctx.address.id, person.id, 'phone_nip', ctx.now, person.id)
  return { say: [(await welcome(ctx, ctx.address.id, person.id))(ctx.t)] }
}
