import type { Tx } from '../../lib/db.ts'
import { coordinates } from '../people/authority.ts'
import { allPoints, type DropPoint, pointsNamed } from './points.ts'

type Holder = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }

/** The points in the part of the city that somebody coordinates: a kelurahan's coordinator has those of the kelurahan. */
export async function ownPoints(tx: Tx, person: Holder | null): Promise<DropPoint[]> {
  if (!person) return []
  return (await allPoints(tx)).filter(({ unitPath }) => coordinates(person, unitPath))
}

/** By name, by the name of its kelurahan, or by the number behind a button: two posyandu may be called the same. Pure. */
export function pointsMeant(points: DropPoint[], text: string): DropPoint[] {
  const id = /^#(\d{1,9})$/.exec(text.trim())?.[1]
  if (id !== undefined) return points.filter((one) => one.id === Number(id))
  const named = pointsNamed(points, text)
  if (named.length > 0) return named
  const area = text
    .toLowerCase()
    .replace(/^(kelurahan|kel\.?)\s+/, '')
    .trim()
  return area.length < 3
    ? []
    : points.filter(({ areaName }) => areaName?.toLowerCase().replace(/^kelurahan\s+/, '') === area)
}
