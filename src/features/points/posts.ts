import type { Tx } from '../../lib/db.ts'
import { coordinates, has } from '../people/authority.ts'
import type { DropPoint } from './points.ts'

type Holder = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }

/** The whole city: a petugas of the Friday event is not one of every posyandu. */
const isCity = (path: string): boolean => path.split('/').filter(Boolean).length <= 1

/** Whether somebody was let in to receive at a point: as its petugas, or as one of the part of the city it lies in. */
export function serves(person: Holder, point: Pick<DropPoint, 'unitPath'>): boolean {
  return person.roles.some(
    ({ role, unitPath }) =>
      role === 'petugas' &&
      (unitPath === point.unitPath || (!isCity(unitPath) && point.unitPath.startsWith(unitPath))),
  )
}

/** Whether somebody may write lines for a point: its petugas, and whoever coordinates its part of the city. */
export const mayWork = (person: Holder, point: Pick<DropPoint, 'unitPath'>): boolean =>
  serves(person, point) || coordinates(person, point.unitPath)

/** Somebody whose messages may be lines at all. */
export const worksSomewhere = (person: Holder): boolean =>
  has(person, 'petugas') || has(person, 'koordinator') || has(person, 'admin')

export type Post =
  | { kind: 'at'; point: DropPoint }
  /** Several points, and nobody has said which. */
  | { kind: 'which'; points: DropPoint[] }
  | { kind: 'none' }

/** Where somebody works now: where they said they do, else the only point there is for them. */
export async function postOf(tx: Tx, person: Holder, points: DropPoint[]): Promise<Post> {
  const own = points.filter((point) => serves(person, point))
  // Whoever coordinates may write for all of them, and works at none by that.
  const may = own.length > 0 ? own : points.filter((point) => coordinates(person, point.unitPath))
  const open = may.filter(({ closedAt }) => closedAt === null)
  const duty = await tx.pointDuty.findUnique({ where: { personId: person.id } })
  const chosen = duty && points.find(({ id }) => id === duty.pointId)
  if (chosen && mayWork(person, chosen)) return { kind: 'at', point: chosen }
  const [only, ...others] = open.length > 0 ? open : may
  if (!only) return { kind: 'none' }
  return others.length === 0 ? { kind: 'at', point: only } : { kind: 'which', points: [only, ...others] }
}

/** "tugas di Posyandu Melati": until something else is said. */
export async function workAt(tx: Tx, personId: number, pointId: number, at: Date): Promise<void> {
  const row = { pointId, at }
  await tx.pointDuty.upsert({ where: { personId }, create: { personId, ...row }, update: row })
}

const AT_IT_MS = 12 * 3_600_000

/** Whether somebody has said within half a day where they work, or written a line. */
export async function isAtIt(tx: Tx, personId: number, at: Date): Promise<boolean> {
  const since = new Date(at.getTime() - AT_IT_MS)
  const duty = await tx.pointDuty.count({ where: { personId, at: { gte: since } } })
  return duty > 0 || (await tx.pointLine.count({ where: { personId, at: { gte: since } } })) > 0
}
