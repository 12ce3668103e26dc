import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { has } from '../people/authority.ts'
import { agendaBetween } from './agenda-between.ts'
import { dayBounds, shownDay } from './day.ts'
import { holidayWords } from './holiday-words.ts'
import { addHoliday, listHolidays, refreshHolidays, removeHolidays } from './holidays.ts'

const State = z.object({
  action: z.enum(['add', 'remove']),
  date: z.iso.date().nullable(),
  name: z.string().nullable(),
  type: z.enum(['libur_nasional', 'cuti_bersama']),
  /** The decision that makes it a day off: none is one without. */
  source: z.string().nullable(),
})
type State = z.infer<typeof State>
type Step = 'date' | 'name' | 'source' | 'confirm'

/** "tambah libur 5 Januari 2027: Cuti Bersama Tahun Baru, SKB …", "hapus libur 5 Januari 2027". Admins only. */
export const editHoliday: Dialog<State, { said: Said; action: State['action'] } | undefined> = {
  name: 'edit-holiday',
  state: State,

  async start(ctx, wish) {
    if (!has(ctx.person, 'admin')) return { say: [{ text: ctx.t('agenda:holiday.notYours') }] }
    const empty: State = {
      action: wish?.action ?? 'add',
      date: null,
      name: null,
      type: 'libur_nasional',
      source: null,
    }
    if (!wish) return proceed(empty, ctx)
    const state = { ...empty, ...holidayWords(wish.said.text), date: dateIn(wish.said) }
    if (wish.said.meaning.when?.kind === 'invalid') return missed(state, 'noSuchDate', ctx)
    return proceed(state, ctx)
  },

  async answer(state, said, ctx) {
    const step = stepOf(state)
    const typed = said.text.replace(/\s+/g, ' ').trim().slice(0, 160)
    switch (step) {
      case 'date': {
        const date = dateIn(said)
        return date ? proceed({ ...state, date }, ctx) : missed(state, 'noSuchDate', ctx)
      }
      case 'name':
        return typed.length >= 3 ? proceed({ ...state, name: typed }, ctx) : missed(state, 'name', ctx)
      case 'source':
        return typed.length >= 3 ? proceed({ ...state, source: typed }, ctx) : missed(state, 'source', ctx)
      case 'confirm':
        return answerConfirm(state, said, ctx)
    }
  },

  ask: question,
  expects: (state, ctx) => ctx.t(`agenda:holiday.expects.${stepOf(state)}`),
  context: (state) =>
    ({ date: 'date', name: undefined, source: undefined, confirm: 'confirmation' })[stepOf(state)],
  freeText: (state) => stepOf(state) === 'name' || stepOf(state) === 'source',
}

function stepOf({ action, date, name, source }: State): Step {
  if (!date) return 'date'
  if (action === 'remove') return 'confirm'
  if (!name) return 'name'
  return source ? 'confirm' : 'source'
}

const dateIn = ({ meaning: { when, slots } }: Said): string | null =>
  typeof slots.date === 'string' ? slots.date : when?.kind === 'date' ? String(when.value) : null

async function proceed(state: State, ctx: Ctx): Promise<Turn<State>> {
  if (state.action === 'remove' && state.date && (await ofDay(state.date, ctx)).length === 0)
    return { say: [{ text: ctx.t('agenda:holiday.noneThen', { at: shownDay(state.date) }) }] }
  return { say: await question(state, ctx), next: state }
}

const missed = (state: State, key: string, ctx: Ctx): Turn<State> => ({
  say: [{ text: ctx.t(`agenda:holiday.${key}`) }],
  next: state,
  missed: true,
})

async function question(state: State, ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  const step = stepOf(state)
  if (step !== 'confirm') return [{ text: t(`agenda:holiday.${step}`) }]
  const at = shownDay(state.date ?? '')
  const text =
    state.action === 'add'
      ? [
          t('agenda:holiday.readBack', {
            at,
            name: state.name,
            source: state.source,
            type: t(`agenda:holiday.type.${state.type}`),
          }),
          ...(await meets(state.date ?? '', ctx)),
          t('agenda:holiday.saveIt'),
        ]
      : [
          ...(await ofDay(state.date ?? '', ctx)).map((one) =>
            t('agenda:holiday.line', { at, name: one.name, source: one.source }),
          ),
          t('agenda:holiday.removeIt'),
        ]
  const yes = t(`agenda:holiday.yes.${state.action}`)
  return [
    {
      text: text.join('\n'),
      choices: [
        { id: 'yes', label: yes },
        { id: 'no', label: t('agenda:change.no') },
      ],
    },
  ]
}

/** What is planned on that day: series follow their rule, what stands alone stays. */
async function meets(date: string, ctx: Ctx): Promise<string[]> {
  const { start, end } = dayBounds(date, ctx.city.zone)
  const items = (await agendaBetween(ctx.tx, ctx.city, start, end)).filter(
    (one) => one.status === 'scheduled',
  )
  return items.slice(0, 5).map((one) =>
    ctx.t(`agenda:holiday.${one.occurrence ? 'meetsSeries' : 'meets'}`, {
      title: one.title,
      at: one.startsAt,
    }),
  )
}

async function answerConfirm(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  if (said.choice === 'no' || said.meaning.intent === 'deny')
    return { say: [{ text: ctx.t('agenda:holiday.kept') }] }
  if (said.choice !== 'yes' && said.meaning.intent !== 'affirm')
    return { say: await question(state, ctx), next: state, missed: true }
  const { date, name, source, type, action } = state
  if (!ctx.person || !has(ctx.person, 'admin') || !date)
    return { say: [{ text: ctx.t('agenda:holiday.notYours') }] }
  const at = shownDay(date)
  if (action === 'remove') {
    await removeHolidays(ctx.tx, date, ctx.person.id, ctx.now)
    await refreshHolidays(ctx.tx, ctx.city)
    return { say: [{ text: ctx.t('agenda:holiday.removed', { at }) }] }
  }
  const holiday = { date, name: name ?? '', type, source: source ?? '' }
  const added = await addHoliday(ctx.tx, holiday, ctx.person.id, ctx.now)
  await refreshHolidays(ctx.tx, ctx.city)
  return { say: [{ text: ctx.t(`agenda:holiday.${added ? 'added' : 'there'}`, { at, name }) }] }
}

const ofDay = async (date: string, ctx: Ctx) =>
  (await listHolidays(ctx.tx)).filter((one) => one.date === date)
