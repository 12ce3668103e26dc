import { createHash } from 'node:crypto'
import type { Tx } from '../../lib/db.ts'
import { toJson } from '../../lib/json.ts'
import type { AttachmentRef } from '../../message.ts'
import { type BatchState, steerBatch } from '../../outbox/batch.ts'
import { audit } from '../people/audit.ts'
import { coordinates } from '../people/authority.ts'
import { freeReference } from '../people/free-reference.ts'
import { type Audience, audience } from './audience.ts'
import type { ClassName } from './classes.ts'
import { sameWords } from './warnings.ts'

export type State = 'waiting' | 'scheduled' | 'running' | 'paused' | 'stopped' | 'done' | 'cancelled'
export type Kind = 'new' | 'correction' | 'withdrawal' | 'change'

export type Wanted = {
  class: ClassName
  kind?: Kind
  correctsId?: number | null
  text: string
  attachment?: AttachmentRef | null
  audience: Audience
  viaGroups: boolean
  startAt: Date
  expiresAt: Date
  /** A second person has to look first. */
  waiting: boolean
}

type Actor = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }

export type View = {
  id: number
  ref: string
  class: ClassName
  kind: Kind
  state: State
  text: string
  attachment: AttachmentRef | null
  audience: Audience
  viaGroups: boolean
  unitPath: string
  createdBy: number
  addressId: number
  startAt: Date
  expiresAt: Date
  startedAt: Date | null
  finishedAt: Date | null
  batchId: bigint | null
  phase: string
  total: number
  correctsId: number | null
}

/**
 * Keeps an announcement; it goes out by itself when its time comes (`announcer.ts`).
 * @param once the message that said so: said twice, it is one announcement
 * @returns 'not_yours' when the audience lies outside the actor's part of the city
 */
export async function announce(
  tx: Tx,
  wanted: Wanted,
  actor: Actor,
  addressId: number,
  now: Date,
): Promise<View | 'not_yours'> {
  const unitPath = await commonPath(tx, wanted.audience.units)
  if (unitPath === null || !(await mayReach(tx, wanted.audience, actor, wanted.class))) return 'not_yours'
  const ref = await freeReference(tx)
  const { class: kindOf, text, startAt, expiresAt, viaGroups } = wanted
  const row = await tx.announcement.create({
    data: {
      ...{ ref, class: kindOf, text, startAt, expiresAt, viaGroups, unitPath },
      kind: wanted.kind ?? 'new',
      correctsId: wanted.correctsId ?? null,
      ...(wanted.attachment && { attachment: JSON.parse(toJson(wanted.attachment)) }),
      audience: wanted.audience,
      createdBy: actor.id,
      addressId,
      state: wanted.waiting ? 'waiting' : 'scheduled',
      hash: hashOf(text),
      createdAt: now,
    },
  })
  await audit(tx, {
    ...{ at: now, actorId: actor.id, action: 'announcement.create', subject: `announcement/${row.id}` },
    after: { class: kindOf, text: text.slice(0, 200), units: wanted.audience.units.join(',') },
  })
  return viewOf(row)
}

export const hashOf = (text: string) =>
  createHash('sha256').update(sameWords(text)).digest('hex').slice(0, 24)

/** Whether every part of the audience is the actor's to speak to. */
export async function mayReach(
  tx: Tx,
  of: Audience,
  actor: Actor,
  kind: ClassName = 'dinas',
): Promise<boolean> {
  const units = await tx.unit.findMany({ where: { id: { in: of.units } }, select: { path: true } })
  return units.length > 0 && units.every(({ path }) => coordinates(actor, path) || leads(actor, path, kind))
}

/** In an emergency the heads of the city and of its offices speak as well. */
const leads = (actor: Actor, path: string, kind: ClassName) =>
  kind === 'darurat' && actor.roles.some((held) => held.role === 'pimpinan' && path.startsWith(held.unitPath))

async function commonPath(tx: Tx, ids: number[]): Promise<string | null> {
  const units = await tx.unit.findMany({ where: { id: { in: ids } }, select: { path: true } })
  const [first, ...others] = units.map(({ path }) => path.split('/'))
  if (!first) return null
  const shared = others.reduce((kept, one) => kept.slice(0, sharedLength(kept, one)), first)
  return shared.at(-1) === '' ? shared.join('/') : `${shared.join('/')}/`
}

function sharedLength(a: string[], b: string[]): number {
  const at = a.findIndex((part, n) => part !== b[n])
  return at < 0 ? a.length : at
}

export async function byRef(tx: Tx, ref: string): Promise<View | null> {
  const row = await tx.announcement.findUnique({ where: { ref: ref.toUpperCase() } })
  return row ? viewOf(row) : null
}

export async function byId(tx: Tx, id: number): Promise<View | null> {
  const row = await tx.announcement.findUnique({ where: { id } })
  return row ? viewOf(row) : null
}

/** Whoever answers for the whole audience may steer, and whoever wrote it. */
export const maySteer = (one: Pick<View, 'unitPath' | 'createdBy'>, actor: Actor): boolean =>
  one.createdBy === actor.id || coordinates(actor, one.unitPath)

/**
 * A second person lets it go.
 * @returns 'own': whoever wrote it does not count; 'late': it was decided already, or is out of date
 */
export async function approve(
  tx: Tx,
  one: View,
  actor: Actor,
  now: Date,
): Promise<'approved' | 'own' | 'not_yours' | 'late'> {
  if (one.createdBy === actor.id) return 'own'
  if (!coordinates(actor, one.unitPath)) return 'not_yours'
  if (one.expiresAt <= now) return 'late'
  const { count } = await tx.announcement.updateMany({
    where: { id: one.id, state: 'waiting' },
    data: { state: 'scheduled', approvedBy: actor.id },
  })
  if (count === 0) return 'late'
  await audit(tx, {
    ...{ at: now, actorId: actor.id, action: 'announcement.approve', subject: `announcement/${one.id}` },
  })
  return 'approved'
}

/** From which states one may go to which. */
const STEPS: Record<'pause' | 'resume' | 'cancel', { from: State[]; to: State; batch: BatchState }> = {
  pause: { from: ['scheduled', 'running'], to: 'paused', batch: 'paused' },
  resume: { from: ['paused', 'stopped'], to: 'running', batch: 'running' },
  cancel: {
    from: ['waiting', 'scheduled', 'running', 'paused', 'stopped'],
    to: 'cancelled',
    batch: 'cancelled',
  },
}

/**
 * Pauses, lets go on, or cancels: what has not begun to be sent stays where it is from this moment on.
 * @returns false when there is nothing to do in its state
 */
export async function steer(
  tx: Tx,
  one: View,
  step: keyof typeof STEPS,
  actor: Actor,
  now: Date,
): Promise<boolean> {
  const { from, to, batch } = STEPS[step]
  const state = step === 'resume' && one.batchId === null ? 'scheduled' : to
  const { count } = await tx.announcement.updateMany({
    where: { id: one.id, state: { in: from } },
    data: { state, ...(to === 'cancelled' && { finishedAt: now }) },
  })
  if (count === 0) return false
  if (one.batchId !== null) await steerBatch(tx, one.batchId, batch)
  await audit(tx, {
    ...{ at: now, actorId: actor.id, action: `announcement.${step}`, subject: `announcement/${one.id}` },
  })
  return true
}

/** Whether somebody has said the same lately: when, and who. */
export async function saidBefore(
  tx: Tx,
  text: string,
  since: Date,
): Promise<{ at: Date; by: string } | null> {
  const rows = await tx.$queryRaw<{ at: Date; by: string }[]>`
    SELECT a.created_at AS at, p.name AS by FROM announcement a JOIN person p ON p.id = a.created_by
    WHERE a.hash = ${hashOf(text)} AND a.created_at > ${since} AND a.state <> 'cancelled' ORDER BY a.created_at DESC LIMIT 1`
  return rows[0] ?? null
}

export function viewOf(row: {
  attachment: unknown
  audience: unknown
  class: string
  kind: string
  state: string
  [key: string]: unknown
}): View {
  return { ...row, audience: audience.parse(row.audience) } as View
}
