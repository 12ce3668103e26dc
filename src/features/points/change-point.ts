import type { Tx } from '../../lib/db.ts'
import type { Prisma } from '../../lib/prisma/client.ts'
import { audit } from '../people/audit.ts'
import type { DropPoint, Hours } from './points.ts'

/** A drop point as whoever looks after it writes it down. */
export type PointDraft = {
  kind: 'posyandu' | 'kelurahan' | 'opd'
  name: string
  aliases: string[]
  /** Whose petugas work there; of a posyandu the kelurahan, below which it becomes a unit of its own. */
  unitId: number
  areaId: number | null
  whereabouts: string | null
  latitude: number | null
  longitude: number | null
  hours: Hours[]
  contact: string | null
}

export type PointChange = Partial<
  Pick<PointDraft, 'hours' | 'contact' | 'whereabouts' | 'latitude' | 'longitude'> & {
    closedAt: Date | null
    reopensAt: Date | null
  }
>

/**
 * A mobile number is somebody's own: whoever leaves the post would be called for years. An office's line is none.
 * Pure.
 */
export function isPrivatePhone(text: string): boolean {
  return /(?<!\d)(?:\+?62|0)[\s.-]*8(?:[\s.-]*\d){7,12}(?!\d)/.test(text)
}

/** Adds a point, with who did it. @returns its id */
export async function addPoint(tx: Tx, draft: PointDraft, actorId: number | null, at: Date): Promise<number> {
  const unitId = draft.kind === 'posyandu' ? await posyanduUnit(tx, draft) : draft.unitId
  const { id } = await tx.dropPoint.create({ data: { ...draft, unitId }, select: { id: true } })
  await audit(tx, {
    ...{ at, actorId, action: 'point.add', subject: `point/${id}` },
    after: { ...draft, unitId } as Prisma.InputJsonValue,
  })
  return id
}

async function posyanduUnit(tx: Tx, { name, aliases, unitId: parentId }: PointDraft): Promise<number> {
  const key = { parentId, name }
  const known = await tx.unit.findFirst({ where: key, select: { id: true } })
  return (
    known ?? (await tx.unit.create({ data: { ...key, kind: 'posyandu', aliases }, select: { id: true } }))
  ).id
}

/** Changes a point, with who did it and what stood there before. */
export async function changePoint(
  tx: Tx,
  point: DropPoint,
  change: PointChange,
  actorId: number | null,
  at: Date,
): Promise<void> {
  await tx.dropPoint.update({ where: { id: point.id }, data: change })
  const before = Object.fromEntries(Object.keys(change).map((key) => [key, point[key as keyof typeof point]]))
  await audit(tx, {
    ...{ at, actorId, action: 'point.change', subject: `point/${point.id}` },
    before: plain(before),
    after: plain(change),
  })
}

/** Moments as text: what an audit keeps is JSON. */
const plain = (value: unknown): Prisma.InputJsonValue => JSON.parse(JSON.stringify(value))

/** Chats whose open pledges are meant for a point: they hear that it has closed. Nobody is shown who they are. */
export async function headedFor(tx: Tx, pointId: number): Promise<{ addressId: number; code: string }[]> {
  const rows = await tx.pledge.findMany({
    where: { pointId, state: 'open', addressId: { not: null } },
    select: { addressId: true, code: true },
    orderBy: { id: 'asc' },
  })
  return rows.map(({ addressId, code }) => ({ addressId: addressId ?? 0, code }))
}
