import type { Ctx, Said } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { findUnits } from '../people/units.ts'
import { type AgendaItem, agendaBetween } from './agenda-between.ts'
import { dayBounds } from './day.ts'
import { AREAS } from './new-session-questions.dialog.ts'
import { proofLines } from './proof.ts'
import { type About, belongs, kindAsked, type Viewer, viewerOf } from './schedule-for.ts'
import { daysOff } from './workdays.ts'

const DAY_MS = 86_400_000
/** Without a date, "jadwal" means the coming two weeks. */
const AHEAD_DAYS = 14
/** "kapan apel akbar" looks as far as a year, and names the next few. */
const FAR_DAYS = 366
const MOST = 8
const NEXT = 3

/** "besok ada apel?", "jadwal": what concerns whoever asks, cancelled ones named as such. */
export async function askSchedule(said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const { person, address } = ctx
  const viewer = await viewerOf(ctx.tx, {
    ...{
      addressId: address.id,
      personId: person?.id ?? null,
      unitPath: person?.unitPath ?? null,
      kelurahanId: person?.kelurahanId ?? null,
    },
  })
  return answer(said, viewer, ctx)
}

/** The schedule of one unit, as a group asks for it. */
export async function scheduleOf(said: Said, path: string | null, ctx: Ctx): Promise<Outgoing[]> {
  return answer(said, { unitPath: path, homePath: null, follows: [] }, ctx)
}

async function answer(said: Said, viewer: Viewer, ctx: Ctx): Promise<Outgoing[]> {
  const { slots } = said.meaning
  const { zone } = ctx.city
  const text = (key: string) => (typeof slots[key] === 'string' ? (slots[key] as string) : null)
  const [first, last] = [text('date') ?? text('date_from'), text('date') ?? text('date_to')]
  const about: About = { kind: kindAsked(slots.event_type, ctx.city), areaPath: await areaIn(said, ctx) }
  const from = first ? dayBounds(first, zone).start : ctx.now
  const far = !first && (about.kind !== null || about.areaPath !== null)
  const days = far ? FAR_DAYS : AHEAD_DAYS
  const to = last ? dayBounds(last, zone).end : new Date(from.getTime() + days * DAY_MS)
  const items = await agendaBetween(ctx.tx, ctx.city, from, to, (one) => belongs(one, viewer, about))
  const holiday = first ? daysOff(ctx.city.holidays).get(first) : undefined
  const head = holiday ? [ctx.t('agenda:schedule.holiday', { at: from, name: holiday.name })] : []
  if (items.length === 0) return [{ text: [...head, nothing(viewer, about, first, from, ctx)].join('\n') }]
  const shown = items.slice(0, far ? NEXT : MOST)
  return [
    { text: [...head, ctx.t('agenda:schedule.head'), ...shown.map((one) => line(one, ctx))].join('\n') },
  ]
}

function line(item: AgendaItem, { t }: Ctx): string {
  const { title, place, startsAt: at, closesAt: until } = item
  if (item.status === 'cancelled') return t('agenda:schedule.cancelled', { title, at })
  const marked = (line: string) => (item.mandatory ? t('retret:schedule', { line }) : line)
  if (item.public) return marked(t('agenda:schedule.publicLine', { title, place, at, until }))
  const proof = proofLines({ proof: item.proof, closing: item.closingFrom !== null }, t)
  return [marked(t('agenda:schedule.line', { title, place, at, until })), ...proof].join('. ')
}

/** Nothing is there: said as what was asked for. */
function nothing(viewer: Viewer, about: About, day: string | null, at: Date, ctx: Ctx): string {
  const kind = ctx.city.activityKinds.find((one) => one.kind === about.kind)
  const known = viewer.unitPath !== null || ctx.person !== null
  if (about.areaPath !== null) return ctx.t('agenda:schedule.noneThere')
  if (!known && !kind?.public) return ctx.t('agenda:schedule.guest')
  if (day)
    return ctx.t(viewer.unitPath === null ? 'agenda:schedule.noneOn' : 'agenda:schedule.noneThen', { at })
  if (kind) return ctx.t('agenda:schedule.noneOf', { title: kind.title })
  return ctx.t(viewer.unitPath === null ? 'agenda:schedule.resident' : 'agenda:schedule.none', { at })
}

/** A kecamatan or kelurahan that is named, "jadwal layanan kecamatan gerunggang". */
async function areaIn(said: Said, ctx: Ctx): Promise<string | null> {
  const { place } = said.meaning.slots
  if (typeof place !== 'string') return null
  const found = await findUnits(ctx.tx, place, AREAS)
  const [only] = found.length > 1 ? found.filter((one) => one.kind === 'kecamatan') : found
  return only?.path ?? null
}
