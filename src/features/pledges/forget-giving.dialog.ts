import { z } from 'zod'
import type { Ctx, Dialog, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { exportGiving, forgetGiver, type Giver } from './rights.ts'

const State = z.object({
  pledges: z.number(),
  open: z.number(),
  series: z.number(),
})
type State = z.infer<typeof State>

const giverOf = (ctx: Ctx): Giver => ({ addressId: ctx.address.id, personId: ctx.person?.id ?? null })

/**
 * "hapus data sedekah saya": asked once, then done at once (UU 27/2022 art. 40). What was received stays counted, as
 * somebody's.
 */
export const forgetGiving: Dialog<State> = {
  name: 'forget-giving',
  state: State,

  async start(ctx) {
    const { pledges, series } = await exportGiving(ctx.tx, giverOf(ctx))
    if (pledges.length + series.length === 0) return { say: [{ text: ctx.t('goods-admin:forget.nothing') }] }
    const open = pledges.filter(({ state }) => state === 'open').length
    const state = { pledges: pledges.length, open, series: series.length }
    return { say: ask(state, ctx), next: state }
  },

  async answer(state, said, ctx): Promise<Turn<State>> {
    if (said.choice === 'no' || said.meaning.intent === 'deny')
      return { say: [{ text: ctx.t('goods-admin:forget.kept') }] }
    if (said.choice !== 'yes' && said.meaning.intent !== 'affirm')
      return { say: ask(state, ctx), next: state, missed: true }
    const gone = await forgetGiver(ctx.tx, giverOf(ctx), said.at)
    return { say: [{ text: ctx.t('goods-admin:forget.done', { count: gone.pledges }) }] }
  },

  ask,
  expects: (_, ctx) => ctx.t('goods-admin:forget.expects'),
  context: () => 'confirmation',
  claims: (_, said) => said.meaning.intent === 'affirm' || said.meaning.intent === 'deny',
}

function ask({ pledges, open, series }: State, ctx: Ctx): Outgoing[] {
  const { t } = ctx
  return [
    {
      text: [
        t('goods-admin:forget.what', { count: pledges }),
        ...(open > 0 ? [t('goods-admin:forget.open', { count: open })] : []),
        ...(series > 0 ? [t('goods-admin:forget.series', { count: series })] : []),
        t('goods-admin:forget.stays'),
        t('goods-admin:forget.question'),
      ].join('\n'),
      choices: [
        { id: 'yes', label: t('goods-admin:forget.yes') },
        { id: 'no', label: t('goods-admin:no') },
      ],
    },
  ]
}
