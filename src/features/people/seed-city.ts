import type { City, CityUnit } from '../../lib/city.ts'
import { type Db, type Tx, transaction } from '../../lib/db.ts'

/** Which row a unit of the profile became, for ever: an admin may rename it, move it or take it away. */
const mark = (key: string) => `unit:${key}`

/** This database was seeded for another city. */
export class OtherCity extends Error {}

/**
 * Puts the city's units into the database, at every start: what is new in the profile is added, what stands
 * there is the admins' and stays as it is, and nothing is ever deleted.
 * @param more `counted`: whether a new unit is counted from the first day; in a real city its wave comes first
 * @returns unit ids by key of the profile (without units that an admin has removed)
 * @throws OtherCity
 */
export async function seedCity(
  db: Pick<Db, 'prisma'>,
  city: City,
  { counted = true }: { counted?: boolean } = {},
): Promise<Map<string, number>> {
  return transaction(db, async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('guyub.seed'))`
    await settle(tx, city)
    const ids = await seededUnits(tx, city)
    const fresh = city.units.filter((unit) => !ids.has(unit.key))
    for (const unit of fresh) {
      const id = (await existing(tx, unit, ids)) ?? (await create(tx, unit, ids, counted))
      await tx.meta.create({ data: { key: mark(unit.key), value: String(id) } })
      ids.set(unit.key, id)
    }
    return present(tx, ids)
  })
}

/** A database belongs to one city. */
async function settle(tx: Tx, city: City): Promise<void> {
  const { value } = await tx.meta.upsert({
    where: { key: 'city' },
    create: { key: 'city', value: city.key },
    update: {},
  })
  if (value !== city.key) {
    throw new OtherCity(
      `This database belongs to the city "${value}", and CITY says "${city.key}". Set CITY=${value}, or give ${city.key} its own database.`,
    )
  }
}

async function seededUnits(tx: Tx, city: City): Promise<Map<string, number>> {
  const marks = await tx.meta.findMany({ where: { key: { in: city.units.map((unit) => mark(unit.key)) } } })
  return new Map(marks.map(({ key, value }) => [key.slice(mark('').length), Number(value)]))
}

/** A unit that was there before us: entered by hand, or by an import. */
async function existing(tx: Tx, unit: CityUnit, ids: Map<string, number>): Promise<number | null> {
  const parentId = above(unit, ids)
  const found = await tx.unit.findFirst({
    where: { OR: [...(unit.code ? [{ code: unit.code }] : []), { parentId, name: unit.name }] },
    select: { id: true },
  })
  return found?.id ?? null
}

async function create(tx: Tx, unit: CityUnit, ids: Map<string, number>, joined: boolean): Promise<number> {
  const { id } = await tx.unit.create({
    data: {
      kind: unit.kind,
      joined,
      name: unit.name,
      aliases: unit.aliases,
      code: unit.code ?? null,
      parentId: above(unit, ids),
    },
    select: { id: true },
  })
  return id
}

/** Parents stand first in a profile (`loadCity` checks it). */
function above(unit: CityUnit, ids: Map<string, number>): number | null {
  return unit.parent === null ? null : (ids.get(unit.parent) ?? null)
}

async function present(tx: Tx, ids: Map<string, number>): Promise<Map<string, number>> {
  const units = await tx.unit.findMany({ where: { id: { in: [...ids.values()] } }, select: { id: true } })
  const there = new Set(units.map(({ id }) => id))
  return new Map([...ids].filter(([, id]) => there.has(id)))
}
