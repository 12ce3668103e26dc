import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { coordinatedPaths, has } from '../people/authority.ts'
import { findPeople } from '../people/find-people.ts'
import {
  contextOf,
  expectsOf,
  Named,
  pickedOf,
  whichPerson,
  yesOrCancel,
  yesOrNo,
} from '../people/pick-person.dialog.ts'
import { answerHandOver, type Goods, proposeHandOver, whatGoes } from './hand-over.ts'

const State = z.object({
  from: Named,
  name: z.string(),
  /** Everybody whom the name may mean; one when it is settled. */
  people: z.array(Named),
})
type State = z.infer<typeof State>

/** @param from null: the speaker's own tasks */
export type Wish = { from: string | null; to: string }

/** "serah terima ke Budi": what goes along is read back before the successor is asked. */
export const handOver: Dialog<State, Wish> = {
  name: 'hand-over',
  state: State,

  async start(ctx, wish) {
    if (coordinatedPaths(ctx.person).length === 0 || !ctx.person)
      return { say: [{ text: ctx.t('handover:notYours') }] }
    const from = wish.from === null ? own(ctx) : await onlyOne(wish.from, ctx)
    if (typeof from === 'string') return { say: [{ text: from }] }
    if (from.id !== ctx.person.id && !has(ctx.person, 'admin'))
      return { say: [{ text: ctx.t('handover:notYours') }] }
    const people = await findPeople(ctx.tx, wish.to, ctx.person)
    if (people.length === 0) return { say: [{ text: ctx.t('people:role.nobody', { name: wish.to }) }] }
    return proceed({ from, name: wish.to, people }, ctx)
  },

  async answer(state, said, ctx) {
    if (state.people.length > 1) {
      const picked = pickedOf(state.people, said)
      return picked
        ? proceed({ ...state, people: [picked] }, ctx)
        : { say: await ask(state, ctx), next: state, missed: true }
    }
    const answer = yesOrNo(said)
    if (answer === 'no') return { say: [{ text: ctx.t('conversation:cancelled') }] }
    if (answer === null) return { say: await ask(state, ctx), next: state, missed: true }
    return { say: await propose(state, said, ctx) }
  },

  ask,
  expects: expectsOf,
  context: contextOf,
}

const own = ({ person }: Ctx) => ({
  id: person?.id ?? 0,
  name: person?.name ?? '',
  unitName: person?.unitName ?? '',
})

/** @returns the person, or what to say when it is not clear who is meant */
async function onlyOne(name: string, ctx: Ctx) {
  const found = await findPeople(ctx.tx, name, ctx.person)
  const [only, ...others] = found
  if (only && others.length === 0) return only
  return found.length === 0
    ? ctx.t('people:role.nobody', { name })
    : ctx.t('handover:whose', { name, names: found.map((one) => `${one.name} (${one.unitName})`) })
}

async function proceed(state: State, ctx: Ctx): Promise<Turn<State>> {
  const goods = await whatGoes(ctx.tx, state.from.id, ctx.now)
  if (goods.units.length === 0)
    return { say: [{ text: ctx.t('handover:proposal.none', { name: state.from.name }) }] }
  return { say: await ask(state, ctx), next: state }
}

async function ask(state: State, ctx: Ctx): Promise<Outgoing[]> {
  const [only, ...others] = state.people
  if (others.length > 0) return [whichPerson(state.name, state.people, ctx)]
  const goods = await whatGoes(ctx.tx, state.from.id, ctx.now)
  const head = ctx.t('handover:readBack', { from: state.from.name, to: only?.name, units: goods.units })
  return [
    {
      text: [head, ...goodsLines(goods, ctx.t), ctx.t('handover:afterAgreed')].join('\n'),
      choices: yesOrCancel(ctx),
    },
  ]
}

/** What goes along, a line for each kind of which there is some. */
function goodsLines({ units: _, ...counts }: Goods, t: Ctx['t']): string[] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => t(`handover:goods.${what}`, { count }))
}

async function propose({ from, people: [to] }: State, said: Said, ctx: Ctx): Promise<Outgoing[]> {
  if (!ctx.person || !to) return [{ text: ctx.t('handover:notYours') }]
  const actor = { ...ctx.person, phone: ctx.people.map((one) => one.id) }
  const ends = { fromId: from.id, toId: to.id }
  const done = await proposeHandOver(ctx.tx, { ...ends, actor, at: ctx.now, inboxId: said.inboxId })
  if (done.kind !== 'proposed')
    return [
      { text: ctx.t(`handover:proposal.${done.kind}`, { name: done.kind === 'none' ? from.name : to.name }) },
    ]
  const goods = await whatGoes(ctx.tx, from.id, ctx.now)
  const phones = await ctx.tx.addressPerson.findMany({ where: { personId: to.id } })
  for (const { addressId } of phones)
    ctx.tell(
      addressId,
      (t) => ({
        text: [
          t('handover:asked', { from: from.name, units: done.units }),
          ...goodsLines(goods, t),
          t('handover:nothingYet', { ref: done.ref }),
        ].join('\n'),
        choices: [
          { id: `=terima serah ${done.ref}`, label: t('handover:accept') },
          { id: `=tolak serah ${done.ref}`, label: t('handover:refuse') },
        ],
      }),
      `hand-over/${done.ref}/${addressId}`,
    )
  return [{ text: ctx.t('handover:proposed', { name: to.name }) }]
}

/** "terima serah 7KQ2" and "tolak serah 7KQ2", typed or pressed by the successor. Both hear the same list. */
export async function decideHandOver(ref: string, agrees: boolean, ctx: Ctx): Promise<Outgoing[]> {
  if (!ctx.person) return [{ text: ctx.t('handover:answer.unknown') }]
  const actor = { ...ctx.person, phone: ctx.people.map((one) => one.id), addressId: ctx.address.id }
  const done = await answerHandOver(ctx.tx, ref, agrees, actor, ctx.now)
  if (done.kind !== 'accepted' && done.kind !== 'refused')
    return [{ text: ctx.t(`handover:answer.${done.kind}`) }]
  const { name } = ctx.person
  const from = await ctx.tx.person.findUniqueOrThrow({ where: { id: done.fromId } })
  const hear = async (personId: number, text: (t: Ctx['t']) => string, what: string) => {
    for (const { addressId } of await ctx.tx.addressPerson.findMany({ where: { personId } }))
      if (addressId !== ctx.address.id)
        ctx.tell(addressId, (t) => ({ text: text(t) }), `hand-over/${ref}/${what}/${addressId}`)
  }
  if (done.kind === 'refused') {
    for (const one of new Set([done.fromId, done.proposedBy]))
      await hear(one, (t) => t('handover:refusedYou', { name }), 'refused')
    return [{ text: ctx.t('handover:refused') }]
  }
  const { goods, drafts } = done
  await hear(
    done.fromId,
    (t) => [t('handover:given', { name, units: goods.units }), ...goodsLines(goods, t)].join('\n'),
    'given',
  )
  const lines = [
    ctx.t('handover:taken', { name: from.name, units: goods.units }),
    ...goodsLines(goods, ctx.t),
    ...drafts.map((text) => ctx.t('handover:draft', { text })),
  ]
  return [{ text: lines.join('\n'), choices: [{ id: '=menu', label: ctx.t('conversation:choice.menu') }] }]
}
