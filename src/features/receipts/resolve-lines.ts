import type { Tx } from '../../lib/db.ts'
import { type Campaign, runsOn } from '../goods/campaigns.ts'
import { lockLedger } from '../goods/ledger.ts'
import { decidersFor } from '../people/claim.ts'
import { MOST_UNITS, type PledgeView, viewOf } from '../pledges/pledge.ts'
import { codesNear } from '../pledges/pledge-code.ts'
import { type DropPoint, pointsNamed } from '../points/points.ts'
import { type Amount, unitsOf } from './line-words.ts'
import type { ReadLine } from './read-lines.ts'
import type { Problem, Wanted } from './wanted-lines.ts'

export type Scene = {
  campaigns: Campaign[]
  points: DropPoint[]
  /** Where it was written, until a line says otherwise; null: lines have to say it. */
  point: DropPoint | null
  may(point: DropPoint): boolean
  /** Day of the city, and the moment, of the message. */
  day: string
  at: Date
}

export type Resolved = { wanted: Wanted[]; problems: Problem[]; totals: number[] }

type Fields = Omit<Wanted, 'text' | 'campaign' | 'point'>

const NOTHING: Fields = {
  ...{ kind: 'receive', pledge: null, giver: null, amount: 0, broken: 0, recipients: null, to: null },
  again: false,
}

/** Why a line cannot be written, thrown from where it is found. */
class Refused extends Error {
  readonly problem: Omit<Problem, 'text'>
  constructor(why: Problem['why'], values: Record<string, unknown> = {}) {
    super(why)
    this.problem = { why, values }
  }
}

/**
 * What lines mean here and now: places, pledges and amounts in units. Whoever receives one of the pledges at the same
 * time has been before, or waits until this is written.
 */
export async function resolveLines(tx: Tx, lines: ReadLine[], scene: Scene): Promise<Resolved> {
  const codes = lines.flatMap((one) => (one.kind === 'receive' ? one.codes : []))
  await lockLedger(tx)
  const pledges = await pledgesByCode(tx, codes)
  const nearly = await meantAsCode(tx, lines)
  const out: Resolved = { wanted: [], problems: [], totals: [] }
  let point = scene.point
  // Below a place that is not known, or not theirs, nothing is written: it was said once why.
  let astray = false
  for (const line of lines) {
    try {
      if (line.kind === 'at') {
        astray = true
        point = await ownPlace(tx, line.place, scene)
        astray = false
      } else if (!astray) {
        if (!point) throw new Refused('place', { place: '' })
        if (nearly.has(line)) throw new Refused('mistyped', { code: line.text.match(/[\p{L}\d]+/u)?.[0] })
        if (line.kind === 'total') out.totals.push(totalOf(line, out.wanted, scene))
        else out.wanted.push(...wantedOf(line, point, pledges, scene))
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      out.problems.push({ text: line.text, ...error.problem })
    }
  }
  return out
}

/** "CQWMX 30": nobody is called so, and a pledge differs from it by the one digit. */
async function meantAsCode(tx: Tx, lines: ReadLine[]): Promise<Set<ReadLine>> {
  const names = lines.filter(
    (one) => one.kind === 'receive' && one.opens === 'barely' && one.codes.length === 0,
  )
  const near = names.map((line) => ({
    line,
    codes: line.kind === 'receive' ? codesNear(line.giver ?? '') : [],
  }))
  const codes = near.flatMap((one) => one.codes)
  if (codes.length === 0) return new Set()
  const rows = await tx.pledge.findMany({ where: { code: { in: codes } }, select: { code: true } })
  const real = new Set(rows.map(({ code }) => code))
  return new Set(near.filter((one) => one.codes.some((code) => real.has(code))).map(({ line }) => line))
}

async function pledgesByCode(tx: Tx, codes: string[]): Promise<Map<string, PledgeView>> {
  if (codes.length === 0) return new Map()
  const rows = await tx.pledge.findMany({ where: { code: { in: codes } } })
  return new Map(rows.map((row) => [row.code, viewOf(row)]))
}

/** A point that is named, and that this person may write for. */
async function ownPlace(tx: Tx, place: string, scene: Scene): Promise<DropPoint> {
  const found = pointsNamed(scene.points, place)
  const own = found.filter(scene.may)
  const [only, second] = own.length > 0 ? own : found
  if (!only) throw new Refused('place', { place })
  if (second)
    throw new Refused('whichPlace', {
      names: (own.length > 0 ? own : found).slice(0, 5).map(({ name }) => name),
    })
  if (!scene.may(only)) {
    const whom = await decidersFor(tx, only.unitId, scene.at)
    throw new Refused('notYours', { point: only.name, names: whom.slice(0, 2).map(({ name }) => name) })
  }
  return only
}

function wantedOf(
  line: Exclude<ReadLine, { kind: 'at' } | { kind: 'total' }>,
  point: DropPoint,
  pledges: Map<string, PledgeView>,
  scene: Scene,
): Wanted[] {
  if (line.kind === 'unread') {
    throw line.why === 'place' ? new Refused('place', { place: '' }) : new Refused(line.why)
  }
  if (point.closedAt !== null && point.closedAt <= scene.at && line.kind === 'receive')
    throw new Refused('pointClosed', { point: point.name, at: point.closedAt })
  if (line.kind === 'receive') return received(line, point, pledges, scene)
  const base = { text: line.text, point, campaign: campaignOf(line, null, scene) }
  switch (line.kind) {
    case 'break': {
      const broken = above(inUnits(line.amount, base.campaign))
      return [{ ...NOTHING, ...base, kind: 'break', broken, again: line.again }]
    }
    case 'transfer': {
      const to = anyPlace(line.to, scene)
      if (to.id === point.id) throw new Refused('samePlace', { point: point.name })
      if (to.closedAt !== null && to.closedAt <= scene.at)
        throw new Refused('pointClosed', { point: to.name, at: to.closedAt })
      return [
        { ...NOTHING, ...base, kind: 'transfer', ...partsOf(line, base.campaign), to, again: line.again },
      ]
    }
    case 'hand_out': {
      const parts = partsOf(line, base.campaign)
      if (line.recipients === null) throw new Refused('recipients', { amount: parts.amount + parts.broken })
      const to = line.to === null ? null : anyPlace(line.to, scene)
      const { recipients, again } = line
      return [
        {
          ...NOTHING,
          ...base,
          kind: 'hand_out',
          ...parts,
          recipients,
          again,
          to: to?.id === point.id ? null : to,
        },
      ]
    }
  }
}

/** One line, or one for each pledge of a tray. */
function received(
  line: Extract<ReadLine, { kind: 'receive' }>,
  point: DropPoint,
  pledges: Map<string, PledgeView>,
  scene: Scene,
): Wanted[] {
  const { text, again, wrong, codes } = line
  if (wrong[0] !== undefined) throw new Refused('mistyped', { code: wrong[0] })
  const found = codes.map((code) => pledges.get(code) ?? code)
  const unknown = found.find((one) => typeof one === 'string')
  if (unknown !== undefined) throw new Refused('unknownCode', { code: unknown })
  const own = found.filter((one) => typeof one !== 'string')
  const [first, second] = own
  const campaign = campaignOf(line, first ?? null, scene)
  if (!runsOn(campaign, scene.day)) {
    const early = scene.day < campaign.firstDay
    throw new Refused('campaignOver', {
      campaign: campaign.name,
      early,
      day: early ? campaign.firstDay : campaign.lastDay,
    })
  }
  const base = { ...NOTHING, text, point, campaign, again }
  if (second) {
    const sum = own.reduce((all, { amount }) => all + amount, 0)
    const said = line.amount === null ? sum : inUnits(line.amount, campaign)
    if (said !== sum) {
      const pledged = own.map(({ code, amount }) => `${code} ${amount}`)
      throw new Refused('tray', { said, sum, pledged })
    }
    if (line.broken !== null) throw new Refused('trayBroken', { codes })
    return own.map((pledge) => ({ ...base, pledge, amount: pledge.amount }))
  }
  const all = line.amount ?? (first ? [{ count: first.amount, measure: null }] : null)
  if (!all) throw new Refused('amount')
  const giver = first ? null : line.giver
  return [
    { ...base, ...partsOf({ amount: all, broken: line.broken }, campaign), pledge: first ?? null, giver },
  ]
}

/** "30 pecah 1": of the thirty, one. */
function partsOf(
  { amount, broken }: { amount: Amount; broken: Amount | 'all' | null },
  campaign: Campaign,
): { amount: number; broken: number } {
  const all = above(inUnits(amount, campaign))
  const lost = broken === null ? 0 : broken === 'all' ? all : inUnits(broken, campaign)
  if (lost > all) throw new Refused('brokenMore', { broken: lost, amount: all })
  return { amount: all - lost, broken: lost }
}

function inUnits(amount: Amount, campaign: Campaign): number {
  const read = unitsOf(amount, campaign, MOST_UNITS)
  if (read.kind === 'units') return read.units
  throw read.kind === 'ask'
    ? new Refused('measure', { measure: read.measure, unit: campaign.unit })
    : new Refused('amount')
}

function above(units: number): number {
  if (units === 0) throw new Refused('zero')
  return units
}

function anyPlace(place: string, { points }: Scene): DropPoint {
  const [only, second] = pointsNamed(points, place)
  if (!only) throw new Refused('target', { place })
  if (second)
    throw new Refused('whichPlace', {
      names: pointsNamed(points, place)
        .slice(0, 5)
        .map(({ name }) => name),
    })
  return only
}

/** A control total counts what the lines above it count, unless it names something else. */
function totalOf(line: Extract<ReadLine, { kind: 'total' }>, above: Wanted[], scene: Scene): number {
  const campaign = named(line, scene) ?? above.at(-1)?.campaign ?? campaignOf(line, null, scene)
  return inUnits(line.amount, campaign)
}

/** The one whose goods are named, or whose measure. */
function named(line: ReadLine, { campaigns, day }: Scene): Campaign | undefined {
  const running = campaigns.filter((one) => runsOn(one, day))
  const words = new Set(line.text.toLowerCase().match(/\p{L}+/gu) ?? [])
  const called = running.find((one) =>
    [one.goods, ...one.goodsAliases].some((name) => words.has(name.toLowerCase())),
  )
  return (
    called ?? running.find((one) => [one.unit, ...Object.keys(one.measures)].some((name) => words.has(name)))
  )
}

/** The pledge's, else the one that is named, else the only one that runs (else the last that ran). */
function campaignOf(line: ReadLine, pledge: PledgeView | null, scene: Scene): Campaign {
  const { campaigns } = scene
  const own = campaigns.find(({ id }) => id === pledge?.campaignId) ?? named(line, scene)
  if (own) return own
  const [first, second] = campaigns.filter((one) => runsOn(one, scene.day))
  // Rice is not written down as eggs because eggs stand first.
  if (first && second) {
    const goods = campaigns.filter((one) => runsOn(one, scene.day)).map((one) => one.goods)
    throw new Refused('whichGoods', { goods })
  }
  const found = first ?? campaigns.at(-1)
  if (!found) throw new Refused('nothing')
  return found
}
