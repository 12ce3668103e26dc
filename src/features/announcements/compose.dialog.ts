import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import { coordinatedPaths, has } from '../people/authority.ts'
import { findUnits } from '../people/units.ts'
import { audienceIn } from './audience-words.ts'
import { answerAudience, answerText, answerTime, missed, proceed } from './compose-answers.dialog.ts'
import { answerConfirm } from './compose-confirm.dialog.ts'
import { question } from './compose-questions.dialog.ts'
import { EMPTY, State, stepOf } from './compose-state.ts'

/** Words before the text that say what kind of announcement it is. */
const URGENT = /^\s*(darurat|urgent|genting)\b[\s:!,-]*/i
const MOURNING = /^\s*(kabar duka|berita duka|innalillahi)\b[\s:,-]*/i

/** "umumkan ke PHL: besok pakai batik", "buat pengumuman", "darurat: jalan banjir": written, looked at, then sent. */
export const compose: Dialog<State, Said | Partial<State> | undefined> = {
  name: 'announce',
  state: State,

  async start(ctx, args) {
    if (!maySpeak(ctx)) return { say: [{ text: ctx.t('announcements:notYours') }] }
    if (!args || !('meaning' in args)) return proceed({ ...EMPTY, ...args }, ctx)
    return proceed(await fromSentence(args, ctx), ctx)
  },

  answer(state, said, ctx): Promise<Turn<State>> {
    switch (stepOf(state)) {
      case 'text':
        return answerText(state, said, ctx)
      case 'audience':
        return answerAudience(state, said, ctx)
      case 'start':
      case 'expiry':
        return answerTime(state, said, ctx)
      case 'confirm':
        return said.choice === undefined && said.attachment
          ? missed(state, ctx, 'confirmAgain')
          : answerConfirm(state, said, ctx)
    }
  },

  ask: question,
  expects: (state, ctx) => ctx.t(`announcements:expects.${stepOf(state)}`),
  context: (state) =>
    ({ text: undefined, audience: undefined, start: 'date', expiry: 'date', confirm: 'confirmation' })[
      stepOf(state)
    ],
  freeText: (state) => stepOf(state) === 'text' || stepOf(state) === 'audience',
  takes: (state) => (stepOf(state) === 'text' ? ['photo', 'document'] : []),
}

/** Coordinators and admins; in an emergency also the city's heads. */
export const maySpeak = (ctx: Ctx) => coordinatedPaths(ctx.person).length > 0 || has(ctx.person, 'pimpinan')

async function fromSentence(said: Said, ctx: Ctx): Promise<State> {
  const { slots } = said.meaning
  const urgent = URGENT.test(said.text)
  const kind = urgent ? 'darurat' : MOURNING.test(said.text) ? 'duka' : 'dinas'
  const body = urgent
    ? said.text.replace(URGENT, '').trim()
    : typeof slots.body === 'string'
      ? slots.body.trim()
      : null
  const state: State = { ...EMPTY, class: kind, text: body && body.length >= 5 ? capital(body) : null }
  // What cannot wait goes to everybody whom the speaker answers for, unless somebody is named.
  if (urgent && ctx.person && !/\b(ke|kepada|untuk)\b/i.test(said.text.slice(0, 40))) {
    const { audience } = (await audienceIn(ctx.tx, '', ctx.person, ctx.now)) as {
      audience: State['audience']
    }
    return { ...state, audience }
  }
  const target = slots.target as { employment?: string[]; opd?: string[]; filter?: string } | undefined
  if (!target || !ctx.person) return state
  const units: string[] = []
  for (const name of target.opd ?? []) {
    const found = await findUnits(ctx.tx, name)
    if (found.length === 1 && found[0]) units.push(found[0].name)
  }
  // In words again, so that there is one reader of audiences.
  const words = [...(target.employment ?? []), target.filter ? 'belum-hadir' : '', units.join(', ')]
  const read = await audienceIn(ctx.tx, words.filter(Boolean).join(' '), ctx.person, ctx.now)
  return { ...state, audience: 'audience' in read ? read.audience : null }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
