import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import { Prisma } from '../../lib/prisma/client.ts'
import { audit } from '../people/audit.ts'
import { has } from '../people/authority.ts'
import type { Circle, Spot } from './distance.ts'

export type Venue = {
  id: number
  name: string
  aliases: string[]
  latitude: number | null
  longitude: number | null
  radius: number
  /** Null: as the city's profile has it, since ever. */
  setAt?: Date | null
}

/**
 * Puts the city's places into the database, once each. A position of the profile is only taken over with the radius that
 * was measured with it: one to a kilometre would refuse people who stand in the yard.
 */
export async function seedVenues(tx: Tx, city: Pick<City, 'places'>): Promise<void> {
  const there = new Set((await tx.venue.findMany({ select: { name: true } })).map(({ name }) => name))
  for (const { name, aliases, latitude, longitude, radius } of city.places) {
    if (there.has(name)) continue
    const spot =
      radius === undefined ? {} : { latitude: latitude ?? null, longitude: longitude ?? null, radius }
    await tx.venue.create({ data: { name, aliases, ...spot } })
  }
}

export function allVenues(tx: Tx): Promise<Venue[]> {
  return tx.venue.findMany({
    select: {
      id: true,
      name: true,
      aliases: true,
      latitude: true,
      longitude: true,
      radius: true,
      setAt: true,
    },
    orderBy: { name: 'asc' },
  })
}

const plain = (text: string) => text.toLowerCase().replace(/\s+/g, ' ').trim()

/** The places that a session names, "alun-alun; stadion", as far as anybody knows them. */
export function venuesNamed(place: string, venues: readonly Venue[]): Venue[] {
  const parts = place.split(';').map(plain)
  return venues.filter(({ name, aliases }) => [name, ...aliases].some((one) => parts.includes(plain(one))))
}

/** Of those, the ones that can prove something. */
export function circlesOf(place: string, venues: readonly Venue[]): Circle[] {
  return venuesNamed(place, venues).flatMap(({ name, radius, latitude, longitude }) =>
    latitude === null || longitude === null ? [] : [{ name, radius, latitude, longitude }],
  )
}

/**
 * What was known when a session opened. Where a place is said to be somewhere only later, what was sent before and comes after
 * that would be judged by another rule than what came in time.
 */
export const knownAt = (opensAt: Date, venues: readonly Venue[]): Venue[] =>
  venues.filter(({ setAt }) => !setAt || setAt <= opensAt)

/** The parts of a session's place of which nobody has said where they are. */
export function withoutPosition(place: string, venues: readonly Venue[]): string[] {
  return place
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '' && circlesOf(part, venues).length === 0)
}

/** Whether a session `s` names a place with a position that was known when it opened: `circlesOf` and `knownAt`, as SQL. */
export const positioned = Prisma.sql`EXISTS (SELECT 1 FROM venue v, unnest(string_to_array(s.place, ';')) AS part
  WHERE v.latitude IS NOT NULL AND v.longitude IS NOT NULL
    AND (v.set_at IS NULL OR v.set_at <= s.opens_at) AND lower(trim(part)) IN (SELECT lower(n) FROM unnest(v.aliases || v.name) AS n))`

type Actor = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }

/**
 * An admin says where a place is. One that nobody knew is added: sessions name it as it was typed.
 * @returns false for anybody else
 */
export async function setVenue(
  tx: Tx,
  { name, spot, radius }: { name: string; spot: Spot | null; radius: number | null },
  actor: Actor,
  now: Date,
): Promise<boolean> {
  if (!has(actor, 'admin')) return false
  const before = await tx.venue.findUnique({ where: { name } })
  const position = spot ? { latitude: spot.latitude, longitude: spot.longitude } : {}
  const data = { ...position, ...(radius === null ? {} : { radius }), setBy: actor.id, setAt: now }
  const { id } = await tx.venue.upsert({
    where: { name },
    create: { name, aliases: [], ...data },
    update: data,
  })
  const shown = (one: Spot | { latitude: number | null; longitude: number | null } | null, metres?: number) =>
    one && { latitude: one.latitude, longitude: one.longitude, radius: metres ?? null }
  await audit(tx, {
    ...{ at: now, actorId: actor.id, action: 'venue.set', subject: `venue/${id}` },
    before: { place: shown(before, before?.radius) },
    after: { name, place: shown(spot), radius },
  })
  return true
}
