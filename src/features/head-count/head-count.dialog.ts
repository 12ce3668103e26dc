import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { type SessionView, sessionById } from '../agenda/sessions.ts'
import { ownSessions } from '../attendance/own-sessions.dialog.ts'
import { coordinatedPaths } from '../people/authority.ts'
import {
  countHeads,
  countsBelow,
  differs,
  explain,
  keepSights,
  MOST_HEADS,
  mayCount,
  type Refusal,
} from './head-count.ts'
import { readHeads } from './read-heads.ts'

const Seen = z.enum(['yes', 'no', 'stranger'])
const State = z.object({
  sessionId: z.number(),
  unitId: z.number(),
  /** Null while the number is awaited. */
  head: z
    .object({
      ...{ id: z.number(), count: z.number(), recorded: z.number() },
      sights: z.array(z.object({ personId: z.number(), name: z.string(), seen: Seen.nullable() })),
    })
    .nullable(),
})
type State = z.infer<typeof State>

const LONGEST = 200

/** Somebody counts heads without knowing the numbers, then confirms three names by sight; only then both are compared. */
export const headCount: Dialog<State, Said | undefined> = {
  name: 'head-count',
  state: State,

  async start(ctx, said) {
    const found = await here(ctx)
    if (!found) return { say: [{ text: ctx.t('headcount:noSession') }] }
    const { session, unit } = found
    const at = said?.at ?? ctx.now
    const refused = ctx.person ? await mayCount(ctx.tx, session, unit, ctx.person, at) : NOT_YOURS
    if (refused) return { say: [refusal(refused, ctx)] }
    const read = said ? readHeads(said.text) : null
    const count = read?.count ?? null
    const state: State = { sessionId: session.id, unitId: unit.id, head: null }
    if (read?.odd) return { say: [{ text: ctx.t('headcount:notWhole') }], next: state }
    if (count === null) return { say: [await asked(state, ctx)], next: state }
    return counted(state, count, at, ctx)
  },

  async answer(state, said, ctx) {
    if (!state.head) {
      const count = heads(said)
      if (count !== null) return counted(state, count, said.at, ctx)
      if (/\d|\b(?:puluh|ratus|ribu)\w*\b|\bse(?:puluh|ratus|ribu)\w*\b/i.test(said.text))
        return { say: [{ text: ctx.t('headcount:notWhole') }], next: state, missed: true }
      return { say: [await asked(state, ctx)], next: state, missed: true }
    }
    const seen = seenIn(said)
    if (!seen) return { say: [await asked(state, ctx)], next: state, missed: true }
    const next = state.head.sights.findIndex((one) => one.seen === null)
    const sights = state.head.sights.map((one, n) => (n === next ? { ...one, seen } : one))
    await keepSights(ctx.tx, state.head.id, sights)
    return onward({ ...state, head: { ...state.head, sights } }, ctx)
  },

  ask: async (state, ctx) => [await asked(state, ctx)],
  expects: (state, ctx) => ctx.t(state.head ? 'headcount:expects.sight' : 'headcount:expects.count'),
  context: (state) => (state.head ? 'confirmation' : 'quantity'),
  claims: (state, said) => !state.head && heads(said) !== null,
}

const NOT_YOURS: Refusal = { kind: 'notYours' }

function heads({ text, choice, meaning }: Said): number | null {
  if (choice !== undefined) return null
  const bare = /^(?:ada\s+)?(\d{1,3}(?:\.\d{3})+|\d{1,6})(?:\s+(?:orang|org|kepala))?$/i.exec(
    text.trim(),
  )?.[1]
  if (bare) return Number(bare.replaceAll('.', ''))
  return readHeads(text)?.count ?? (meaning.quantity?.unit ? null : (meaning.quantity?.count ?? null))
}

function seenIn({ choice, text, meaning }: Said): 'yes' | 'no' | 'stranger' | null {
  if (choice === 'yes' || choice === 'no' || choice === 'stranger') return choice
  if (/\b(?:tidak|tak|tdk|gak|ga|nggak|belum)\s+(?:kenal|tahu|tau)\b/i.test(text)) return 'stranger'
  if (meaning.intent === 'affirm' || /^(?:ada|hadir|terlihat|tampak)\b/i.test(text)) return 'yes'
  return meaning.intent === 'deny' || /^(?:tidak|tdk|gak|ga|nggak)\b/i.test(text) ? 'no' : null
}

/** The session that is on, and the unit whose heads the speaker counts. */
async function here(
  ctx: Ctx,
): Promise<{ session: SessionView; unit: { id: number; name: string; path: string } } | null> {
  const [session] = (await ownSessions(ctx)).filter((one) => one.opensAt <= ctx.now)
  if (!session) return null
  const path = coordinatedPaths(ctx.person).find((one) =>
    session.audiencePaths.some((other) => one.startsWith(other) || other.startsWith(one)),
  )
  const unit = await ctx.tx.unit.findFirst({
    where: { path: path ?? '' },
    select: { id: true, name: true, path: true },
  })
  return unit && { session, unit }
}

async function asked(state: State, ctx: Ctx): Promise<Outgoing> {
  const { t } = ctx
  const open = state.head?.sights.find((one) => one.seen === null)
  if (open)
    return {
      text: t('headcount:sight', { name: open.name }),
      choices: [
        { id: 'yes', label: t('headcount:seen.yes') },
        { id: 'no', label: t('headcount:seen.no') },
        { id: 'stranger', label: t('headcount:seen.stranger') },
      ],
    }
  const session = await sessionById(ctx.tx, state.sessionId)
  const unit = await ctx.tx.unit.findUnique({ where: { id: state.unitId }, select: { name: true } })
  return { text: t('headcount:ask', { title: session?.title, unit: unit?.name }) }
}

async function counted(state: State, count: number, at: Date, ctx: Ctx): Promise<Turn<State>> {
  const { tx, t, person } = ctx
  const session = await sessionById(tx, state.sessionId)
  const unit = await tx.unit.findUnique({ where: { id: state.unitId }, select: { id: true, path: true } })
  if (!session || !unit || !person) return { say: [{ text: t('headcount:noSession') }] }
  if (count > MOST_HEADS)
    return { say: [{ text: t('headcount:tooMany', { count }) }], next: state, missed: true }
  const head = await countHeads(tx, { session, unit, actor: person, count, at })
  if ('kind' in head) return { say: [refusal(head, ctx)] }
  return onward({ ...state, head }, ctx)
}

/** The next name, or the comparison. */
async function onward(state: State, ctx: Ctx): Promise<Turn<State>> {
  const { head } = state
  if (!head) return { say: [] }
  if (head.sights.some((one) => one.seen === null)) return { say: [await asked(state, ctx)], next: state }
  return { say: [{ text: comparison(head, ctx) }] }
}

function comparison(head: NonNullable<State['head']>, { t }: Ctx): string {
  const unseen = head.sights.filter((one) => one.seen === 'no').map((one) => one.name)
  const difference = Math.abs(head.count - head.recorded)
  const key = head.count > head.recorded ? 'more' : head.count < head.recorded ? 'fewer' : 'equal'
  return [
    t(`headcount:compared.${key}`, { count: head.count, recorded: head.recorded, difference }),
    ...(unseen.length > 0 ? [t('headcount:compared.unseen', { names: unseen })] : []),
    t(differs(head) ? 'headcount:compared.open' : 'headcount:compared.agrees'),
  ].join('\n')
}

function refusal(refused: Refusal, { t }: Ctx): Outgoing {
  return { text: t(`headcount:refused.${refused.kind}`, { ...refused }) }
}

/** "jelaskan selisih: 2 orang tamu" */
export async function explainDifference(text: string, said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const { tx, t, person } = ctx
  const paths = coordinatedPaths(person)
  if (!person || paths.length === 0) return [{ text: t('headcount:refused.notYours') }]
  const [open] = (await countsBelow(tx, paths, null, ctx.now)).filter(
    (one) => differs(one) && one.explanation === null,
  )
  if (!open) return [{ text: t('headcount:explain.none') }]
  const why = text.trim().slice(0, LONGEST)
  if (why.length < 3) return [{ text: t('headcount:explain.how', { unit: open.unit }) }]
  const done = await explain(tx, open, person, why, said.at)
  if (!done) return [{ text: t('headcount:explain.none') }]
  return [
    { text: t('headcount:explain.done', { unit: open.unit, title: open.title, at: open.startsAt, why }) },
  ]
}
