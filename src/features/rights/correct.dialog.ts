import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { fieldIn, readValue } from './correct-words.ts'
import { letterWords, shownValue } from './request-words.ts'
import { FIELDS, type Field, requestCorrection, type Waiting, waitingRequests } from './requests.ts'

const State = z.object({
  field: z.enum(FIELDS).nullable(),
  /** Units that a name may mean. */
  units: z.array(z.object({ id: z.number(), name: z.string() })).default([]),
  /** What was understood, until it is sent. */
  wish: z.object({ value: z.string(), unitId: z.number().nullable() }).nullable(),
})
type State = z.infer<typeof State>

/** "nip saya salah", "ralat unit saya, saya sudah pindah ke Dinkes": asked, read back, sent to whoever may decide. */
export const correctData: Dialog<State, Said> = {
  name: 'correct-data',
  state: State,

  async start(ctx, said) {
    if (!ctx.person) return { say: [office(ctx)] }
    const { slots, unit } = said.meaning
    const opd = slots.field === 'opd' ? 'unit' : slots.field
    const field = FIELDS.find((one) => one === opd) ?? fieldIn(said.text)
    if (!field) return ask({ field: null, units: [], wish: null }, ctx)
    const state: State = { field, units: [], wish: null }
    const given = field === 'unit' ? (unit ?? slots.value) : slots.value
    return typeof given === 'string' ? take(state, given, ctx, false) : ask(state, ctx)
  },

  async answer(state, said, ctx): Promise<Turn<State>> {
    const { field, units, wish } = state
    if (wish && field) {
      if (said.choice === 'no' || said.meaning.intent === 'deny')
        return { say: [{ text: ctx.t('rights:correct.kept') }] }
      if (said.choice === 'yes' || said.meaning.intent === 'affirm')
        return { say: await send({ field, ...wish }, said, ctx) }
      return { ...(await ask(state, ctx)), missed: true }
    }
    if (!field) {
      const chosen = FIELDS.find((one) => one === said.choice) ?? fieldIn(said.text)
      if (!chosen) return { ...(await ask(state, ctx)), missed: true }
      return ask({ ...state, field: chosen }, ctx)
    }
    const picked = units.find(({ id }) => said.choice === `u${id}`)
    if (picked) return ask({ ...state, wish: { value: picked.name, unitId: picked.id } }, ctx)
    const { name, opd } = said.meaning.slots
    const read = field === 'name' ? name : field === 'unit' ? (said.meaning.unit ?? opd) : null
    const text = typeof read === 'string' ? read : said.text
    return take(state, text, ctx, true)
  },

  ask: async (state, ctx) => (await ask(state, ctx)).say,
  freeText: ({ field, wish }) => field !== null && wish === null,
  context: ({ field, wish }) =>
    wish ? 'confirmation' : field === 'name' || field === 'nip' || field === 'unit' ? field : undefined,
  expects: ({ field, wish }, ctx) =>
    wish ? ctx.t('rights:correct.expectsWord') : ctx.t(`rights:correct.ask.${field ?? 'field'}`),
}

async function take(state: State, text: string, ctx: Ctx, answered: boolean): Promise<Turn<State>> {
  if (!state.field) return ask(state, ctx)
  const read = await readValue(ctx.tx, state.field, text)
  if (read.kind === 'wish') return ask({ ...state, wish: read.wish }, ctx)
  if (read.kind === 'units') return ask({ ...state, units: read.units }, ctx)
  const why =
    read.kind === 'nip'
      ? ctx.t(`rights:correct.nip.${read.why}`, { digits: read.digits })
      : ctx.t(`rights:correct.wrong.${read.why}`)
  return { say: [{ text: why }], next: { ...state, units: [] }, missed: answered }
}

async function ask(state: State, ctx: Ctx): Promise<Turn<State>> {
  const { t } = ctx
  const { field, units, wish } = state
  const say = (text: string, choices: { id: string; label: string }[] = []): Turn<State> => ({
    say: [{ text, ...(choices.length > 0 ? { choices } : {}) }],
    next: state,
  })
  if (!field)
    return say(
      t('rights:correct.ask.field'),
      FIELDS.map((id) => ({ id, label: t(`rights:field.${id}`) })),
    )
  if (wish)
    return say(
      t('rights:correct.readBack', {
        field: t(`rights:field.${field}`),
        value: shownValue(field, wish.value),
      }),
      [
        { id: 'yes', label: t('rights:correct.yes') },
        { id: 'no', label: t('rights:correct.no') },
      ],
    )
  if (units.length > 0)
    return say(
      t('rights:correct.whichUnit'),
      units.map(({ id, name }) => ({ id: `u${id}`, label: name })),
    )
  return say(t(`rights:correct.ask.${field}`))
}

async function send(
  wish: { field: Field; value: string; unitId: number | null },
  said: Said,
  ctx: Ctx,
): Promise<Outgoing[]> {
  const { t, tx, person } = ctx
  if (!person) return [office(ctx)]
  const of = { personId: person.id, addressId: ctx.address.id, inboxId: said.inboxId }
  const { request, deciders, fresh } = await requestCorrection(tx, wish, of, said.at)
  const { ref, dueAt } = request
  const told = { ref, due: dueAt, names: deciders.map(({ name }) => name) }
  if (!fresh) return [{ text: t('rights:correct.again', told) }]
  const [row] = await waitingRequests(tx, ['/'], ref)
  for (const addressId of row ? deciders.flatMap(({ addressIds }) => addressIds) : [])
    ctx.tell(
      addressId,
      (own) => ({
        text: letterWords('rights:request.ask', row as Waiting, said.at, own),
        choices: [
          { id: `=setujui ${ref}`, label: own('rights:request.yes') },
          { id: `=tolak ${ref}`, label: own('rights:request.no') },
        ],
      }),
      `data/${ref}/${addressId}`,
    )
  return [
    deciders.length > 0
      ? { text: t('rights:correct.sent', told) }
      : { text: t('rights:correct.sentNobody', { ...told, office: ctx.city.controller.office }) },
  ]
}

const office = (ctx: Ctx): Outgoing => ({
  text: ctx.t('conversation:rightsByOffice', {
    office: ctx.city.controller.office,
    contact: ctx.city.controller.contact,
  }),
})
