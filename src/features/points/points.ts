import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import type { Place } from '../../message.ts'
import { weekdayOf } from '../agenda/day.ts'

/** ISO weekdays and wall clock of the city, "08:00". */
export type Hours = { days: number[]; from: string; until: string }

/** Where goods are brought, kept and handed out. */
export type DropPoint = {
  id: number
  /** posyandu | kelurahan | opd | event */
  kind: string
  name: string
  aliases: string[]
  /** Whose petugas work here. */
  unitId: number
  unitPath: string
  /** Kelurahan in which it lies. */
  areaId: number | null
  areaName: string | null
  whereabouts: string | null
  latitude: number | null
  longitude: number | null
  hours: Hours[]
  /** An event: open while a session of this kind of activity is. */
  activityKind: string | null
  contact: string | null
  closedAt: Date | null
  /** When it opens again by itself, where that was said. */
  reopensAt: Date | null
}

/**
 * Puts the drop points of a city's profile into the database, once each; a posyandu becomes a unit of its own, so that
 * somebody can be its petugas.
 * @param units ids by key, as `seedCity` returns them
 */
export async function seedPoints(tx: Tx, city: City, units: Map<string, number>): Promise<void> {
  const there = new Set(
    (await tx.dropPoint.findMany({ where: { key: { not: null } }, select: { key: true } })).map(
      ({ key }) => key,
    ),
  )
  for (const { unit, area, activity, hours, ...one } of city.points) {
    const parentId = units.get(unit)
    // An admin has taken the unit away.
    if (there.has(one.key) || parentId === undefined) continue
    const unitId = one.kind === 'posyandu' ? await posyanduUnit(tx, one, parentId) : parentId
    await tx.dropPoint.create({
      data: {
        ...one,
        unitId,
        areaId: area === null ? null : (units.get(area) ?? null),
        activityKind: activity,
        hours: hours.map(({ days, from, until }) => ({
          days,
          from: from.replace('.', ':'),
          until: until.replace('.', ':'),
        })),
      },
    })
  }
}

async function posyanduUnit(
  tx: Tx,
  { name, aliases }: { name: string; aliases: string[] },
  parentId: number,
): Promise<number> {
  const key = { parentId, name }
  const known = await tx.unit.findFirst({ where: key, select: { id: true } })
  const { id } =
    known ?? (await tx.unit.create({ data: { ...key, kind: 'posyandu', aliases }, select: { id: true } }))
  return id
}

/** Every drop point, the closed ones too. */
export async function allPoints(tx: Tx): Promise<DropPoint[]> {
  return tx.$queryRaw<DropPoint[]>`
    SELECT p.id, p.kind, p.name, p.aliases, p.unit_id AS "unitId", u.path AS "unitPath", p.area_id AS "areaId",
      a.name AS "areaName", p.whereabouts, p.latitude, p.longitude, p.hours, p.activity_kind AS "activityKind",
      p.contact, p.closed_at AS "closedAt", p.reopens_at AS "reopensAt"
    FROM drop_point p JOIN unit u ON u.id = p.unit_id LEFT JOIN unit a ON a.id = p.area_id ORDER BY p.name, p.id`
}

/** Points that a name may mean, best first: the exact name or alias, else all that contain every word of it. */
export function pointsNamed(points: DropPoint[], text: string): DropPoint[] {
  const wanted = plainName(text)
  if (wanted === '') return []
  const names = (point: DropPoint) => [point.name, ...point.aliases].map(plainName)
  const exact = points.filter((point) => names(point).includes(wanted))
  if (exact.length > 0) return exact
  const words = wanted.split(' ').filter((word) => word.length > 2)
  if (words.length === 0) return []
  return points.filter((point) => names(point).some((name) => words.every((word) => name.includes(word))))
}

/** A name as it is compared: small letters and digits, "kel." written out. */
export const plainName = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\bkel\b\.?/g, 'kelurahan')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

/**
 * The points nearest to a place, in metres by the great circle; those whose position nobody has entered come last, by name.
 */
export function nearest(
  points: DropPoint[],
  place: Place,
  most: number,
): { point: DropPoint; metres: number | null }[] {
  return points
    .map((point) => ({
      point,
      metres:
        point.latitude === null || point.longitude === null
          ? null
          : metresBetween(place, { latitude: point.latitude, longitude: point.longitude }),
    }))
    .sort((a, b) => (a.metres ?? Number.POSITIVE_INFINITY) - (b.metres ?? Number.POSITIVE_INFINITY))
    .slice(0, most)
}

const EARTH_M = 6_371_008.8
const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** Haversine. */
function metresBetween(a: Place, b: Pick<Place, 'latitude' | 'longitude'>): number {
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2
  const h =
    half(a.latitude, b.latitude) +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(a.longitude, b.longitude)
  return Math.round(2 * EARTH_M * Math.asin(Math.sqrt(h)))
}

/** When a point takes something on a day of the city, in order; empty: not on that day, or it says no hours at all. */
export function hoursOn({ hours }: Pick<DropPoint, 'hours'>, day: string): Hours[] {
  return hours
    .filter(({ days }) => days.includes(weekdayOf(day)))
    .sort((a, b) => a.from.localeCompare(b.from))
}
