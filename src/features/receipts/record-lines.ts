import type { Tx } from '../../lib/db.ts'
import { dayBounds } from '../agenda/day.ts'
import { balanceOf } from '../goods/ledger.ts'
import { count } from '../goods/stock.ts'
import { freeReference } from '../people/free-reference.ts'
import { type Settled, settleWaiting } from './waiting-lines.ts'
import { lineOf, named, type Wanted } from './wanted-lines.ts'

/** The message that the lines stand in. */
export type Source = { inboxId: bigint; personId: number; at: Date; zone: string }

/** Whoever received the pledge before, and when. */
export type Before = { at: Date; by: string; pointId: number; ref: string; line: number; amount: number }

export type Written = {
  wanted: Wanted
  line: number
  /** waiting: more than the stock that is known. double: it was written before. used: its pledge was received before. */
  state: 'counted' | 'waiting' | 'double' | 'used'
  before: Before | null
}

export type Outcome =
  | { recorded: Recorded; total: null }
  /** A control total that differs from what the message receives: nothing of it was written. */
  | { recorded: null; total: { said: number; found: number } | null }

export type Recorded = {
  ref: string
  written: Written[]
  /** Lines of earlier messages that count now. */
  settled: Settled[]
}

/**
 * Writes the lines of a message, and moves what they say. Once only: the message's lines stand under its inbox row.
 * A line that was written before that day counts once, a pledge is received once, unless "lagi" is said; what is more than
 * the stock waits for it.
 */
export async function recordLines(
  tx: Tx,
  wanted: Wanted[],
  totals: number[],
  source: Source,
): Promise<Outcome> {
  const verdicts = await judge(tx, wanted, source)
  const found = wanted
    .filter((one, n) => one.kind === 'receive' && verdicts[n]?.state !== 'used')
    .reduce((sum, one) => sum + named(one), 0)
  const said = totals.find((one) => one !== found)
  if (said !== undefined) return { recorded: null, total: { said, found } }
  if (wanted.length === 0) return { recorded: null, total: null }
  const ref = await freeReference(tx)
  const written: Written[] = []
  for (const [index, one] of wanted.entries()) {
    const verdict = verdicts[index] ?? FIRST
    const line = index + 1
    const state = verdict.state === 'counted' ? 'counted' : 'double'
    const row = await tx.pointLine.create({
      data: {
        ...{ ref, line, inboxId: source.inboxId, personId: source.personId, at: source.at, state },
        ...{
          campaignId: one.campaign.id,
          pointId: one.point.id,
          kind: one.kind,
          // What comes a second time is a gift of its own: the pledge was received, and ended, with the first.
          pledgeId: verdict.addition ? null : (one.pledge?.id ?? null),
        },
        ...{ giver: one.giver, amount: one.amount, broken: one.broken, recipients: one.recipients },
        toPointId: one.to?.id ?? null,
      },
    })
    written.push({ wanted: one, line, state: verdict.state, before: verdict.before })
    if (verdict.state !== 'counted') continue
    const counted = await count(tx, lineOf(row))
    if (counted.kind === 'counted') continue
    const stands = counted.kind === 'short' ? 'waiting' : 'double'
    await tx.pointLine.update({ where: { id: row.id }, data: { state: stands } })
    written[index] = { wanted: one, line, state: stands, before: null }
  }
  const settled = await settleAll(tx, wanted)
  for (const one of written)
    if (settled.some((done) => done.ref === ref && done.line === one.line)) one.state = 'counted'
  return { recorded: { ref, written, settled: settled.filter((one) => one.ref !== ref) }, total: null }
}

type Verdict = Pick<Written, 'state' | 'before'> & {
  /** "lagi", of a pledge that was received. */
  addition: boolean
}
const FIRST: Verdict = { state: 'counted', before: null, addition: false }

/** What each line is, beside those before it. */
async function judge(tx: Tx, wanted: Wanted[], source: Source): Promise<Verdict[]> {
  const out: Verdict[] = []
  const received = new Set<number>()
  const seen = new Set<string>()
  for (const one of wanted) {
    const before = one.pledge ? await receivedBefore(tx, one.pledge.id) : null
    const content = contentOf(one)
    const inMessage = one.pledge ? received.has(one.pledge.id) : !isNameless(one) && seen.has(content)
    if (one.again) out.push({ ...FIRST, addition: before !== null || inMessage })
    else if (inMessage || (await writtenBefore(tx, one, source)))
      out.push({ ...FIRST, state: 'double', before })
    else out.push(before ? { ...FIRST, state: 'used', before } : FIRST)
    if (one.pledge) received.add(one.pledge.id)
    seen.add(content)
  }
  return out
}

const contentOf = (one: Wanted): string =>
  [
    one.campaign.id,
    one.point.id,
    one.kind,
    one.giver?.toLowerCase(),
    named(one),
    one.broken,
    one.recipients,
    one.to?.id,
  ].join('/')

/** Of whom nobody knows who it is, or of a pledge, which says by itself that it was received. */
const isNameless = ({ kind, giver }: Wanted): boolean => kind === 'receive' && giver === null

/**
 * The same line at the same point on the same day: by whomever. Of gifts without a name there may be many alike, so there
 * only what the same petugas sends again in another message.
 */
async function writtenBefore(tx: Tx, one: Wanted, source: Source): Promise<boolean> {
  const { start, end } = dayBounds(dayIn(source), source.zone)
  const found = await tx.pointLine.findFirst({
    where: {
      ...{
        campaignId: one.campaign.id,
        pointId: one.point.id,
        kind: one.kind,
        pledgeId: one.pledge?.id ?? null,
      },
      ...{
        amount: one.amount,
        broken: one.broken,
        recipients: one.recipients,
        toPointId: one.to?.id ?? null,
      },
      giver: one.giver === null ? null : { equals: one.giver, mode: 'insensitive' },
      at: { gte: start, lt: end },
      state: { in: ['counted', 'waiting'] },
      inboxId: { not: source.inboxId },
      ...(isNameless(one) ? { personId: source.personId } : {}),
    },
    select: { id: true },
  })
  return found !== null
}

const dayIn = ({ at, zone }: Source): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(at)

/** The line that received a pledge, the first of them. */
async function receivedBefore(tx: Tx, pledgeId: number): Promise<Before | null> {
  const row = await tx.pointLine.findFirst({
    where: { pledgeId, state: 'counted' },
    orderBy: { id: 'asc' },
  })
  if (!row) return null
  const by = await tx.person.findUnique({ where: { id: row.personId }, select: { name: true } })
  const { at, pointId, ref, line } = row
  return { at, pointId, ref, line, by: by?.name ?? '–', amount: row.amount + row.broken }
}

async function settleAll(tx: Tx, wanted: Wanted[]): Promise<Settled[]> {
  const brought = wanted.filter(({ kind }) => kind === 'receive' || kind === 'transfer')
  const places = new Map(
    brought.map(({ campaign, point, to }) => [
      `${campaign.id}/${(to ?? point).id}`,
      { campaignId: campaign.id, pointId: (to ?? point).id },
    ]),
  )
  const out: Settled[] = []
  for (const place of places.values()) out.push(...(await settleWaiting(tx, place.campaignId, place.pointId)))
  return out
}

/** What lies at a point now, whole and broken. */
export async function stockAt(
  tx: Tx,
  campaignId: number,
  pointId: number,
): Promise<{ whole: number; broken: number }> {
  return {
    whole: await balanceOf(tx, campaignId, `stock/${pointId}`),
    broken: await balanceOf(tx, campaignId, `broken/${pointId}`),
  }
}
