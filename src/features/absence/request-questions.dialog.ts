import type { Ctx, Said } from '../../conversation/dialog.ts'
import { yesOrNo } from '../../language/yes-no.ts'
import type { Choice, Outgoing } from '../../message.ts'
import { dayBounds, dayOf, nextDay, plusDays, shownDay } from '../agenda/day.ts'
import { EXCUSED } from '../attendance/statuses.ts'
import { kindWord } from './absence-words.ts'
import { withSaid } from './read-request.ts'
import type { RequestState } from './request-state.ts'
import type { Wish } from './span.ts'
import { NOBODY, touchedBy } from './touched.ts'

/** So far ahead sessions are offered to be away from. */
const OFFERED_DAYS = 8
const MOST_OFFERED = 2

/** The open question, as it is asked first or after an answer that was not understood. */
export async function questionOf(state: RequestState, ctx: Ctx, form: 'first' | 'again'): Promise<Outgoing> {
  const { t, city } = ctx
  const again = form === 'again' ? `${t('absence:request.again')} ` : ''
  const kind = state.kind ? kindWord(state.kind, t) : ''
  switch (state.asks) {
    case 'kind':
      return {
        text: again + t('absence:request.kind'),
        choices: EXCUSED.map((one) => ({ id: `kind:${one}`, label: kindWord(one, t) })),
      }
    case 'when':
      return { text: again + t('absence:request.when', { kind }), choices: await nearest(ctx) }
    case 'until':
      return { text: again + t('absence:request.until', { kind, from: shownDay(state.from ?? '') }) }
    case 'which':
      return {
        text: again + t('absence:request.which'),
        choices: (state.which ?? []).map((day) => ({
          id: `day:${day}`,
          label: t('absence:when.day', { day: shownDay(day) }),
        })),
      }
    case 'agree': {
      const [from, to] = [state.from ?? '', state.to ?? '']
      const sessions = await touchedBy(
        ctx.tx,
        city,
        ctx.person ?? NOBODY,
        dayBounds(from, city.zone).start,
        dayBounds(to, city.zone).end,
      )
      const values = { kind, from: shownDay(from), to: shownDay(to), count: sessions.length }
      return { text: again + t('absence:request.agree', values), choices: yesNo('send', ctx) }
    }
    case 'overlap':
      return { text: again + t('absence:request.overlapAgain'), choices: yesNo('replace', ctx) }
  }
}

export const yesNo = (yes: 'send' | 'replace', { t }: Pick<Ctx, 't'>): Choice[] => [
  { id: 'yes', label: t(`absence:choice.${yes}`) },
  { id: 'no', label: t('absence:choice.no') },
]

/** The next sessions of whoever asks, then today and tomorrow. */
async function nearest(ctx: Ctx): Promise<Choice[]> {
  const { city, person, t, now } = ctx
  const today = dayOf(now, city.zone)
  const to = dayBounds(plusDays(today, OFFERED_DAYS), city.zone).end
  const from = dayBounds(today, city.zone).start
  const sessions = await touchedBy(ctx.tx, city, person ?? NOBODY, from, to)
  return [
    ...sessions.slice(0, MOST_OFFERED).map((one) => ({
      id: `session:${one.activityId}:${dayOf(one.startsAt, city.zone)}`,
      label: t('absence:when.short', { title: one.title, day: one.startsAt }),
    })),
    { id: `day:${today}`, label: t('absence:choice.today') },
    { id: `day:${nextDay(today)}`, label: t('absence:choice.tomorrow') },
  ]
}

/**
 * What the answer makes of the request.
 * @returns null when it is none; 'stop' when the person does not want it
 */
export async function answerOf(
  state: RequestState,
  said: Said,
  ctx: Ctx,
): Promise<{ state: RequestState; wish: Wish } | 'stop' | null> {
  const [name, ...rest] = (said.choice ?? '').split(':')
  const pressed = rest.join(':')
  const none: Wish = { kind: 'none' }
  if (name === 'kind') {
    const kind = EXCUSED.find((one) => one === pressed)
    return kind ? { state: { ...state, kind }, wish: none } : null
  }
  if (name === 'day' && /^\d{4}-\d\d-\d\d$/.test(pressed))
    return { state: withDay(state, pressed), wish: none }
  if (name === 'session') {
    const [activity, day = ''] = pressed.split(':')
    const bounds = dayBounds(day, ctx.city.zone)
    const items = await touchedBy(ctx.tx, ctx.city, ctx.person ?? NOBODY, bounds.start, bounds.end)
    const item = items.find(({ activityId }) => activityId === Number(activity))
    return item ? { state: { ...state, from: day, to: day, event: item.kind }, wish: none } : null
  }
  if (state.asks === 'agree' || state.asks === 'overlap') {
    const answer = said.choice ?? yesOrNo(said.text)
    if (answer === 'no') return 'stop'
    if (answer === 'yes') return { state: { ...state, agreed: true }, wish: none }
  }
  // Other days instead of yes or no: the old one is not meant to go.
  const asked = state.asks === 'overlap' ? { ...state, replaces: null, agreed: false } : state
  const { state: filled, wish } = withSaid(asked, said.meaning)
  if (state.asks === 'until' && state.from && filled.from !== state.from && wish.kind === 'span') {
    // The answer to "until when" is the last day.
    return { state: { ...filled, from: state.from, to: wish.to }, wish }
  }
  const news = JSON.stringify(filled) !== JSON.stringify(asked)
  const unclear = wish.kind === 'backwards' || wish.kind === 'noSuchDate' || wish.kind === 'several'
  return news || unclear ? { state: filled, wish } : null
}

/** A day that was picked: the first of a length that was said, the last where only that was missing. */
function withDay(state: RequestState, day: string): RequestState {
  if (state.asks === 'until' && state.from) return { ...state, to: day, which: null }
  const to = state.days === null ? day : plusDays(day, state.days - 1)
  return { ...state, from: day, to, days: null, which: null }
}
