import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { comment, feedbackOpen, rate } from './feedback.ts'
import { findRetrets } from './find-retret.ts'

const State = z.object({ activityId: z.number(), personId: z.number() })
type State = z.infer<typeof State>

/** @param rating null: none of 1–5 was said. `activityId` null: the one that is open for whoever speaks. */
type Wish = { rating: number | null; activityId: number | null; said: Said }

/** The two closing questions of a retret: a rating is counted at once, the text may be left out. */
export const feedback: Dialog<State, Wish | undefined> = {
  name: 'retret-feedback',
  state: State,

  async start(ctx, wish) {
    const { person, t } = ctx
    if (!wish || !person) return { say: [{ text: t('retret:rate.nobody') }] }
    const at = wish.said.at
    const own = await findRetrets(ctx.tx, person, 'own', '', at)
    const meant =
      wish.activityId === null
        ? (own.find(({ summedAt }) => summedAt) ?? own[0])
        : own.find(({ id }) => id === wish.activityId)
    const open = meant ? await feedbackOpen(ctx.tx, meant.id, at) : null
    if (!meant || !open) return { say: [{ text: t('retret:rate.nobody') }] }
    if (open.state === 'early') return { say: [{ text: t('retret:rate.early', { title: open.title }) }] }
    if (open.state === 'over')
      return { say: [{ text: t('retret:rate.over', { title: open.title, until: open.until }) }] }
    if (wish.rating === null) return { say: [{ text: t('retret:rate.range') }] }
    const state = { activityId: meant.id, personId: person.id }
    await rate(ctx.tx, { ...state, rating: wish.rating, at })
    return { say: question(ctx, t('retret:rate.done', { title: open.title, n: wish.rating })), next: state }
  },

  async answer(state, said, ctx): Promise<Turn<State>> {
    const skipped = said.choice === 'skip' || said.meaning.intent === 'deny' || SKIP.test(said.text)
    if (!skipped && said.text === '') return { say: question(ctx), next: state, missed: true }
    const open = await feedbackOpen(ctx.tx, state.activityId, said.at)
    if (open?.state === 'over')
      return { say: [{ text: ctx.t('retret:rate.over', { title: open.title, until: open.until }) }] }
    await comment(ctx.tx, { ...state, text: skipped ? null : said.text, at: said.at })
    return { say: [{ text: ctx.t(skipped ? 'retret:comment.skipped' : 'retret:comment.done') }] }
  },

  ask: (_, ctx) => question(ctx),
  expects: (_, ctx) => ctx.t('retret:comment.expects'),
  freeText: () => true,
}

const SKIP =
  /^(?:lewat(?:i|kan)?|skip|lanjut|kosong|tidak\s+ada|tdk\s+ada|gak\s+ada|ga\s+ada|nihil|cukup|-)(?:\s+(?:saja|aja|dulu|pak|bu))?[\s.!]*$/i

const question = ({ t }: Ctx, before = ''): Outgoing[] => [
  {
    text: [before, t('retret:comment.ask')].filter(Boolean).join('\n'),
    choices: [{ id: 'skip', label: t('retret:comment.skip') }],
  },
]
