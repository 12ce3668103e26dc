import type { Ctx, Turn } from '../../conversation/dialog.ts'
import { shownDay } from '../agenda/day.ts'
import { createRetret } from './create-retret.ts'
import { missed, proceed } from './retret-questions.dialog.ts'
import { planned, type State } from './retret-state.ts'

/** Saved as it was read back. */
export async function save(state: State, ctx: Ctx): Promise<Turn<State>> {
  const sessions = planned(state)
  if (!sessions || !ctx.person || state.place === null) return missed(state, ctx, 'confirmAgain')
  const { kind, title, place, members, percent, allMandatory, leaveExcuses } = state
  const saved = await createRetret(
    ctx.tx,
    {
      ...{ kind, title, place, sessions, units: members.units, people: members.people },
      rule: { percent, allMandatory, leaveExcuses },
    },
    ctx.person,
    ctx.city,
    ctx.now,
  )
  if (saved === 'not_yours') return missed(state, ctx, 'notYours')
  // Since it was read back a session has begun, or it never could be saved: what is wrong is said again.
  if (saved === 'wrong') return proceed(state, ctx)
  const [first, last] = [sessions[0]?.day ?? '', sessions.at(-1)?.day ?? '']
  return {
    say: [
      {
        text: ctx.t('retret:saved', {
          title,
          count: sessions.length,
          from: shownDay(first),
          to: shownDay(last),
        }),
        choices: [
          { id: '=progres retret', label: ctx.t('retret:choice.progress') },
          { id: '=peserta retret', label: ctx.t('retret:choice.people') },
        ],
      },
    ],
  }
}
