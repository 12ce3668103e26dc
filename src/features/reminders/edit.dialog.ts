import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import { ownUnits } from '../agenda/new-session-questions.dialog.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { missed, proceed, question } from './edit-questions.dialog.ts'
import { State, stepOf } from './edit-state.ts'
import { kindIn, onlyGroups, readTimes, templateIn } from './read-reminder.ts'
import { dropRules, saveRules } from './rule-rows.ts'

const SAVE = /^((ya|iya|ok|oke|baik|betul|siap)[\s,.]+)*simpan(kan)?([\s,.]+(ya|pak|bu|saja|min))?[\s.!]*$/i

/** What is wanted, and the whole sentence in which it was said. */
export type Wish = { act: State['act']; said: Said }

/** "ingatkan H-1 jam 7 malam dan hari H jam 6 pagi": read back with the actual times before it is saved. */
export const editReminders: Dialog<State, Wish | undefined> = {
  name: 'reminders',
  state: State,

  async start(ctx, wish) {
    if (coordinatedPaths(ctx.person).length === 0)
      return { say: [{ text: ctx.t('reminders:edit.notYours') }] }
    const [only, ...others] = await ownUnits(ctx)
    const empty: State = {
      act: wish?.act ?? 'set',
      template: 'ahead',
      route: 'auto',
      unit: others.length === 0 ? (only ?? null) : null,
      kind: null,
      times: null,
    }
    return proceed(wish ? fill(empty, wish.said, ctx) : empty, ctx)
  },

  async answer(state, said, ctx) {
    switch (stepOf(state)) {
      case 'unit': {
        const units = await ownUnits(ctx)
        const wanted = said.text.toLowerCase()
        const unit = units.find(({ id, name }) => said.choice === `u${id}` || name.toLowerCase() === wanted)
        return unit ? proceed({ ...state, unit }, ctx) : missed(state, ctx, 'unitAgain')
      }
      case 'kind': {
        const kind =
          said.choice ?? (/^\W*semua/i.test(said.text) ? '*' : kindIn(said.text, ctx.city.activityKinds))
        return kind ? proceed({ ...state, kind }, ctx) : missed(state, ctx, 'kindAgain')
      }
      case 'times': {
        const times = fitting(readTimes(said.text, said.at, ctx.city.zone), state.template)
        return times ? proceed({ ...state, times }, ctx) : missed(state, ctx, 'timesAgain')
      }
      case 'confirm':
        return confirm(state, said, ctx)
    }
  },

  ask: (state, ctx) => question(state, ctx),
  expects: (state, ctx) => ctx.t(`reminders:edit.expects.${stepOf(state)}`),
  context: (state) => (stepOf(state) === 'confirm' ? 'confirmation' : undefined),
}

function fill(state: State, said: Said, ctx: Ctx): State {
  return {
    ...state,
    kind: kindIn(said.text, ctx.city.activityKinds) ?? state.kind,
    ...{ template: templateIn(said.text), route: onlyGroups(said.text) ? 'groups' : 'auto' },
    times: fitting(readTimes(said.text, said.at, ctx.city.zone), templateIn(said.text)) ?? state.times,
  }
}

/** Who is missing is only known on the spot: there a time is minutes before the limit. */
function fitting(times: State['times'], template: State['template']): State['times'] {
  return times && (template === 'ahead' || times.every((one) => 'minutesBefore' in one)) ? times : null
}

async function confirm(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const { person, now } = ctx
  if (said.choice === 'drop' || (said.choice === undefined && said.meaning.intent === 'deny'))
    return { say: [{ text: ctx.t('reminders:edit.dropped') }] }
  if (said.choice === 'times') return proceed({ ...state, times: null }, ctx)
  const times =
    said.choice === undefined && state.act === 'set'
      ? fitting(readTimes(said.text, said.at, ctx.city.zone), state.template)
      : null
  if (times) return proceed({ ...state, times }, ctx)
  const yes = said.choice === 'save' || said.meaning.intent === 'affirm' || SAVE.test(said.text)
  if (!yes) return missed(state, ctx, 'confirmAgain')
  const { unit, kind, act } = state
  // The role may have ended since the question was asked.
  if (!person || !unit || !kind || !coordinatedPaths(person).some((path) => unit.path.startsWith(path)))
    return { say: [{ text: ctx.t('reminders:edit.notYours') }] }
  if (act === 'usual') await dropRules(ctx.tx, { unitId: unit.id, kind }, person.id, now)
  else {
    const of = { unitId: unit.id, kind, times: act === 'off' ? [] : (state.times ?? []), route: state.route }
    await saveRules(ctx.tx, { ...of, template: state.template }, person.id, now)
    // "matikan pengingat senam": whatever would be said to people.
    if (act === 'off' && state.template === 'ahead')
      await saveRules(ctx.tx, { ...of, template: 'missing' }, person.id, now)
  }
  return {
    say: [
      {
        text: ctx.t(`reminders:edit.saved.${act}`),
        choices: [{ id: '=pengingat', label: ctx.t('reminders:choice.show') }],
      },
    ],
  }
}
