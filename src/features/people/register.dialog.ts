import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { Choice, Outgoing } from '../../message.ts'
import { decidersFor, findByPhoneAndNip, join, otherAddresses, requestClaim } from './claim.ts'
import { welcome } from './claims.dialog.ts'
import { countGuess } from './guess-limit.ts'
import { maskNip, parseNip } from './nip.ts'
import { maskPhone } from './phone.ts'
import { registerResident } from './resident.ts'
import { findUnits, unitById } from './units.ts'

const Known = z.object({
  nip: z.string().nullable().default(null),
  name: z.string().nullable().default(null),
  unitId: z.number().nullable().default(null),
  employment: z.enum(['PNS', 'CPNS', 'PPPK', 'PPPK_PW', 'NON_ASN']).nullable().default(null),
  label: z.string().nullable().default(null),
  /** The person does not want to share the phone number: the coordinator decides. */
  noPhone: z.boolean().default(false),
})
const State = z.object({
  step: z.enum(['kind', 'nip', 'employment', 'phone', 'name', 'unit', 'confirm', 'kelurahan', 'consent']),
  known: Known,
  /** Units that the last answer may have meant. */
  units: z.array(z.object({ id: z.number(), name: z.string() })).default([]),
})
type State = z.infer<typeof State>
type Known = z.infer<typeof Known>

const CONSENT_VERSION = '2026-11'

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
  takes: (state) => (state.step === 'phone' ? ['phone', 'contact'] : []),
  freeText: (state) => state.step === 'name' || state.step === 'unit' || state.step === 'kelurahan',
}

async function stay(state: State, ctx: Ctx, before: Outgoing[] = []): Promise<Turn<State>> {
  return { say: [...before, ...(await question(state, ctx))], next: state }
}

async function missed(
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

async function question(state: State, ctx: Ctx): Promise<Outgoing[]> {
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
      return [{ text: t('people:register.phone'), ask: 'phone', choices: [choice('skip', 'noPhone')] }]
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

const ASN: Record<string, Known['employment']> = {
  PNS: 'PNS',
  CPNS: 'CPNS',
  PPPK: 'PPPK',
  PPPK_PARUH_WAKTU: 'PPPK_PW',
}

/** What a first sentence already said ("daftar nama Siti NIP … dari Dinas Kesehatan"). */
async function fromSlots(slots: Record<string, unknown>, ctx: Ctx): Promise<Known> {
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
  }
}

/** The next question that is still open, or the end. */
async function next(known: Known, ctx: Ctx, before: Outgoing[] = []): Promise<Turn<State>> {
  const at = (step: State['step']) => stay({ step, known, units: [] }, ctx, before)
  if (!known.nip && known.employment !== 'NON_ASN') return at('nip')
  if (!known.nip && !known.label) return at('employment')
  if (!ctx.address.phone && !known.noPhone) return at('phone')
  if (known.nip && ctx.address.phone) {
    const person = await findByPhoneAndNip(ctx.tx, known.nip, ctx.address.phone)
    if (person) return admitted(person, ctx)
  }
  if (!known.name) return at('name')
  if (known.unitId === null) return at('unit')
  return at('confirm')
}

/** NIP and phone agree with the roster: in at once, and the older address hears of it. */
async function admitted(person: { id: number; name: string }, ctx: Ctx): Promise<Turn<State>> {
  const others = await otherAddresses(ctx.tx, person.id, ctx.address.id)
  await join(ctx.tx, ctx.address.id, person.id, 'phone_nip', ctx.now, person.id)
  for (const other of others) {
    ctx.tell(
      other,
      { text: ctx.t('people:register.otherPhone', { name: person.name }) },
      `join/${person.id}/${ctx.address.id}/${other}`,
    )
  }
  return { say: await welcome(ctx, ctx.address.id, person.id, ctx.t) }
}

/** Who somebody says to be, in words: "daftar sebagai pegawai", "warga biasa". */
function kindIn(text: string): 'employee' | 'resident' | null {
  if (/\b(bukan|bkn)\s+(pegawai|asn|pns)\b/i.test(text)) return 'resident'
  if (/pegawai|\basn\b|\bc?pns\b|pppk|honorer|\bphl\b|\btkk\b|dinas/i.test(text)) return 'employee'
  return /warga|masyarakat|penduduk|umum/i.test(text) ? 'resident' : null
}

async function answerKind(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const nip = typeof said.meaning.slots.nip === 'string'
  const kind = said.choice ?? (nip ? 'employee' : kindIn(said.text))
  if (kind === 'employee') return next(await fromSlots(said.meaning.slots, ctx), ctx)
  if (kind === 'resident') return stay({ ...state, step: 'consent' }, ctx)
  return missed(state, ctx, 'kindAgain')
}

/** Alone or inside a sentence: "nip saya 19850315 201001 2 001 pak". */
function nipIn(text: string): ReturnType<typeof parseNip> {
  const whole = parseNip(text)
  const digits = /\d(?:[\s.-]?\d){11,}/.exec(text)?.[0]
  return whole.ok || whole.reason !== 'not_digits' || digits === undefined ? whole : parseNip(digits)
}

async function answerNip(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const none = /^(tidak|tdk|ga|gak|nggak|belum|blm)\b.*|honorer|\bphl\b|\btkk\b|non.?asn/i.test(said.text)
  if (said.choice === 'none' || none) return next({ ...state.known, employment: 'NON_ASN' }, ctx)
  const nip = nipIn(said.text)
  if (!nip.ok) return missed(state, ctx, `nipWrong.${nip.reason}`, { digits: nip.digits })
  const until = await countGuess(ctx.tx, `nip/${ctx.address.id}`, 5, 60, ctx.now)
  if (until) return { say: [{ text: ctx.t('people:register.tooMany', { at: until }) }] }
  const known = { ...state.known, nip: nip.nip, employment: nip.kind }
  return next(known, ctx, [{ text: ctx.t('people:register.nipRead', { nip: maskNip(nip.nip) }) }])
}

async function answerEmployment(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const label =
    said.choice ??
    ['PHL', 'HONORER', 'TKK'].find((one) => said.text.toUpperCase().includes(one)) ??
    (said.text.length > 1 ? said.text.slice(0, 30) : null)
  if (!label) return missed(state, ctx, 'employmentAgain')
  return next({ ...state.known, employment: 'NON_ASN', label }, ctx)
}

const NO_PHONE = /lewati|\b(tidak|tdk|tak|ga|gak|nggak|ngga|enggak|dak|ndak|nanti|jangan|rahasia|tanpa)\b/i

async function answerPhone(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
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

async function answerName(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const name = said.text.replace(/\s+/g, ' ').trim()
  if (name.length < 2 || name.length > 80 || /\d{3,}/.test(name)) return missed(state, ctx, 'nameAgain')
  // "nama saya Siti Aminah": without the words before it; what stands after a name (a title, a mark) is part of it.
  const { name: read } = said.meaning.slots
  const own = typeof read === 'string' && name.toLowerCase().endsWith(read.toLowerCase()) ? read : name
  return next({ ...state.known, name: own }, ctx)
}

async function answerUnit(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
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

async function answerConfirm(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  if (said.choice === 'no' || said.meaning.intent === 'deny') {
    return stay(
      {
        step: 'nip',
        known: { ...state.known, nip: null, name: null, unitId: null, employment: null, label: null },
        units: [],
      },
      ctx,
    )
  }
  const nip = said.choice === undefined ? nipIn(said.text) : null
  if (nip?.ok) return next({ ...state.known, nip: nip.nip, employment: nip.kind }, ctx)
  if (said.choice !== 'yes' && said.meaning.intent !== 'affirm') return missed(state, ctx, 'confirmAgain')
  const { known } = state
  const claim = await requestClaim(
    ctx.tx,
    ctx.address.id,
    {
      name: known.name ?? '',
      unitId: known.unitId ?? 0,
      nip: known.nip,
      employment: known.employment,
      employmentLabel: known.label,
    },
    ctx.now,
  )
  const unit = await unitById(ctx.tx, known.unitId ?? claim.unitId)
  const deciders = await decidersExcept(claim.personId, claim.unitId, ctx)
  const inRoster = await ctx.tx.person.findUniqueOrThrow({
    where: { id: claim.personId },
    include: { unit: true },
  })
  const differs = inRoster.name.toLowerCase() !== known.name?.toLowerCase() || claim.unitId !== known.unitId
  const values = {
    ref: claim.ref,
    name: known.name,
    unit: unit?.name,
    roster: differs
      ? `${ctx.t('people:claim.roster', { name: inRoster.name, unit: inRoster.unit?.name ?? '–' })}\n`
      : '',
    nip: known.nip ? maskNip(known.nip) : '–',
    phone: ctx.address.phone ? maskPhone(ctx.address.phone) : '–',
    channel: ctx.t(`conversation:channel.${ctx.address.channel}`),
  }
  for (const addressId of deciders.flatMap((one) => one.addressIds)) {
    const choices = [
      { id: `=setujui ${claim.ref}`, label: ctx.t('people:choice.approve') },
      { id: `=tolak ${claim.ref}`, label: ctx.t('people:choice.refuse') },
    ]
    ctx.tell(
      addressId,
      { text: ctx.t('people:claim.asked', values), choices },
      `claim/${claim.ref}/${addressId}`,
    )
  }
  const names = deciders.map((one) => one.name).join(', ')
  if (!names)
    return { say: [{ text: ctx.t('people:claim.nobody', { contact: ctx.city.controller.contact }) }] }
  // Whose coordinator was asked would tell a stranger with a NIP whether and where it stands in the roster.
  return {
    say: [
      {
        text: known.nip
          ? ctx.t('people:claim.sentNip')
          : ctx.t('people:claim.sent', { names, unit: unit?.name }),
      },
    ],
  }
}

/** Nobody decides about oneself: a coordinator's own claim goes to the next ones up the tree. */
async function decidersExcept(personId: number, unitId: number, ctx: Ctx): ReturnType<typeof decidersFor> {
  const unit = await unitById(ctx.tx, unitId)
  for (const id of (unit?.path ?? '').split('/').filter(Boolean).map(Number).reverse()) {
    const deciders = (await decidersFor(ctx.tx, id, ctx.now)).filter((one) => one.personId !== personId)
    if (deciders.length > 0) return deciders
  }
  return []
}

async function answerConsent(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
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

async function finishResident(state: State, kelurahanId: number, ctx: Ctx): Promise<Turn<State>> {
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
