import { z } from 'zod'
import type { Ctx, Dialog, Said } from '../../conversation/dialog.ts'
import type { Outgoing, Place } from '../../message.ts'
import { dayOf, shownDay } from '../agenda/day.ts'
import { unitById } from '../people/units.ts'
import { campaignsHere, pointsHere } from '../points/here.dialog.ts'
import { nextOpening } from '../points/point-hours.ts'
import { areaForms, type PointMeant, pointIn } from '../points/point-words.ts'
import { type DropPoint, nearest, plainName } from '../points/points.ts'
import { campaignMeant } from './goods-words.ts'
import { only, pointText, weekText } from './pledge-text.dialog.ts'

const State = z.object({ goods: z.string() })
type State = z.infer<typeof State>

/** Points that are named in one answer. */
const MOST = 3

/** "titik telur terdekat", "posyandu dekat Bacang": where, when, whom to ask. A place is asked for only where none is known. */
export const nearby: Dialog<State, Said> = {
  name: 'nearby',
  state: State,
  fleeting: true,

  async start(ctx, said) {
    const campaign = campaignMeant(said.text, await campaignsHere(ctx), dayOf(said.at, ctx.city.zone))
    if (!campaign || campaign === 'other') return { say: only(ctx.t('pledges:none')) }
    const state = { goods: campaign.goods }
    const found = await answerTo(said, ctx, false)
    if (found) return { say: found }
    const home = await homeArea(ctx)
    return home && !/\bterdekat\b/i.test(said.text)
      ? { say: await tellPoints(home.points, { area: home.name }, ctx, said.at) }
      : { say: question(state, ctx), next: state }
  },

  async answer(state, said, ctx) {
    const found = await answerTo(said, ctx, true)
    if (found) return { say: found }
    return { say: only(ctx.t('pledges:near.unknown')), next: state, missed: true }
  },

  ask: (state, ctx) => question(state, ctx),
  expects: (_, ctx) => ctx.t('pledges:near.expects'),
  claims: (_, { meaning: { intent } }) => intent === 'ask_place',
}

function question({ goods }: State, ctx: Ctx): Outgoing[] {
  const text = ctx.t('pledges:near.ask', { goods })
  return [{ text, ask: 'place', askLabel: ctx.t('conversation:share.place') }]
}

/** The points by a position, or by the kelurahan or point that was named; null when neither was. */
async function answerTo(said: Said, ctx: Ctx, answer: boolean): Promise<Outgoing[] | null> {
  const points = await pointsHere(ctx)
  if (said.place) return near(said.place, points, said.at, ctx)
  const meant = pointIn(said.text, points, answer)
  if (meant?.kind === 'unknown') return null
  if (meant && !(meant.kind === 'several' && meant.name === null)) return there(meant, points, said, ctx)
  return areaWithout(said.text, answer, ctx)
}

async function there(
  meant: PointMeant,
  points: DropPoint[],
  said: Said,
  ctx: Ctx,
): Promise<Outgoing[] | null> {
  if (meant.kind === 'several') return tellPoints(meant.points, { area: meant.name ?? '' }, ctx, said.at)
  if (meant.kind === 'unknown') return null
  // "dekat Bacang" means what is around it, the point itself among them.
  const { areaId, areaName } = meant.point
  const around = points.filter((one) => one.areaId !== null && one.areaId === areaId)
  if (/\b(?:dekat|sekitar|daerah|wilayah)\b/i.test(said.text) && areaName)
    return tellPoints(around, { area: areaName }, ctx, said.at)
  return tellPoints([meant.point], {}, ctx, said.at)
}

/** A kelurahan in which nothing is collected: said, with what its kecamatan has. */
async function areaWithout(text: string, answer: boolean, ctx: Ctx): Promise<Outgoing[] | null> {
  const said = ` ${plainName(text)} `
  const areas = await ctx.tx.unit.findMany({
    where: { kind: 'kelurahan' },
    select: { id: true, name: true, parentId: true },
  })
  const area = areas.find(({ name }) =>
    areaForms(name).some((form) => said.includes(` ${form} `) && (answer || form.length > 4)),
  )
  if (!area) return null
  const around = (await pointsHere(ctx)).filter(({ areaId }) =>
    areas.some(({ id, parentId }) => id === areaId && parentId === area.parentId),
  )
  return around.length > 0
    ? tellPoints(around, { without: area.name }, ctx, ctx.now)
    : only(ctx.t('pledges:near.nothing', { area: area.name }))
}

async function near(place: Place, points: DropPoint[], at: Date, ctx: Ctx): Promise<Outgoing[]> {
  const open = points.filter(({ closedAt }) => closedAt === null)
  const found = nearest(open, place, MOST)
  // Nobody has entered a position yet: the name of a kelurahan is the way.
  if (found.every(({ metres }) => metres === null)) return only(ctx.t('pledges:near.noPositions'))
  const known = found.filter(({ metres }) => metres !== null)
  const lines = await Promise.all(
    known.map(async ({ point, metres }) => `• ${await pointLine(point, metres, at, ctx)}`),
  )
  return only([ctx.t('pledges:near.nearest'), ...lines, ctx.t('pledges:near.free')].join('\n'))
}

async function tellPoints(
  points: DropPoint[],
  { area, without }: { area?: string; without?: string },
  ctx: Ctx,
  at: Date,
): Promise<Outgoing[]> {
  const open = points.filter(({ closedAt }) => closedAt === null)
  const [first] = points
  if (open.length === 0) return only(ctx.t('pledges:point.closed', { name: first?.name ?? '' }))
  const lines: string[] = []
  for (const one of open.slice(0, MOST + 2)) lines.push(`• ${await pointLine(one, null, at, ctx)}`)
  const head = without
    ? ctx.t('pledges:near.without', { area: without })
    : area
      ? ctx.t('pledges:near.area', { area })
      : ctx.t('pledges:near.one')
  return only([head, ...lines, ctx.t('pledges:near.free')].join('\n'))
}

/** "Posyandu Melati, Kelurahan Bacang (kader …), 300 m. Selasa 08.00–11.00 WIB; berikutnya Selasa, 24 November 2026." */
async function pointLine(point: DropPoint, metres: number | null, at: Date, ctx: Ctx): Promise<string> {
  const where = pointText(point, ctx)
  const far =
    metres === null ? where : ctx.t('pledges:near.far', { where, distance: distanceText(metres, ctx) })
  if (point.hours.length === 0 && point.activityKind === null)
    return ctx.t('pledges:near.askHours', { where: far })
  const next = await nextOpening(ctx.tx, ctx.city, point, dayOf(at, ctx.city.zone), at)
  if (point.activityKind !== null && next === null) return ctx.t('pledges:near.noEvent', { where: far })
  const week = point.hours.length > 0 ? weekText(point, ctx) : ''
  return next
    ? ctx.t('pledges:near.next', { where: far, week, day: shownDay(next) })
    : ctx.t('pledges:near.week', { where: far, week })
}

/** Which point is the nearest takes no more than 100 m: no nearer is said. */
const distanceText = (metres: number, ctx: Ctx): string =>
  metres < 1000
    ? ctx.t('pledges:metres', { metres: Math.max(100, Math.round(metres / 100) * 100) })
    : ctx.t('pledges:kilometres', { km: (metres / 1000).toFixed(1).replace('.', ',') })

/** The kelurahan of whoever is known: a resident's own, or that in which the office lies. */
async function homeArea(ctx: Ctx): Promise<{ name: string; points: DropPoint[] } | null> {
  const own = ctx.person?.kelurahanId ?? ctx.person?.unitId ?? null
  if (own === null) return null
  const points = (await pointsHere(ctx)).filter(
    ({ areaId, unitId, closedAt }) => closedAt === null && (areaId === own || unitId === own),
  )
  const unit = points.length > 0 ? await unitById(ctx.tx, own) : null
  return unit && { name: unit.name, points }
}
