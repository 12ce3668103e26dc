import { z } from 'zod'
import type { Ctx, Dialog, Said } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { dayBounds, dayOf } from '../agenda/day.ts'
import { linksOf } from '../audit/links.ts'
import { has, inspectedPaths } from '../people/authority.ts'
import { giveInspectionFile } from './file.dialog.ts'
import { findingWords } from './finding-words.ts'
import { findingsOf } from './findings.ts'
import { look, SHORTEST_PURPOSE, type Target } from './look.ts'
import { type InspectionWish, MOST_DAYS } from './read-inspection.ts'
import { scopeOfLook } from './scope-of-look.ts'
import { targetsOf } from './targets.ts'

const Option = z.object({
  label: z.string(),
  scope: z.enum(['unit', 'session', 'person']),
  unitId: z.number(),
  sessionId: z.number().nullable(),
  personId: z.number().nullable(),
})
const State = z.object({
  /** Everything that may be meant; one when it is settled. */
  options: z.array(Option),
  from: z.iso.datetime(),
  until: z.iso.datetime(),
})
type State = z.infer<typeof State>

/** "periksa Dinkes 1–30 November": what for is asked first, and kept with the look; then what was found. */
export const inspect: Dialog<State, { wish: InspectionWish; at: Date }> = {
  name: 'inspect',
  state: State,

  async start(ctx, { wish, at }) {
    const { person, t, city, tx } = ctx
    if (!has(person, 'pemeriksa')) return { say: [{ text: t('inspection:notYours') }] }
    const { span } = wish
    if ('problem' in span)
      return { say: [{ text: t(`inspection:problem.${span.problem}`, { most: MOST_DAYS }) }] }
    const from = dayBounds(span.from, city.zone).start
    const until = dayBounds(span.to, city.zone).end
    const oneDay = span.from === span.to && span.to <= dayOf(at, city.zone)
    const options = await targetsOf(tx, wish, { from, until, oneDay }, inspectedPaths(person))
    if (options.length === 0)
      return { say: [{ text: t('inspection:nobody', { name: wish.about || wish.event }) }] }
    const labelled = options.map((one) => ({
      ...one,
      label: one.startsAt
        ? t('inspection:choice.session', { title: one.label, at: one.startsAt })
        : one.label,
    }))
    const state = { options: labelled, from: from.toISOString(), until: until.toISOString() }
    return { say: ask(State.parse(state), ctx), next: State.parse(state) }
  },

  async answer(state, said, ctx) {
    const [only, second] = state.options
    if (second) {
      const picked = state.options.find((_, n) => said.choice === `o${n}`)
      const next = picked ? { ...state, options: [picked] } : state
      return { say: ask(next, ctx), next, ...(picked ? {} : { missed: true }) }
    }
    const purpose = said.text.trim()
    if (purpose.length < SHORTEST_PURPOSE || !only)
      return { say: [{ text: ctx.t('inspection:purposeShort') }], next: state, missed: true }
    return { say: await show(targetOf(state, only), purpose, said, ctx) }
  },

  ask,
  freeText: (state) => state.options.length === 1,
  expects: (state, ctx) => ctx.t(`inspection:expects.${state.options.length > 1 ? 'which' : 'purpose'}`),
}

const targetOf = (
  state: State,
  { scope, unitId, sessionId, personId }: State['options'][number],
): Target => ({
  ...{ scope, unitId, sessionId, personId },
  ...{ from: new Date(state.from), until: new Date(state.until) },
})

function ask(state: State, { t }: Ctx): Outgoing[] {
  const [only, second] = state.options
  if (second)
    return [
      {
        text: t('inspection:which'),
        choices: state.options.map(({ label }, n) => ({ id: `o${n}`, label })),
      },
    ]
  const to = new Date(Date.parse(state.until) - 1)
  return [{ text: t('inspection:whatFor', { name: only?.label, from: new Date(state.from), to }) }]
}

async function show(target: Target, purpose: string, said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const { tx, t, person } = ctx
  if (!person) return [{ text: t('inspection:notYours') }]
  const by = { actor: person, purpose, form: 'text' as const, at: said.at, inboxId: said.inboxId }
  const id = await look(tx, target, by)
  const scope = typeof id === 'number' ? await scopeOfLook(tx, id) : null
  if (!scope) return [{ text: t('inspection:notYours') }]
  const found = await findingsOf(tx, scope)
  const links = await linksOf(
    tx,
    scope.sessions.map((one) => one.id),
  )
  return [
    {
      text: findingWords(scope, found, links, t),
      choices: [
        { id: `=periksa excel ${scope.id}`, label: t('recap:choice.xlsx') },
        { id: `=periksa pdf ${scope.id}`, label: t('recap:choice.pdf') },
      ],
    },
  ]
}

/** "periksa excel 12", behind a button: the same look as a file, which is a look of its own. */
export async function inspectAsFile(
  id: number,
  form: 'xlsx' | 'pdf',
  said: Said,
  ctx: Ctx,
): Promise<Outgoing[]> {
  const { tx, t, person } = ctx
  const before = await tx.inspection.findUnique({ where: { id } })
  if (!person || !before || before.byId !== person.id) return [{ text: t('inspection:notYours') }]
  const { scope, unitId, sessionId, personId, fromAt: from, untilAt: until, purpose } = before
  const target = { scope: scope as Target['scope'], unitId, sessionId, personId, from, until }
  const made = await look(tx, target, { actor: person, purpose, form, at: said.at, inboxId: said.inboxId })
  if (typeof made !== 'number') return [{ text: t('inspection:notYours') }]
  return giveInspectionFile({ look: made, f: form }, ctx)
}
