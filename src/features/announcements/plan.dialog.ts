import type { Ctx } from '../../conversation/dialog.ts'
import type { Translate } from '../../lib/i18n.ts'
import { dayOf } from '../agenda/day.ts'
import { coordinates } from '../people/authority.ts'
import { saidBefore } from './announcements.ts'
import { isWhole } from './audience.ts'
import { senderOf } from './begin.ts'
import type { Sender } from './body.ts'
import { CLASSES, willing } from './classes.ts'
import type { State } from './compose-state.ts'
import { describeAudience } from './describe.ts'
import { isCapped } from './freeze.ts'
import { type Reach, reachOf, reachOfOriginal } from './reach.ts'
import { type Suspended, sessionsHit } from './urgent.ts'
import { type Worry, worriesIn } from './warnings.ts'

const DAY_MS = 86_400_000

/** Everything that would happen if a draft were sent now: worked out anew each time that it is shown. */
export type Plan = {
  sender: Sender
  /** For whom, in anybody's language. */
  who(t: Translate): string
  reach: Reach
  viaGroups: boolean
  /** For each messenger, how many messages and when the first and the last have gone. */
  ways: { channel: string; people: number; groups: number; time: { first: Date; last: Date } | null }[]
  startAt: Date
  expiresAt: Date
  worries: Worry[]
  /** More than one unit is spoken to. */
  manyUnits: boolean
  same: { at: Date; by: string } | null
  /** People are checking in to a session of this audience. */
  checkingIn: string | null
  /** A second person has to look first. */
  needsSecond: boolean
  /** Sessions that an emergency suspends. */
  sessions: Suspended[]
}

export async function planOf(state: State, ctx: Ctx): Promise<Plan> {
  const { tx, now } = ctx
  const of = state.audience && willing(state.audience, state.class)
  if (!of || !ctx.person) throw new Error('a plan needs an audience and a speaker')
  const rules = CLASSES[state.class]
  const startAt = state.startAt ? new Date(state.startAt) : now
  const expiresAt = state.expiresAt
    ? new Date(state.expiresAt)
    : new Date(startAt.getTime() + rules.hours * 3_600_000)
  const viaGroups = rules.viaGroups && isWhole(of)
  const ways = ctx.messengers.ways()
  const day = isCapped(state) ? dayOf(startAt, ctx.city.zone) : null
  const reach = state.correctsId
    ? await reachOfOriginal(tx, state.correctsId)
    : await reachOf(tx, of, ways, { viaGroups: viaGroups && !rules.urgent, day, now })
  if (viaGroups && rules.urgent && !state.correctsId) {
    // Groups hear it first, and their people all the same.
    reach.groups = (await reachOf(tx, of, ways, { viaGroups: true, day, now })).groups
  }
  const timed = await Promise.all(
    ways.channels.map(async (channel) => {
      const people = reach.people[channel] ?? 0
      const groups = reach.groups[channel] ?? 0
      const inMs = startAt.getTime() - now.getTime()
      const took = await ctx.messengers.howLong(tx, channel, people + groups, { urgent: rules.urgent, inMs })
      const after = (ms: number) => new Date(startAt.getTime() + ms)
      return { channel, people, groups, time: took && { first: after(took.first), last: after(took.last) } }
    }),
  )
  const worries = worriesIn(state.text ?? '')
  const manyUnits = await isSeveral(state, ctx)
  return {
    sender: await senderOf(tx, ctx.person.id),
    who: await describeAudience(tx, of),
    reach,
    viaGroups,
    ways: timed.filter((one) => one.people + one.groups > 0),
    startAt,
    expiresAt,
    worries,
    manyUnits,
    same: state.text ? await saidBefore(tx, state.text, new Date(now.getTime() - DAY_MS)) : null,
    checkingIn: await openSession(ctx, of.units),
    sessions: rules.urgent && state.kind === 'new' ? await sessionsHit(tx, of.units, now, expiresAt) : [],
    needsSecond: !rules.urgent && state.kind !== 'withdrawal' && (manyUnits || worries.length > 0),
  }
}

/** Whether offices of their own (OPD, kecamatan) are spoken to together; one with its parts is one. */
async function isSeveral({ audience: of }: State, { tx }: Ctx): Promise<boolean> {
  if (!of) return false
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM unit u WHERE u.kind IN ('opd', 'kecamatan') AND EXISTS (
      SELECT 1 FROM unit top WHERE top.id = ANY(${of.units}::int[]) AND u.path LIKE top.path || '%')`
  return (row?.count ?? 0) > 1 || of.units.length > 1
}

async function openSession(ctx: Ctx, units: number[]): Promise<string | null> {
  const rows = await ctx.tx.$queryRaw<{ title: string; paths: string[] }[]>`
    SELECT s.title, ARRAY(SELECT u.path FROM unit u WHERE u.id = ANY(s.audience_units)) AS paths FROM session s
    WHERE s.status = 'scheduled' AND s.opens_at <= ${ctx.now} AND s.closes_at > ${ctx.now}`
  const own = await ctx.tx.unit.findMany({ where: { id: { in: units } }, select: { path: true } })
  const touched = rows.find(({ paths }) =>
    paths.some((path) => own.some((one) => path.startsWith(one.path) || one.path.startsWith(path))),
  )
  return touched?.title ?? null
}

/** Everybody who could let it go in somebody else's stead. */
export async function seconds(
  ctx: Ctx,
  unitPath: string,
  createdBy: number,
): Promise<{ addressId: number }[]> {
  const holders = await ctx.tx.$queryRaw<{ personId: number; addressId: number; unitPath: string }[]>`
    SELECT DISTINCT ON (r.person_id) r.person_id AS "personId", a.id AS "addressId", u.path AS "unitPath" FROM role r
    JOIN unit u ON u.id = r.unit_id
    JOIN address_person ap ON ap.person_id = r.person_id JOIN address a ON a.id = ap.address_id AND a.blocked_at IS NULL
    WHERE r.role IN ('koordinator', 'admin') AND r.person_id <> ${createdBy}
      AND r.from_at <= ${ctx.now} AND (r.until_at IS NULL OR r.until_at > ${ctx.now})
      AND ${unitPath} LIKE u.path || '%'
    ORDER BY r.person_id, a.last_inbound_at DESC NULLS LAST`
  return holders.filter((one) =>
    coordinates(
      { id: one.personId, unitPath: null, roles: [{ role: 'koordinator', unitPath: one.unitPath }] },
      unitPath,
    ),
  )
}
