import type { Ctx, Said, Turn } from '../../conversation/dialog.ts'
import { createSession } from './create-session.ts'
import { fill } from './new-session-answers.dialog.ts'
import { missed, proceed } from './new-session-questions.dialog.ts'
import { type State, windowOf } from './new-session-state.ts'

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
  const yes = said.choice === 'save' || said.meaning.intent === 'affirm' || SAVE.test(said.text)
  if (!yes) return missed(state, ctx, 'confirmAgain')
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
    },
    ctx.person,
    ctx.now,
  )
  if (saved === 'not_yours') return missed({ ...state, units: null }, ctx, 'unitsNotYours')
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
