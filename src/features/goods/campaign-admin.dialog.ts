import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { dayOf, shownDay } from '../agenda/day.ts'
import { has } from '../people/authority.ts'
import { campaignNamed } from '../pledges/named-goods.ts'
import { allCampaigns, type Campaign, runsOn } from './campaigns.ts'
import { type CampaignChange, changeCampaign, MOST_TARGET } from './change-campaign.ts'

const State = z.object({
  campaignId: z.number(),
  what: z.enum(['target', 'end', 'resume']),
  target: z.number().nullable(),
  /** Last day; null: not said yet (end), or none (resume). */
  lastDay: z.iso.date().nullable(),
})
type State = z.infer<typeof State>
type Wish = { what: State['what']; goods: string; target?: number | null; said: Said }

/** "program telur": what is collected, until when, how much the city hopes for; and for admins how to change it. */
export async function showCampaign(goods: string, ctx: Ctx): Promise<Outgoing[] | null> {
  const all = await allCampaigns(ctx.tx)
  const one = campaignNamed(all, goods)
  if (!one) return null
  const today = dayOf(ctx.now, ctx.city.zone)
  const key = runsOn(one, today) ? 'runs' : today < one.firstDay ? 'comes' : 'over'
  const { t } = ctx
  return [
    {
      text: [
        t('goods-admin:campaign.head', { name: one.name, goods: one.goods }),
        t(`goods-admin:campaign.${key}`, { first: shownDay(one.firstDay), last: lastOf(one) }),
        one.lastDay ? t('goods-admin:campaign.until', { at: lastOf(one) }) : t('goods-admin:campaign.open'),
        targetLine(one, one.target, ctx),
        t('goods-admin:campaign.suggested', { count: one.suggested, unit: one.unit, goods: one.goods }),
        ...(has(ctx.person, 'admin') ? [t('goods-admin:campaign.how', { goods: one.goods })] : []),
      ].join('\n'),
    },
  ]
}

/** "ubah target telur 1.500", "akhiri program telur 31 Desember", "lanjutkan program telur". Admins only. */
export const changeProgram: Dialog<State, Wish | undefined> = {
  name: 'change-program',
  state: State,

  async start(ctx, wish) {
    if (!has(ctx.person, 'admin')) return { say: [{ text: ctx.t('goods-admin:campaign.notYours') }] }
    const one = campaignNamed(await allCampaigns(ctx.tx), wish?.goods ?? '')
    if (!one || !wish) return { say: [{ text: ctx.t('goods-admin:campaign.unknown') }] }
    const state: State = {
      ...{ campaignId: one.id, what: wish.what, target: wish.target ?? null },
      lastDay: wish.what === 'target' ? null : dateIn(wish.said),
    }
    return proceed(state, one, ctx)
  },

  async answer(state, said, ctx): Promise<Turn<State>> {
    const one = await campaignOf(state, ctx)
    if (!one || !has(ctx.person, 'admin') || !ctx.person)
      return { say: [{ text: ctx.t('goods-admin:campaign.notYours') }] }
    if (stepOf(state) === 'day') {
      const lastDay = dateIn(said)
      if (lastDay) return proceed({ ...state, lastDay }, one, ctx)
      return { say: [{ text: ctx.t('goods-admin:campaign.dayAgain') }], next: state, missed: true }
    }
    if (said.choice === 'no' || said.meaning.intent === 'deny')
      return { say: [{ text: ctx.t('goods-admin:campaign.kept', { name: one.name }) }] }
    if (said.choice !== 'yes' && said.meaning.intent !== 'affirm')
      return { say: question(state, one, ctx), next: state, missed: true }
    await changeCampaign(ctx.tx, one, changeOf(state), ctx.person.id, ctx.now)
    const changed = (await campaignOf(state, ctx)) ?? one
    return {
      say: [{ text: [ctx.t('goods-admin:campaign.saved'), ...after(state, changed, ctx)].join('\n') }],
    }
  },

  ask: async (state, ctx) => {
    const one = await campaignOf(state, ctx)
    return one ? question(state, one, ctx) : []
  },
  expects: (state, ctx) => ctx.t(`goods-admin:campaign.expects.${stepOf(state)}`),
  context: (state) => (stepOf(state) === 'day' ? 'date' : 'confirmation'),
}

const stepOf = ({ what, lastDay }: State) => (what === 'end' && lastDay === null ? 'day' : 'confirm')

const changeOf = ({ what, target, lastDay }: State): CampaignChange =>
  what === 'target' ? { target } : { lastDay }

function proceed(state: State, one: Campaign, ctx: Ctx): Turn<State> {
  const refused = problemOf(state, one, ctx)
  return refused ? { say: [{ text: refused }] } : { say: question(state, one, ctx), next: state }
}

function problemOf({ what, target, lastDay }: State, one: Campaign, ctx: Ctx): string | null {
  if (what === 'target') {
    if (target === null || (Number.isInteger(target) && target > 0 && target <= MOST_TARGET)) return null
    return ctx.t('goods-admin:campaign.badTarget', { most: MOST_TARGET, unit: one.unit })
  }
  const today = dayOf(ctx.now, ctx.city.zone)
  if (lastDay !== null && (lastDay < today || lastDay < one.firstDay))
    return ctx.t('goods-admin:campaign.past', { at: shownDay(lastDay) })
  return null
}

function question(state: State, one: Campaign, ctx: Ctx): Outgoing[] {
  const { t } = ctx
  if (stepOf(state) === 'day') return [{ text: t('goods-admin:campaign.day', { name: one.name }) }]
  const next: Campaign =
    state.what === 'target' ? { ...one, target: state.target } : { ...one, lastDay: state.lastDay }
  return [
    {
      text: [
        t('goods-admin:campaign.would', { name: one.name }),
        ...after(state, next, ctx),
        t('goods-admin:campaign.now', {
          text: after(state, one, ctx)[0],
        }),
        t('goods-admin:save'),
      ].join('\n'),
      choices: [
        { id: 'yes', label: t('goods-admin:yes') },
        { id: 'no', label: t('goods-admin:no') },
      ],
    },
  ]
}

/** How it is with the change, and what follows from it. */
function after({ what }: State, one: Campaign, ctx: Ctx): string[] {
  if (what === 'target') return [targetLine(one, one.target, ctx)]
  return [
    one.lastDay
      ? ctx.t('goods-admin:campaign.until', { at: lastOf(one) })
      : ctx.t('goods-admin:campaign.open'),
  ]
}

const targetLine = ({ unit }: Campaign, target: number | null, ctx: Ctx): string =>
  target === null
    ? ctx.t('goods-admin:campaign.noTarget')
    : ctx.t('goods-admin:campaign.target', { count: target, unit })

const lastOf = ({ lastDay, firstDay }: Campaign): Date => shownDay(lastDay ?? firstDay)

const campaignOf = async ({ campaignId }: State, ctx: Ctx): Promise<Campaign | null> =>
  (await allCampaigns(ctx.tx)).find(({ id }) => id === campaignId) ?? null

/** "31 Desember" is a day, "sampai 31 Desember" a span that ends there. */
function dateIn({ meaning: { when, slots } }: Said): string | null {
  const value = typeof slots.date === 'string' ? slots.date : String(when?.value ?? '')
  return /(\d{4}-\d\d-\d\d)$/.exec(value)?.[1] ?? null
}
