import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { dayOf } from '../agenda/day.ts'
import { coordinatedPaths, coordinates } from '../people/authority.ts'
import { dropMembers, findMembers, MOST_NAMED } from './find-members.ts'
import { findRetrets, type Retret } from './find-retret.ts'
import { changeParticipants } from './participants.ts'
import { Ask, type Members, NOBODY_YET } from './retret-state.ts'
import { rosterOf } from './roster.ts'

/** More names than this do not help on a phone. */
const MOST_NAMES = 60

/** More retrets than this are not chosen from. */
const MOST_RETRETS = 5

/** @param about its title with its days */
const Which = z.object({ id: z.number(), title: z.string(), about: z.string() })

const State = z.object({
  /** More than one: which of them is asked first, and whom it is about is read then. */
  which: z.array(Which).min(1),
  ...{ how: z.enum(['add', 'remove']), text: z.string() },
  ...{
    people: z.array(z.number()),
    asks: z.array(Ask),
    unknown: z.array(z.string()),
    many: z.array(z.string()),
  },
})
type State = z.infer<typeof State>

/** @param text whom; the words around it are read by whoever calls */
export type PeopleWish = { how: 'add' | 'remove'; text: string; about: string }

/** Somebody joins a retret that is planned already, or leaves it: read back with the total before it counts. */
export const changePeople: Dialog<State, PeopleWish | undefined> = {
  name: 'retret-people',
  state: State,

  async start(ctx, wish) {
    const { person, t, tx } = ctx
    const found = person ? await findRetrets(tx, person, 'coordinator', wish?.about ?? '', ctx.now) : []
    const own = found.filter(({ ownerPath }) => coordinates(person, ownerPath))
    if (!person || !wish || own.length === 0)
      return { say: [{ text: t(found.length > 0 ? 'retret:people.notYours' : 'retret:progress.none') }] }
    // What is over has its participants.
    const which = own.filter(({ open }) => open).slice(0, MOST_RETRETS)
    if (which.length === 0) return { say: [{ text: t('retret:people.over', { title: own[0]?.title }) }] }
    const { how, text } = wish
    return read({ which: which.map((one) => named(one, ctx)), how, text, ...NOBODY_READ }, ctx)
  },

  async answer(state, said, ctx) {
    if (state.which.length > 1) {
      const one = state.which.find(({ id }) => said.choice === `r${id}`)
      if (one) return read({ ...state, which: [one] }, ctx)
      return { say: await question(state, ctx), next: state, missed: true }
    }
    const [ask, ...asks] = state.asks
    if (ask) {
      const id = Number(/^p(\d+)$/.exec(said.choice ?? '')?.[1] ?? 0)
      if (ask.options.some((one) => one.id === id))
        return proceed({ ...state, asks, people: [...new Set([...state.people, id])] }, ctx)
      if (said.choice === 'none') return proceed({ ...state, asks }, ctx)
      return { say: await question(state, ctx), next: state, missed: true }
    }
    if (said.choice === 'no' || said.meaning.intent === 'deny')
      return { say: [{ text: ctx.t('retret:people.dropped') }] }
    if (said.choice === 'yes' || said.meaning.intent === 'affirm') return save(state, ctx)
    return { say: await question(state, ctx), next: state, missed: true }
  },

  ask: question,
  expects: (state, ctx) =>
    ctx.t(
      state.which.length > 1
        ? 'retret:people.expectsWhich'
        : state.asks.length > 0
          ? 'retret:expects.who'
          : 'retret:people.expects',
    ),
  context: (state) => (state.which.length > 1 || state.asks.length > 0 ? undefined : 'confirmation'),
}

type Read = Pick<State, 'people' | 'asks' | 'unknown' | 'many'>
const NOBODY_READ: Read = { people: [], asks: [], unknown: [], many: [] }

/** Two of one name differ by their days. */
function named({ id, title, from, to }: Retret, { t, city }: Ctx): z.infer<typeof Which> {
  const days = dayOf(from, city.zone) === dayOf(to, city.zone) ? 'day' : 'days'
  return { id, title, about: t(`retret:about.${days}`, { title, from, to }) }
}

/** Whom the words mean, once it is known which retret. */
async function read(state: State, ctx: Ctx): Promise<Turn<State>> {
  const [which, other] = state.which
  if (!which || other) return { say: await question(state, ctx), next: state }
  const found = await (state.how === 'add' ? adding(state.text, ctx) : removing(state.text, which.id, ctx))
  if (!found) return { say: [{ text: ctx.t('retret:missed.tooMany', { most: MOST_NAMED }) }] }
  return proceed({ ...state, ...found }, ctx)
}

async function adding(text: string, ctx: Ctx): Promise<Read | null> {
  const found = ctx.person && (await findMembers(ctx.tx, text, NOBODY_YET, ctx.person))
  return found && withUnits(found, ctx)
}

async function removing(text: string, id: number, ctx: Ctx): Promise<Read | null> {
  if (!ctx.person) return null
  const rows = await ctx.tx.participant.findMany({ where: { activityId: id }, select: { personId: true } })
  const before = { ...NOBODY_YET, people: rows.map(({ personId }) => personId) }
  const after = await dropMembers(ctx.tx, text, before, ctx.person)
  return { ...after, people: before.people.filter((one) => !after.people.includes(one)), asks: [] }
}

/** Of a unit everybody who works there now. */
async function withUnits({ units, people, asks, unknown, many }: Members, { tx }: Ctx): Promise<Read> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT p.id FROM person p JOIN unit u ON u.id = p.unit_id WHERE p.status IN ('roster', 'active')
      AND EXISTS (SELECT 1 FROM unnest(${units.map(({ path }) => path)}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')`
  return { people: [...new Set([...people, ...rows.map(({ id }) => id)])], asks, unknown, many }
}

async function proceed(state: State, ctx: Ctx): Promise<Turn<State>> {
  const say = await question(state, ctx)
  return state.asks.length === 0 && state.people.length === 0 ? { say } : { say, next: state }
}

async function question(state: State, { tx, t }: Ctx): Promise<Outgoing[]> {
  if (state.which.length > 1)
    return [
      {
        text: t('retret:people.which'),
        choices: state.which.map(({ id, about }) => ({ id: `r${id}`, label: about })),
      },
    ]
  const [ask] = state.asks
  if (ask)
    return [
      {
        text: t('retret:ask.who', { name: ask.text }),
        choices: [
          ...ask.options.map(({ id, label }) => ({ id: `p${id}`, label })),
          { id: 'none', label: t('marking:noneOfThem') },
        ],
      },
    ]
  const names = await tx.person.findMany({
    where: { id: { in: state.people } },
    select: { name: true },
    orderBy: { name: 'asc' },
  })
  const lines = [
    ...(names.length > 0
      ? [
          t(`retret:people.${state.how}`, {
            about: state.which[0]?.about,
            count: names.length,
            names: names.map(({ name }) => name).join(', '),
          }),
        ]
      : [t('retret:people.nobody')]),
    ...(state.unknown.length > 0 ? [t('retret:unknown', { names: state.unknown.join('; ') })] : []),
    ...(state.many.length > 0 ? [t('marking:open.many', { names: state.many.join('; ') })] : []),
  ]
  if (names.length === 0) return [{ text: lines.join('\n') }]
  return [
    {
      text: [...lines, t('retret:people.sure')].join('\n'),
      choices: [
        { id: 'yes', label: t('retret:people.yes') },
        { id: 'no', label: t('retret:people.no') },
      ],
    },
  ]
}

async function save(state: State, ctx: Ctx): Promise<Turn<State>> {
  const { person, tx, t } = ctx
  const { which, how, people } = state
  const [{ id: activityId, title } = { id: 0, title: '' }] = which
  const change = { add: how === 'add' ? people : [], remove: how === 'remove' ? people : [] }
  const done = person ? await changeParticipants(tx, activityId, change, person, ctx.now) : 'not_yours'
  if (done === 'not_yours') return { say: [{ text: t('retret:people.notYours') }] }
  if (done === 'over') return { say: [{ text: t('retret:people.over', { title }) }] }
  if ('until' in done) return { say: [{ text: t('retret:people.unsettled', { title, at: done.until }) }] }
  const total = await tx.participant.count({ where: { activityId } })
  return {
    say: [{ text: t('retret:people.saved', { title, added: done.added, removed: done.removed, total }) }],
  }
}

/** "peserta retret": who takes part, of the own part of the city. */
export async function listPeople(said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const { person, tx, t } = ctx
  const [retret] = person ? await findRetrets(tx, person, 'coordinator', said.text, ctx.now) : []
  if (!person || !retret || coordinatedPaths(person).length === 0)
    return [{ text: t('retret:people.onlyCoordinators') }]
  const { people } = await rosterOf(tx, retret, coordinatedPaths(person))
  const units = new Map<string, string[]>()
  for (const { name, unitName } of people.slice(0, MOST_NAMES))
    units.set(unitName, [...(units.get(unitName) ?? []), name])
  const rest = people.length - MOST_NAMES
  const lines = [
    t('retret:people.head', { title: retret.title, count: people.length }),
    ...[...units].map(([unit, names]) => t('retret:people.unit', { unit, names: names.join(', ') })),
    ...(rest > 0 ? [t('retret:back.more', { count: rest })] : []),
    ...(coordinates(person, retret.ownerPath) ? [t('retret:people.how')] : []),
  ]
  return [{ text: lines.join('\n') }]
}
