import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { countKept } from '../check-in/kept.ts'
import { emptyTalk } from '../rights/empty-talk.ts'
import { coordinates, has, outranks } from './authority.ts'
import { decidersFor, join, letGo, otherAddresses } from './claim.ts'
import { type Decided, decideClaim } from './decide-claim.ts'
import { findPeople } from './find-people.ts'
import { countGuess } from './guess-limit.ts'
import { newCode, saveCode, useCode } from './one-time-code.ts'
import { rolesOf } from './roles-of.ts'

/** Days that a code for a roster entry works. */
const CODE_DAYS = 7

/**
 * Everything that is said when an address has become somebody: who, what is possible, which kept codes now count.
 * @returns how to write it, in the language of whoever reads it
 */
export async function welcome(
  ctx: Ctx,
  addressId: number,
  personId: number,
): Promise<(t: Ctx['t']) => Outgoing> {
  const person = await ctx.tx.person.findUniqueOrThrow({ where: { id: personId }, include: { unit: true } })
  const kept = await countKept(ctx.tx, { addressId, personId, now: ctx.now })
  const who = { name: person.name, unit: person.unit?.name ?? ctx.city.name }
  return (t) => ({
    text: [
      t('people:welcome.employee', who),
      ...kept.map(({ title, countsAt, waits, asks, place }) =>
        asks || place
          ? t(`proof:kept.${asks ?? (waits ? 'placeWaits' : 'placeCounts')}`, { title, at: countsAt })
          : t(waits ? 'people:welcome.keptWaits' : 'people:welcome.kept', { title, at: countsAt }),
      ),
    ].join('\n'),
    choices: [{ id: '=menu', label: t('conversation:choice.menu') }],
  })
}

/** "setujui 7KQ2" and "tolak 7KQ2", typed or pressed. */
export async function decide(ref: string, approve: boolean, ctx: Ctx): Promise<Outgoing[]> {
  const decided = await settleClaim(ref, approve, ctx)
  if (decided.kind !== 'approved' && decided.kind !== 'refused')
    return [{ text: ctx.t(`people:claim.${decided.kind}`) }]
  return [{ text: ctx.t(`people:claim.${decided.kind}`, { name: decided.name, unit: decided.unitName }) }]
}

/** The word on one request, and whoever asked is told. */
export async function settleClaim(ref: string, approve: boolean, ctx: Ctx): Promise<Decided> {
  if (!ctx.person) return { kind: 'unknown' }
  const actor = { ...ctx.person, phone: ctx.people.map((one) => one.id) }
  const decided = await decideClaim(ctx.tx, ref, approve, actor, ctx.now)
  if (decided.kind !== 'approved' && decided.kind !== 'refused') return decided
  const { addressId, personId, unitName } = decided
  if (decided.kind === 'approved') {
    const hello = await welcome(ctx, addressId, personId)
    await tellOthers(personId, addressId, ctx)
    ctx.tell(addressId, hello, `claim/${ref}/result`)
  } else {
    const refused = (t: Ctx['t']) => ({ text: t('people:claim.refusedYou', { unit: unitName }) })
    ctx.tell(addressId, refused, `claim/${ref}/result`)
  }
  return decided
}

/** A one-time code was typed: a roster entry's, or the first admin's. */
export async function redeem(code: string, ctx: Ctx): Promise<Outgoing[]> {
  const until = await countGuess(ctx.tx, `one-time/${ctx.address.id}`, 5, 60, ctx.now)
  if (until) return [{ text: ctx.t('people:code.tooMany', { at: until }) }]
  const subject = await useCode(ctx.tx, ctx.digest(code), ctx.now)
  if (!subject) return [{ text: ctx.t('people:code.wrong') }]
  if ('unitId' in subject || 'pointId' in subject) return [{ text: ctx.t('people:code.wrong') }]
  if ('personId' in subject) {
    await tellOthers(subject.personId, ctx.address.id, ctx)
    await join(ctx.tx, ctx.address.id, subject.personId, 'code', ctx.now, subject.personId)
    return [(await welcome(ctx, ctx.address.id, subject.personId))(ctx.t)]
  }
  return becomeAdmin(ctx)
}

/**
 * A phone more for somebody: the phones that already speak for this person hear of it. One on the same messenger that
 * nobody else uses is let go then: who has a new number has no old one, and it may be sold on.
 */
export async function tellOthers(personId: number, newAddressId: number, ctx: Ctx): Promise<void> {
  const others = await otherAddresses(ctx.tx, personId, newAddressId)
  if (others.length === 0) return
  const person = await ctx.tx.person.findUniqueOrThrow({ where: { id: personId } })
  for (const other of others) {
    const gone = await letGo(ctx.tx, other, personId, newAddressId)
    // Who has the old number next may ask for what was said there.
    if (gone) await emptyTalk(ctx.tx, [other])
    const key = gone ? 'people:register.movedPhone' : 'people:register.otherPhone'
    ctx.tell(
      other,
      (t) => ({ text: t(key, { name: person.name }) }),
      `join/${personId}/${newAddressId}/${other}`,
    )
  }
}

/** The first admin: whoever holds the code that the server printed when it started for the first time. */
async function becomeAdmin(ctx: Ctx): Promise<Outgoing[]> {
  const city = await ctx.tx.unit.findFirstOrThrow({ where: { kind: 'kota' } })
  const person =
    ctx.person ?? (await ctx.tx.person.create({ data: { name: 'Admin', status: 'active', unitId: city.id } }))
  if (!ctx.person) await join(ctx.tx, ctx.address.id, person.id, 'code', ctx.now, person.id)
  await ctx.tx.role.create({ data: { personId: person.id, role: 'admin', unitId: city.id, from: ctx.now } })
  await ctx.tx.audit.create({
    data: {
      at: ctx.now,
      actorId: person.id,
      action: 'role.grant',
      subject: `person/${person.id}`,
      after: { role: 'admin' },
      why: 'first admin code',
    },
  })
  return [
    {
      text: ctx.t('people:code.admin', { city: ctx.city.name }),
      choices: [{ id: '=menu', label: ctx.t('conversation:choice.menu') }],
    },
  ]
}

/** "kode daftar Budi": a coordinator gives somebody of the own roster a code to come in with. */
export async function issueCode(name: string, ctx: Ctx): Promise<Outgoing[]> {
  if (!has(ctx.person, 'koordinator') && !has(ctx.person, 'admin'))
    return [{ text: ctx.t('people:code.notYours') }]
  const found = await ownPeople(name, ctx)
  const only = found.length === 1 ? found[0] : undefined
  if (!only) {
    return [
      found.length === 0
        ? { text: ctx.t('people:code.nobody', { name }) }
        : {
            text: ctx.t('people:code.which', { name }),
            choices: found.map((one) => ({
              id: `=kode daftar #${one.id}`,
              label: `${one.name} (${one.unitName})`,
            })),
          },
    ]
  }
  if (!ctx.person || outranks(await rolesOf(ctx.tx, only.id, ctx.now), ctx.person))
    return [{ text: ctx.t('people:claim.not_yours') }]
  const code = newCode()
  const expiresAt = new Date(ctx.now.getTime() + CODE_DAYS * 86_400_000)
  await saveCode(ctx.tx, ctx.digest(code), 'claim', { personId: only.id }, expiresAt, ctx.person?.id ?? null)
  return [
    { text: ctx.t('people:code.issued', { name: only.name, unit: only.unitName, code, until: expiresAt }) },
  ]
}

/** By name, or by the number behind a button: two of the same name are told apart by nothing else. */
async function ownPeople(name: string, ctx: Ctx): Promise<{ id: number; name: string; unitName: string }[]> {
  const id = /^#(\d{1,9})$/.exec(name)?.[1]
  if (id === undefined) return findPeople(ctx.tx, name, ctx.person)
  const person = await ctx.tx.person.findUnique({ where: { id: Number(id) }, include: { unit: true } })
  if (!person?.unit || !coordinates(ctx.person, person.unit.path)) return []
  return [{ id: person.id, name: person.name, unitName: person.unit.name }]
}

/** Somebody wants a human: the own coordinator hears of it; a guest learns whom to call. */
export async function handOff(ctx: Ctx, inboxId: bigint): Promise<Outgoing[]> {
  const { person } = ctx
  const deciders = person?.unitId
    ? (await decidersFor(ctx.tx, person.unitId, ctx.now)).filter((one) => one.personId !== person.id)
    : []
  if (!person || deciders.length === 0)
    return [
      {
        text: ctx.t('people:handOff.office', {
          office: ctx.city.controller.office,
          contact: ctx.city.controller.contact,
        }),
      },
    ]
  for (const addressId of deciders.flatMap((one) => one.addressIds)) {
    ctx.tell(
      addressId,
      (t) => ({ text: t('people:handOff.asked', { name: person.name, unit: person.unitName }) }),
      `handoff/${inboxId}/${addressId}`,
    )
  }
  return [{ text: ctx.t('people:handOff.done', { names: deciders.map((one) => one.name) }) }]
}
