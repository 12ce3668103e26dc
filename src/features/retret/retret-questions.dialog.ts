import type { Ctx, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { affectedBy } from '../agenda/affected.ts'
import { shownDay } from '../agenda/day.ts'
import { instantOf } from '../agenda/window.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { type Planned, problemsOf } from './check-programme.ts'
import { MOST_SESSIONS } from './expand.ts'
import { placed } from './participants.ts'
import { planned, type State, stepOf } from './retret-state.ts'
import { ruleWords } from './rule-words.ts'

/** More names than this do not help on a phone. */
const MOST_NAMES = 40
/** So many problems are worked off at a time. */
const MOST_PROBLEMS = 5

export async function proceed(state: State, ctx: Ctx): Promise<Turn<State>> {
  return { say: await question(state, ctx), next: state }
}

/** The answer was not understood: why, and the buttons of the same question. */
export async function missed(
  state: State,
  ctx: Ctx,
  key: string,
  values: Record<string, unknown> = {},
): Promise<Turn<State>> {
  const asked = (await question(state, ctx)).at(-1)
  return { say: [{ ...asked, text: ctx.t(`retret:missed.${key}`, values) }], next: state, missed: true }
}

export async function question(state: State, ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  const odd = state.wrong.map(({ text, why }) => t(`retret:wrong.${why}`, { text }))
  const ask = (text: string, choices?: Outgoing['choices']): Outgoing[] => [
    { text: [...odd, text].join('\n'), ...(choices && { choices }) },
  ]
  switch (stepOf(state)) {
    case 'programme':
      return ask(t('retret:ask.programme', { title: state.title }))
    case 'days':
      return ask(t('retret:ask.days', { title: state.title }))
    case 'place':
      return ask(
        t('retret:ask.place'),
        ctx.city.places.slice(0, 4).map((one, n) => ({ id: `p${n}`, label: one.name })),
      )
    case 'people':
      return ask([...notFound(state, ctx), t('retret:ask.people')].join('\n'), await ownUnits(ctx))
    case 'who': {
      const [first] = state.members.asks
      return ask(t('retret:ask.who', { name: first?.text }), [
        ...(first?.options ?? []).map(({ id, label }) => ({ id: `p${id}`, label })),
        { id: 'none', label: t('marking:noneOfThem') },
      ])
    }
    case 'confirm':
      return readBack(state, odd, ctx)
  }
}

async function ownUnits(ctx: Ctx): Promise<Outgoing['choices']> {
  const [only, ...others] = await ctx.tx.$queryRaw<{ id: number; name: string }[]>`
    SELECT id, name FROM unit WHERE path = ANY(${coordinatedPaths(ctx.person)}::text[]) ORDER BY path`
  return only && others.length === 0
    ? [{ id: `u${only.id}`, label: ctx.t('agenda:new.allOf', { unit: only.name }) }]
    : []
}

/** The whole programme by number, its totals, who takes part, and what keeps it from being saved. */
async function readBack(state: State, odd: string[], ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  const sessions = planned(state) ?? []
  const days = new Set(sessions.map(({ day }) => day)).size
  const problems = problemsOf(sessions, ctx.now, ctx.city.zone)
  const tooMany = sessions.length > MOST_SESSIONS
  const text = [
    t('retret:back.head', { title: state.title, place: state.place }),
    ...linesOf(sessions.slice(0, MOST_SESSIONS), ctx),
    t('retret:back.total', {
      days,
      count: sessions.length,
      mandatory: sessions.filter((one) => one.mandatory).length,
    }),
    ...(await who(state, ctx)),
    ruleWords(state, t),
    ...odd,
    ...notFound(state, ctx),
    ...(tooMany ? [t('retret:problem.many', { most: MOST_SESSIONS })] : []),
    ...problems.slice(0, MOST_PROBLEMS).map(({ kind, ...values }) => t(`retret:problem.${kind}`, values)),
    t(problems.length > 0 || tooMany ? 'retret:back.repair' : 'retret:back.ask'),
  ].join('\n')
  const yes = problems.length > 0 || tooMany ? [] : [{ id: 'save', label: t('agenda:new.save') }]
  return [{ text, choices: [...yes, { id: 'no', label: t('retret:drop') }] }]
}

function linesOf(sessions: Planned[], { t, city }: Ctx): string[] {
  return sessions.flatMap(({ day, time, title, mandatory }, n) => [
    ...(sessions[n - 1]?.day === day ? [] : [t('retret:back.day', { at: shownDay(day) })]),
    t('retret:back.line', {
      n: n + 1,
      at: instantOf(day, time, city.zone),
      title: mandatory ? t('retret:mandatory', { title }) : title,
    }),
  ])
}

/** The control total. */
async function who({ members: { units, people } }: State, { tx, t }: Ctx): Promise<string[]> {
  const paths = units.map(({ path }) => path)
  const named = await placed(tx, people)
  const { people: count } = await affectedBy(tx, paths, { paths: [], people })
  const rows = await tx.person.findMany({
    where: { id: { in: named.map(({ id }) => id) } },
    select: { name: true },
    orderBy: { name: 'asc' },
  })
  const rest = rows.length - MOST_NAMES
  const names = [
    ...rows.slice(0, MOST_NAMES).map(({ name }) => name),
    ...(rest > 0 ? [t('retret:back.more', { count: rest })] : []),
  ]
  return [
    t('retret:back.people', { count }),
    ...(units.length > 0 ? [t('retret:back.units', { names: units.map(({ name }) => name) })] : []),
    ...(names.length > 0 ? [t('retret:back.named', { count: rows.length, names: names.join(', ') })] : []),
  ]
}

const notFound = ({ members: { unknown, many } }: State, { t }: Ctx): string[] => [
  ...(unknown.length > 0 ? [t('retret:unknown', { names: unknown.join('; ') })] : []),
  ...(many.length > 0 ? [t('marking:open.many', { names: many.join('; ') })] : []),
]
