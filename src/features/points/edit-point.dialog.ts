import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import { normalise } from '../../language/normalise.ts'
import { readOpeningHours } from '../../language/opening-hours.ts'
import { findWhen } from '../../language/when.ts'
import type { Outgoing } from '../../message.ts'
import { dayBounds, dayOf, plusDays } from '../agenda/day.ts'
import { hoursLine } from '../receipts/point-lines.ts'
import { changePoint, headedFor, isPrivatePhone, type PointChange } from './change-point.ts'
import { ownPoints, pointsMeant } from './own-points.ts'
import type { DropPoint } from './points.ts'
import { whichPoint } from './points-admin.dialog.ts'

const Hours = z.array(z.object({ days: z.array(z.number()), from: z.string(), until: z.string() }))
const State = z.object({
  pointId: z.number(),
  what: z.enum(['close', 'open', 'hours', 'contact', 'where', 'place']),
  hours: Hours.nullable(),
  /** Contact, or where it is. */
  text: z.string().nullable(),
  place: z.object({ latitude: z.number(), longitude: z.number() }).nullable(),
  /** "sampai 3 Desember": the last day on which it is closed. */
  until: z.string().nullable(),
})
type State = z.infer<typeof State>
type What = State['what']
export type EditWish = { what: What; name: string; value: string | null; until?: string | undefined }

/** Longer than this a point is closed for good, or it was a slip of the finger. */
const LONGEST_DAYS = 366

/** What each change is called when it is typed. */
const VERBS: Record<What, string> = {
  ...{ close: 'tutup', open: 'buka', hours: 'jam', contact: 'kontak', where: 'alamat', place: 'lokasi' },
}

/** "tutup titik Posyandu Mawar", "jam titik …", "kontak titik …", "lokasi titik …": by whoever looks after it. */
export const editPoint: Dialog<State, EditWish | undefined> = {
  name: 'edit-point',
  state: State,

  async start(ctx, wish) {
    const own = await ownPoints(ctx.tx, ctx.person)
    if (own.length === 0 || !wish) return { say: [{ text: ctx.t('goods-admin:point.notYours') }] }
    const found = pointsMeant(own, wish.name)
    const [only, second] = found
    if (!only)
      return { say: [{ text: ctx.t('goods-admin:point.unknown', { name: wish.name.slice(0, 60) }) }] }
    if (second) return { say: [whichPoint(found, VERBS[wish.what], ctx)] }
    const empty: State = {
      ...{ pointId: only.id, what: wish.what, hours: null, text: null, place: null, until: null },
    }
    if (wish.what === 'close' && only.closedAt)
      return { say: [{ text: ctx.t('goods-admin:point.already', { name: only.name, at: only.closedAt }) }] }
    if (wish.what === 'open' && !only.closedAt)
      return { say: [{ text: ctx.t('goods-admin:point.isOpen', { name: only.name }) }] }
    if (wish.what === 'close' && wish.until !== undefined) return closedUntil(empty, wish.until, only, ctx)
    if (wish.value === null) return { say: await question(empty, only, ctx), next: empty }
    return taken(empty, wish.value, only, ctx)
  },

  async answer(state, said, ctx): Promise<Turn<State>> {
    const point = (await ownPoints(ctx.tx, ctx.person)).find(({ id }) => id === state.pointId)
    if (!point || !ctx.person) return { say: [{ text: ctx.t('goods-admin:point.notYours') }] }
    if (said.place && state.what === 'place') {
      const { latitude, longitude } = said.place
      const next = { ...state, place: { latitude, longitude } }
      return { say: await question(next, point, ctx), next }
    }
    if (stepOf(state) === 'value') return taken(state, said.text, point, ctx)
    if (said.choice === 'no' || said.meaning.intent === 'deny')
      return { say: [{ text: ctx.t('goods-admin:point.kept', { name: point.name }) }] }
    if (said.choice !== 'yes' && said.meaning.intent !== 'affirm')
      return { say: await question(state, point, ctx), next: state, missed: true }
    await changePoint(ctx.tx, point, changeOf(state, said, ctx), ctx.person.id, ctx.now)
    if (state.what === 'close') await tellDonors(point, said, ctx)
    const done = state.until === null ? state.what : 'closeUntil'
    return {
      say: [{ text: ctx.t(`goods-admin:point.done.${done}`, { name: point.name, until: state.until }) }],
    }
  },

  ask: async (state, ctx) => {
    const point = (await ownPoints(ctx.tx, ctx.person)).find(({ id }) => id === state.pointId)
    return point ? question(state, point, ctx) : []
  },
  expects: (state, ctx) =>
    ctx.t(`goods-admin:point.expects.${stepOf(state) === 'value' ? state.what : 'confirm'}`),
  context: (state) => (stepOf(state) === 'value' ? undefined : 'confirmation'),
  freeText: (state) => stepOf(state) === 'value',
  claims: (state) => stepOf(state) === 'value',
}

function stepOf({ what, hours, text, place }: State): 'value' | 'confirm' {
  if (what === 'hours') return hours === null ? 'value' : 'confirm'
  if (what === 'contact' || what === 'where') return text === null ? 'value' : 'confirm'
  return what === 'place' && place === null ? 'value' : 'confirm'
}

/** Hours, contact or address as typed. */
async function taken(state: State, typed: string, point: DropPoint, ctx: Ctx): Promise<Turn<State>> {
  const refuse = (key: string): Turn<State> => ({
    say: [{ text: ctx.t(`goods-admin:point.${key}`) }],
    next: state,
    missed: true,
  })
  const text = typed.replace(/\s+/g, ' ').trim().slice(0, 160)
  if (state.what === 'hours') {
    const hours = readOpeningHours(text)
    if (!hours) return refuse('hoursAgain')
    const next = { ...state, hours }
    return { say: await question(next, point, ctx), next }
  }
  if (state.what === 'place') return refuse('placeAgain')
  if (isPrivatePhone(text)) return refuse('noPhone')
  if (text.length < 3) return refuse('again')
  const next = { ...state, text }
  return { say: await question(next, point, ctx), next }
}

/** It opens again at the end of the day that was said, which must be still to come. */
async function closedUntil(state: State, typed: string, point: DropPoint, ctx: Ctx): Promise<Turn<State>> {
  const { when } = findWhen(normalise(typed).text, { ref: ctx.now, zone: ctx.city.zone })
  const until = when?.dateTo ?? when?.date ?? null
  const refuse = (key: string) => ({
    say: [{ text: ctx.t(`goods-admin:point.until.${key}`, { name: point.name, until }) }],
  })
  if (until === null) return refuse('unread')
  if (until < dayOf(ctx.now, ctx.city.zone)) return refuse('past')
  if (until > plusDays(dayOf(ctx.now, ctx.city.zone), LONGEST_DAYS)) return refuse('far')
  const next = { ...state, until }
  return { say: await question(next, point, ctx), next }
}

function changeOf({ what, hours, text, place, until }: State, said: Said, ctx: Ctx): PointChange {
  switch (what) {
    case 'close':
      return { closedAt: said.at, reopensAt: until === null ? null : dayBounds(until, ctx.city.zone).end }
    case 'open':
      return { closedAt: null, reopensAt: null }
    case 'hours':
      return { hours: hours ?? [] }
    case 'contact':
      return { contact: text }
    case 'where':
      return { whereabouts: text }
    case 'place':
      return { ...place }
  }
}

async function question(state: State, point: DropPoint, ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  if (stepOf(state) === 'value') {
    const text = t(`goods-admin:point.ask.${state.what}`, { name: point.name })
    return [{ text, ...(state.what === 'place' ? { ask: 'place' as const } : {}) }]
  }
  const headed = state.what === 'close' ? (await headedFor(ctx.tx, point.id)).length : 0
  const values = {
    ...{ name: point.name, until: state.until },
    text: state.hours ? hoursLine(state.hours, t) : (state.text ?? ''),
    place: state.place ? `${state.place.latitude.toFixed(5)}, ${state.place.longitude.toFixed(5)}` : '',
  }
  return [
    {
      text: [
        t(`goods-admin:point.would.${state.until === null ? state.what : 'closeUntil'}`, values),
        ...(headed > 0 ? [t('goods-admin:point.headed', { count: headed })] : []),
        t('goods-admin:save'),
      ].join('\n'),
      choices: [
        { id: 'yes', label: t('goods-admin:yes') },
        { id: 'no', label: t('goods-admin:no') },
      ],
    },
  ]
}

/** Whoever was to come hears it in time; it costs them nothing, and binds them to nothing. */
async function tellDonors(point: DropPoint, said: Said, ctx: Ctx): Promise<void> {
  for (const { addressId, code } of await headedFor(ctx.tx, point.id))
    ctx.tell(
      addressId,
      (t) => ({
        text: t('goods-admin:point.closedForYou', { name: point.name, code }),
        choices: [{ id: `=ubah ${code}`, label: t('goods-admin:point.choice.change') }],
      }),
      `point/${point.id}/closed/${said.inboxId}/${code}`,
    )
}
