import { z } from 'zod'
import type { Ctx, Dialog, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { has } from '../people/authority.ts'
import { findPeople } from '../people/find-people.ts'
import { maskNip } from '../people/nip.ts'
import { mayMerge, mergePeople } from './merge.ts'
import { isFresh, saysWhat } from './sure.ts'

const People = z.array(z.object({ id: z.number(), name: z.string(), unitName: z.string() }))
const State = z.object({
  /** Everybody whom each name may mean; one when it is settled. */
  loser: People,
  winner: People,
  askedAt: z.string(),
})
type State = z.infer<typeof State>
const YES = saysWhat('gabungkan|gabung|satukan|join')

export type MergeWish = { loser: string; winner: string }

/** "gabungkan Siti A dengan Siti Aminah": one person who was entered twice. Read back before it is done; admins only. */
export const merge: Dialog<State, MergeWish> = {
  name: 'merge-people',
  state: State,

  async start(ctx, wish) {
    if (!has(ctx.person, 'admin')) return { say: [{ text: ctx.t('rights:merge.not_yours') }] }
    const loser = await findPeople(ctx.tx, wish.loser, ctx.person)
    const winner = await findPeople(ctx.tx, wish.winner, ctx.person)
    const missing = loser.length === 0 ? wish.loser : winner.length === 0 ? wish.winner : null
    if (missing !== null) return { say: [{ text: ctx.t('rights:merge.nobody', { name: missing }) }] }
    // "gabungkan Siti A dengan Siti Aminah": a whole name is meant before one that only holds it.
    const exact = (all: State['loser'], name: string) => {
      const same = all.filter((one) => one.name.toLowerCase() === name.toLowerCase())
      return same.length === 1 ? same : all
    }
    return proceed({ loser: exact(loser, wish.loser), winner: exact(winner, wish.winner) }, ctx)
  },

  async answer(state, said, ctx): Promise<Turn<State>> {
    for (const role of ['loser', 'winner'] as const) {
      if (state[role].length === 1) continue
      const picked = state[role].find(({ id }) => said.choice === `p${id}`)
      if (picked) return proceed({ ...state, [role]: [picked] }, ctx)
      return { say: await ask(state, ctx), next: state, missed: true }
    }
    if (said.choice === 'swap') return proceed({ loser: state.winner, winner: state.loser }, ctx)
    if (said.choice === 'no' || said.meaning.intent === 'deny')
      return { say: [{ text: ctx.t('rights:merge.kept') }] }
    if (said.choice !== 'yes' && !YES(said.text))
      return { say: await ask(state, ctx), next: state, missed: true }
    if (!isFresh(state.askedAt, said.at)) return proceed(state, ctx)
    const [loser, winner] = [state.loser[0], state.winner[0]]
    const actor = actorOf(ctx)
    if (!loser || !winner || !actor) return { say: [{ text: ctx.t('rights:merge.not_yours') }] }
    const ids = { loserId: loser.id, winnerId: winner.id }
    const done = await mergePeople(ctx.tx, ids, actor, said.at)
    if (done.kind !== 'merged') return { say: [{ text: ctx.t(`rights:merge.${done.kind}`) }] }
    for (const addressId of done.addressIds)
      ctx.tell(
        addressId,
        (t) => ({ text: t('rights:merge.told', { name: done.name }) }),
        `merge/${loser.id}/${addressId}`,
      )
    return { say: [{ text: ctx.t('rights:merge.done', { name: done.name, count: done.sessions }) }] }
  },

  ask,
  expects: ({ loser, winner }, ctx) =>
    ctx.t(loser.length > 1 || winner.length > 1 ? 'rights:merge.expectsWho' : 'rights:merge.expectsWord'),
  context: ({ loser, winner }) => (loser.length > 1 || winner.length > 1 ? undefined : 'confirmation'),
  claims: (_, said) => YES(said.text),
  fleeting: true,
}

const actorOf = (ctx: Ctx) => ctx.person && { ...ctx.person, phone: ctx.people.map((one) => one.id) }

/** Who is the one is not the other. What forbids it is said before anything is asked. */
async function proceed(given: Pick<State, 'loser' | 'winner'>, ctx: Ctx): Promise<Turn<State>> {
  const without = (all: State['loser'], other: State['loser']) =>
    all.length > 1 && other.length === 1 ? all.filter(({ id }) => id !== other[0]?.id) : all
  const state = {
    loser: without(given.loser, given.winner),
    winner: without(given.winner, given.loser),
    askedAt: ctx.now.toISOString(),
  }
  const [loser, winner] = [state.loser, state.winner].map((all) => (all.length === 1 ? all[0] : undefined))
  const actor = actorOf(ctx)
  if (loser && winner && actor) {
    const [from, to] = await Promise.all(
      [loser, winner].map(({ id }) => ctx.tx.person.findUniqueOrThrow({ where: { id } })),
    )
    const may = from && to ? await mayMerge(ctx.tx, [from, to], actor, ctx.now) : 'gone'
    if (may !== 'yes') return { say: [{ text: ctx.t(`rights:merge.${may}`) }] }
  }
  return { say: await ask(state, ctx), next: state }
}

async function ask(state: State, ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  for (const role of ['loser', 'winner'] as const) {
    const all = state[role]
    if (all.length === 1) continue
    const labels = await Promise.all(all.map(({ id }) => describe(id, ctx)))
    return [
      {
        text: t(`rights:merge.which.${role}`),
        choices: all.map(({ id }, n) => ({ id: `p${id}`, label: labels[n] ?? '' })),
      },
    ]
  }
  const [loser = '', winner = ''] = await Promise.all(
    [state.loser, state.winner].map((all) => describe(all[0]?.id ?? 0, ctx)),
  )
  return [
    {
      text: [t('rights:merge.goes'), loser, t('rights:merge.stays'), winner, t('rights:merge.question')].join(
        '\n',
      ),
      choices: [
        { id: 'yes', label: t('rights:merge.yes') },
        { id: 'swap', label: t('rights:merge.swap') },
        { id: 'no', label: t('rights:merge.no') },
      ],
    },
  ]
}

/** What tells two records apart: name, unit, NIP, phones, attendance. */
async function describe(id: number, { tx, t }: Ctx): Promise<string> {
  const person = await tx.person.findUniqueOrThrow({
    where: { id },
    include: { unit: true, _count: { select: { addresses: true, attendance: true } } },
  })
  return t('rights:merge.one', {
    ...{ name: person.name, unit: person.unit?.name ?? '–', nip: person.nip ? maskNip(person.nip) : '–' },
    ...{ phones: person._count.addresses, attendance: person._count.attendance },
  })
}
