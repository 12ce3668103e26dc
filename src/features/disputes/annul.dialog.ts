import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { dayBounds, dayOf } from '../agenda/day.ts'
import { isPresent } from '../attendance/statuses.ts'
import { type StatusLine, statusesOf } from '../attendance/statuses-of.ts'
import { findPeople } from '../people/find-people.ts'
import { type AboutWords, readAbout } from './about-words.ts'
import { proposeAnnul } from './annul.ts'
import { lettersAbout } from './dispute-letters.dialog.ts'

/** How far back a presence is looked for when no day was said. */
const LOOK_BACK_MS = 31 * 86_400_000
const MOST_CHOICES = 4

const State = z.object({
  /** Everybody whom the name may mean; one when it is settled. */
  people: z.array(z.object({ id: z.number(), name: z.string(), unitName: z.string() })),
  name: z.string(),
  day: z.string().nullable(),
  sessionId: z.number().nullable(),
  why: z.string().nullable(),
})
type State = z.infer<typeof State>

/** What "batal apel Budi karena titip absen" says; null where it names nobody of the own people. */
export async function annulWish(
  text: string,
  said: Said,
  ctx: Ctx,
): Promise<(AboutWords & { people: State['people'] }) | null> {
  const about = readAbout(text, { ref: said.at, zone: ctx.city.zone })
  if (!about.name || /^(?:saya|sy|aku|ku)$/i.test(about.name)) return null
  return { ...about, people: await findPeople(ctx.tx, about.name, ctx.person) }
}

/** Proposing that somebody's recorded presence is none: who, which session, why, then read back. */
export const annul: Dialog<State, NonNullable<Awaited<ReturnType<typeof annulWish>>>> = {
  name: 'annul',
  state: State,
  start: async (ctx, { people, name, day, reason }) =>
    people.length === 0
      ? { say: [{ text: ctx.t('dispute:annul.unknown', { name }) }] }
      : proceed({ people, name, day, sessionId: null, why: reason }, ctx),

  async answer(state, said, ctx) {
    const again = async () => ({ say: await ask(state, ctx), next: state, missed: true })
    if (state.people.length > 1) {
      const picked = state.people.find((one) => said.choice === `p${one.id}`)
      return picked ? proceed({ ...state, people: [picked] }, ctx) : again()
    }
    if (state.sessionId === null) {
      const line = (await present(state, ctx)).find((one) => said.choice === `s${one.sessionId}`)
      return line ? proceed({ ...state, sessionId: line.sessionId }, ctx) : again()
    }
    if (state.why === null) {
      const why = said.text.trim().slice(0, 300)
      return why.length >= 3 ? proceed({ ...state, why }, ctx) : again()
    }
    if (said.choice === 'no' || said.meaning.intent === 'deny')
      return { say: [{ text: ctx.t('conversation:cancelled') }] }
    if (said.choice !== 'send' && said.meaning.intent !== 'affirm') return again()
    return { say: await propose(state, said, ctx) }
  },

  ask,
  freeText: (state) => stepOf(state) === 'why',
  context: (state) => (stepOf(state) === 'confirm' ? 'confirmation' : undefined),
  expects: (state, ctx) => ctx.t(`dispute:annul.expects.${stepOf(state)}`),
}

const stepOf = ({ people, sessionId, why }: State) =>
  people.length > 1 ? 'who' : sessionId === null ? 'session' : why === null ? 'why' : 'confirm'

/** The next open question; a presence that leaves no doubt is not asked about. */
async function proceed(state: State, ctx: Ctx): Promise<Turn<State>> {
  if (state.people.length === 1 && state.sessionId === null) {
    const lines = await present(state, ctx)
    const [first, second] = lines
    const values = { name: state.people[0]?.name }
    if (!first) return { say: [{ text: ctx.t('dispute:annul.not_present', values) }] }
    const { zone } = ctx.city
    const today = dayOf(first.startsAt, zone) === dayOf(ctx.now, zone)
    const alone =
      !second || (state.day === null && today && dayOf(second.startsAt, zone) !== dayOf(ctx.now, zone))
    if (alone) return proceed({ ...state, sessionId: first.sessionId }, ctx)
  }
  return { say: await ask(state, ctx), next: state }
}

/** Where the person is recorded as present, the latest first. */
async function present({ people, day }: State, ctx: Ctx): Promise<StatusLine[]> {
  const { start, end } = day
    ? dayBounds(day, ctx.city.zone)
    : { start: new Date(ctx.now.getTime() - LOOK_BACK_MS), end: ctx.now }
  const lines = await statusesOf(ctx.tx, people[0]?.id ?? 0, start, end)
  return lines.filter(({ status }) => isPresent(status)).slice(0, MOST_CHOICES)
}

async function ask(state: State, ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  const step = stepOf(state)
  const [only] = state.people
  const name = only?.name ?? state.name
  if (step === 'who') {
    const choices = state.people.map((one) => ({ id: `p${one.id}`, label: `${one.name} (${one.unitName})` }))
    return [{ text: t('people:code.which', { name: state.name }), choices }]
  }
  const lines = await present(state, ctx)
  if (step === 'session') {
    const choices = lines.map((line) => ({
      id: `s${line.sessionId}`,
      label: t('dispute:session', {
        title: line.title,
        day: line.startsAt,
        status: t(`why:status.${line.status}`),
      }),
    }))
    return [{ text: t('dispute:annul.which', { name }), choices }]
  }
  const line = lines.find((one) => one.sessionId === state.sessionId)
  const values = { name, title: line?.title, at: line?.startsAt, unit: only?.unitName, why: state.why }
  if (step === 'why') return [{ text: t('dispute:annul.why', values) }]
  return [
    {
      text: t('dispute:annul.readBack', values),
      choices: [
        { id: 'send', label: t('dispute:choice.send') },
        { id: 'no', label: t('conversation:choice.cancel') },
      ],
    },
  ]
}

async function propose({ people, sessionId, why }: State, said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const [only] = people
  if (!ctx.person || !only || sessionId === null || !why) return [{ text: ctx.t('dispute:annul.not_yours') }]
  const actor = { ...ctx.person, phone: ctx.people.map((one) => one.id) }
  const { inboxId, at } = said
  const proposed = await proposeAnnul(ctx.tx, { sessionId, personId: only.id, why, inboxId }, actor, at)
  if (proposed.kind !== 'proposed') {
    const ref = proposed.kind === 'open' ? proposed.ref : ''
    return [{ text: ctx.t(`dispute:annul.${proposed.kind}`, { name: only.name, ref }) }]
  }
  const { line, ref, deciders } = proposed
  const values = { name: only.name, title: line.title, at: line.startsAt, why, by: ctx.person.name }
  lettersAbout(ref, 'ask', deciders, ctx, (t) => ({
    text: t('dispute:annul.ask', values),
    choices: [
      { id: `=setuju ${ref}`, label: t('people:choice.approve') },
      { id: `=tolak ${ref}`, label: t('people:choice.refuse') },
    ],
  }))
  const names = deciders.map((one) => one.name)
  return [{ text: ctx.t('dispute:annul.proposed', { name: only.name, names, ref }) }]
}
