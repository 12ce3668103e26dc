import type { Ctx, Said, Turn } from '../../conversation/dialog.ts'
import { createSession } from './create-session.ts'
import { fill, withProof } from './new-session-answers.dialog.ts'
import { missed, proceed } from './new-session-questions.dialog.ts'
import { areaOf, comingDays } from './new-session-readback.dialog.ts'
import { isPublic, rhythmOf, type State, windowOf } from './new-session-state.ts'
import { proofWish, saysProof } from './proof-words.ts'
import { ruleText } from './rule-text.ts'
import { saveSeries } from './save-series.ts'
import { tellAffected, voiceOf } from './tell-affected.ts'
import { instantOf } from './window.ts'

/** "iya simpan", "ok, simpan pak" */
const SAVE =
  /^((ya|iya|yaa|ok|oke|okey|baik|betul|benar|sip|siap)[\s,.]+)*simpan(kan)?([\s,.]+(ya|pak|bu|saja|aja|min))?[\s.!]*$/i

/** The answer to what was read back: saved, or one value more to change. */
export async function answerConfirm(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const change = /^change (\w+)$/.exec(said.choice ?? '')?.[1] as State['changing']
  if (change) return proceed({ ...state, changing: change }, ctx)
  if (said.meaning.intent === 'correction' && said.choice === undefined) {
    const corrected = fill(state, said, ctx)
    return proceed(corrected, ctx)
  }
  if (said.choice === undefined && said.meaning.intent === 'deny') {
    const { missed: _, ...asked } = await missed(state, ctx, 'whatToChange')
    return asked
  }
  const wish = proofWish(said.text)
  if (said.choice === undefined && saysProof(wish)) {
    const next = withProof(state, wish)
    return wish.problem ? missed(next, ctx, 'notBoth') : proceed(next, ctx)
  }
  const yes = said.choice === 'save' || said.meaning.intent === 'affirm' || SAVE.test(said.text)
  if (!yes) return missed(state, ctx, 'confirmAgain')
  return rhythmOf(state) ? keepSeries(state, ctx) : keepSession(state, ctx)
}

async function keepSession(state: State, ctx: Ctx): Promise<Turn<State>> {
  const window = windowOf(state, ctx.city)
  if (!window.ok || !ctx.person || !state.units)
    return missed({ ...state, changing: 'time' }, ctx, 'timeWrong')
  if (window.closesAt <= ctx.now)
    return missed({ ...state, changing: 'date' }, ctx, 'past', { at: window.startsAt })
  const { startsAt, opensAt, onTimeUntil, closesAt, graceUntil } = window
  const saved = await createSession(
    ctx.tx,
    {
      kind: state.kind ?? 'other',
      title: state.title ?? '',
      place: state.place ?? '',
      window: { startsAt, opensAt, onTimeUntil, closesAt, graceUntil },
      units: state.units,
      proof: state.proof,
      closing: state.closing ? { endsAt: endOf(state, ctx) } : null,
      ...openTo(state, ctx),
    },
    ctx.person,
    ctx.now,
  )
  if (saved === 'not_yours') return missed({ ...state, units: null }, ctx, 'unitsNotYours')
  if (isPublic(state, ctx.city)) {
    await tellFollowers([saved], `session/${saved}`, ctx)
    return { say: [{ text: ctx.t('agenda:new.savedPublic', { title: state.title, at: startsAt }) }] }
  }
  return {
    say: [
      {
        text: ctx.t('agenda:new.saved', { title: state.title, at: startsAt, opens: opensAt }),
        choices: [
          { id: '=layar', label: ctx.t('conversation:choice.screens') },
          { id: '=kode', label: ctx.t('conversation:choice.code') },
        ],
      },
    ],
  }
}

async function keepSeries(state: State, ctx: Ctx): Promise<Turn<State>> {
  const rhythm = rhythmOf(state)
  const [first] = rhythm ? comingDays(state, rhythm, ctx) : []
  if (!rhythm || !first?.day) return missed({ ...state, changing: 'date' }, ctx, 'neverHappens')
  if (!ctx.person || !state.units) return missed({ ...state, changing: 'units' }, ctx, 'unitsAgain')
  const saved = await saveSeries(
    ctx.tx,
    {
      ...rhythm,
      kind: state.kind ?? 'other',
      title: state.title ?? '',
      places: (state.place ?? '').split('; '),
      ...{ endTime: state.end, units: state.units, except: state.except },
      ...{ proof: state.proof, closingCode: state.closing },
      ...openTo(state, ctx),
    },
    ctx.person,
    ctx.city,
    ctx.now,
  )
  if (saved === 'not_yours') return missed({ ...state, units: null }, ctx, 'unitsNotYours')
  if (isPublic(state, ctx.city)) {
    const rows = await ctx.tx.session.findMany({ where: { activityId: saved }, select: { id: true } })
    await tellFollowers(
      rows.map(({ id }) => id),
      `series/${saved}`,
      ctx,
    )
  }
  const at = instantOf(first.day, first.time, ctx.city.zone)
  const rule = ruleText(rhythm.rrule, rhythm.firstDay, ctx.t)
  return { say: [{ text: ctx.t('agenda:series.saved', { title: state.title, rule, at }) }] }
}

const endOf = (state: State, ctx: Ctx) =>
  state.end && state.date ? instantOf(state.date, state.end, ctx.city.zone) : null

const openTo = (state: State, ctx: Ctx) =>
  isPublic(state, ctx.city) ? { public: { areaId: areaOf(state)?.id ?? null } } : {}

/** Whoever follows this kind there hears of it now. */
async function tellFollowers(sessionIds: number[], key: string, ctx: Ctx): Promise<void> {
  const [first] = await ctx.tx.session.findMany({
    where: { id: { in: sessionIds }, status: 'scheduled' },
    orderBy: { startsAt: 'asc' },
    take: 1,
  })
  if (!first) return
  const { title, place, startsAt: at } = first
  await tellAffected(ctx.tx, [first.id], (t) => ({ text: t('agenda:told.public', { title, place, at }) }), {
    ...{ key, ...voiceOf(ctx), now: ctx.now, except: [ctx.address.id], slow: ctx.messengers.ways().slow },
  })
}
