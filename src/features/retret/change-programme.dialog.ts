import type { Ctx, Turn } from '../../conversation/dialog.ts'
import { placeOf } from '../agenda/new-session-names.ts'
import type { Planned } from './check-programme.ts'
import { expanded } from './expand.ts'
import { dropMembers, findMembers, MOST_NAMED } from './find-members.ts'
import type { ProgrammeChange } from './read-change.ts'
import { missed, proceed } from './retret-questions.dialog.ts'
import { NOBODY_YET, planned, type State } from './retret-state.ts'

/** One sentence changes what was read back. */
export async function changed(state: State, change: ProgrammeChange, ctx: Ctx): Promise<Turn<State>> {
  const clean: State = { ...state, wrong: [] }
  switch (change.kind) {
    case 'place':
      return proceed({ ...clean, place: placeOf(change.place, ctx.city) }, ctx)
    case 'name':
      return proceed({ ...clean, title: change.title }, ctx)
    case 'rule': {
      const { percent = state.percent, mandatory = state.allMandatory, leave = state.leaveExcuses } = change
      if (percent < 1 || percent > 100) return missed(state, ctx, 'percentAgain')
      return proceed({ ...clean, percent, allMandatory: mandatory, leaveExcuses: leave }, ctx)
    }
    case 'people':
      return people(clean, change, ctx)
    case 'add': {
      const more = expanded(change.lines, state.from, state.to)
      return more
        ? withSessions(clean, [...(planned(state) ?? []), ...more], ctx)
        : missed(state, ctx, 'addAgain')
    }
    default:
      return ofSessions(clean, change, ctx)
  }
}

type OfSessions = Extract<ProgrammeChange, { kind: 'mandatory' | 'remove' | 'move' | 'rename' }>

function ofSessions(state: State, change: OfSessions, ctx: Ctx): Promise<Turn<State>> {
  const sessions = planned(state) ?? []
  const which =
    'n' in change ? [change.n] : change.which === 'all' ? sessions.map((_, n) => n + 1) : change.which
  const none = which.find((n) => n < 1 || n > sessions.length)
  if (none !== undefined) return missed(state, ctx, 'noSuchSession', { n: none, count: sessions.length })
  if (change.kind === 'remove') {
    const left = sessions.filter((_, n) => !which.includes(n + 1))
    return left.length > 0 ? withSessions(state, left, ctx) : missed(state, ctx, 'lastSession')
  }
  const next = sessions.map((one, n): Planned => {
    if (!which.includes(n + 1)) return one
    if (change.kind === 'mandatory') return { ...one, mandatory: change.value }
    if (change.kind === 'rename') return { ...one, title: change.title }
    return {
      ...{ ...one, day: change.day ?? one.day, time: change.time ?? one.time },
      // Its old end would lie wherever it lay.
      end: change.time === null ? one.end : change.end,
    }
  })
  return withSessions(state, next, ctx)
}

/** From here on each session stands on its own day. */
const withSessions = (state: State, sessions: Planned[], ctx: Ctx): Promise<Turn<State>> =>
  proceed({ ...state, lines: sessions.map((one) => ({ ...one, nth: null })) }, ctx)

async function people(
  state: State,
  { how, text }: Extract<ProgrammeChange, { kind: 'people' }>,
  ctx: Ctx,
): Promise<Turn<State>> {
  if (!ctx.person) return proceed(state, ctx)
  if (how === 'remove')
    return proceed({ ...state, members: await dropMembers(ctx.tx, text, state.members, ctx.person) }, ctx)
  const before = how === 'set' ? NOBODY_YET : state.members
  const members = await findMembers(ctx.tx, text, before, ctx.person)
  return members ? proceed({ ...state, members }, ctx) : missed(state, ctx, 'tooMany', { most: MOST_NAMED })
}
