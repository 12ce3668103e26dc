import type { Ctx, Said, Turn } from '../../conversation/dialog.ts'
import { dayOf } from '../agenda/day.ts'
import { announce, type View } from './announcements.ts'
import { bodyOf } from './body.ts'
import { willing } from './classes.ts'
import { missed, proceed } from './compose-answers.dialog.ts'
import { refOf, type State } from './compose-state.ts'
import { draftPayload } from './draft-link.ts'
import { isCapped } from './freeze.ts'
import { type Plan, planOf, seconds } from './plan.dialog.ts'
import { unreached } from './reach.ts'
import { suspend } from './urgent.ts'

const SEND =
  /^((ya|ok|oke|baik|siap|sip)[\s,.]+)*(kirim(kan)?|sebar(kan)?|umumkan|gas)( (sekarang|saja|aja|ya|pak|bu|min))*[\s.!]*$/i
const MOST_NAMES = 40

/** The answer to the preview: sent, handed to a second person, or one thing more to change. */
export async function answerConfirm(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const change = /^change (\w+)$/.exec(said.choice ?? '')?.[1] as State['changing']
  if (change) return proceed({ ...state, changing: change }, ctx)
  if (said.choice === 'names') return { say: [{ text: await names(state, ctx) }], next: state }
  const yes =
    said.choice === 'send' ||
    said.choice === 'send only' ||
    said.meaning.intent === 'affirm' ||
    SEND.test(said.text)
  if (!yes) return missed(state, ctx, 'confirmAgain')
  const plan = await planOf(state, ctx)
  if (!ctx.person || !state.audience || plan.reach.total === 0) return missed(state, ctx, 'audienceAgain')
  if (plan.expiresAt <= plan.startAt)
    return missed({ ...state, changing: 'expiry' }, ctx, 'past', { at: plan.expiresAt })
  const kept = await announce(
    ctx.tx,
    {
      class: state.class,
      kind: state.kind,
      correctsId: state.correctsId,
      text: state.text ?? '',
      attachment: state.attachment && {
        ...refOf(state.attachment),
        ref: `${state.attachment.channel}:${state.attachment.ref}`,
      },
      audience: willing(state.audience, state.class),
      viaGroups: plan.viaGroups,
      startAt: plan.startAt,
      expiresAt: plan.expiresAt,
      waiting: plan.needsSecond,
    },
    ctx.person,
    ctx.address.id,
    ctx.now,
  )
  if (kept === 'not_yours') return missed({ ...state, audience: null }, ctx, 'unitsNotYours')
  if (said.choice !== 'send only' && plan.sessions.length > 0) {
    await suspend(ctx.tx, plan.sessions, ctx.person.id, `announcement ${kept.ref}`, ctx.now)
  }
  if (!plan.needsSecond)
    return {
      say: [
        {
          text: ctx.t(`announcements:sent.${state.startAt ? 'later' : 'now'}`, {
            ref: kept.ref,
            at: plan.startAt,
          }),
        },
      ],
    }
  return askSecond(kept, plan, ctx)
}

/** Whoever answers for the whole audience, and did not write it, sees it as it will be and lets it go. */
async function askSecond(one: View, plan: Plan, ctx: Ctx): Promise<Turn<State>> {
  const others = await seconds(ctx, one.unitPath, one.createdBy)
  for (const { addressId } of others) {
    ctx.tell(
      addressId,
      (t) => {
        const shown = bodyOf({ ...one, attachment: null }, plan.sender, t)
        return {
          text: [
            t('announcements:second.asks', {
              name: plan.sender.name,
              ref: one.ref,
              who: plan.who(t),
              total: plan.reach.total,
            }),
            shown.text,
          ].join('\n\n'),
          choices: [
            { id: `=setujui kirim ${one.ref}`, label: t('announcements:choice.approve') },
            { id: `=tolak kirim ${one.ref}`, label: t('announcements:choice.refuse') },
          ],
        }
      },
      `a${one.id}/second/${addressId}`,
    )
  }
  const key = others.length > 0 ? 'waiting' : 'nobodySecond'
  return { say: [{ text: ctx.t(`announcements:sent.${key}`, { ref: one.ref, count: others.length }) }] }
}

async function names(state: State, ctx: Ctx): Promise<string> {
  if (!state.audience) return ''
  const ways = ctx.messengers.ways()
  const day = isCapped(state) ? dayOf(ctx.now, ctx.city.zone) : null
  const of = willing(state.audience, state.class)
  const people = await unreached(ctx.tx, of, ways, { day, now: ctx.now }, MOST_NAMES + 1)
  if (people.length === 0) return ctx.t('announcements:names.none')
  const lines = people.slice(0, MOST_NAMES).map((one) =>
    ctx.t('announcements:names.line', {
      name: one.name,
      unit: one.unit ?? '',
      why: ctx.t(`announcements:names.why.${one.reason}`),
    }),
  )
  const more = people.length > MOST_NAMES ? [ctx.t('announcements:names.more')] : []
  const link = ctx.t('announcements:names.file', { link: ctx.link('laporan', draftPayload(of, day)) })
  return [ctx.t('announcements:names.head'), ...lines, ...more, link].join('\n')
}
