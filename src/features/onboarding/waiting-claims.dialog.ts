import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { settleClaim } from '../people/claims.dialog.ts'
import { pick } from './pick.ts'
import { keepList, type Listed, lastList, waitingClaims } from './waiting-claims.ts'

const own = (ctx: Ctx) => ({ people: ctx.people.map(({ id }) => id), addressId: ctx.address.id })

/** "pendaftaran", "siapa menunggu": open requests of the own part of the city, numbered. */
export async function showWaiting(ctx: Ctx): Promise<Outgoing[]> {
  const { person } = ctx
  const paths = coordinatedPaths(person)
  if (!person || paths.length === 0) return [{ text: ctx.t('onboarding:unit.notYours') }]
  const { shown, more } = await waitingClaims(ctx.tx, paths, own(ctx))
  await keepList(
    ctx.tx,
    person.id,
    shown.map(({ id }) => id),
    ctx.now,
  )
  if (shown.length === 0) return [{ text: ctx.t('onboarding:waiting.nobody') }]
  const lines = shown.map((one, index) =>
    ctx.t(one.known ? 'onboarding:waiting.line' : 'onboarding:waiting.lineNew', {
      number: index + 1,
      name: one.name,
      unit: one.unitName,
    }),
  )
  return [
    {
      text: [
        ctx.t('onboarding:waiting.head', { count: shown.length + more }),
        ...lines,
        ...(more > 0 ? [ctx.t('onboarding:waiting.more', { count: more })] : []),
        ctx.t('onboarding:waiting.how'),
      ].join('\n'),
      choices: [{ id: '=setujui semua', label: ctx.t('onboarding:waiting.approveAll') }],
    },
  ]
}

/** Whether "setujui semua" can mean requests to be let in: some wait, or were shown. */
export async function claimsMeant(ctx: Ctx): Promise<boolean> {
  const people = ctx.person ? [ctx.person] : ctx.people
  const paths = people.flatMap(coordinatedPaths)
  if (paths.length === 0) return false
  if ((await waitingClaims(ctx.tx, paths, own(ctx))).shown.length > 0) return true
  const lists = await Promise.all(people.map(({ id }) => lastList(ctx.tx, id, ctx.now)))
  return lists.some((list) => list !== null && list.length > 0)
}

/** "setujui semua kecuali 3, 7", "tolak 3": of the list that this person was shown last, and of no other. */
export async function decideMany(approve: boolean, text: string, ctx: Ctx): Promise<Outgoing[]> {
  const { person, t } = ctx
  if (!person || coordinatedPaths(person).length === 0) return [{ text: t('onboarding:unit.notYours') }]
  const list = await lastList(ctx.tx, person.id, ctx.now)
  if (!list || list.length === 0) return [{ text: t('onboarding:waiting.listFirst'), choices: show(ctx) }]
  const picked = pick(text, list)
  if ('wrong' in picked)
    return [{ text: t('onboarding:waiting.wrong', { text: picked.wrong.slice(0, 40), last: list.length }) }]
  const wanted = list.filter((one) => picked.numbers.includes(one.number))
  const done: Listed[] = []
  const not: { name: string; why: string }[] = []
  for (const one of wanted.filter(({ open }) => open)) {
    const decided = await settleClaim(one.ref, approve, ctx)
    if (decided.kind === 'approved' || decided.kind === 'refused') done.push(one)
    else not.push({ name: one.name, why: t(`people:claim.${decided.kind}`) })
  }
  const left = list.filter((one) => one.open && !wanted.includes(one))
  const { shown, more } = await waitingClaims(ctx.tx, coordinatedPaths(person), own(ctx))
  const fresh = shown.length + more - left.length - not.length
  const named = (some: Listed[]) => some.map(({ number, name }) => `${number}. ${name}`)
  return [
    {
      text: [
        done.length > 0
          ? t(approve ? 'onboarding:waiting.approved' : 'onboarding:waiting.refused', {
              count: done.length,
              names: done.map(({ name }) => name),
            })
          : t('onboarding:waiting.none'),
        ...not.map((one) => t('onboarding:waiting.not', one)),
        ...(left.length > 0 ? [t('onboarding:waiting.left', { names: named(left) })] : []),
        ...(fresh > 0 ? [t('onboarding:waiting.fresh', { count: fresh })] : []),
      ].join('\n'),
      ...(fresh > 0 ? { choices: show(ctx) } : {}),
    },
  ]
}

const show = (ctx: Ctx) => [{ id: '=pendaftaran', label: ctx.t('onboarding:waiting.show') }]
