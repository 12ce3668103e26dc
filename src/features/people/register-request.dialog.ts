import type { Ctx, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { decidersFor, requestClaim } from './claim.ts'
import { countGuess } from './guess-limit.ts'
import { maskNip } from './nip.ts'
import { maskPhone } from './phone.ts'
import { missed, stay } from './register-questions.dialog.ts'
import type { State } from './register-state.ts'
import { next } from './register-steps.dialog.ts'
import { nipIn } from './register-words.ts'
import { unitById } from './units.ts'

/** What was said is read back and confirmed: the coordinators who may let the person in are asked. */
export async function answerConfirm(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
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
  const until = await countGuess(ctx.tx, `claim/${ctx.address.id}`, 4, 60, ctx.now)
  if (until) return { say: [{ text: ctx.t('people:register.tooMany', { at: until }) }] }
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
  const asked = (t: Ctx['t']): Outgoing => ({
    text: t('people:claim.asked', {
      ref: claim.ref,
      name: known.name,
      unit: unit?.name,
      roster: differs
        ? `${t('people:claim.roster', { name: inRoster.name, unit: inRoster.unit?.name ?? '–' })}\n`
        : '',
      nip: known.nip ? maskNip(known.nip) : '–',
      phone: ctx.address.phone ? maskPhone(ctx.address.phone) : '–',
      channel: t(`conversation:channel.${ctx.address.channel}`),
    }),
    choices: [
      { id: `=setujui ${claim.ref}`, label: t('people:choice.approve') },
      { id: `=tolak ${claim.ref}`, label: t('people:choice.refuse') },
    ],
  })
  for (const addressId of deciders.flatMap((one) => one.addressIds))
    ctx.tell(addressId, asked, `claim/${claim.ref}/${addressId}`)
  const names = deciders.map((one) => one.name)
  if (names.length === 0)
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
export async function decidersExcept(
  personId: number,
  unitId: number,
  ctx: Ctx,
): ReturnType<typeof decidersFor> {
  const unit = await unitById(ctx.tx, unitId)
  for (const id of (unit?.path ?? '').split('/').filter(Boolean).map(Number).reverse()) {
    const deciders = (await decidersFor(ctx.tx, id, ctx.now)).filter((one) => one.personId !== personId)
    if (deciders.length > 0) return deciders
  }
  return []
}
