import type { Tx } from '../../lib/db.ts'
import { lockLedger } from '../goods/ledger.ts'
import { countAnew } from '../goods/stock.ts'
import { audit } from '../people/audit.ts'
import { freeReference } from '../people/free-reference.ts'
import { sharePhone } from '../points/petugas.ts'
import { type LineNow, lineNow } from './line-now.ts'
import { type Settled, settleWaiting } from './waiting-lines.ts'
import { lineOf } from './wanted-lines.ts'

/** What a line should have said: whole units, broken ones, recipients (null: as they were). */
export type Wish = { amount: number; broken: number; recipients: number | null }
type Correction = NonNullable<Awaited<ReturnType<Tx['correction']['findUnique']>>>

export type Proposed =
  | { kind: 'proposed'; ref: string }
  /** Somebody has proposed one already, and nobody has decided. */
  | { kind: 'open'; ref: string }
  /** It does not count: it waits for stock, or was written twice. */
  | { kind: 'waiting' | 'double' }
  | { kind: 'same' }

/** A wish to put a line right; nothing moves before a second person agrees. */
export async function proposeCorrection(
  tx: Tx,
  line: LineNow,
  wish: Wish,
  reason: string,
  byId: number,
  at: Date,
): Promise<Proposed> {
  if (line.state === 'waiting' || line.state === 'double') return { kind: line.state }
  const same = line.amount === wish.amount && line.broken === wish.broken
  if (same && (wish.recipients ?? line.recipients) === line.recipients) return { kind: 'same' }
  const open = await tx.correction.findFirst({ where: { lineId: line.id, state: 'open' } })
  if (open) return { kind: 'open', ref: open.ref }
  const ref = await freeReference(tx)
  await tx.correction.create({ data: { ref, lineId: line.id, ...wish, reason, byId, at } })
  const before = { amount: line.amount, broken: line.broken, recipients: line.recipients }
  const subject = `line/${line.ref}/${line.line}`
  await audit(tx, { at, actorId: byId, action: 'line.propose', subject, before, after: wish, why: reason })
  return { kind: 'proposed', ref }
}

export type Decided =
  | { kind: 'unknown' | 'already' | 'own' | 'notYours' | 'double' }
  | { kind: 'short'; stock: number; pointId: number }
  | { kind: 'approved' | 'refused'; correction: Correction; line: LineNow; settled: Settled[] }

/**
 * A second person's word, once. Never that of whoever proposed it, nor from a phone that speaks for both.
 * @param may whether this person may decide about the point
 * @param phone everybody whom the deciding phone speaks for
 */
export async function decideCorrection(
  tx: Tx,
  ref: string,
  approve: boolean,
  actor: { id: number; phone: number[]; may(pointId: number): boolean },
  at: Date,
): Promise<Decided> {
  // Before anything is read: two who decide at once are one after the other.
  await lockLedger(tx)
  const correction = await tx.correction.findUnique({ where: { ref: ref.toUpperCase() } })
  const row = correction && (await tx.pointLine.findUnique({ where: { id: correction.lineId } }))
  if (!correction || !row) return { kind: 'unknown' }
  if (!actor.may(row.pointId)) return { kind: 'notYours' }
  const { byId } = correction
  if (actor.phone.includes(byId) || byId === actor.id || (await sharePhone(tx, byId, actor.id)))
    return { kind: 'own' }
  if (correction.state !== 'open') return { kind: 'already' }
  const before = await lineNow(tx, row)
  const settled: Settled[] = []
  if (approve) {
    const { amount, broken } = correction
    const counted = await countAnew(tx, { ...lineOf(row), amount, broken }, correction.id, actor.id, at)
    if (counted.kind !== 'counted') return counted
    const state = amount + broken === 0 ? 'withdrawn' : 'counted'
    await tx.pointLine.update({ where: { id: row.id }, data: { state } })
  }
  const state = approve ? ('approved' as const) : ('refused' as const)
  await tx.correction.update({
    where: { id: correction.id },
    data: { state, decidedBy: actor.id, decidedAt: at },
  })
  if (approve) settled.push(...(await settleWaiting(tx, row.campaignId, row.pointId)))
  await audit(tx, {
    ...{ at, actorId: actor.id, action: approve ? 'line.correct' : 'line.refuse' },
    ...{ subject: `line/${row.ref}/${row.line}`, why: correction.reason },
    before: { amount: before.amount, broken: before.broken },
    after: { amount: correction.amount, broken: correction.broken, ref: correction.ref },
  })
  return { kind: state, correction, line: before, settled }
}
